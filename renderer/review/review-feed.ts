import { useCallback, useEffect, useRef, useState } from 'react';
import type { Review } from '../../preload/contract.ts';
import { type AuthorityRefusal, asRefusal } from '../bridge.ts';
import { mainNow } from '../clock.ts';
import { useAuthority } from '../service.tsx';

/** Main builds a proposal for every review that is asked for, so a stream of changes is followed at this pace. */
const pace = 500;
/** The proposal is built anew a little before it would be refused as stale. */
const beforeStale = 5_000;

interface ReviewFeed {
  readonly review: Review | null;
  readonly refusal: AuthorityRefusal | null;
  /** Asks again now. */
  readonly again: () => void;
  /** The newest review, once a request that is under way has been answered: what an approval has to name. */
  readonly newest: () => Promise<Review | null>;
}

/** The review of one job, asked for again whenever something may have changed or the proposal grows stale. */
export function useReviewFeed(jobId: string, revision: number): ReviewFeed {
  const authority = useAuthority();
  const [state, setState] = useState<{ review: Review | null; refusal: AuthorityRefusal | null }>({
    review: null,
    refusal: null,
  });
  const held = useRef<Review | null>(null);
  const underWay = useRef<Promise<void> | null>(null);
  const sequence = useRef(0);
  const asked = useRef({ at: Number.NEGATIVE_INFINITY, revision: -1 });
  const current = useRef(revision);
  current.current = revision;

  const again = useCallback(() => {
    const mine = ++sequence.current;
    asked.current = { at: performance.now(), revision: current.current };
    const asking = authority.review({ jobId }).then(
      (review) => {
        if (mine !== sequence.current) return;
        held.current = review;
        setState({ review, refusal: null });
      },
      (thrown) => {
        if (mine === sequence.current) setState((was) => ({ ...was, refusal: asRefusal(thrown) }));
      },
    );
    underWay.current = asking;
    asking.finally(() => {
      if (underWay.current === asking) underWay.current = null;
    });
  }, [jobId, authority.review]);

  useEffect(() => {
    again();
    return () => {
      // What is still on its way belongs to a job that is not shown any more.
      sequence.current += 1;
    };
  }, [again]);

  useEffect(() => {
    if (asked.current.revision === revision) return;
    const timer = setTimeout(again, Math.max(0, asked.current.at + pace - performance.now()));
    return () => clearTimeout(timer);
  }, [again, revision]);

  const staleAt = state.review?.proposal?.staleAt ?? null;
  useEffect(() => {
    if (staleAt === null) return;
    const timer = setTimeout(again, Math.max(1_000, staleAt - beforeStale - mainNow()));
    return () => clearTimeout(timer);
  }, [again, staleAt]);

  const newest = useCallback(async () => {
    while (underWay.current) await underWay.current;
    return held.current;
  }, []);

  return { ...state, again, newest };
}
