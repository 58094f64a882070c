import { z } from 'zod';
import {
  type ActionAnswer,
  type AddAnswer,
  type ApproveAnswer,
  type EvidenceAnswer,
  type Finding,
  type JobLife,
  type JobStatus,
  type KeyStanding,
  type LockCause,
  mostBatched,
  mostViews,
  type Pause,
  type QueueFilter,
  type QueuePage,
  type QueueQuery,
  type QueueView,
  type Reach,
  type RecordPage,
  type RecordQuery,
  type RequestAnswer,
  type RequestPreview,
  type Review,
  type ScopeCount,
  type Selection,
  type ShiftStarts,
  type ShiftSummary,
  type SigningKey,
  type SigningStop,
  type Source,
  type Undoable,
  wholeRecord,
} from '../preload/contract.ts';
import { type ApproveAsk, createApprovals } from './approval.ts';
import type { RecordEvent } from './audit/audit-log.ts';
import { canonicalJson } from './audit/chain.ts';
import { createRecordExport, type RecordExport } from './audit/record-export.ts';
import { recordFile } from './audit/record-file.ts';
import { keepRecord, type RecordKeeping } from './audit/record-keeping.ts';
import { listRecord } from './audit/record-list.ts';
import { type Batches, createBatches } from './batch-approval.ts';
import type { Clock } from './clock.ts';
import { faultText, finding, findingOf } from './errors.ts';
import { saveEvidence } from './evidence/saving.ts';
import { watchFeed } from './intake/feed.ts';
import { type IntakeLine, parseIntake } from './intake/parse.ts';
import { createRequests } from './intake/requests.ts';
import { type Access, accessTo, plainAccess } from './jobs/access.ts';
import { keepIndexed } from './jobs/indexing.ts';
import type { Job, Origin } from './jobs/job.ts';
import { keepPause } from './jobs/pause.ts';
import { createQueue } from './jobs/queue.ts';
import { keepRechecks } from './jobs/rechecks.ts';
import type { KnownKeys } from './jobs/recognise.ts';
import { longestPauseMs } from './jobs/schedule.ts';
import { scopeApi } from './jobs/scope-api.ts';
import type { OpenTransport } from './jobs/transport.ts';
import { watch } from './jobs/watcher.ts';
import type { Log } from './log.ts';
import { createNearValues } from './memory/near-values.ts';
import { keepMemory } from './memory/remembering.ts';
import { createDeletions } from './outbox/deletions.ts';
import { createOutbox } from './outbox/outbox.ts';
import { noConfirmation, type SystemConfirmation } from './policy/confirmation.ts';
import { createJudgement } from './policy/judgement.ts';
import type { Rules } from './policy/rules.ts';
import { lifeOf } from './review/life.ts';
import { createProposals } from './review/proposals.ts';
import { queueRow, rowValue } from './review/queue-row.ts';
import { reasonShown } from './review/reason-shown.ts';
import { reviewJob } from './review/review.ts';
import { summariseShift } from './review/shift.ts';
import type { KeyRing } from './signing/key-ring.ts';
import type { HeldKey } from './signing/keys-file.ts';
import type { RecordSecrets } from './signing/record-secrets.ts';
import { keepSigningStop, objectionToResuming, type Resuming, resumingKey } from './signing-stop.ts';
import type { Database } from './store/database.ts';
import { storeOver } from './store/store.ts';
import { countUnfinished } from './store/unfinished.ts';

/** What came to need a decision, untold as yet. */
export interface News {
  /** Jobs that are ready, or whose content is unknown. */
  readonly ready: number;
  readonly attention: number;
  /** The one job where there is only one. Its subject and scope are claim texts, and as hostile as those may be. */
  readonly only: {
    readonly jobId: string;
    readonly status: JobStatus;
    readonly subject: string | null;
    readonly scope: string | null;
  } | null;
}

/** An approval that can be undone, without the service that it is for: that is this authority's own. */
export type UndoableHere = Omit<Undoable, 'service'>;

