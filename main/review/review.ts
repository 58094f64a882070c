import type { ClaimRow, Finding, JobAction, Proposal, Review } from '../../preload/contract.ts';
import type { Clock } from '../clock.ts';
import { finding } from '../errors.ts';
import type { Job } from '../jobs/job.ts';
import type { Queue } from '../jobs/queue.ts';
import { canMove } from '../jobs/transitions.ts';
import type { NearValues } from '../memory/near-values.ts';
import { lookalikeWarnings, seenBefore } from '../memory/seen-before.ts';
import type { Judgement } from '../policy/judgement.ts';
import type { Rules } from '../policy/rules.ts';
import { type Assertion, buildAssertion, signingInputOf } from '../signing/claims.ts';
import type { KnownKey } from '../signing/key-ring.ts';
import type { Approval } from '../store/approvals.ts';
import type { Store } from '../store/store.ts';
import { checksShown } from './checks.ts';
import { claimRows } from './claim-rows.ts';
import { type JsonObject, parseJsonObject } from './compact-token.ts';
import { shownText } from './lookalikes.ts';
import { outcomeOf } from './outcome.ts';
import { type Proposals, type Shown, STALE_AFTER_MS, stillStands } from './proposals.ts';
import { reasonShown } from './reason-shown.ts';
import { ed25519Thumbprint, type ReadContent, readContent, subjectJwk } from './subject-token.ts';
import { warningsFor } from './warnings.ts';

export interface ReviewParts {
  readonly store: Store;
  readonly nearValues: NearValues;
  readonly queue: Pick<Queue, 'known' | 'changed'>;
  readonly clock: Clock;
  readonly key: KnownKey;
  /** Whether it can't sign until it is unlocked: what is shown until then can't be approved. */
  readonly locked: () => boolean;
  readonly proposals: Proposals;
  readonly rules: () => Rules;
  readonly judgement: Judgement;
  /** What bars all signing now; null while nothing does. */
  readonly barred: () => Finding | null;
  /** Whether an approval of the job could still be undone now. */
  readonly canUndo: (jobId: string) => boolean;
  /** Whether this desk posted the subject's confirmation itself. */
  readonly confirmedHere: (jobId: string) => boolean;
}

/** Shows a job: everything the operator decides by, and exactly what would be signed, remembered as shown to `frame`. */
export async function reviewJob(parts: ReviewParts, jobId: string, frame: string): Promise<Review> {
  const { store, queue, clock, rules } = parts;
  const before = queue.known(jobId);
  const read = before.content && (await readContent(before.content));
  const seen = read?.claims ? await seenBefore(parts, jobId, read.claims, clock.now()) : null;
  const job = queue.known(jobId);
  // The content changed while its signature was checked: what was read is not what would be shown.
  if (job.content?.text !== before.content?.text) return reviewJob(parts, jobId, frame);

  const typing = parts.judgement.typing(jobId, read);
  const verdict = parts.judgement.of(job, read);
  const bar = parts.barred();
  const locked = parts.locked();
  const allowed = verdict.allow && !bar;
  const token = store.tokens.find(jobId);
  const undecided = ['waiting', 'ready', 'content-unknown', 'held', 'attention'].includes(job.status) && !token;
  const alike = undecided && seen ? lookalikeWarnings(seen.lookalikes) : [];
  const warningsOver = (claims: readonly ClaimRow[]): Finding[] => [
    ...(undecided && parts.confirmedHere(jobId) ? [finding('confirmed-from-this-desk')] : []),
    ...alike,
    ...warningsFor(job, read, claims, clock.now()),
  ];
  const approval = store.approvals.pending(jobId) ?? store.approvals.signed(jobId);
  const proposal = approval
    ? decided(approval)
    : undecided && read?.claims
      ? propose(parts, { job, read, claims: read.claims, warningsOver }, frame, allowed && !locked)
      : null;
  const asserted = proposal && parseJsonObject(proposal.payload);
  const claims = read?.claims ? claimRows(read.claims, asserted && 'object' in asserted ? asserted.object : null) : [];
  // What it looks like may have been decided only after it was read: its row in the queue agrees from here on.
  if (alike.length > 0 && !job.flagged) {
    store.jobs.flag(jobId);
    queue.changed();
  }
  const rejection = store.rejections.find(jobId);
  const delivery = store.deliveries.find(jobId);
  return {
    jobId,
    status: job.status,
    reason: reasonShown(job, delivery, bar),
    addedAt: job.addedAt,
    changedAt: job.changedAt,
    content: job.content &&
      read && {
        source: job.content.kind,
        signature: read.signature,
        thumbprint: thumbprintOf(read.claims),
        readAt: job.contentAt ?? job.addedAt,
        raw: shownText(job.content.text),
      },
    claims,
    proposal,
    obstacles: undecided
      ? [...(verdict.allow ? [] : verdict.reasons), ...(bar && job.status === 'ready' ? [bar] : [])]
      : [],
    warnings: warningsOver(claims),
    locked,
    typing: undecided && typing ? { claim: shownText(typing.claim), last: typing.last } : null,
    seenBefore: undecided ? seen : null,
    actions: actionsFor(job, {
      signed: token !== null,
      allowed,
      undoable: parts.canUndo(jobId),
      undeleted: rejection?.deletion === 'refused',
      mayConfirm: rules().mayConfirm,
    }),
    // Nothing is signed by then while signing is barred.
    undoUntil: bar ? null : (store.approvals.pending(jobId)?.undoUntil ?? null),
    hold:
      job.note !== null || (job.status === 'held' && job.recheckAt !== null)
        ? { note: job.note, recheckAt: job.status === 'held' ? job.recheckAt : null }
        : null,
    ...outcomeOf(store, jobId),
    record: store.record.ofJob(jobId),
  };
}

