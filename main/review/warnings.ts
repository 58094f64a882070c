import type { ClaimRow, Finding } from '../../preload/contract.ts';
import { finding } from '../errors.ts';
import type { Job } from '../jobs/job.ts';
import { sha256Hex } from './digest.ts';
import type { ReadContent } from './subject-token.ts';

/** What the operator should know before approving; none of it forbids anything. */
export function warningsFor(
  job: Pick<Job, 'content' | 'contentFirst' | 'promise'>,
  read: ReadContent | null,
  claims: readonly ClaimRow[],
  now: number,
): Finding[] {
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
  for (const row of claims) {
    const claim = row.name.runs.map((run) => ('text' in run ? run.text : run.mark)).join('');
    for (const found of [...row.name.findings, ...(row.signed?.findings ?? [])]) {
      warnings.push({ ...found, values: { ...found.values, claim } });
    }
  }
  return warnings;
}
