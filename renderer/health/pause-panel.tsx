import { CirclePause } from 'lucide-react';
import { Group } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { type Health, pauseLengths } from '../../preload/contract.ts';
import { foreign } from '../../preload/words/foreign.ts';
import { useActing } from '../acting.ts';
import { ResumeCommand } from '../frame/resume-command.tsx';
import { Command } from '../parts/command.tsx';
import { Facts } from '../parts/facts.tsx';
import { clockWords, Moment } from '../parts/moment.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { useAuthority, useServiceName } from '../service.tsx';

/** What is watched, and the way to call it off for a while. */
export function PausePanel({ health }: { readonly health: Health }) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { act, busy, refusal } = useActing();
  const { watched, paused } = health;
  const service = useServiceName();
  return (
    <section className="panel" tabIndex={-1} data-paused={paused !== null || undefined}>
      <h2>{t('health.watching')}</h2>
      <Facts
        of={[
          [t('health.watched'), t('health.jobs', { count: watched })],
          [t('health.pausedSince'), paused && <Moment key="since" at={paused.since} />],
          [
            t('health.pausedUntil'),
            paused && (paused.until === null ? t('pause.untilResumed') : clockWords(paused.until)),
          ],
        ]}
      />
      <p className="panel-note">{t(paused ? 'pause.explainedOn' : 'pause.explained')}</p>
      {service !== null && <p className="panel-note">{t('services.pausedAlone', { name: foreign(service) })}</p>}
      <RefusalNotice refusal={refusal} />
      {paused ? (
        <div className="page-commands">
          <ResumeCommand />
        </div>
      ) : (
        <Group className="page-commands" aria-label={t('pause.begin')}>
          <span className="pause-begin">
            <CirclePause aria-hidden="true" size={16} />
            {t('pause.begin')}
          </span>
          {pauseLengths.map((length) => (
            <Command
              key={length}
              busy={busy}
              onPress={({ target }) => {
                void act(() => authority.pauseWatching({ length }));
                target.closest<HTMLElement>('[tabindex="-1"]')?.focus();
              }}
            >
              {t(`pause.length.${length}`)}
            </Command>
          ))}
        </Group>
      )}
    </section>
  );
}
