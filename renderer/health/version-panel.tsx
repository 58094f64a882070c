import { RotateCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ElectronStanding, Health, UpdateStanding } from '../../preload/contract.ts';
import { useActing } from '../acting.ts';
import { authority } from '../bridge.ts';
import { Command } from '../parts/command.tsx';
import { Facts } from '../parts/facts.tsx';
import { MarkedText } from '../parts/marked-text.tsx';
import { Moment } from '../parts/moment.tsx';
import { Notice } from '../parts/notice.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { findingWords } from '../words/coded.ts';
import { dayWords } from './wording.ts';

function ElectronWords({ version, support, until, floor }: ElectronStanding) {
  const { t } = useTranslation();
  const known = support === 'out-of-support' && until === null ? 'out-of-support-long' : support;
  const day = until === null ? '' : dayWords(until);
  return <>{t(`health.electronIs.${known}`, { version, until: day, floor: floor ?? '' })}</>;
}

/** What is worth a warning: what the feed offers is not to be trusted, or the runtime of a checkout is too old. */
function Warnings({ electron, update }: Pick<Health, 'electron' | 'update'>) {
  const { support, packaged, version, floor } = electron;
  // A packaged app has it among the troubles at the head of the page.
  const unsafe = !packaged && (support === 'out-of-support' || support === 'below-floor');
  return (
    <>
      {unsafe && (
        <Notice tone="warn">
          <p>{findingWords({ code: `electron-${support}`, values: { version, floor: floor ?? '' } })}</p>
        </Notice>
      )}
      {update?.fault && (
        <Notice tone={update.state === 'refused' ? 'warn' : 'info'}>
          <p>{findingWords(update.fault)}</p>
        </Notice>
      )}
    </>
  );
}

function UpdateCommands({ update }: { readonly update: UpdateStanding }) {
  const { t } = useTranslation();
  const checking = useActing();
  const restarting = useActing();
  const underWay = update.state === 'asking' || update.state === 'downloading';
  return (
    <>
      <RefusalNotice refusal={checking.refusal} />
      <RefusalNotice refusal={restarting.refusal} title={t('health.restartRefused')} />
      <div className="page-commands">
        <Command busy={checking.busy || underWay} onPress={() => checking.act(() => authority.checkForUpdate(null))}>
          {t('health.checkForUpdate')}
        </Command>
        {update.ready !== null && (
          <Command
            look="primary"
            icon={RotateCw}
            busy={restarting.busy}
            onPress={() => restarting.act(() => authority.restartToUpdate(null))}
          >
            {t('health.restartToUpdate')}
          </Command>
        )}
      </div>
    </>
  );
}

/** What runs here, how long it is safe to, and what would come after it. */
export function VersionPanel({ health }: { readonly health: Health }) {
  const { t } = useTranslation();
  const { version, electron, update } = health;
  return (
    <section className="panel">
      <h2>{t('health.version')}</h2>
      <Facts
        of={[
          [t('app.name'), version],
          [t('health.electron'), <ElectronWords key="electron" {...electron} />],
          [
            t('health.updates'),
            <span key="updates" role="status">
              {t(`health.updateIs.${update?.state ?? 'off'}`, { version: update?.version ?? '' })}
            </span>,
          ],
          // Said by itself where a later check came to something else.
          [
            t('health.updateReady'),
            update?.ready && update.state !== 'ready' ? t('health.updateIs.ready', { version: update.ready }) : null,
          ],
          [t('health.updateChecked'), update?.checkedAt ? <Moment key="checked" at={update.checkedAt} /> : null],
          [t('health.updateFeed'), update && <MarkedText key="feed" text={`${update.feed} (${update.channel})`} />],
        ]}
      />
      <Warnings electron={electron} update={update} />
      {update && <UpdateCommands update={update} />}
    </section>
  );
}
