import { useTranslation } from 'react-i18next';
import { PageTitle } from '../parts/page-title.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { useReading } from '../request.ts';
import { useAuthority } from '../service.tsx';
import { useSnapshot } from '../snapshot.tsx';
import { AppPanel } from './app-panel.tsx';
import type { Edits } from './draft.ts';
import { PolicyPanel } from './policy-panel.tsx';
import { PracticePanel } from './practice-panel.tsx';
import { SettingsForm } from './settings-form.tsx';

function Administered({ title, state }: { readonly title: string; readonly state: string }) {
  const { t } = useTranslation();
  return (
    <div className="entry">
      <p className="entry-label">{title}</p>
      <p>{state}</p>
      <p className="entry-hint">{t('settings.onlyAdministrator')}</p>
    </div>
  );
}

interface SettingsSectionProps {
  readonly edits: Edits;
  readonly onEdit: (edits: Edits) => void;
  readonly onShowKeys: () => void;
}

/** What this desk is set to, and who set it. */
export function SettingsSection({ edits, onEdit, onShowKeys }: SettingsSectionProps) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { practice, services, version } = useSnapshot();
  // Read when shown and after saving only: typing must not be overtaken by what happens in the queue.
  const { value: page, refusal, again } = useReading(() => authority.settings(null), 0);
  return (
    <div className="page">
      <PageTitle title={t('settings.title')} />
      {services.length > 1 && <p className="lead">{t('services.settingsForAll')}</p>}
      <RefusalNotice refusal={refusal} title={t('settings.failed')} />
      {page && (
        <SettingsForm
          page={page}
          edits={edits}
          onEdit={onEdit}
          onSaved={again}
          onShowKeys={onShowKeys}
          administered={
            <>
              <Administered
                title={t('settings.statements')}
                state={page.acceptServiceStatements ? t('settings.statementsOn') : t('settings.statementsOff')}
              />
              <Administered
                title={t('settings.confirming')}
                state={page.mayConfirm ? t('settings.confirmingOn') : t('settings.confirmingOff')}
              />
            </>
          }
        />
      )}
      {page && <PolicyPanel policy={page.policy} practice={practice} />}
      <PracticePanel practice={practice} />
      {page && <AppPanel page={page} version={version} />}
    </div>
  );
}
