import { type Attendant, attend } from '../attendant.ts';
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import type { Queue } from './queue.ts';

/**
 * Brings jobs back that were put on hold until a date. That is a time by the calendar, not a length of time: where the
 * clock is set, it is the new one that counts.
 */
export const keepRechecks = (parts: {
  readonly store: Store;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly onFault: (fault: unknown) => void;
}): Attendant =>
  attend<string>(parts.clock, {
    atOnce: 1,
    key: (jobId) => jobId,
    pausedUntil: () => 0,
    due: (now, limit) => parts.store.jobs.toRecheck(now, limit),
    nextDueAfter: (now) => parts.store.jobs.nextRecheckAfter(now),
    perform: async (jobId) => parts.queue.recheck(jobId),
    onSetBack: () => {},
    onFault: parts.onFault,
  });
