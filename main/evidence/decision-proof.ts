import { parseJsonObject } from '../review/compact-token.ts';
import { sha256Hex } from '../review/digest.ts';
import { signingInputOf } from '../signing/claims.ts';
import {
  type BareJwk,
  decidingNumber,
  detailOf,
  type EvidenceDecision,
  lacksIn,
  outcomeIn,
  type ProvedEntry,
  wordOf,
} from './form.ts';
import { judgeClaims, judgeJob, judgeRequest } from './request-proof.ts';
import { thumbprintOf, tokenVerifies } from './signatures.ts';
import { fails, holds, note, open, type Statement } from './statements.ts';

/** What holds of a decision by its entries, its bytes and its signatures. */

type Recorded = ProvedEntry['entry'];

export const timeOf = (at: number): string => (at <= 8.64e15 ? new Date(at).toISOString() : String(at));
const byWhom = ({ number, at, operator }: Recorded) => ({ entry: number, at: timeOf(at), operator });

export function judgeDecision(
  decision: EvidenceDecision,
  keys: readonly BareJwk[],
  context: readonly ProvedEntry[],
): Statement[] {
  const entries = decision.entries.map(({ entry }) => entry);
  return [
    ...judgeOutcome(decision, entries),
    ...judgeRequest(decision, entries),
    ...(decision.outcome === 'rejected' ? judgeRejected(decision) : judgeSigned(decision, entries, keys, context)),
    judgeOrder(decision, entries),
    judgeClock(entries),
    ...answersIn(entries),
    ...standingOf(context, decidingNumber(decision.entries)),
    ...judgeLacks(decision),
  ];
}

function judgeOutcome({ outcome, entries: proved }: EvidenceDecision, entries: readonly Recorded[]): Statement[] {
  // An outcome is named as the event that tells of it.
  const entry = entries.findLast(({ event }) => event === outcome);
  const told = entry && outcomeIn(proved) === outcome;
  return [told ? holds('outcome', { outcome, ...byWhom(entry) }) : fails('outcome', { outcome })];
}

/** Nothing was signed, and nothing in the file or the record may say that anything was. */
function judgeRejected({ token, approved, entries }: EvidenceDecision): Statement[] {
  const signed = token !== null || approved !== null || entries.some(({ entry }) => entry.event === 'signed');
  return signed ? [fails('token-recorded')] : [];
}

function judgeSigned(
  { jobId, approved, token, request }: EvidenceDecision,
  entries: readonly Recorded[],
  keys: readonly BareJwk[],
  context: readonly ProvedEntry[],
): Statement[] {
  const signed = entries.filter(({ event }) => event === 'signed');
  if (!approved || token === null) return [fails('approved'), fails('token-recorded')];
  const { header, payload, digest } = approved;
  const signingInput = signingInputOf(header, payload);
  const approval = entries.findLast(
    (entry) => entry.event === 'approved' && entry.number < (signed[0]?.number ?? 0) && saysDigest(entry, digest),
  );
  const key = keys.find((one) => thumbprintOf(one) !== null && thumbprintOf(one) === kidIn(header));
  const kid = key ? (thumbprintOf(key) as string) : null;
  const verified = key !== undefined && tokenVerifies(token, key);
  return [
    sha256Hex(signingInput) === digest ? holds('digest', { digest }) : fails('digest'),
    ...judgeShown(entries, approval, digest, request && sha256Hex(request.text)),
    approval ? holds('approved', byWhom(approval)) : fails('approved'),
    judgeClaims(request, payload),
    judgeJob(payload, jobId),
    ...judgeUndo(entries, approval, signed[0]),
    token.startsWith(`${signingInput}.`) ? holds('token-bytes') : fails('token-bytes'),
    verified ? holds('token-signature', { key: wordOf(kid) }) : fails('token-signature'),
    judgeToken(entries, { token, digest, kid, approval }),
    judgeKeyNamed(context, kid),
  ];
}

const saysDigest = (entry: Recorded, digest: string): boolean => detailOf(entry).digest === digest;

/** The key that a header names. */
function kidIn(header: string): unknown {
  const parsed = parseJsonObject(header);
  return 'object' in parsed ? parsed.object.kid : null;
}

function judgeShown(
  entries: readonly Recorded[],
  approval: Recorded | undefined,
  digest: string,
  request: string | null,
): Statement[] {
  const before = approval?.number ?? Number.POSITIVE_INFINITY;
  const shown = entries.findLast(
    (entry) => entry.event === 'job-shown' && entry.number < before && saysDigest(entry, digest),
  );
  if (!shown) return [fails('shown')];
  const { content, signature, warned } = detailOf(shown);
  const said: Statement[] = [holds('shown', { entry: shown.number, at: timeOf(shown.at) })];
  if (content !== undefined && request !== null) {
    said.push(content === request ? holds('shown-request') : fails('shown-request'));
  }
  if (Array.isArray(warned)) {
    const warnings = warned.map(wordOf).join(', ') || 'nothing';
    said.push(note('shown-checks', { signature: wordOf(signature), warned: warnings }));
  }
  return said;
}

