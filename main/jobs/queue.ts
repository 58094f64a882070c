import { type ActionAnswer, type JobStatus, toDecideStatuses } from '../../preload/contract.ts';
import type { RecordEvent } from '../audit/audit-log.ts';
import type { Clock } from '../clock.ts';
import { AuthorityError, finding } from '../errors.ts';
import type { NearValues } from '../memory/near-values.ts';
import { hasLookalikes } from '../memory/seen-before.ts';
import { backoffMs } from '../outbox/backoff.ts';
import { sha256Hex } from '../review/digest.ts';
import { restates } from '../review/restatement.ts';
import { type ReadContent, readContent } from '../review/subject-token.ts';
import { summaryOf } from '../review/summary.ts';
import type { ContentSummary } from '../store/jobs.ts';
import type { Store } from '../store/store.ts';
import type { Content, Job, Origin } from './job.ts';
import type { Look } from './look.ts';
import { bandOf, type NextLook, nextLook } from './schedule.ts';
import { afterLook, canMove, type Move, undecidedStatus, watchedStatuses } from './transitions.ts';

export interface PreparedContent {
  readonly content: Content;
  readonly summary: ContentSummary;
}

export interface PreparedLook {
  readonly look: Look;
  readonly content: PreparedContent | null;
}

/** The jobs and where each stands. Every change of status goes through `move`, which asks the table of transitions. */
export interface Queue {
  /** @throws AuthorityError `unknown-job` */
  known(jobId: string): Job;
  /** False when the job is known already. `first`: somebody waits for this very job, so it is read before a heap. */
  add(jobId: string, promise: string | null, from: Origin, first?: boolean): boolean;
  /**
   * Takes in a job that this desk made itself: its content is the very request that was sent, so it counts as read. False
   * when the job is known already; where nobody has read that one yet, this is its content all the same.
   */
  adopt(jobId: string, made: PreparedContent): boolean;
  /** Reads what a look gave, signature and all, so that taking it in needs no wait in the middle. */
  prepare(look: Look): Promise<PreparedLook>;
  /** What a row shows of content that was read; one that looks like what was decided before is flagged. */
  summarise(read: ReadContent): Promise<ContentSummary>;
  /** Takes in what a look at a watched job gave, at once and whole. */
  takeIn(jobId: string, look: PreparedLook): void;
  /**
   * Moves a job and records why, in one transaction with `alongside`.
   * @throws AuthorityError `not-allowed-now` when the table does not allow it.
   */
  move(jobId: string, to: Move, event: RecordEvent, detail?: Record<string, unknown>, alongside?: () => void): void;
  reject(jobId: string, reason: string): ActionAnswer;
  /** @param recheckAt when it comes back by itself, in milliseconds since the epoch; null: when it is taken off hold */
  hold(jobId: string, note?: string, recheckAt?: number | null): ActionAnswer;
  takeOffHold(jobId: string): ActionAnswer;
  /** The time until which a job was on hold is over: it needs a decision again. */
  recheck(jobId: string): void;
  /** Looks at a job again that is not watched any more (expired, gone, or in need of attention with nothing signed). */
  watchAgain(jobId: string): ActionAnswer;
  /** The job is about to be confirmed: it is looked at then, in milliseconds since the epoch, and often from there on. */
  expect(jobId: string, at: number): void;
  /** Tells that something shown has changed. */
  changed(): void;
}

export interface QueueParts {
  readonly store: Store;
  readonly nearValues: NearValues;
  readonly clock: Clock;
  readonly random: () => number;
  readonly pollSeconds: () => number;
  readonly onChange: () => void;
}

/** The longest overdue is read first: what nobody waits for is never so long overdue. */
const AHEAD_MS = 24 * 3_600_000;

