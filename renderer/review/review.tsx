import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { UnlockDialog } from '../lock/unlock-dialog.tsx';
import { Moment } from '../parts/moment.tsx';
import { Notice } from '../parts/notice.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { ScrollBox } from '../parts/scroll-box.tsx';
import { StatusChip } from '../parts/status-chip.tsx';
import { useSeen } from '../seen.ts';
import { useSnapshot } from '../snapshot.tsx';
import { Claims } from './claims.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { useDecision } from './decision.ts';
import { DecisionBar } from './decision-bar.tsx';
import { DeliveryFacts } from './delivery.tsx';
import { DecisionEvidence } from './evidence.tsx';
import { Findings } from './findings.tsx';
import { HoldDialog } from './hold-dialog.tsx';
import { HoldFacts } from './hold-facts.tsx';
import { Rejection, SignedToken } from './outcome.tsx';
import { ExactBytes, ProposalFacts } from './proposal.tsx';
import { RejectDialog } from './reject-dialog.tsx';
import { useReviewFeed } from './review-feed.ts';
import { Seen } from './seen.tsx';
import { useShortcuts } from './shortcuts.ts';
import { shownContent } from './shown-content.ts';
import { Timeline } from './timeline.tsx';
import { Typing } from './typing.tsx';
import { useDecided } from './use-decided.ts';
import { Verdict } from './verdict.tsx';

interface ReviewProps {
  readonly jobId: string;
  /** Shows another job, which was decided before. */
  readonly onOpen: (jobId: string) => void;
  /** The job, which was to be decided, has been. */
  readonly onDecided: (jobId: string) => void;
}

/** What bars every job alike, and is no reason against this one. */
const passing: ReadonlySet<string> = new Set(['signing-stopped', 'record-barred']);

/** One job, as it is and as it would be signed, with everything that can be decided about it. */
export function Review({ jobId, onOpen, onDecided }: ReviewProps) {
  const { t } = useTranslation();
  const { revision, lock } = useSnapshot();
  const { review, refusal, again, newest } = useReviewFeed(jobId, revision);
  const rows = useRef<HTMLTableSectionElement>(null);
  useSeen(review);
  useDecided(review, onDecided);
  const [asking, setAsking] = useState<'reject' | 'confirm' | 'hold' | 'unlock' | null>(null);
  const [typed, setTyped] = useState('');
  const decision = useDecision({
    review,
    typed,
    newest,
    again,
    rows,
    onReject: () => setAsking('reject'),
    onConfirm: () => setAsking('confirm'),
    onHold: () => setAsking('hold'),
    onUnlock: () => setAsking('unlock'),
  });

  useShortcuts({
    a: () => decision.approve(decision.press('key')),
    r: () => {
      if (review?.actions.includes('reject') && !decision.busy) decision.reject();
    },
    h: () => {
      if (review?.actions.includes('hold') && !decision.busy) decision.hold();
    },
  });

  const answered = () => {
    setAsking(null);
    again();
  };

  const blocked = review?.status === 'ready' && review.obstacles.some(({ code }) => !passing.has(code));

  // A review that differs only in its clock keeps the same rows, so that 100 kB of claims are not laid out twice.
  const content = review && shownContent(review);
  const issuedAt = review?.proposal?.issuedAt;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the two stand for everything that claims can differ in
  const claims = useMemo(() => review?.claims ?? [], [content, issuedAt]);

  return (
    <section className="review" aria-label={t('review.region')}>
      <ScrollBox className="review-pane" label={t('review.details')}>
        <header className="review-head">
          <h2 className="job-id">{jobId}</h2>
          {review && <StatusChip status={review.status} />}
          {review && (
            <p className="review-times">
              {t('review.added')} <Moment at={review.addedAt} />
              {' · '}
              {t('review.changed')} <Moment at={review.changedAt} />
            </p>
          )}
        </header>
        <RefusalNotice refusal={refusal} title={t('review.failed')} />
        {!review && !refusal && <p className="quiet appear-late">{t('review.loading')}</p>}
        {review && (
          <>
            <p className="meaning">{t(blocked ? 'review.blocked' : `meaning.${review.status}`)}</p>
            {decision.refused && (
              <RefusalNotice
                refusal={decision.refused.reason}
                title={decision.refused.approval ? t('review.refused') : t('review.actionRefused')}
              />
            )}
            <Findings review={review} />
            {review.hold && <HoldFacts hold={review.hold} />}
            {review.content && <Verdict content={review.content} />}
            {claims.length > 0 ? (
              <Claims claims={claims} rows={rows} />
            ) : (
              <Notice tone="info">
                <p>{t('review.noClaims')}</p>
              </Notice>
            )}
            {review.seenBefore && <Seen seen={review.seenBefore} onOpen={onOpen} />}
            {review.typing && review.actions.includes('approve') && (
              <Typing typing={review.typing} typed={typed} onType={setTyped} />
            )}
            {review.rejection && <Rejection rejection={review.rejection} />}
            {review.delivery && <DeliveryFacts delivery={review.delivery} />}
            {review.token && <SignedToken token={review.token} />}
            {(review.token || review.rejection) && <DecisionEvidence jobId={jobId} />}
            {review.proposal && !review.token && (
              <ProposalFacts proposal={review.proposal} decided={review.status === 'approved'} />
            )}
            <div className="folds">
              <ExactBytes proposal={review.proposal} content={review.content} />
              <Timeline jobId={jobId} record={review.record} />
            </div>
          </>
        )}
      </ScrollBox>
      {review && <DecisionBar review={review} decision={decision} />}
      {asking === 'reject' && <RejectDialog jobId={jobId} onClose={answered} />}
      {asking === 'hold' && <HoldDialog jobId={jobId} onClose={answered} />}
      {asking === 'confirm' && <ConfirmDialog jobId={jobId} onClose={answered} />}
      {asking === 'unlock' && lock && <UnlockDialog {...lock} onClose={answered} />}
    </section>
  );
}
