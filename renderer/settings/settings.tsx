import { useTranslation } from 'react-i18next';
import { authority } from '../bridge.ts';
import { Facts } from '../parts/facts.tsx';
import { MarkedText } from '../parts/marked-text.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { useReading } from '../request.ts';
import { useSnapshot } from '../snapshot.tsx';
import { PracticePanel } from './practice-panel.tsx';
import { SettingsForm } from './settings-form.tsx';

/** What this desk is set to, and who set it. */
export function SettingsSection() {
  const { t } = useTranslation();
  const { practice, version } = useSnapshot();
  // Read when shown and after saving only: typing must not be overtaken by what happens in the queue.
  const { value: page, refusal, again } = useReading(() => authority.settings(null), 0);
  return (
    <div className="page">
      <h1>{t('settings.title')}</h1>
      <RefusalNotice refusal={refusal} title={t('settings.failed')} />
      {page && (
        <SettingsForm
          page={page}
          onSaved={again}
          statements={
            <div className="entry">
              <p className="entry-label">{t('settings.statements')}</p>
              <p>{page.acceptServiceStatements ? t('settings.statementsOn') : t('settings.statementsOff')}</p>
              <p className="entry-hint">{t('settings.statementsWhy')}</p>
            </div>
          }
        />
      )}
      <PracticePanel practice={practice} />
      {page && (
        <section className="panel">
          <h2>{t('settings.app')}</h2>
          <Facts
            of={[
              [t('settings.dataFolder'), <MarkedText key="folder" text={page.dataFolder} />],
              [
                t('settings.configPath'),
                page.configPath === null ? null : <MarkedText key="config" text={page.configPath} />,
              ],
              [t('app.name'), t('sections.version', { version })],
            ]}
          />
        </section>
      )}
    </div>
  );
}
