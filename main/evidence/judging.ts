import { parseJsonObject } from '../review/compact-token.ts';
import { judgeDecision } from './decision-proof.ts';
import type { Evidence, EvidenceDecision } from './form.ts';
import { judgeCheckpoint, judgeEntries, judgePersonalValues, judgeSubjectMatter } from './record-proof.ts';
import { thumbprintOf } from './signatures.ts';
import { fails, type Judgement, open, type Statement } from './statements.ts';

/**
 * Judges evidence by nothing but itself, and what its reader knows.
 * @param auditKey fingerprint of the audit key that they expect, or the key itself; null where they named none
 */
export function judgeEvidence(evidence: Evidence, auditKey: string | null): Judgement[] {
  const { context, decisions, signingKeys } = evidence;
  const { sealed, statements } = judgeCheckpoint(evidence, auditKey);
  const known = signingKeys.map(thumbprintOf);
  const used = new Set(decisions.map(({ approved }) => kidOf(approved)));
  const unused = known.some((kid) => kid === null || !used.has(kid)) || new Set(known).size < known.length;
  const ofFile: Statement[] = [
    ...statements,
    ...judgeEntries(context, sealed, ['context-hashes', 'context-included']),
    ...(unused ? [fails('key-unused')] : []),
    ...known.flatMap((kid) => (kid === null ? [] : [open('signing-key-owner', { key: kid })])),
    ...(sealed ? [open('more-entries', { size: sealed.size })] : []),
    open('desk-word'),
    open('times'),
  ];
  return [
    ...decisions.map(
      (decision): Judgement => ({
        jobId: decision.jobId,
        statements: [
          ...judgeEntries(decision.entries, sealed, ['entry-hashes', 'entries-included']),
          judgeSubjectMatter(decision.entries, decision.jobId),
          ...judgePersonalValues(decision.entries),
          ...judgeDecision(decision, signingKeys, context),
        ],
      }),
    ),
    { jobId: null, statements: ofFile },
  ];
}

function kidOf(approved: EvidenceDecision['approved']): unknown {
  const header = approved && parseJsonObject(approved.header);
  return header && 'object' in header ? header.object.kid : null;
}

export const allHolds = (judgements: readonly Judgement[]): boolean =>
  judgements.every(({ statements }) => statements.every(({ verdict }) => verdict !== 'fails'));
