import { parseJsonObject } from '../review/compact-token.ts';
import { sha256Hex } from '../review/digest.ts';
import { notCarriedOver } from '../signing/claims.ts';
import { detailOf, type EvidenceDecision, type ProvedEntry, wordOf } from './form.ts';
import { claimsOf, type RequestProblem, requestProblem } from './signatures.ts';
import { fails, holds, note, open, type Statement } from './statements.ts';

/** What holds of what was asked for, and of what was approved beside it. */

const problems: Readonly<Record<RequestProblem, string>> = {
  malformed: 'it is no token that can be read in one way only',
  'not-subject-key': 'its subject is no key that could sign',
  'other-key': 'it names another key than its subject',
  'does-not-verify': 'its signature does not verify',
};

export function judgeRequest(
  { request, outcome }: EvidenceDecision,
  entries: readonly ProvedEntry['entry'][],
): Statement[] {
  if (!request) return [];
  const digest = sha256Hex(request.text);
  const read = entries.findLast((entry) => {
    const detail = detailOf(entry);
    const said = entry.event === 'content-read' ? detail.digest : entry.event === 'content-changed' ? detail.to : null;
    return said === digest && detail.kind === request.kind;
  });
  return [
    read ? holds('request', { entry: read.number }) : fails('request'),
    signatureOf(request, outcome === 'rejected'),
  ];
}

/** A request that nobody signed may be why it was rejected, and then says nothing against the decision. */
function signatureOf({ kind, text }: NonNullable<EvidenceDecision['request']>, rejected: boolean): Statement {
  if (kind === 'service-statement') return note('request-signature', { why: 'the service stated it' });
  const problem = requestProblem(text);
  if (problem === null) return holds('request-signature', { subject: wordOf(claimsOf(text)?.sub) });
  return (rejected ? note : fails)('request-signature', { why: problems[problem] });
}

/** Of a token the members that are the authority's own, in their order. */
const added = ['iss', 'iat', 'exp', 'jti'];

/** That what was approved says what was asked for, to the letter, and beside it only what is the authority's own. */
export function judgeClaims(request: EvidenceDecision['request'], payload: string): Statement {
  if (!request) return open('claims');
  const approved = parseJsonObject(payload);
  const statement = request.kind === 'service-statement' ? parseJsonObject(request.text) : null;
  const asked = statement ? ('object' in statement ? statement.object : null) : claimsOf(request.text);
  if (!asked || !('object' in approved)) return fails('claims', { name: '–' });
  const carried = Object.entries(asked).filter(([name]) => !(notCarriedOver as readonly string[]).includes(name));
  const own = Object.entries(approved.object).filter(([name]) => !added.includes(name));
  const other = [...carried, ...own].find(
    ([name]) => JSON.stringify(claimIn(carried, name)) !== JSON.stringify(claimIn(own, name)),
  );
  if (other) return fails('claims', { name: other[0] });
  const missing = added.find((name) => !Object.hasOwn(approved.object, name));
  return missing === undefined ? holds('claims', { added: added.join(', ') }) : fails('claims', { name: missing });
}

/** That the approved payload is for this job. */
export function judgeJob(payload: string, jobId: string): Statement {
  const parsed = parseJsonObject(payload);
  return 'object' in parsed && parsed.object.jti === jobId ? holds('names-job') : fails('names-job');
}

const claimIn = (claims: readonly (readonly [string, unknown])[], name: string): unknown =>
  claims.find(([one]) => one === name)?.[1];