function thumbprintOf(claims: JsonObject | null): string | null {
  const jwk = subjectJwk(claims?.sub);
  return jwk && ed25519Thumbprint(jwk.x);
}

interface UnderReview {
  readonly job: Job;
  readonly read: ReadContent;
  readonly claims: JsonObject;
  readonly warningsOver: (claims: readonly ClaimRow[]) => Finding[];
}

/** Builds what would be signed. Only what may be approved now gets a nonce, and is put on the record as shown. */
function propose(parts: ReviewParts, of: UnderReview, frame: string, allowed: boolean): Proposal {
  const { job, read, claims } = of;
  const { store, clock, key, proposals, rules } = parts;
  const { issuer, lifetimeDays } = rules();
  const build = (): Assertion =>
    buildAssertion({
      jobId: job.id,
      claims,
      issuer,
      kid: key.kid,
      algorithm: key.algorithm,
      now: clock.now(),
      lifetimeDays,
    });
  if (!allowed) return proposalOf(build(), null, clock.now());
  const content = job.content?.text ?? '';
  const standing = (shown: Shown) => shown.content === content && stillStands(shown, rules(), key, clock.now());
  const recent = proposals.recent(job.id, frame, standing);
  if (recent) return proposalOf(recent.assertion, recent.nonce, recent.shownAt);
  const assertion = build();
  const warnings = of.warningsOver(claimRows(claims, assertion.claims));
  store.record.append('job-shown', job.id, { digest: assertion.digest, ...checksShown(content, read, warnings) });
  const shown = proposals.show({ jobId: job.id, frame, assertion, kid: key.kid, content });
  return proposalOf(assertion, shown.nonce, shown.shownAt);
}

const proposalOf = (assertion: Assertion, nonce: string | null, shownAt: number): Proposal => ({
  digest: assertion.digest,
  nonce,
  staleAt: shownAt + STALE_AFTER_MS,
  header: assertion.header,
  payload: assertion.payload,
  signingInput: assertion.signingInput,
  issuer: String(assertion.claims.iss),
  issuedAt: assertion.issuedAt,
  expiresAt: assertion.expiresAt,
});

/** What was approved is shown from its stored bytes, never built again. */
export function decided(approval: Approval): Proposal {
  const payload = parseJsonObject(approval.payload);
  const { iss, iat, exp } = 'object' in payload ? payload.object : {};
  return {
    digest: approval.digest,
    nonce: null,
    staleAt: approval.approvedAt,
    header: approval.header,
    payload: approval.payload,
    signingInput: signingInputOf(approval.header, approval.payload),
    issuer: String(iss),
    issuedAt: Number(iat) * 1000,
    expiresAt: Number(exp) * 1000,
  };
}

interface Standing {
  readonly signed: boolean;
  readonly allowed: boolean;
  readonly undoable: boolean;
  readonly undeleted: boolean;
  readonly mayConfirm: boolean;
}

function actionsFor(job: Job, { signed, allowed, undoable, undeleted, mayConfirm }: Standing): JobAction[] {
  const actions: JobAction[] = [];
  if (allowed) actions.push('approve');
  if (!signed && job.phase !== 'signed' && canMove(job.status, 'rejected')) actions.push('reject');
  if (!signed && canMove(job.status, 'held')) actions.push('hold');
  if (mayConfirm && job.status === 'waiting' && !signed) actions.push('confirm');
  if (job.status === 'held') actions.push('take-off-hold');
  if (undoable) actions.push('undo');
  if (['attention', 'sent-not-proved', 'expired', 'gone'].includes(job.status) || undeleted) actions.push('retry');
  return actions;
}
