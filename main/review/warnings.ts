import type { ClaimRow, Finding } from '../../preload/contract.ts';
import { finding } from '../errors.ts';
import type { Job } from '../jobs/job.ts';
import { sha256Hex } from './digest.ts';
import type { ReadContent } from './subject-token.ts';

/** What the operator should know before approving; none of it forbids anything. */
export function warningsFor(job: Job, read: ReadContent | null, claims: readonly ClaimRow[], now: number): Finding[] {
  const warnings: Finding[] = [];
  if (job.content?.kind === 'service-statement') warnings.push(finding('service-statement'));
  if (job.content && job.contentFirst !== null && sha256Hex(job.content.text) !== job.contentFirst) {
    warnings.push(finding('content-changed'));
  }
  if (job.promise !== null && job.content === null) warnings.push(finding('promise-unproved'));
  if (job.promise !== null && job.content !== null && job.promise !== job.content.text) {
    warnings.push(finding('promise-differs'));
  }
  const exp = read?.claims?.exp;
  const nbf = read?.claims?.nbf;
  if (typeof exp === 'number' && exp * 1000 <= now) warnings.push(finding('subject-expired'));
  if (typeof nbf === 'number' && nbf * 1000 > now) warnings.push(finding('subject-not-yet-valid'));
  // Each kind once: the marks in the table show where.
  const inClaims = claims.flatMap((row) => [...row.name.findings, ...(row.signed?.findings ?? [])]);
  const kinds = new Set(warnings.map(({ code }) => code));
  for (const found of inClaims) {
    if (!kinds.has(found.code)) warnings.push(found);
    kinds.add(found.code);
  }
  return warnings;
}
