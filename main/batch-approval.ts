import { randomBytes } from 'node:crypto';
import type {
  ActionAnswer,
  ApproveAnswer,
  BatchJob,
  BatchOutcome,
  BatchProgress,
  BatchProposal,
  BatchResult,
  BatchStanding,
  Finding,
  Shown,
  UndoneAnswer,
} from '../preload/contract.ts';
import type { Approvals } from './approval.ts';
import { AuthorityError, finding, findingOf } from './errors.ts';
import type { ConfirmationAsk, SystemConfirmation } from './policy/confirmation.ts';
import { typingFor } from './policy/first-time.ts';
import {
  batchContent,
  batchDigest,
  commonClaims,
  type Preparation,
  type PreparationParts,
  type PreparedJob,
  prepareBatch,
  scopesOf,
} from './review/batch.ts';
import { checksShown } from './review/checks.ts';
import { shownText } from './review/lookalikes.ts';
import { type Proposals, STALE_AFTER_MS } from './review/proposals.ts';
import type { KeyRing } from './signing/key-ring.ts';

/**
 * Many jobs approved by one decision, after all of them have been shown in one list. Everything after that decision is each
 * job's own: its digest, its approval, its token, its undo, its entries on the record. One batch at a time.
 */
export interface Batches {
  /** @throws AuthorityError `batch-running`, `key-locked` */
  prepare(jobIds: readonly string[], frame: string): Promise<BatchProposal>;
  /**
   * Hands jobs of the prepared batch to the frame that it was prepared for: from then on they count as shown there.
   * @throws AuthorityError `nonce-unknown`
   */
  jobs(nonce: string, offset: number, limit: number, frame: string): BatchJob[];
  /**
   * Begins to approve exactly what was shown. One try is all that a batch has, whatever comes of it.
   * @param present whether the page that decided is still there: what it can't stop any more goes no further
   */
  approve(ask: { digest: string; nonce: string }, frame: string, present: () => boolean): Promise<ActionAnswer>;
  halt(): ActionAnswer;
  progress(): BatchProgress | null;
  standing(): BatchStanding | null;
  undoAll(): Promise<UndoneAnswer>;
  dismiss(): ActionAnswer;
  /** The key is locked: nothing of what was shown is approved any more. */
  locked(): void;
  /** The app ends: what is not decided stays so. */
  stop(): Promise<void>;
}

export interface BatchParts extends PreparationParts {
  readonly ring: Pick<KeyRing, 'current' | 'isLocked'>;
  readonly proposals: Proposals;
  readonly confirmation: SystemConfirmation;
  readonly approvals: Pick<Approvals, 'approve' | 'undo' | 'canUndo'>;
  /** What bars all signing now; null while nothing does. A batch that runs ends with it. */
  readonly barred: () => Finding | null;
  /** Until when the service asked to be left alone, in milliseconds since the epoch. */
  readonly limitedUntil: () => number;
  /** Something shown has changed. */
  readonly changed: () => void;
  readonly onFault: (fault: unknown) => void;
}

interface Proposed extends Preparation {
  readonly nonce: string;
  readonly digest: string;
  readonly frame: string;
  /** The nonce of each job that was handed out. */
  readonly shown: Map<string, string>;
}

interface Entry {
  readonly jobId: string;
  /** Of the approval that this batch made of it; null for what was left out. */
  readonly digest: string | null;
  readonly value: Shown | null;
  outcome: BatchOutcome;
  reasons: readonly Finding[];
  undoUntil: number | null;
}

interface Run {
  readonly digest: string;
  readonly entries: readonly Entry[];
  readonly present: () => boolean;
  state: BatchProgress['state'];
  reason: Finding | null;
}

/** So many at once wait for the service, which then is what a batch is as fast as; they are decided in their order. */
const AT_ONCE = 8;
/** Timers may sleep with the machine, and a page may go: both are looked at this often while the service is left alone. */
const LONGEST_NAP_MS = 1_000;
/** A breath is taken after so many undone jobs, each of which is a durable write. */
const UNDONE_AT_ONCE = 5;

const done: ActionAnswer = { outcome: 'done' };

