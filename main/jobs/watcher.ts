import { type Attendant, attend } from '../attendant.ts';
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import type { Job } from './job.ts';
import { checkJob, type Reader, readJob } from './look.ts';
import { PROBE_JOB } from './probe.ts';
import type { Queue } from './queue.ts';
import type { KnownKeys } from './recognise.ts';
import { budget } from './schedule.ts';
import type { ScopeApi } from './scope-api.ts';

export interface WatcherParts {
  readonly api: ScopeApi;
  readonly store: Store;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly keys: () => KnownKeys;
  /** Whether the operator has the queue before them. */
  readonly attended: () => boolean;
  /** Until when the operator has called off the watching, in milliseconds since the epoch; a time gone by is no pause. */
  readonly pausedUntil: () => number;
  readonly onFault: (fault: unknown) => void;
}

/** With nothing to look at, the service is still asked this often: silence must not pass for "nothing to do". */
const PROBE_EVERY_MS = 60_000;

type Item = Job | 'probe';

/** Looks at the watched jobs as they fall due, inside the request budget and the service's own pauses. */
export function watch(parts: WatcherParts): Attendant {
  const { api, store, queue, clock, keys, attended, pausedUntil, onFault } = parts;
  const classes = ['unread', 'read'] as const;
  const spacing = (which: 'unread' | 'read') =>
    1000 /
    (which === 'unread' ? budget.firstReadsPerSecond : attended() ? budget.perSecond : budget.perSecondUnattended);
  const mayBeginAt = { unread: 0, read: 0 };
  let askedAt = 0;

  return attend<Item>(clock, {
    atOnce: budget.atOnce,
    pausedUntil: () => Math.max(api.reach.pausedUntil(), pausedUntil()),
    key: (item) => (item === 'probe' ? item : item.id),
    due: (now, _limit, busy) => {
      // While the service is out of reach one request finds out, and it is about no job: one that the service can't
      // answer must not stand in the way of all the others.
      if (api.reach.current().state === 'unreachable') return ['probe'];
      const jobs = classes.flatMap((which) => {
        // Rows are read whole, content and all: no more of them than it takes to find one that is not busy.
        const open = now < mayBeginAt[which] ? [] : store.jobs.due(which, now, busy.count + 1);
        return open.filter((job) => !busy.has(job.id)).slice(0, 1);
      });
      return jobs.length > 0 || now < askedAt + PROBE_EVERY_MS ? jobs : ['probe'];
    },
    nextDueAfter: (now) => {
      // What is due and was not begun is under way already, and its end is waited for: a time gone by would never rest.
      const spaced = [...classes.map((which) => mayBeginAt[which]), askedAt + PROBE_EVERY_MS].filter((at) => at > now);
      return Math.min(store.jobs.nextDueAfter(now) ?? Number.POSITIVE_INFINITY, ...spaced);
    },
    perform: async (item) => {
      askedAt = clock.now();
      if (item === 'probe') {
        await api.head(PROBE_JOB);
        return;
      }
      const which = item.phase === 'unread' ? 'unread' : 'read';
      // One look is one request or two; the budget is of requests.
      const counted =
        <T>(ask: (jobId: string) => T) =>
        (jobId: string): T => {
          mayBeginAt[which] = Math.max(mayBeginAt[which], clock.now()) + spacing(which);
          return ask(jobId);
        };
      const reader: Reader = { get: counted(api.get), head: counted(api.head) };
      const look = item.content === null ? await readJob(reader, item, keys()) : await checkJob(reader, item, keys());
      queue.takeIn(item.id, await queue.prepare(look));
    },
    onSetBack: (by) => {
      mayBeginAt.unread = mayBeginAt.read = askedAt = 0;
      api.reach.setBack(by);
      store.jobs.setBack(by);
      store.pauses.setBack(by);
    },
    onFault,
  });
}