export function createQueue({ store, nearValues, clock, random, pollSeconds, onChange }: QueueParts): Queue {
  const { jobs, record } = store;

  // Told after the running transaction, and once for however many changes it makes.
  let telling = false;
  const changed = () => {
    if (telling) return;
    telling = true;
    queueMicrotask(() => {
      telling = false;
      onChange();
    });
  };

  const lookAgain = (status: JobStatus, { phase, watchedFrom }: Pick<Job, 'phase' | 'watchedFrom'>): NextLook | null =>
    watchedStatuses.includes(status)
      ? nextLook({ status, phase, watchedFrom }, clock.now(), pollSeconds(), random())
      : null;

  const move: Queue['move'] = (jobId, to, event, detail = {}, alongside = () => {}) => {
    store.transaction(() => {
      const job = known(jobId);
      if (!canMove(job.status, to.status)) {
        throw new AuthorityError('not-allowed-now', `${job.status} cannot become ${to.status}`, { status: job.status });
      }
      alongside();
      jobs.move(jobId, to.status, to.reason, clock.now(), lookAgain(to.status, job));
      if (newsworthy.includes(event) && toDecideStatuses.includes(to.status)) jobs.announce(jobId);
      record.append(event, jobId, to.reason ? { ...detail, reason: to.reason } : detail);
    });
    changed();
  };

  const known = (jobId: string): Job => {
    const job = jobs.find(jobId);
    if (!job) throw new AuthorityError('unknown-job', 'no such job here', { jobId });
    return job;
  };

  /** The operator's own moves: refused, with the status that stands in the way, where the table does not allow them. */
  const decide = (jobId: string, allowed: (job: Job) => boolean, act: (job: Job) => void): ActionAnswer => {
    const job = known(jobId);
    if (!allowed(job)) return { outcome: 'refused', reason: finding('not-allowed-now', { status: job.status }) };
    act(job);
    return { outcome: 'done' };
  };

  /** A job's watching begins again, with a look at that time: it is new once more. */
  const watchAnew = (jobId: string, at: number) => {
    const job = known(jobId);
    const now = clock.now();
    jobs.watchFrom(jobId, now, { at, band: bandOf({ ...job, watchedFrom: now }, now) });
  };

  const unsigned = (job: Job) => store.tokens.find(job.id) === null;

  const summarise: Queue['summarise'] = async (read) => {
    const summary = summaryOf(read);
    const alike = read.claims !== null && (await hasLookalikes({ store, nearValues }, read.claims));
    return alike ? { ...summary, flagged: true } : summary;
  };

  const keepContent = (job: Job, content: Content, summary: ContentSummary): boolean => {
    const digest = sha256Hex(content.text);
    if (contentStillSame(job, content)) return false;
    jobs.setContent(job.id, content, digest, summary, clock.now());
    if (job.content === null) {
      record.append('content-read', job.id, { digest, kind: content.kind });
    } else {
      record.append('content-changed', job.id, { from: sha256Hex(job.content.text), to: digest, kind: content.kind });
    }
    return true;
  };

  return {
    known,

    add: (jobId, promise, from, first = false) => {
      const added = store.transaction(() => {
        if (!jobs.insert(jobId, promise, clock.now(), first ? clock.now() - AHEAD_MS : clock.now())) {
          if (promise !== null && known(jobId).promise === null) jobs.setPromise(jobId, promise);
          return false;
        }
        record.append('job-added', jobId, promise === null ? { from } : { from, promise: sha256Hex(promise) });
        return true;
      });
      if (added) changed();
      return added;
    },

    adopt: (jobId, { content, summary }) => {
      const added = store.transaction(() => {
        const inserted = jobs.insert(jobId, null, clock.now(), clock.now());
        if (inserted) record.append('job-added', jobId, { from: 'request' satisfies Origin });
        const job = known(jobId);
        if (job.content !== null) return false;
        if (job.phase === 'unread') jobs.setPhase(jobId, 'waiting');
        keepContent(job, content, summary);
        return inserted;
      });
      changed();
      return added;
    },

    prepare: async (look) => {
      const content = look.kind === 'seen' && 'content' in look ? look.content : null;
      return { look, content: content && { content, summary: await summarise(await readContent(content)) } };
    },

    summarise,

    takeIn: (jobId, { look, content: given }) => {
      const news = store.transaction(() => {
        const job = known(jobId);
        if (!watchedStatuses.includes(job.status)) return false;
        if (look.kind === 'fault') {
          // A job that can't be read is asked for less and less, so that it does not crowd out those that can.
          const pause = clock.now() + backoffMs(job.faults + 1, random());
          const next = lookAgain(job.status, job);
          jobs.setNextLook(jobId, next && { ...next, at: Math.max(next.at, pause) }, job.faults + 1);
          return false;
        }
        const tokenWaits = !unsigned(job);
        if (tokenWaits) return takeInForToken(job, look);
        const newContent = given !== null && keepContent(job, given.content, given.summary);
        const phaseChanged = look.phase !== job.phase;
        if (phaseChanged) jobs.setPhase(jobId, look.phase);
        const contentKnown = given !== null || job.content !== null;
        const to = afterLook(job, look, contentKnown, clock.now());
        if (to.status !== job.status) {
          move(jobId, to, eventOf(to.status), contentKnown ? {} : { content: 'unknown' });
          return true;
        }
        if (phaseChanged && job.phase !== 'unread') record.append(eventOf(undecidedStatus(look.phase, true)), jobId);
        jobs.setNextLook(jobId, lookAgain(job.status, { ...job, phase: look.phase }), 0);
        return newContent || phaseChanged;
      });
      if (news) changed();
    },

    move,

    reject: (jobId, reason) =>
      decide(
        jobId,
        // Rejecting deletes the job at the service, and with it a token that somebody else has put there.
        (job) => canMove(job.status, 'rejected') && unsigned(job) && job.phase !== 'signed',
        () =>
          move(jobId, { status: 'rejected', reason: null }, 'rejected', { text: reason }, () =>
            store.rejections.insert(jobId, reason, clock.now()),
          ),
      ),

    hold: (jobId, note = '', recheckAt = null) => {
      if (recheckAt !== null && recheckAt <= clock.now())
        return { outcome: 'refused', reason: finding('recheck-past') };
      return decide(
        jobId,
        (job) => canMove(job.status, 'held') && unsigned(job),
        () =>
          move(jobId, { status: 'held', reason: null }, 'held', heldDetail(note, recheckAt), () =>
            jobs.setHold(jobId, note === '' ? null : note, recheckAt),
          ),
      );
    },

    takeOffHold: (jobId) =>
      decide(
        jobId,
        (job) => job.status === 'held',
        (job) =>
          move(jobId, { status: undecidedStatus(job.phase, job.content !== null), reason: null }, 'taken-off-hold'),
      ),

    recheck: (jobId) => {
      const job = known(jobId);
      // It may have been decided, or put on hold anew, just now.
      if (job.status !== 'held' || job.recheckAt === null || job.recheckAt > clock.now()) return;
      const to = { status: undecidedStatus(job.phase, job.content !== null), reason: finding('recheck-due') };
      move(jobId, to, 'recheck-due');
    },

    watchAgain: (jobId) =>
      decide(
        jobId,
        (job) => ['attention', 'expired', 'gone'].includes(job.status) && unsigned(job),
        () =>
          store.transaction(() => {
            move(jobId, { status: 'waiting', reason: null }, 'retried');
            // Its waiting begins again: otherwise what expired would expire at the next look.
            watchAnew(jobId, clock.now());
          }),
      ),

    expect: (jobId, at) => {
      // It may have moved on while the service was being asked.
      if (!watchedStatuses.includes(known(jobId).status)) return;
      watchAnew(jobId, at);
      changed();
    },

    changed,
  };

  /** A job whose token waits for its confirmation (409 on PUT): delivery takes over as soon as anything can be sent. */
  function takeInForToken(job: Job, look: Extract<Look, { kind: 'seen' }>): boolean {
    if (look.phase === 'waiting' && contentStillSame(job, look.content)) {
      jobs.setNextLook(job.id, lookAgain(job.status, job), 0);
      return false;
    }
    const delivery = store.deliveries.find(job.id);
    if (!delivery) throw new AuthorityError('internal', 'a token without its delivery', { jobId: job.id });
    if (look.phase === 'gone') {
      // The PUT was answered with 409: the service did not take the token, and now it never will.
      const reason = finding('gone-with-token');
      move(job.id, { status: 'attention', reason }, 'attention', {}, () =>
        store.deliveries.save({ ...delivery, stage: 'parked', nextAt: null, lastFault: reason }),
      );
      return true;
    }
    // Delivery reads the job again before it sends anything, and decides what it then sees.
    move(job.id, { status: 'delivering', reason: null }, 'job-confirmed', { phase: look.phase }, () =>
      store.deliveries.save({ ...delivery, stage: 'unknown', nextAt: clock.now() }),
    );
    return true;
  }
}

/** What the operator did not do themselves, and should hear of where a job then needs a decision. */
const newsworthy: readonly RecordEvent[] = ['job-confirmed', 'attention', 'approval-void', 'recheck-due'];

/** What the record says of a hold: as much as there is to say. */
const heldDetail = (note: string, recheckAt: number | null): Record<string, unknown> => ({
  ...(note !== '' && { note }),
  ...(recheckAt !== null && { recheckAt }),
});

const contentStillSame = (job: Job, content: Content | null): boolean =>
  content === null ||
  (job.content !== null &&
    ((content.text === job.content.text && content.kind === job.content.kind) || restates(content, job.content.text)));

/** The event by which the record tells of a status that a look led to. */
const eventOf = (status: JobStatus): RecordEvent => {
  if (status === 'ready' || status === 'content-unknown') return 'job-confirmed';
  if (status === 'signed-elsewhere' || status === 'gone' || status === 'expired') return status;
  return status === 'attention' ? 'attention' : 'confirmation-withdrawn';
};