/** One authority at work for one service: its jobs, its key, its record. Imports no electron, opens nothing itself. */
export interface Authority {
  start(): void;
  /** Begins nothing new, waits for what is under way, writes the last entry of the record, and closes. */
  stop(): Promise<void>;
  /** Closes what was opened for an authority that is not to start. */
  close(): Promise<void>;
  /** A filter alone stands for all of its jobs, the most urgent first. */
  queue(query: QueueQuery | QueueFilter, offset: number, limit: number): Omit<QueuePage, 'revision'>;
  /** IDs of the jobs that the query lists, in its order, so many at most. */
  matching(query: QueueQuery, limit: number): string[];
  /** Of what the query lists, the jobs that are ready for review, as many as make a batch. */
  selectReady(query: QueueQuery): Selection;
  readonly batches: Batches;
  queueScopes(): ScopeCount[];
  queueViews(): QueueView[];
  saveQueueView(view: QueueView): ActionAnswer;
  deleteQueueView(name: string): ActionAnswer;
  counts(): Record<JobStatus, number>;
  /** Jobs that came to need a decision, and that nobody has looked at since. */
  fresh(): number;
  /** Null for a job that this desk does not know. */
  statusOf(jobId: string): JobStatus | null;
  reach(): Reach;
  /** The newest of them; `undoableMore` says how many more there are. */
  undoable(): UndoableHere[];
  undoableMore(): number;
  /** What keeps the engine from working; null when all is well. */
  fault(): Finding | null;
  review(jobId: string, frame: string): Promise<Review>;
  approve(ask: ApproveAsk, frame: string): Promise<ApproveAnswer>;
  undo(jobId: string): ActionAnswer;
  reject(jobId: string, reason: string): ActionAnswer;
  hold(jobId: string, note?: string, recheckAt?: number | null): ActionAnswer;
  takeOffHold(jobId: string): ActionAnswer;
  retry(jobId: string): ActionAnswer;
  addJobs(text: string, from: Origin): AddAnswer;
  /** The operator has the job before their eyes. */
  seen(jobId: string): ActionAnswer;
  /** Jobs that came to need a decision and of which nobody was told yet; null where there are none. */
  news(): News | null;
  /** The operator was told of all of them, or has them before their eyes. */
  told(): void;
  paused(): Pause | null;
  /** @param until milliseconds since the epoch; null until it is resumed */
  pauseWatching(until: number | null): ActionAnswer;
  resumeWatching(): ActionAnswer;
  signingStop(): SigningStop | null;
  /** From now on nothing is signed, and nothing signed is sent, until it is resumed. */
  stopSigning(): ActionAnswer;
  resumeSigning(): ActionAnswer;
  previewRequest(token: string): Promise<RequestPreview>;
  sendRequest(token: string, test: boolean): Promise<RequestAnswer>;
  confirm(jobId: string, code: string): Promise<ActionAnswer>;
  feed(): Source | null;
  oldestToDecideAt(): number | null;
  /** Watched jobs that could not be read several times in a row. */
  unread(): number;
  /** Whether the operator has the queue before them: sets the pace of watching. */
  attend(attended: boolean): void;
  /** The machine woke, or the network came back: what fell due meanwhile is looked at now. */
  awake(): void;
  /** Part of the record's list, `from` entries below its newest; of the whole record where no query is given. */
  history(from: number, limit: number, query?: RecordQuery): RecordPage;
  /** @throws AuthorityError `unknown-job` */
  jobLife(jobId: string): JobLife;
  readonly recordExport: Omit<RecordExport, 'close'>;
  /** What keeps the record checkable: its state, its checks, its checkpoints. */
  readonly recordKeeping: Omit<RecordKeeping, 'start' | 'begin' | 'stop'>;
  /** @param from, until milliseconds since the epoch */
  shiftSummary(from: number, until: number): Promise<ShiftSummary>;
  shiftStarts(): ShiftStarts;
  keys(): SigningKey[];
  /** Whether the key in use is locked: watching goes on, nothing is signed, and nothing can be approved. */
  locked(): boolean;
  /** Lets go of every key object, and of everything that was shown to be approved. */
  lock(by: LockCause): void;
  /** @param kid the key in use unless given @throws AuthorityError `keychain`, `key-unavailable` */
  unlock(passphrase: string, kid?: string): Promise<ActionAnswer>;
  /** The ring has changed: what happened to it is put on the record. */
  keysChanged(): void;
  /** Writes evidence of what was decided about these jobs into a file that the person chose. */
  saveEvidence(jobIds: readonly string[], path: string): Promise<EvidenceAnswer>;
  /** Approvals that are to be signed by this key and are not yet. */
  approvedUnder(kid: string): number;
  /** What stands against resuming; null where nothing does. @throws AuthorityError as `proves` of the ring */
  objectionToResuming(by: Resuming): Promise<Finding | null>;
  /** The key whose passphrase resumes signing; null while it is not stopped. */
  resumedBy(): string | null;
  /** Puts an event of the app around the authority on the record. */
  note(event: RecordEvent, detail: Record<string, unknown>): void;
  /** Approvals not yet signed, tokens not yet known to be at the service, and deletions not yet made there. */
  unfinished(): number;
  /** The service that what is unfinished belongs to, where it is another one than this authority's; null otherwise. */
  strandedAt(): string | null;
}