export function createBatches(parts: BatchParts): Batches {
  const { store, clock, ring, rules, proposals, approvals, changed } = parts;
  let proposed: Proposed | null = null;
  let run: Run | null = null;
  let running: Promise<void> = Promise.resolve();
  let preparations = 0;
  /** Those who wait for the service to be free; woken when nothing more is to be decided. */
  const naps = new Set<() => void>();

  const underWay = () => run !== null && run.state !== 'ended';
  const count = (of: Run, outcome: BatchOutcome) => of.entries.filter((entry) => entry.outcome === outcome).length;

  const prepare: Batches['prepare'] = async (jobIds, frame) => {
    if (underWay()) throw new AuthorityError('batch-running', 'one batch at a time');
    if (ring.isLocked(ring.current().kid)) throw new AuthorityError('key-locked', 'the key is locked');
    const mine = ++preparations;
    const { issuer, lifetimeDays } = rules();
    const preparation = await prepareBatch(parts, jobIds);
    const { jobs, leftOut, preparedAt, key } = preparation;
    const digest = batchDigest(jobs);
    const [first] = jobs;
    // Of two preparations the later one is what the page shows; and rules that changed meanwhile hold for all or none.
    const sameRules = issuer === rules().issuer && lifetimeDays === rules().lifetimeDays;
    const stands = first && mine === preparations && sameRules && key.kid === ring.current().kid;
    const nonce = stands ? randomBytes(24).toString('base64url') : null;
    if (nonce !== null) {
      store.record.append('batch-shown', null, { digest, count: jobs.length, leftOut: leftOut.length });
      proposed = { ...preparation, nonce, digest, frame, shown: new Map() };
    }
    return {
      nonce,
      digest,
      staleAt: preparedAt + STALE_AFTER_MS,
      count: jobs.length,
      common: first ? commonClaims(first.assertion) : [],
      ...key,
      issuer,
      issuedAt: first?.assertion.issuedAt ?? preparedAt,
      expiresAt: first?.assertion.expiresAt ?? preparedAt,
      scopes: scopesOf(jobs).map(({ scope, count }) => ({ scope: scope === null ? null : shownText(scope), count })),
      leftOut,
      content: batchContent(preparation),
    };
  };

  const jobs: Batches['jobs'] = (nonce, offset, limit, frame) => {
    const of = proposed;
    if (of?.nonce !== nonce || of.frame !== frame) throw new AuthorityError('nonce-unknown', 'no such batch');
    const page = of.jobs.slice(offset, offset + limit);
    store.transaction(() => {
      for (const job of page) if (!of.shown.has(job.jobId)) handOut(of, job);
    });
    return page.map(({ jobId, assertion, claims }) => ({ jobId, digest: assertion.digest, claims }));
  };

  const handOut = ({ frame, digest, key, shown }: Proposed, { jobId, assertion, content, read }: PreparedJob) => {
    // What there is a warning about is not among the jobs of a batch.
    const checks = checksShown(content, read, []);
    store.record.append('job-shown', jobId, { digest: assertion.digest, batch: digest, ...checks });
    shown.set(jobId, proposals.show({ jobId, frame, assertion, kid: key.kid, content }).nonce);
  };

  const approve: Batches['approve'] = async (ask, frame, present) => {
    const { digest, nonce } = ask;
    const of = proposed;
    const refuse = (reason: Finding): ActionAnswer => {
      store.record.append('batch-refused', null, { digest, reason });
      return { outcome: 'refused', reason };
    };
    const objection = objectionTo(of, { ...ask, frame });
    if (of?.nonce === nonce) proposed = null;
    if (objection || !of) return refuse(objection ?? finding('nonce-unknown'));
    if (rules().systemConfirmation !== 'never') {
      const declined = await parts.confirmation(toConfirm(of));
      // A person may have taken their time over it.
      const overdue = declined ?? objectionTo(of, { ...ask, frame }) ?? (present() ? null : finding('batch-page-gone'));
      if (overdue) return refuse(overdue);
    }
    store.record.append('batch-approved', null, { digest, count: of.jobs.length, leftOut: of.leftOut.length });
    run = {
      digest,
      present,
      state: 'running',
      reason: null,
      entries: [
        ...of.jobs.map(({ jobId, value, assertion }) => ({ jobId, value, digest: assertion.digest, ...notYet })),
        ...of.leftOut.map(({ jobId, value, reasons }) => ({
          jobId,
          value,
          digest: null,
          ...notYet,
          ...leftOut(reasons),
        })),
      ],
    };
    running = decideAll(run, of);
    changed();
    return done;
  };

  const objectionTo = (of: Proposed | null, ask: { digest: string; nonce: string; frame: string }): Finding | null => {
    if (underWay()) return finding('batch-running');
    const bar = parts.barred();
    if (bar) return bar;
    if (ring.isLocked(ring.current().kid)) return finding('key-locked');
    if (of?.nonce !== ask.nonce || of.frame !== ask.frame) return finding('nonce-unknown');
    if (of.digest !== ask.digest) return finding('digest-mismatch');
    if (clock.now() - of.preparedAt > STALE_AFTER_MS) return finding('stale');
    return of.shown.size === of.jobs.length ? null : finding('batch-not-shown');
  };

  /** Several wait for the service at once; each is decided when all before it are. */
  const decideAll = async (of: Run, { jobs: prepared, shown, frame }: Proposed) => {
    let next = 0;
    let turn: Promise<unknown> = Promise.resolve();
    const workOn = async () => {
      for (let at = next++; at < prepared.length; at = next++) {
        const [job, entry] = [prepared[at], of.entries[at]];
        const before = turn;
        if (!job || !entry) break;
        const deciding = decide(of, entry, { job, nonce: shown.get(job.jobId) ?? '', frame, before });
        turn = Promise.all([before, deciding]);
        await deciding;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, workOn));
    of.state = 'ended';
    const { digest, reason } = of;
    const counts = { approved: count(of, 'approved'), refused: count(of, 'refused'), stopped: count(of, 'stopped') };
    try {
      store.record.append('batch-ended', null, { digest, ...counts, ...(reason && { reason }) });
    } catch (fault) {
      parts.onFault(fault);
    }
    changed();
  };

  interface Turn {
    readonly job: PreparedJob;
    readonly nonce: string;
    readonly frame: string;
    readonly before: Promise<unknown>;
  }

  const decide = async (of: Run, entry: Entry, { job, nonce, frame, before }: Turn) => {
    const { jobId, assertion } = job;
    try {
      await serviceIsFree(of);
      const stopped = stopOf(of);
      const answer: ApproveAnswer = stopped
        ? { outcome: 'refused', reason: stopped }
        : await approvals.approve({ jobId, digest: assertion.digest, nonce }, frame, {
            inTurn: async () => {
              await before;
              return stopOf(of);
            },
          });
      if (answer.outcome === 'approved') {
        entry.outcome = 'approved';
        entry.undoUntil = answer.undoUntil;
      } else if (answer.reason === of.reason) entry.outcome = 'stopped';
      else {
        entry.outcome = 'refused';
        entry.reasons = [answer.reason];
      }
    } catch (fault) {
      // A full disk, say. What could not be stored is undecided, and the next ones would fare no better.
      await before;
      entry.outcome = 'refused';
      entry.reasons = [findingOf(fault)];
      stopFor(of, findingOf(fault));
      parts.onFault(fault);
    }
    changed();
  };

  /** Why nothing more of the batch may be decided; null while there is no such reason. */
  const stopOf = (of: Run): Finding | null => {
    const bar = of.reason === null ? parts.barred() : null;
    if (bar) stopFor(of, bar);
    if (of.reason === null && !of.present()) stopFor(of, finding('batch-page-gone'));
    return of.reason;
  };

  const stopFor = (of: Run, reason: Finding) => {
    of.reason ??= reason;
    if (of.state === 'running') of.state = 'stopping';
    for (const wake of naps) wake();
  };

  /** A service that asked for patience is left alone; of one that can't be reached nothing is asked anyway. */
  const serviceIsFree = async (of: Run) => {
    while (!stopOf(of) && parts.limitedUntil() > clock.now()) {
      await nap(Math.min(parts.limitedUntil() - clock.now(), LONGEST_NAP_MS));
    }
  };

  const nap = (ms: number) =>
    new Promise<void>((resolve) => {
      const wake = () => {
        callOff();
        naps.delete(wake);
        resolve();
      };
      const callOff = clock.after(ms, wake);
      naps.add(wake);
    });

  const progress = (): BatchProgress | null =>
    run && {
      state: run.state,
      total: run.entries.length - count(run, 'left-out'),
      approved: count(run, 'approved'),
      refused: count(run, 'refused'),
      stopped: count(run, 'stopped'),
      leftOut: count(run, 'left-out'),
      reason: run.reason,
    };

  return {
    prepare,
    jobs,
    approve,
    halt: () => {
      if (run && underWay()) stopFor(run, finding('batch-stopped'));
      changed();
      return done;
    },
    progress,
    standing: () => {
      const now = progress();
      if (!run || !now) return null;
      const statuses = store.jobs.statusesOf(run.entries.map(({ jobId }) => jobId));
      const results = run.entries.map(
        ({ digest: _digest, ...entry }): BatchResult => ({ ...entry, status: statuses.get(entry.jobId) ?? null }),
      );
      return { ...now, results };
    },
    undoAll: async () => {
      let [undone, late] = [0, 0];
      for (const { jobId, digest, outcome } of run?.entries ?? []) {
        // What was undone already and approved anew since is none of this batch's any more.
        if (outcome !== 'approved' || store.approvals.pending(jobId)?.digest !== digest) continue;
        if (approvals.undo(jobId).outcome === 'done') undone += 1;
        else late += 1;
        if (undone > 0 && undone % UNDONE_AT_ONCE === 0) await nap(0);
      }
      return { undone, late };
    },
    dismiss: () => {
      if (underWay()) return { outcome: 'refused', reason: finding('batch-running') };
      run = null;
      changed();
      return done;
    },
    locked: () => {
      proposed = null;
      // One that is under way is none that could be approved, either.
      preparations += 1;
      if (run && underWay()) stopFor(run, finding('batch-locked'));
    },
    stop: async () => {
      if (run && underWay()) stopFor(run, finding('batch-app-ended'));
      await running;
    },
  };
}

/** What the system's dialog shows of a batch. */
const toConfirm = ({ jobs }: Preparation): ConfirmationAsk => ({
  jobs: jobs.map(({ jobId, assertion }) => ({
    jobId,
    value: typingFor(assertion.claims).value,
    digest: assertion.digest,
  })),
  issuer: String(jobs[0]?.assertion.claims.iss),
});

const notYet = { outcome: 'waiting' as BatchOutcome, reasons: [] as readonly Finding[], undoUntil: null };
const leftOut = (reasons: readonly Finding[]) => ({ outcome: 'left-out' as const, reasons });
