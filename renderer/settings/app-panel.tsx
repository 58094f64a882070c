import { Power } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SettingsPage } from '../../preload/contract.ts';
import { useActing } from '../acting.ts';
import { authority } from '../bridge.ts';
import { Command } from '../parts/command.tsx';
import { Facts } from '../parts/facts.tsx';
import { MarkedText } from '../parts/marked-text.tsx';
import { Notice } from '../parts/notice.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';

/** Where this desk keeps things, which version it is, and the way to end it. */
export function AppPanel({ page, version }: { readonly page: SettingsPage; readonly version: string }) {
  const { t } = useTranslation();
  const { act, busy, refusal } = useActing();
  return (
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
      {page.configPassedOver !== null && (
        <Notice tone="info">
          <p>{t('settings.configPassedOver')}</p>
          <p>
            <MarkedText text={page.configPassedOver} />
          </p>
        </Notice>
      )}
      <RefusalNotice refusal={refusal} />
      <div className="page-commands">
        <Command icon={Power} busy={busy} onPress={() => act(() => authority.quit(null))}>
          {t('settings.quit')}
        </Command>
        <span className="quiet">{t('settings.quitExplained')}</span>
      </div>
    </section>
  );
}
