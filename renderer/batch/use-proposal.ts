import { useCallback, useEffect, useRef, useState } from 'react';
import type { BatchJob, BatchProposal } from '../../preload/contract.ts';
import { type AuthorityRefusal, asRefusal } from '../bridge.ts';
import { mainNow } from '../clock.ts';
import { useAuthority } from '../service.tsx';

/** So many jobs are handed out at once. */
const handedOut = 50;
/** The batch is prepared anew a little before it would be refused as stale. */
const beforeStale = 10_000;

export interface ProposedBatch {
  readonly batch: BatchProposal;
  readonly jobs: readonly BatchJob[];
}

interface Proposal {
  /** Null until all of it is here. */
  readonly proposed: ProposedBatch | null;
  readonly refusal: AuthorityRefusal | null;
  /** How many of the jobs have come. */
  readonly come: number;
  /** A newer one is on its way: the one at hand is worth nothing any more. */
  readonly renewing: boolean;
  readonly again: () => void;
}

/** The batch that main prepared of these jobs, whole, and prepared anew before it grows stale. */
export function useProposal(jobIds: readonly string[]): Proposal {
  const authority = useAuthority();
  const [state, setState] = useState<Omit<Proposal, 'again'>>({
    proposed: null,
    refusal: null,
    come: 0,
    renewing: true,
  });
  const newest = useRef(0);

  const again = useCallback(() => {
    const mine = ++newest.current;
    const isNewest = () => mine === newest.current;
    const prepare = async () => {
      const batch = await authority.prepareBatch({ jobIds });
      const jobs: BatchJob[] = [];
      while (batch.nonce !== null && jobs.length < batch.count && isNewest()) {
        jobs.push(...(await authority.batchJobs({ nonce: batch.nonce, offset: jobs.length, limit: handedOut })));
        if (isNewest()) setState((was) => ({ ...was, come: jobs.length }));
      }
      return { batch, jobs };
    };
    setState((was) => ({ ...was, come: 0, renewing: true }));
    prepare().then(
      (proposed) => {
        if (isNewest()) setState({ proposed, refusal: null, come: proposed.jobs.length, renewing: false });
      },
      (thrown) => {
        if (isNewest()) setState((was) => ({ ...was, refusal: asRefusal(thrown), renewing: false }));
      },
    );
  }, [authority, jobIds]);

  useEffect(() => {
    again();
    return () => {
      newest.current += 1;
    };
  }, [again]);

  const staleAt = state.proposed?.batch.staleAt ?? null;
  useEffect(() => {
    if (staleAt === null) return;
    const timer = setTimeout(again, Math.max(1_000, staleAt - beforeStale - mainNow()));
    return () => clearTimeout(timer);
  }, [again, staleAt]);

  return { ...state, again };
}
