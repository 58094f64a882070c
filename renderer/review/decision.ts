import { type RefObject, useState } from 'react';
import type { ActionAnswer, Finding, Refusal, Review } from '../../preload/contract.ts';
import { useRequest } from '../request.ts';
import { useAuthority } from '../service.tsx';
import type { Press } from './arming.ts';
import { shownContent } from './shown-content.ts';
import { useArming } from './use-arming.ts';

export interface Decision {
  readonly mayApprove: boolean;
  readonly busy: boolean;
  /** Why approval is off, or null when it needs no words. */
  readonly hint: 'obstacle' | 'waiting' | 'unread' | 'untyped' | 'locked' | 'proposal' | null;
  readonly press: (by: Press['by']) => Press;
  readonly approve: (press: Press) => void;
  readonly undo: () => void;
  readonly hold: () => void;
  readonly takeOffHold: () => void;
  readonly retry: () => void;
  readonly reject: () => void;
  readonly confirm: () => void;
  /** What was refused last, and whether it was an approval. */
  readonly refused: { readonly reason: Refusal; readonly approval: boolean } | null;
}

interface DecisionParts {
  readonly review: Review | null;
  /** What the operator typed where the review asks for it. */
  readonly typed: string;
  readonly newest: () => Promise<Review | null>;
  readonly again: () => void;
  readonly rows: RefObject<HTMLTableSectionElement | null>;
  readonly onReject: () => void;
  readonly onConfirm: () => void;
  readonly onHold: () => void;
  readonly onUnlock: () => void;
}

/** It could be approved, were the key not locked: pressing asks to unlock it, and approves nothing. */
const waitsForKey = (review: Review): boolean =>
  review.locked && review.actions.includes('approve') && review.obstacles.length === 0;

const approvable = (review: Review): boolean =>
  review.actions.includes('approve') && review.obstacles.length === 0 && review.proposal?.nonce != null;

const untyped = (review: Review, typed: string): boolean => review.typing !== null && typed.trim() === '';

function hintFor(review: Review | null, read: boolean, typed: string): Decision['hint'] {
  if (!review) return null;
  if (waitsForKey(review)) return 'locked';
  const open = review.status === 'ready' || review.status === 'waiting' || review.status === 'content-unknown';
  if (approvable(review)) {
    if (!read) return 'unread';
    return untyped(review, typed) ? 'untyped' : null;
  }
  if (!open) return null;
  if (review.obstacles.some(({ code }) => code !== 'not-confirmed')) return 'obstacle';
  return review.status === 'waiting' ? 'waiting' : 'proposal';
}

/** What a person can decide about the shown job. Each decision asks main, and the job is asked for again after it. */
export function useDecision({
  review,
  typed,
  newest,
  again,
  rows,
  onReject,
  onConfirm,
  onHold,
  onUnlock,
}: DecisionParts): Decision {
  const authority = useAuthority();
  const { run, busy, refusal, clear } = useRequest();
  const [refused, setRefused] = useState<{ reason: Finding; approval: boolean } | null>(null);
  // Every refusal starts the rule anew: what is shown has to be read again before the next press counts.
  const [round, setRound] = useState(0);
  // So does unlocking: what was read of a locked job is read again before it can be approved.
  const keyOf = (of: Review) => `${round} ${of.locked} ${shownContent(of)}`;
  const arming = useArming(review && keyOf(review), rows);

  const act = (work: () => Promise<ActionAnswer>) => async () => {
    setRefused(null);
    const answer = await run(work);
    if (answer?.outcome === 'refused') setRefused({ reason: answer.reason, approval: false });
    again();
  };

  const approve = async (press: Press) => {
    if (review && waitsForKey(review)) return asking(onUnlock)();
    if (!review || !approvable(review) || untyped(review, typed) || !arming.accepts(press)) return;
    setRefused(null);
    const answer = await run(async () => {
      const latest = await newest();
      // Only what the person pressed for may be named; the newest proposal for the very same content is that.
      if (!latest?.proposal?.nonce || keyOf(latest) !== press.content) {
        return { outcome: 'refused', reason: { code: 'content-changed' } } as const;
      }
      const { digest, nonce } = latest.proposal;
      return authority.approve({ jobId: latest.jobId, digest, nonce, ...(typed !== '' && { typed }) });
    });
    if (answer?.outcome === 'refused') {
      setRefused({ reason: answer.reason, approval: true });
      setRound(round + 1);
    }
    again();
  };

  /** A dialog asks further; what was refused before it is settled. */
  const asking = (open: () => void) => () => {
    clear();
    setRefused(null);
    open();
  };

  const jobId = review?.jobId ?? '';
  return {
    mayApprove:
      review !== null &&
      !busy &&
      (waitsForKey(review) || (approvable(review) && !untyped(review, typed) && arming.armed)),
    busy,
    hint: busy ? null : hintFor(review, arming.read, typed),
    press: arming.press,
    approve: (press) => void approve(press),
    undo: act(() => authority.undo({ jobId })),
    hold: asking(onHold),
    takeOffHold: act(() => authority.takeOffHold({ jobId })),
    retry: act(() => authority.retry({ jobId })),
    reject: asking(onReject),
    confirm: asking(onConfirm),
    refused: refusal ? { reason: refusal, approval: false } : refused,
  };
}
