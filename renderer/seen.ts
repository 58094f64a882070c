import { useEffect } from 'react';
import type { Review } from '../preload/contract.ts';
import { useAuthority } from './service.tsx';

/** So long a review has to be before the operator's eyes to count as looked at. */
const lookedAt = 1_000;

/** Tells main once for each state of a job that the operator has it before them, in a window that has the focus. */
export function useSeen(review: Pick<Review, 'jobId' | 'status'> | null): void {
  const authority = useAuthority();
  const jobId = review?.jobId ?? null;
  const status = review?.status ?? null;
  useEffect(() => {
    // A job whose status changes may need a decision anew.
    if (jobId === null || status === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = () => {
      clearTimeout(timer);
      window.removeEventListener('focus', look);
      window.removeEventListener('blur', stop);
      document.removeEventListener('visibilitychange', look);
    };
    const stop = () => clearTimeout(timer);
    const look = () => {
      stop();
      if (document.visibilityState !== 'visible' || !document.hasFocus()) return;
      timer = setTimeout(() => {
        end();
        // What could not be told stays marked as new, which is the lesser harm.
        authority.seen({ jobId }).catch(() => {});
      }, lookedAt);
    };
    window.addEventListener('focus', look);
    window.addEventListener('blur', stop);
    document.addEventListener('visibilitychange', look);
    look();
    return end;
  }, [jobId, status, authority.seen]);
}