export interface AuthorityParts {
  readonly address: string;
  /** Straight and in the open unless given. */
  readonly access?: () => Access;
  /** As links name it; empty where it has no name. */
  readonly serviceName: () => string | null;
  readonly database: Database;
  readonly ring: KeyRing;
  /** Without them checkpoints are not signed, and what lies outside the database is not compared with it. */
  readonly recordSecrets?: RecordSecrets;
  readonly rules: () => Rules;
  readonly clock: Clock;
  readonly operator: string;
  readonly version: string;
  readonly log: Log;
  readonly onChange: () => void;
  /** Something that a person should know. */
  readonly tell: (finding: Finding) => void;
  /** How the system itself asks before an approval, where a rule wants it to. */
  readonly confirmation?: SystemConfirmation;
  readonly random?: () => number;
  readonly timeouts?: { readonly connectTimeout: number; readonly answerTimeout: number };
  /** What every request goes through. */
  readonly openTransport?: OpenTransport;
}

/** Of a pasted heap of refused lines so many are answered with their reasons; nobody reads more. */
const REASONS_GIVEN = 100;

const done: ActionAnswer = { outcome: 'done' };

/** After a batch a thousand may be undoable at once; nobody undoes one of them in a bar of so many. */
const UNDOABLE_SHOWN = 8;

/** So few at once were brought by hand, by somebody who waits for them. */
const A_FEW = 20;

/** Nothing that is to be sent rests for longer, however often it failed and whatever the service asks for. */
const LONGEST_REST_MS = 3_600_000;
/** Of the record's entry of a summary. */
const shiftEnd = z.object({ until: z.number() });

/** How long a fault stays on screen after it last happened. */
const FAULT_SHOWN_MS = 15_000;

