import type { ActionAnswer, ApproveAnswer, Finding } from '../preload/contract.ts';
import { type Attendant, attend } from './attendant.ts';
import type { Clock } from './clock.ts';
import { AuthorityError, finding } from './errors.ts';
import type { Job } from './jobs/job.ts';
import { type Look, readJob } from './jobs/look.ts';
import type { Queue } from './jobs/queue.ts';
import type { KnownKeys } from './jobs/recognise.ts';
import type { ScopeApi } from './jobs/scope-api.ts';
import { backoffMs } from './outbox/backoff.ts';
import type { ConfirmationAsk, SystemConfirmation } from './policy/confirmation.ts';
import { typingFor, typingObjection } from './policy/first-time.ts';
import type { Judgement } from './policy/judgement.ts';
import type { Rules } from './policy/rules.ts';
import { sha256Hex } from './review/digest.ts';
import { type Proposals, type Shown, stillStands } from './review/proposals.ts';
import { restates } from './review/restatement.ts';
import { readContent } from './review/subject-token.ts';
import { lifetimeMs } from './signing/claims.ts';
import type { KeyRing } from './signing/key-ring.ts';
import type { Approval } from './store/approvals.ts';
import type { Store } from './store/store.ts';

/** The line from a decision to a stored token: check, decide, store; and when its time has come sign, store, hand over. */
export interface Approvals extends Attendant {
  /**
   * @param ask `typed`: what the operator typed where a rule asks for it
   * @param among others that were approved by the same decision
   */
  approve(ask: ApproveAsk, frame: string, among?: Among): Promise<ApproveAnswer>;
  undo(jobId: string): ActionAnswer;
  canUndo(jobId: string): boolean;
  /** What waited for a key may be signed now. */
  unlocked(): void;
}

export interface ApproveAsk {
  readonly jobId: string;
  readonly digest: string;
  readonly nonce: string;
  readonly typed?: string | undefined;
}

/** For one of several jobs that are decided in order: the person has agreed to all of them already, by whatever asks them. */
export interface Among {
  /** Waits for the job's turn, and says what calls it off by then. */
  inTurn(): Promise<Finding | null>;
}

/** The operator's press is answered by then, even where the service is slow. */
const QUICK_LOOK_MS = 2_000;

export interface ApprovalParts {
  readonly api: ScopeApi;
  readonly store: Store;
  readonly queue: Queue;
  readonly proposals: Proposals;
  readonly ring: Pick<KeyRing, 'current' | 'signer' | 'isLocked'>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly rules: () => Rules;
  readonly judgement: Judgement;
  readonly confirmation: SystemConfirmation;
  readonly keys: () => KnownKeys;
  /** What bars all signing now, whatever it is about: null while nothing does. Approvals wait for as long as it holds. */
  readonly barred: () => Finding | null;
  readonly onFault: (fault: unknown) => void;
}