function judgeUndo(
  entries: readonly Recorded[],
  approval: Recorded | undefined,
  signed: Recorded | undefined,
): Statement[] {
  if (!approval || !signed) return [];
  const end = entries.find(
    ({ event, number }) =>
      (event === 'approval-undone' || event === 'approval-void') && number > approval.number && number < signed.number,
  );
  const { undoUntil } = detailOf(approval);
  return [
    end ? fails('not-undone', { entry: end.number }) : holds('not-undone'),
    typeof undoUntil === 'number' && signed.at >= undoUntil ? holds('undo-time') : open('undo-time'),
  ];
}

interface Signed {
  readonly token: string;
  readonly digest: string;
  readonly kid: string | null;
  readonly approval: Recorded | undefined;
}

/** One token and no other: every entry that names a token, or the key it was made with, names this one. */
function judgeToken(entries: readonly Recorded[], { token, digest, kid, approval }: Signed): Statement {
  const sha256 = sha256Hex(token);
  const signed = entries.filter(({ event }) => event === 'signed');
  const sent = entries.filter(({ event }) => event === 'put-sent');
  const [first] = signed;
  const same =
    signed.length === 1 &&
    first !== undefined &&
    saysDigest(first, digest) &&
    [...signed, ...sent].every((entry) => detailOf(entry).token === sha256) &&
    [first, approval].every((entry) => entry !== undefined && detailOf(entry).kid === kid);
  return same ? holds('token-recorded', { entry: first.number }) : fails('token-recorded');
}

const arrivals = ['key-created', 'key-imported', 'backup-restored'];

function judgeKeyNamed(context: readonly ProvedEntry[], kid: string | null): Statement {
  const arrival = context.find(({ entry }) => arrivals.includes(entry.event) && detailOf(entry).kid === kid);
  if (!arrival || kid === null) return open('key-named');
  return holds('key-named', { entry: arrival.entry.number, event: arrival.entry.event });
}

/** What has to come before what; entries have been found to be in their order, so their first places tell. */
function judgeOrder({ outcome }: EvidenceDecision, entries: readonly Recorded[]): Statement {
  const way =
    outcome === 'rejected'
      ? ['job-added', 'rejected', 'deleted']
      : ['job-added', 'content-read', 'job-shown', 'approved', 'signed', 'put-sent', 'put-answered', 'delivered'];
  const firsts = entries.filter(
    ({ event }, at) => way.includes(event) && entries.findIndex((one) => one.event === event) === at,
  );
  const events = firsts.map(({ event }) => event);
  const told = way.filter((event) => events.includes(event));
  const sorted = [...firsts].sort((a, b) => a.number - b.number).map(({ event }) => event);
  const values = { events: sorted.join(', ') };
  return sorted.join() === told.join() ? holds('order', values) : fails('order', values);
}

function judgeClock(entries: readonly Recorded[]): Statement {
  const back = entries.find(({ at }, index) => at < (entries[index - 1]?.at ?? 0));
  return back ? open('clock', { entry: back.number }) : holds('clock');
}

function answersIn(entries: readonly Recorded[]): Statement[] {
  const answers = entries.flatMap((entry) => {
    if (!['put-answered', 'deleted', 'deletion-refused'].includes(entry.event)) return [];
    const { status, fault } = detailOf(entry);
    return [`${entry.event} ${wordOf(status ?? fault)}`];
  });
  const delivered = entries.findLast(({ event }) => event === 'delivered');
  const how = delivered && detailOf(delivered).proof;
  return [
    ...(answers.length > 0 ? [note('answers', { answers: answers.join(', ') })] : []),
    ...(how === 'read-back' ? [note('proof', { how: 'by reading the token back, byte for byte' })] : []),
    ...(how === 'answer' ? [note('proof', { how: 'by the service’s answer, which carried the token' })] : []),
  ];
}

/** How the desk stood when the job was decided: its last start, and the rules that it had put on the record. */
function standingOf(context: readonly ProvedEntry[], decided: number): Statement[] {
  const last = (event: string) =>
    context.findLast(({ entry }) => entry.event === event && entry.number < decided)?.entry;
  const [start, rules] = [last('app-started'), last('rules-in-force')];
  const { version, address, issuer } = start ? detailOf(start) : {};
  const worked = { version: wordOf(version), address: wordOf(address), issuer: wordOf(issuer) };
  return [
    ...(start ? [note('service', { entry: start.number, ...worked })] : []),
    ...(rules ? [note('rules', { entry: rules.number, rules: rules.detail })] : []),
  ];
}

function judgeLacks(decision: EvidenceDecision): Statement[] {
  const lacking = lacksIn(decision);
  if (lacking.join() !== decision.notKept.join()) return [fails('not-kept')];
  return lacking.map((lack) => open(`${lack}-not-kept`));
}
