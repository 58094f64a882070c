import type {
  ActionAnswer,
  AddAnswer,
  ApproveAnswer,
  Finding,
  JobStatus,
  QueueFilter,
  QueuePage,
  Reach,
  RecordPage,
  Review,
  SigningKey,
  Undoable,
} from '../preload/contract.ts';
import { createApprovals } from './approval.ts';
import type { RecordEvent } from './audit/audit-log.ts';
import type { Clock } from './clock.ts';
import { AuthorityError, faultText, finding } from './errors.ts';
import { parseIntake } from './intake/parse.ts';
import { createQueue } from './jobs/queue.ts';
import type { KnownKeys } from './jobs/recognise.ts';
import { scopeApi } from './jobs/scope-api.ts';
import { watch } from './jobs/watcher.ts';
import type { Log } from './log.ts';
import { createDeletions } from './outbox/deletions.ts';
import { createOutbox } from './outbox/outbox.ts';
import type { Rules } from './policy/rules.ts';
import { createProposals } from './review/proposals.ts';
import { queueRow, rowValue } from './review/queue-row.ts';
import { reviewJob } from './review/review.ts';
import type { KeysFile } from './signing/provision.ts';
import type { Signer } from './signing/signer.ts';
import type { Database } from './store/database.ts';
import { storeOver } from './store/store.ts';

/** One authority at work for one service: its jobs, its key, its record. Imports no electron, opens nothing itself. */
export interface Authority {
  start(): void;
  /** Begins nothing new, waits for what is under way, writes the last entry of the record, and closes. */
  stop(): Promise<void>;
  /** Closes what was opened for an authority that is not to start. */
  close(): Promise<void>;
  queue(filter: QueueFilter, offset: number, limit: number): Omit<QueuePage, 'revision'>;
  counts(): Record<JobStatus, number>;
  reach(): Reach;
  undoable(): Undoable[];
  /** What keeps the engine from working; null when all is well. */
  fault(): Finding | null;
  review(jobId: string, frame: string): Promise<Review>;
  approve(ask: { jobId: string; digest: string; nonce: string }, frame: string): Promise<ApproveAnswer>;
  undo(jobId: string): ActionAnswer;
  reject(jobId: string, reason: string): ActionAnswer;
  hold(jobId: string): ActionAnswer;
  takeOffHold(jobId: string): ActionAnswer;
  retry(jobId: string): ActionAnswer;
  addJobs(text: string): AddAnswer;
  history(before: number | null, limit: number): RecordPage;
  keys(): SigningKey[];
  /** Puts an event of the app around the authority on the record. */
  note(event: RecordEvent, detail: Record<string, unknown>): void;
  /** Approvals not yet signed, tokens not yet known to be at the service, and deletions not yet made there. */
  unfinished(): number;
  /** The service that what is unfinished belongs to, where it is another one than this authority's; null otherwise. */
  strandedAt(): string | null;
}

export interface AuthorityParts {
  readonly address: string;
  readonly database: Database;
  readonly signer: Signer;
  readonly keys: KeysFile['keys'];
  readonly rules: () => Rules;
  readonly clock: Clock;
  readonly operator: string;
  readonly version: string;
  readonly log: Log;
  readonly onChange: () => void;
  readonly random?: () => number;
  readonly timeouts?: { readonly connectTimeout: number; readonly answerTimeout: number };
}

/** Of a pasted heap of refused lines so many are answered with their reasons; nobody reads more. */
const REASONS_GIVEN = 100;

/** How long a fault stays on screen after it last happened. */
const FAULT_SHOWN_MS = 15_000;