export function createAuthority(parts: AuthorityParts): Authority {
  const { address, database, ring, rules, clock, log, onChange, random = Math.random } = parts;
  const store = storeOver(database, clock, parts.operator);
  const { access = () => plainAccess } = parts;
  const wiring = parts.openTransport ? { openTransport: parts.openTransport } : {};
  const api = scopeApi({ address, access, clock, ...parts.timeouts, ...wiring });
  const proposals = createProposals(clock);
  const keys = (): KnownKeys => ({ own: ring.keys().map((key) => key.publicJwk), trusted: rules().trustedKeys });

  let lastFault: { readonly finding: Finding; readonly at: number } | null = null;
  const onFault = (thrown: unknown) => {
    lastFault = { finding: findingOf(thrown), at: clock.now() };
    log('error', 'engine-fault', { code: lastFault.finding.code, detail: faultText(thrown) });
    clock.after(FAULT_SHOWN_MS + 1, onChange);
    onChange();
  };

  const recordKeeping = keepRecord({
    database,
    record: store.record,
    secrets: parts.recordSecrets ?? null,
    clock,
    log,
    // What waited for a person to have read of it goes on.
    onChange: () => {
      wake();
      onChange();
    },
    onFault,
  });
  const lists = listRecord({ database, record: store.record, clock, onFault });
  const recordExport = createRecordExport({
    file: recordFile(database),
    record: store.record,
    seal: recordKeeping.seal,
    clock,
    log,
    onChange,
  });
  const nearValues = createNearValues(store.memory, clock);
  const queue = createQueue({
    store,
    nearValues,
    clock,
    random,
    pollSeconds: () => rules().pollSeconds,
    // A job that moved may have fallen due for any of them.
    onChange: () => {
      wake();
      onChange();
    },
  });
  const shared = { api, store, queue, clock, random, keys, onFault };
  let attended = true;
  const pause = keepPause({ store, clock, onChange: queue.changed });
  const signingStop = keepSigningStop({ store, ring, clock, onChange: queue.changed });
  const barred = () => signingStop.bar() ?? recordKeeping.barred();
  const watcher = watch({
    ...shared,
    attended: () => attended,
    pausedUntil: pause.until,
    held: () => countUnfinished(database) > 0,
    perSecond: () => rules().requestsPerSecond,
  });
  const outbox = createOutbox({ ...shared, barred });
  const deletions = createDeletions(shared);
  const judgement = createJudgement({ store, clock, rules });
  const { confirmation = noConfirmation } = parts;
  const approvals = createApprovals({ ...shared, proposals, ring, rules, judgement, confirmation, barred });
  const feed = watchFeed({
    ...shared,
    url: () => rules().feed,
    pausedUntil: pause.until,
    add: (jobIds) =>
      addAll(
        jobIds.map((jobId) => ({ jobId, promise: null })),
        'feed',
      ),
    onChange,
    access: (origin) => accessTo(origin, access(), address),
    ...(parts.timeouts && { timeouts: parts.timeouts }),
    ...wiring,
  });
  const requests = createRequests({ ...shared, rules });
  const indexing = keepIndexed({ ...shared, onChange });
  const batches = createBatches({
    ...shared,
    proposals,
    ring,
    rules,
    judgement,
    confirmation,
    nearValues,
    approvals,
    barred,
    confirmedHere: requests.confirmedHere,
    limitedUntil: api.reach.limitedUntil,
    changed: queue.changed,
  });
  const undoable = () => store.approvals.newestPending(UNDOABLE_SHOWN).filter(({ jobId }) => approvals.canUndo(jobId));
  const countUndoable = () => (barred() ? store.approvals.countPending() : store.approvals.countUndoable(clock.now()));
  const memory = keepMemory({ ...shared, nearValues });
  const rechecks = keepRechecks(shared);
  const attendants = [watcher, approvals, outbox, deletions, feed, memory, rechecks, indexing];
  const wake = () => {
    for (const attendant of attendants) attendant.wake();
  };
  api.reach.onChange(() => {
    // What was held while the service was out of reach goes on as soon as the probe is answered.
    wake();
    onChange();
  });

  /** Takes in what was read of an intake, all in one transaction. */
  const addAll = (lines: readonly IntakeLine[], from: Origin): AddAnswer => {
    const added: string[] = [];
    const known: string[] = [];
    const refused: AddAnswer['refused'][number][] = [];
    const refusedLines: number[] = [];
    store.transaction(() => {
      for (const line of lines) {
        if ('reason' in line) {
          refusedLines.push(line.line);
          if (refused.length < REASONS_GIVEN) refused.push(line);
        } else (queue.add(line.jobId, line.promise, from, lines.length <= A_FEW) ? added : known).push(line.jobId);
      }
    });
    return { added, known, refused, refusedLines };
  };

  const unfinished = () => countUnfinished(database);
  const locked = () => ring.isLocked(ring.current().kid);

  /** A crash between the two steps leaves an entry twice, and never none. */
  const recordKeys = () => {
    const events = ring.unrecorded();
    store.transaction(() => {
      for (const { event, at, detail } of events) store.record.append(event, null, { ...detail, at });
    });
    ring.recorded(events.length);
  };

  let rulesRecorded: Rules | null = null;
  /** What a person and an administrator have set, wherever it was changed: only what differs from the last is put down. */
  const recordRules = () => {
    const now = rules();
    if (now === rulesRecorded) return;
    const { trustedKeys, ...rest } = now;
    const detail = { ...rest, trustedKeys: trustedKeys.map((key) => String(key.kid ?? '')) };
    const before = store.record.newestOf(['rules-in-force']);
    if (before?.detail !== canonicalJson(detail)) store.record.append('rules-in-force', null, detail);
    rulesRecorded = now;
  };

  return {
    start: () => {
      recordKeeping.start();
      // A record begins with the key it is about.
      const newest = store.record.newest();
      if (ring.unrecorded().length > 0) recordKeys();
      else if (!newest) {
        for (const { kid, algorithm } of ring.keys()) store.record.append('key-created', null, { kid, algorithm });
      }
      store.serviceAddress.write(address);
      store.record.append('app-started', null, { version: parts.version, address, issuer: rules().issuer });
      recordRules();
      if (requests.recover()) parts.tell(finding('request-unanswered-before'));
      store.deliveries.noLaterThan(clock.now() + LONGEST_REST_MS);
      store.rejections.noLaterThan(clock.now() + LONGEST_REST_MS);
      store.jobs.noLaterThan(clock.now() + longestPauseMs(rules().pollSeconds));
      // The clock may have been set back, and an entry written by it, before a crash kept anybody from noticing.
      const lastAwake = Math.max(newest?.at ?? Number.NEGATIVE_INFINITY, store.approvals.newestPendingAt() ?? 0);
      for (const attendant of attendants) attendant.start(lastAwake);
      recordKeeping.begin();
    },
    stop: async () => {
      const stopping = Promise.all([...attendants, requests, batches].map((part) => part.stop()));
      // Requests under way end with their connections: nobody waits for a slow service to quit.
      await api.stop();
      await stopping;
      lists.stop();
      await recordExport.close();
      try {
        store.record.append('app-stopped', null);
        await recordKeeping.stop();
      } finally {
        database.close();
      }
    },
    close: async () => {
      await api.stop();
      database.close();
    },
    queue: (query, offset, limit) => {
      const { total, jobs, unindexed } = store.jobs.page(query, offset, limit);
      const bar = barred();
      const rowOf = (job: Job) => {
        const reason = reasonShown(job, bar && store.deliveries.find(job.id), bar);
        return queueRow({ ...job, reason }, store.approvals.pending(job.id));
      };
      return { total, offset, rows: jobs.map(rowOf), unindexed };
    },
    matching: store.jobs.matching,
    selectReady: (query) => {
      const meant = query.statuses.length === 0 || query.statuses.includes('ready');
      if (!meant || query.filter === 'done') return { jobIds: [], total: 0 };
      const ready: QueueQuery = { ...query, statuses: ['ready'] };
      return { jobIds: store.jobs.matching(ready, mostBatched), total: store.jobs.page(ready, 0, 1).total };
    },
    batches,
    queueScopes: store.jobs.scopes,
    queueViews: store.queueViews.all,
    saveQueueView: (view) => {
      if (!store.queueViews.save(view))
        return { outcome: 'refused', reason: finding('too-many-views', { most: mostViews }) };
      return done;
    },
    deleteQueueView: (name) => {
      store.queueViews.delete(name);
      return done;
    },
    counts: () => store.jobs.counts(),
    fresh: () => store.jobs.fresh(),
    statusOf: (jobId) => store.jobs.find(jobId)?.status ?? null,
    reach: () => api.reach.current(),
    undoable: () =>
      undoable().map(({ jobId, undoUntil }) => ({
        jobId,
        undoUntil,
        value: rowValue(store.jobs.find(jobId)?.value ?? null),
      })),
    undoableMore: () => Math.max(0, countUndoable() - store.approvals.newestPending(UNDOABLE_SHOWN).length),
    fault: () => (lastFault && clock.now() - lastFault.at <= FAULT_SHOWN_MS ? lastFault.finding : null),
    review: (jobId, frame) =>
      reviewJob(
        {
          store,
          nearValues,
          queue,
          clock,
          key: ring.current(),
          locked,
          proposals,
          rules,
          judgement,
          barred,
          canUndo: approvals.canUndo,
          confirmedHere: requests.confirmedHere,
        },
        jobId,
        frame,
      ),
    approve: (ask, frame) => {
      recordRules();
      return approvals.approve(ask, frame);
    },
    undo: approvals.undo,
    reject: queue.reject,
    hold: queue.hold,
    takeOffHold: queue.takeOffHold,
    retry: (jobId) => {
      if (store.rejections.find(jobId)) return deletions.tryAgain(jobId);
      return store.tokens.find(jobId) ? outbox.tryAgain(jobId) : queue.watchAgain(jobId);
    },
    addJobs: (text, from) => addAll(parseIntake(text, address, parts.serviceName()), from),
    seen: (jobId) => {
      const { id } = queue.known(jobId);
      const first = store.transaction(() => {
        const fresh = store.jobs.see(id);
        if (fresh) store.record.append('job-seen', id);
        return fresh;
      });
      if (first) queue.changed();
      return done;
    },
    news: () => {
      const { ready, attention, only } = store.jobs.untold();
      if (ready + attention === 0) return null;
      return {
        ready,
        attention,
        only: only && { jobId: only.id, status: only.status, subject: only.subject, scope: only.scope },
      };
    },
    told: () => {
      store.jobs.tellAll();
    },
    paused: pause.current,
    pauseWatching: (until) => {
      // Notices first that the clock was set back: a pause that begins by the new clock is not to be moved with the others.
      watcher.wake();
      pause.begin(until);
      return done;
    },
    resumeWatching: () => {
      pause.end();
      return done;
    },
    signingStop: () => {
      const stop = signingStop.current();
      return stop && { since: stop.since, passphrase: ring.hasPassphrase(resumingKey(stop, ring)) };
    },
    stopSigning: () => {
      signingStop.begin();
      return done;
    },
    resumeSigning: () => {
      signingStop.end();
      return done;
    },
    previewRequest: requests.preview,
    sendRequest: requests.send,
    confirm: requests.confirm,
    feed: feed.source,
    unread: () => store.jobs.unread(),
    oldestToDecideAt: () => store.jobs.oldestToDecideAt(),
    attend: (now) => {
      if (attended === now) return;
      attended = now;
      wake();
    },
    awake: () => {
      api.reach.retryNow();
      feed.retryNow();
      wake();
    },
    history: (from, limit, query = wholeRecord) => lists.page(query, from, limit),
    jobLife: (jobId) => lifeOf(store, jobId),
    recordExport,
    recordKeeping: {
      ...recordKeeping,
      acknowledge: (unread) => {
        const answer = recordKeeping.acknowledge(unread);
        // What was held by it goes on, and does not wait for the pause of a try that it called off.
        if (!barred()) store.deliveries.sendAt(clock.now());
        wake();
        return answer;
      },
    },
    shiftSummary: (from, until) => summariseShift({ store, clock, operator: parts.operator }, from, until),
    shiftStarts: () => {
      const summary = store.record.newestOf(['shift-printed', 'shift-saved']);
      return {
        session: store.record.newestOf(['app-started'])?.at ?? null,
        lastSummary: summary && shiftEnd.parse(JSON.parse(summary.detail)).until,
      };
    },
    keys: () =>
      ring.keys().map((key) => ({
        kid: key.kid,
        algorithm: key.algorithm,
        standing: standingOf(ring, key),
        origin: key.origin,
        createdAt: key.createdAt,
        retiredAt: key.retiredAt ?? null,
        ...store.tokens.usage(key.kid),
        passphraseSetAt: key.passphraseSetAt ?? null,
        locked: ring.isLocked(key.kid),
        backedUpAt: key.backedUpAt ?? null,
        provedAt: key.provedAt ?? null,
        publicJwk: JSON.stringify(key.publicJwk, null, 2),
      })),
    locked,
    lock: (by) => {
      // First of all: whatever comes of the record, the keys are closed.
      const wasOpen = ring.lock();
      proposals.drop();
      batches.locked();
      onChange();
      if (!wasOpen) return;
      store.record.append('locked', null, { by });
      recordKeeping.seal();
    },
    unlock: async (passphrase, kid = ring.current().kid) => {
      const reason = await ring.unlock(passphrase, clock.now(), kid);
      if (reason) {
        // Nothing was tried in a pause, and a record full of that would say nothing.
        if (reason.code !== 'passphrase-pause') store.record.append('unlock-refused', null, { kid, reason });
        return { outcome: 'refused', reason };
      }
      try {
        store.record.append('unlocked', null, { kid });
      } catch (fault) {
        // What can't be recorded is not done.
        ring.lock();
        throw fault;
      }
      approvals.unlocked();
      onChange();
      return done;
    },
    keysChanged: () => {
      recordKeys();
      onChange();
    },
    saveEvidence: (jobIds, path) =>
      saveEvidence(
        {
          store,
          file: recordFile(database),
          keys: ring.keys,
          version: parts.version,
          now: () => clock.now(),
          breathe: () => new Promise((resolve) => void clock.after(0, resolve)),
          seal: recordKeeping.seal,
        },
        jobIds,
        path,
      ),
    approvedUnder: (kid) => store.approvals.countPendingUnder(kid),
    objectionToResuming: async (by) => {
      const stop = signingStop.current();
      return stop && objectionToResuming(stop, ring, by, clock.now());
    },
    resumedBy: () => {
      const stop = signingStop.current();
      return stop && resumingKey(stop, ring);
    },
    note: (event, detail) => store.record.append(event, null, detail),
    unfinished,
    strandedAt: () => {
      const belongsTo = store.serviceAddress.read();
      return belongsTo !== null && belongsTo !== address && unfinished() > 0 ? belongsTo : null;
    },
  };
}

function standingOf(ring: KeyRing, { kid, retiredAt, supersededAt }: HeldKey): KeyStanding {
  if (retiredAt !== undefined) return 'retired';
  if (ring.current().kid === kid) return 'current';
  if (!ring.signer(kid) && !ring.isLocked(kid)) return 'lost';
  return supersededAt === undefined ? 'waiting' : 'superseded';
}
