import { type Attendant, attend, type Busy } from '../attendant.ts';
import type { Clock } from '../clock.ts';
import { finding } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { checkJob, type Reader, readJob } from './look.ts';
import { type Pacer, pace } from './pacer.ts';
import { PROBE_JOB } from './probe.ts';
import type { Queue } from './queue.ts';
import type { KnownKeys } from './recognise.ts';
import { ageing, type Band, type Budget, budget, type Credit, noCredit, sharedBands, spend } from './schedule.ts';
import type { Exchange, ScopeApi } from './scope-api.ts';

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
  /** Whether something decided waits for the service: then it is probed also while the watching is called off. */
  readonly held: () => boolean;
  readonly onFault: (fault: unknown) => void;
  /** The usual one unless given. */
  readonly budget?: Budget;
  /** Its requests per second, where somebody may change them; they hold from the next request on. */
  readonly perSecond?: () => number;
}

/** With nothing to look at, the service is still asked this often: silence must not pass for "nothing to do". */
const PROBE_EVERY_MS = 60_000;
/** How often jobs are moved on that grew older while they waited for their turn, and how many at most. */
const AGE_EVERY_MS = 1_000;
const AGE_AT_ONCE = 200;

/** A look at a job, with what its band is owed once it is made; or a request that is about no job. */
type Item = { readonly jobId: string; readonly band: Band; readonly credit: Credit } | 'probe';

const noTurn: Exchange = { kind: 'fault', fault: finding('network'), sent: false };

/**
 * Looks at the watched jobs as they fall due, inside the request budget and the service's own pauses. Which are due is
 * asked of the store each time: nothing is kept here for a job that waits, however many there are.
 */
export function watch(parts: WatcherParts): Attendant {
  const { api, store, queue, clock, keys, attended, pausedUntil, held, onFault } = parts;
  const may = parts.budget ?? budget;
  const unread = pace(clock, () => may.firstReadsPerSecond, api.reach.limitedUntil);
  const perSecond = parts.perSecond ?? (() => may.perSecond);
  const shared = pace(clock, () => perSecond() * (attended() ? 1 : may.unattended), api.reach.limitedUntil);
  let credit = noCredit;
  let askedAt = 0;
  let agedAt = 0;
  let stopped = false;

  const age = (now: number) => {
    if (now < agedAt + AGE_EVERY_MS) return;
    agedAt = now;
    for (const { from, to, afterMs } of ageing) store.jobs.age(from, to, now - afterMs, AGE_AT_ONCE);
  };

  /** The job of a band that is longest overdue and not under way. */
  const head = (band: Band, now: number, busy: Busy): string | undefined =>
    store.jobs.due(band, now, busy.count + 1).find((jobId) => !busy.has(jobId));

  const firstRead = (now: number, busy: Busy): Item[] => {
    const jobId = now < unread.freeAt() ? undefined : head('unread', now, busy);
    return jobId === undefined ? [] : [{ jobId, band: 'unread', credit }];
  };

  const nextShared = (now: number, busy: Busy): Item[] => {
    if (now < shared.freeAt()) return [];
    const heads = new Map(sharedBands.map((band) => [band, head(band, now, busy)]));
    const spent = spend(
      credit,
      sharedBands.filter((band) => heads.get(band) !== undefined),
    );
    const jobId = spent && heads.get(spent.band);
    return jobId ? [{ jobId, ...spent }] : [];
  };

  /** When something of these bands can be begun that can't be now. */
  const nextOf = (pacer: Pacer, bands: readonly Band[], now: number): number => {
    const dueAfter = (at: number) =>
      Math.min(...bands.map((band) => store.jobs.nextDueAfter(band, at) ?? Number.POSITIVE_INFINITY));
    const free = pacer.freeAt();
    // While no request may go nobody is woken by what falls due: with many jobs that is many times a second.
    return free > now ? Math.max(free, dueAfter(0)) : dueAfter(now);
  };

  const attendant = attend<Item>(clock, {
    atOnce: may.atOnce,
    pausedUntil: () => {
      const probing = api.reach.current().state === 'unreachable' && held();
      return Math.max(api.reach.pausedUntil(), probing ? 0 : pausedUntil());
    },
    key: (item) => (item === 'probe' ? item : item.jobId),
    due: (now, _limit, busy) => {
      // While the service is out of reach one request finds out, and it is about no job: one that the service can't
      // answer must not stand in the way of all the others.
      if (api.reach.current().state === 'unreachable') return ['probe'];
      age(now);
      const jobs = [...firstRead(now, busy), ...nextShared(now, busy)];
      return jobs.length > 0 || now < askedAt + PROBE_EVERY_MS ? jobs : ['probe'];
    },
    nextDueAfter: (now) => {
      // A probe that is due and was not begun is under way already, and its end is waited for: a time gone by would never rest.
      const probeAt = askedAt + PROBE_EVERY_MS;
      return Math.min(
        probeAt > now ? probeAt : Number.POSITIVE_INFINITY,
        nextOf(unread, ['unread'], now),
        nextOf(shared, sharedBands, now),
      );
    },
    perform: async (item) => {
      askedAt = clock.now();
      if (item === 'probe') {
        await api.head(PROBE_JOB);
        return;
      }
      const { jobId, band } = item;
      if (band !== 'unread') credit = item.credit;
      const pacer = band === 'unread' ? unread : shared;
      // One look is one request or two; the budget is of requests.
      const paced = (ask: (jobId: string) => Promise<Exchange>) => async (asked: string) =>
        (await pacer.turn()) ? ask(asked) : noTurn;
      const reader: Reader = { get: paced(api.get), head: paced(api.head) };
      const job = queue.known(jobId);
      const look = job.content === null ? await readJob(reader, job, keys()) : await checkJob(reader, job, keys());
      // That it was called off says nothing of the job.
      if (stopped && look.kind === 'fault') return;
      queue.takeIn(jobId, await queue.prepare(look));
    },
    onSetBack: (by) => {
      askedAt = agedAt = 0;
      unread.forget();
      shared.forget();
      api.reach.setBack();
      store.jobs.setBack(by);
      store.pauses.setBack(by);
    },
    onFault,
  });

  return {
    ...attendant,
    stop: () => {
      stopped = true;
      unread.end();
      shared.end();
      return attendant.stop();
    },
  };
}
