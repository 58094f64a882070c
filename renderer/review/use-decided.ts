import { useEffect, useRef } from 'react';
import type { JobStatus, Review } from '../../preload/contract.ts';

const decided: ReadonlySet<JobStatus> = new Set(['approved', 'delivering', 'delivered', 'rejected', 'held']);

/** Calls back when the shown job, which was to be decided, has been decided. */
export function useDecided(review: Pick<Review, 'jobId' | 'status'> | null, onDecided: (jobId: string) => void): void {
  const was = useRef<JobStatus | null>(null);
  const jobId = review?.jobId;
  const status = review?.status;
  useEffect(() => {
    if (jobId === undefined || status === undefined) return;
    const before = was.current;
    was.current = status;
    if (before !== null && !decided.has(before) && decided.has(status)) onDecided(jobId);
  }, [jobId, status, onDecided]);
}
