import { useTranslation } from 'react-i18next';
import type { Health } from '../../preload/contract.ts';
import { clockWords } from '../parts/moment.tsx';
import { Notice } from '../parts/notice.tsx';
import { findingWords } from '../words/coded.ts';

/** Everything that is not well, the worst first: what it is, and what to do about it. */
export function Troubles({ health }: { readonly health: Health }) {
  const { t } = useTranslation();
  const { service, troubles, inbox, feed, glance } = health;
  /** A trouble of a source is told on other pages too; here its reason stands with it. */
  const why = new Map([
    ['inbox-not-read', inbox?.fault],
    ['feed-not-read', feed?.fault],
  ]);
  const reach = service?.reach ?? null;
  return (
    <>
      {reach && glance.state === 'blind' && (
        <Notice tone="warn" title={t('reach.unreachable', { since: clockWords(reach.since) })}>
          {reach.fault && <p>{findingWords(reach.fault)}</p>}
          <p>{t('health.blindNext')}</p>
        </Notice>
      )}
      {troubles.map((trouble) => {
        const reason = why.get(trouble.code);
        return (
          <Notice key={JSON.stringify(trouble)} tone="warn">
            <p>{findingWords(trouble)}</p>
            {reason && <p>{findingWords(reason)}</p>}
          </Notice>
        );
      })}
    </>
  );
}