export function createAuthority(parts: AuthorityParts): Authority {
  const { address, database, signer, rules, clock, log, onChange, random = Math.random } = parts;
  const store = storeOver(database, clock, parts.operator);
  const api = scopeApi({ address, clock, ...parts.timeouts });
  const proposals = createProposals(clock);
  const keys = (): KnownKeys => ({ own: parts.keys.map((key) => key.publicJwk), trusted: rules().trustedKeys });

  let lastFault: { readonly finding: Finding; readonly at: number } | null = null;
  const onFault = (thrown: unknown) => {
    const known = thrown instanceof AuthorityError;
    const code = known ? thrown.code : 'internal';
    lastFault = { finding: finding(code, { detail: faultText(thrown).slice(0, 300) }), at: clock.now() };
    log('error', 'engine-fault', { code, detail: faultText(thrown) });
    clock.after(FAULT_SHOWN_MS + 1, onChange);
    onChange();
  };

  const queue = createQueue({
    store,
    clock,
    random,
    pollSeconds: () => rules().pollSeconds,
    // A job that moved may have fallen due for any of them.
    onChange: () => {
      for (const attendant of attendants) attendant.wake();
      onChange();
    },
  });
  const shared = { api, store, queue, clock, random, keys, onFault };
  const watcher = watch(shared);
  const outbox = createOutbox(shared);
  const deletions = createDeletions(shared);
  const approvals = createApprovals({ ...shared, proposals, signer, rules });
  const attendants = [watcher, approvals, outbox, deletions];
  api.reach.onChange(onChange);

  const unfinished = () =>
    store.approvals.allPending().length + store.deliveries.undelivered() + store.rejections.pending();

  return {
    start: () => {
      // A record begins with the key it is about; it is empty only when the key has just been made.
      const [newest] = store.record.page(null, 1).entries;
      if (!newest) {
        for (const { kid, algorithm } of parts.keys) store.record.append('key-created', null, { kid, algorithm });
      }
      store.serviceAddress.write(address);
      store.record.append('app-started', null, { version: parts.version, address, issuer: rules().issuer });
      for (const attendant of attendants) attendant.start(newest?.at);
    },
    stop: async () => {
      const stopping = Promise.all(attendants.map((attendant) => attendant.stop()));
      // Requests under way end with their connections: nobody waits for a slow service to quit.
      await api.stop();
      await stopping;
      store.record.append('app-stopped', null);
      database.close();
    },
    close: async () => {
      await api.stop();
      database.close();
    },
    queue: (filter, offset, limit) => {
      const { total, jobs } = store.jobs.page(filter, offset, limit);
      return { total, offset, rows: jobs.map((job) => queueRow(job, store.approvals.pending(job.id))) };
    },
    counts: () => store.jobs.counts(),
    reach: () => api.reach.current(),
    undoable: () =>
      store.approvals
        .allPending()
        .filter(({ jobId }) => approvals.canUndo(jobId))
        .map(({ jobId, undoUntil }) => ({ jobId, undoUntil, value: rowValue(store.jobs.find(jobId)?.value ?? null) })),
    fault: () => (lastFault && clock.now() - lastFault.at <= FAULT_SHOWN_MS ? lastFault.finding : null),
    review: (jobId, frame) =>
      reviewJob({ store, queue, clock, signer, proposals, rules, canUndo: approvals.canUndo }, jobId, frame),
    approve: approvals.approve,
    undo: approvals.undo,
    reject: queue.reject,
    hold: queue.hold,
    takeOffHold: queue.takeOffHold,
    retry: (jobId) => {
      if (store.rejections.find(jobId)) return deletions.tryAgain(jobId);
      return store.tokens.find(jobId) ? outbox.tryAgain(jobId) : queue.watchAgain(jobId);
    },
    addJobs: (text) => {
      const lines = parseIntake(text, address);
      const added: string[] = [];
      const known: string[] = [];
      const refused: AddAnswer['refused'][number][] = [];
      const refusedLines: number[] = [];
      store.transaction(() => {
        for (const line of lines) {
          if ('reason' in line) {
            refusedLines.push(line.line);
            if (refused.length < REASONS_GIVEN) refused.push(line);
          } else (queue.add(line.jobId, line.promise) ? added : known).push(line.jobId);
        }
      });
      return { added, known, refused, refusedLines };
    },
    history: (before, limit) => store.record.page(before, limit),
    keys: () =>
      parts.keys.map((key) => ({
        kid: key.kid,
        algorithm: key.algorithm,
        createdAt: key.createdAt,
        ...store.tokens.usage(key.kid),
        publicJwk: JSON.stringify(key.publicJwk, null, 2),
      })),
    note: (event, detail) => store.record.append(event, null, detail),
    unfinished,
    strandedAt: () => {
      const belongsTo = store.serviceAddress.read();
      return belongsTo !== null && belongsTo !== address && unfinished() > 0 ? belongsTo : null;
    },
  };
}
