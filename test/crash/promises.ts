import type { PlainScopeService } from '../fakes/plain-scope-service.ts';
import { brokenLinks, digestOf, unapprovedTokens } from '../integration/truths.ts';
import type { Disk, JobOnDisk } from './disk.ts';

/** What the process said was done before it died: how often for each job. */
export interface Acknowledged {
  readonly approved: ReadonlyMap<string, number>;
  readonly undone: ReadonlyMap<string, number>;
  readonly rejected: ReadonlyMap<string, number>;
  readonly added: ReadonlySet<string>;
}

const countOf = (disk: Disk, jobId: string, event: string) =>
  disk.record.filter((entry) => entry.jobId === jobId && entry.event === event).length;

/** Everything that must hold at every moment, and does not. */
export function brokenPromises(
  disk: Disk,
  earlier: Disk | null,
  service: PlainScopeService,
  acknowledged: Acknowledged,
): string[] {
  const known = new Map(disk.jobs.map((job) => [job.id, job]));
  const last = earlier?.record.at(-1);
  const fewer = (event: string, said: ReadonlyMap<string, number>) =>
    [...said]
      .filter(([jobId, times]) => countOf(disk, jobId, event) < times)
      .map(([jobId]) => `${jobId}: said to be ${event}, and not on the record`);
  return [
    ...disk.problems,
    ...brokenLinks(disk.record),
    ...unapprovedTokens(service, disk.record),
    ...(last && disk.record[last.number - 1]?.hash !== last.hash ? ['the record is not the one from before'] : []),
    ...[...acknowledged.added].filter((jobId) => !known.has(jobId)).map((jobId) => `${jobId}: added and forgotten`),
    ...fewer('approved', acknowledged.approved),
    ...fewer('approval-undone', acknowledged.undone),
    ...fewer('rejected', acknowledged.rejected),
    ...disk.jobs.flatMap((job) => brokenAt(job, disk, service).map((what) => `${job.id} (${job.status}): ${what}`)),
  ];
}

function brokenAt(job: JobOnDisk, disk: Disk, service: PlainScopeService): string[] {
  const count = (event: string) => countOf(disk, job.id, event);
  const seen = service.tokensSeen(job.id);
  const hasToken = job.token !== null;
  const truths: Readonly<Record<string, boolean>> = {
    'every approval has its entry': count('approved') === job.approvals,
    'every approval has one end at most':
      count('approved') - count('signed') - count('approval-undone') - count('approval-void') === job.pending,
    'an approved job has its pending approval': (job.status === 'approved') === (job.pending === 1),
    'a token has its entry and its approval': job.signed === (hasToken ? 1 : 0) && count('signed') === job.signed,
    'a token holds the approved bytes':
      job.token === null || (job.tokenDigest === job.approvedDigest && digestOf(job.token) === job.approvedDigest),
    'a token has its delivery': hasToken === (job.stage !== null),
    'a delivered job has its token': !['delivering', 'delivered', 'sent-not-proved'].includes(job.status) || hasToken,
    'nothing was sent that is not stored': seen.every((token) => token === job.token),
    'nothing was sent before that was on the record': seen.length === 0 || count('put-sent') > 0,
    'delivered means that the service holds it':
      job.status !== 'delivered' || service.signedToken(job.id) === job.token,
    'a rejected job has its rejection': (job.status === 'rejected') === (job.rejected === 1),
    'a rejected job is not signed': job.rejected === 0 || !hasToken,
  };
  return Object.keys(truths).filter((name) => !truths[name]);
}

/** What was approved and has come neither to the service nor to an undoing, once all had its time. */
export function unfinishedApprovals(disk: Disk, acknowledged: Acknowledged): string[] {
  return disk.jobs
    .filter((job) => {
      const ended = countOf(disk, job.id, 'approval-undone') + countOf(disk, job.id, 'approval-void');
      const undone = job.approvals > 0 && job.approvals === ended;
      return acknowledged.approved.has(job.id) && job.status !== 'delivered' && !undone;
    })
    .map((job) => `${job.id}: approved and ${job.status}`);
}
