import { useTranslation } from 'react-i18next';
import type { Reach } from '../../preload/contract.ts';
import { useSecondsUntil } from '../clock.ts';
import { clockWords, exactWords, Moment } from '../parts/moment.tsx';
import { findingWords } from '../words/coded.ts';

function Waiting({ until }: { readonly until: number }) {
  const { t } = useTranslation();
  const left = useSecondsUntil(until);
  return left > 0 ? t('reach.rateLimited', { count: left }) : t('reach.rateLimitedSoon');
}

interface ReachWordsProps {
  readonly reach: Reach;
  /** Without the time of the last answer, where that stands beside it. */
  readonly bare?: boolean;
}

/** How the service stands, in words. */
export function ReachWords({ reach, bare = false }: ReachWordsProps) {
  const { t } = useTranslation();
  const { state, since, lastAnswerAt, until } = reach;
  if (state === 'unknown') return t('reach.unknown');
  if (state === 'rate-limited') return <Waiting until={until ?? since} />;
  if (state === 'reachable') {
    return (
      <>
        {t('reach.reachable')}
        {!bare && lastAnswerAt !== null && (
          <span className="reach-last">
            {' · '}
            <Moment at={lastAnswerAt} />
          </span>
        )}
      </>
    );
  }
  return (
    <>
      {t('reach.unreachable', { since: clockWords(since) })}
      {!bare && (
        <span className="reach-last">
          {' — '}
          {lastAnswerAt === null ? t('reach.noAnswerYet') : t('reach.lastAnswer', { time: clockWords(lastAnswerAt) })}
        </span>
      )}
    </>
  );
}

/** Whether the service can be seen, in a word and a colour; the reason on hover. */
export function ReachStatus({ reach }: { readonly reach: Reach }) {
  const title = reach.fault ? findingWords(reach.fault) : exactWords(reach.since);
  return (
    <p className="reach" data-state={reach.state} title={title}>
      <span className="reach-dot" aria-hidden="true" />
      <span className="reach-words">
        <ReachWords reach={reach} />
      </span>
    </p>
  );
}