export function createApprovals(parts: ApprovalParts): Approvals {
  const { api, store, queue, proposals, ring, clock, random, rules, judgement, confirmation, keys, barred, onFault } =
    parts;
  /** Jobs whose bytes are under the key just now: from here on there is nothing to undo. */
  const underTheKey = new Set<string>();
  /** Approvals that could not be read again yet: when to try, and how often it failed. */
  const waits = new Map<string, { readonly until: number; readonly faults: number }>();

  const refuse = (jobId: string, reason: Finding): ApproveAnswer => {
    store.record.append('approval-refused', jobId, { reason });
    return { outcome: 'refused', reason };
  };

  const locked = () => ring.isLocked(ring.current().kid);

  const approve: Approvals['approve'] = async ({ jobId, digest, nonce, typed = '' }, frame, among) => {
    if (locked()) return refuse(jobId, finding('key-locked'));
    const shown = proposals.take({ jobId, digest, nonce, frame });
    if ('problem' in shown) return refuse(jobId, shown.problem);
    const bar = barred();
    if (bar) return refuse(jobId, bar);
    if (rules().systemConfirmation === 'always' && !among) {
      const objection = await confirmation(toConfirm(shown));
      if (objection) return refuse(jobId, objection);
    }
    if (!stillStands(shown, rules(), ring.current(), clock.now())) return refuse(jobId, finding('stale'));

    // A quick look, to say at once what has changed. Where it fails nothing is lost: before signing it must succeed.
    const look = await lookQuickly(queue.known(jobId));
    const calledOff = among ? await among.inTurn() : null;
    if (calledOff) return { outcome: 'refused', reason: calledOff };
    const objection = look?.kind === 'seen' ? objectionTo(look, shown.content) : null;
    if (look && objection) {
      queue.takeIn(jobId, await queue.prepare(look));
      return refuse(jobId, objection);
    }

    const before = queue.known(jobId);
    const read = before.content && (await readContent(before.content));
    // From here on nothing waits: what is judged is what is stored.
    if (locked()) return refuse(jobId, finding('key-locked'));
    // Unlocked again meanwhile: what was shown before that is shown anew first.
    if (!proposals.stands(shown)) return refuse(jobId, finding('nonce-unknown'));
    const { status, content } = queue.known(jobId);
    if (content?.text !== shown.content || before.content?.text !== shown.content) {
      return refuse(jobId, finding('content-changed'));
    }
    const verdict = judgement.of({ status, content }, read);
    if (!verdict.allow) return refuse(jobId, verdict.reasons[0] ?? finding('not-allowed-now', { status }));
    const typing = judgement.typing(jobId, read);
    const untyped = typing && typingObjection(typing, typed);
    if (untyped) return refuse(jobId, untyped);
    const barredSince = barred();
    if (barredSince) return refuse(jobId, barredSince);

    const approvedAt = clock.now();
    const undoUntil = approvedAt + rules().undoSeconds * 1000;
    const { header, payload } = shown.assertion;
    queue.move(jobId, { status: 'approved', reason: null }, 'approved', { digest, kid: shown.kid, undoUntil }, () =>
      store.approvals.insert({
        jobId,
        digest,
        header,
        payload,
        content: shown.content,
        kid: shown.kid,
        approvedAt,
        undoUntil,
      }),
    );
    return { outcome: 'approved', undoUntil };
  };

  const lookQuickly = (job: Job): Promise<Look | null> => {
    if (clock.now() < api.reach.pausedUntil()) return Promise.resolve(null);
    return new Promise((resolve, reject) => {
      const callOff = clock.after(QUICK_LOOK_MS, () => resolve(null));
      readJob(api, job, keys()).then(resolve, reject).finally(callOff);
    });
  };

  const canUndo = (jobId: string): boolean => {
    const pending = store.approvals.pending(jobId);
    const waiting = pending !== null && (clock.now() < pending.undoUntil || waits.has(jobId) || barred() !== null);
    return waiting && !underTheKey.has(jobId);
  };

  const undo = (jobId: string): ActionAnswer => {
    const pending = store.approvals.pending(jobId);
    if (!pending || !canUndo(jobId)) return { outcome: 'refused', reason: finding('too-late') };
    release(pending, 'undone', null);
    return { outcome: 'done' };
  };

  /** Ends a pending approval without a signature: the job can be decided anew. */
  const release = (approval: Approval, outcome: 'undone' | 'void', reason: Finding | null) => {
    waits.delete(approval.jobId);
    const event = outcome === 'undone' ? 'approval-undone' : 'approval-void';
    queue.move(approval.jobId, { status: 'ready', reason }, event, { digest: approval.digest }, () =>
      store.approvals.settle(approval.id, outcome),
    );
  };

  const signWhenUnchanged = async (approval: Approval) => {
    const { jobId, kid } = approval;
    if (ring.isLocked(kid)) return waitForKey(jobId);
    const { state, fault } = api.reach.current();
    if (state === 'unreachable') return holdBack(jobId, fault ?? finding('network'));
    const look = await readJob(api, queue.known(jobId), keys());
    if (look.kind === 'fault') return waitFor(jobId, look.fault);
    const prepared = await queue.prepare(look);
    // Undone, or barred, while the service was being asked.
    if (store.approvals.pending(jobId)?.id !== approval.id || barred()) return;
    // The very key that was shown, or none: one that has taken over since was not approved.
    const signer = ring.signer(kid);
    if (!signer && ring.isLocked(kid)) return waitForKey(jobId);
    const objection = objectionTo(look, approval.content) ?? objectionOf(rules(), approval);
    if (objection || !signer) {
      return store.transaction(() => {
        release(approval, 'void', objection ?? finding('approved-key-gone'));
        queue.takeIn(jobId, prepared);
      });
    }

    underTheKey.add(jobId);
    try {
      const token = await signer.sign(approval);
      // Barred or locked while it was under the key: the token goes no further than this, and the approval waits.
      if (barred()) return;
      if (ring.isLocked(kid)) return waitForKey(jobId);
      const { digest } = approval;
      queue.move(
        jobId,
        { status: 'delivering', reason: null },
        'signed',
        { digest, kid, token: sha256Hex(token) },
        () => {
          if (!store.approvals.settle(approval.id, 'signed'))
            throw new AuthorityError('internal', 'approval not pending');
          store.tokens.insert({ jobId, approvalId: approval.id, token, digest, kid, signedAt: clock.now() });
          store.deliveries.insert(jobId, api.address, clock.now());
        },
      );
    } finally {
      underTheKey.delete(jobId);
    }
    waits.delete(jobId);
  };

  /** Asks nothing: the probe finds out when the service is back. The operator is told, and can still undo it. */
  const holdBack = (jobId: string, fault: Finding) => {
    if (!waits.has(jobId)) {
      store.jobs.explain(jobId, finding('waiting-for-service', { fault: fault.code }));
      queue.changed();
    }
    waits.set(jobId, { until: clock.now() + backoffMs(1, random()), faults: 0 });
  };

  /** Until it is unlocked; nothing is asked of the service meanwhile, and it can still be undone. */
  const waitForKey = (jobId: string) => {
    waits.set(jobId, { until: Number.POSITIVE_INFINITY, faults: 0 });
    store.jobs.explain(jobId, finding('waiting-for-key'));
    queue.changed();
  };

  const waitFor = (jobId: string, fault: Finding) => {
    const faults = (waits.get(jobId)?.faults ?? 0) + 1;
    waits.set(jobId, { until: clock.now() + backoffMs(faults, random()), faults });
    store.jobs.explain(jobId, finding('waiting-for-service', { fault: fault.code }));
    queue.changed();
  };

  const attendant = attend<Approval>(clock, {
    atOnce: 4,
    key: (approval) => String(approval.id),
    pausedUntil: () => (barred() ? Number.POSITIVE_INFINITY : api.reach.pausedUntil()),
    // Those that wait for another try stand before the others, since their undo time has been over for longer.
    due: (now, limit) =>
      store.approvals.due(now, limit + waits.size).filter(({ jobId }) => (waits.get(jobId)?.until ?? 0) <= now),
    nextDueAfter: (now) => {
      const tries = [...waits.values()].map(({ until }) => until).filter((until) => until > now);
      return Math.min(store.approvals.nextDueAfter(now) ?? Number.POSITIVE_INFINITY, ...tries);
    },
    perform: signWhenUnchanged,
    onSetBack: (by) => {
      waits.clear();
      store.approvals.setBack(by, clock.now());
    },
    onFault,
  });

  const unlocked = () => {
    for (const [jobId, { until }] of waits) if (until === Number.POSITIVE_INFINITY) waits.delete(jobId);
    attendant.wake();
  };

  return { ...attendant, approve, undo, canUndo, unlocked };
}

/** What the system's dialog shows of a proposal. */
const toConfirm = ({ jobId, assertion }: Shown): ConfirmationAsk => ({
  jobs: [{ jobId, value: typingFor(assertion.claims).value, digest: assertion.digest }],
  issuer: String(assertion.claims.iss),
});

/** What rules that changed since the approval say against signing it: an issuer or a lifetime that holds no more. */
function objectionOf({ issuer, lifetimeDays }: Rules, approval: Approval): Finding | null {
  const { iss, iat, exp } = JSON.parse(approval.payload) as { iss: string; iat: number; exp: number };
  return iss === issuer && (exp - iat) * 1000 === lifetimeMs(lifetimeDays) ? null : finding('rules-changed');
}

/** What a fresh look says against signing what was shown; null when it says nothing against it. */
function objectionTo(look: Extract<Look, { kind: 'seen' }>, content: string): Finding | null {
  if (look.phase === 'gone') return finding('gone-at-service');
  if (look.phase === 'signed') return finding('signed-at-service');
  const same = look.content === null || look.content.text === content || restates(look.content, content);
  if (!same) return finding('content-changed-since-approval');
  return look.phase === 'waiting' ? finding('not-confirmed') : null;
}
