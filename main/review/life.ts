import type { JobLife } from '../../preload/contract.ts';
import { AuthorityError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { shownText } from './lookalikes.ts';
import { outcomeOf } from './outcome.ts';
import { decided } from './review.ts';

/** More entries of one job are counted, and not read on one page: a service that is down for long makes them. */
const ON_A_PAGE = 1_000;

/**
 * All that is known of one job, from its first entry on. Showing it changes nothing and puts nothing on the record.
 * @throws AuthorityError `unknown-job` where neither the queue nor the record knows it
 */
export function lifeOf(store: Store, jobId: string): JobLife {
  const job = store.jobs.find(jobId);
  const record = store.record.ofJob(jobId, ON_A_PAGE);
  if (!job && record.length === 0) throw new AuthorityError('unknown-job', 'the record knows no such job');
  return {
    jobId,
    status: job?.status ?? null,
    content: job?.content ? { raw: shownText(job.content.text), text: job.content.text } : null,
    approvals: store.approvals.ofJob(jobId).map((approval) => ({
      ...decided(approval),
      kid: approval.kid,
      approvedAt: approval.approvedAt,
      outcome: approval.outcome ?? 'pending',
    })),
    ...outcomeOf(store, jobId),
    record,
    more: store.record.countOfJob(jobId) - record.length,
  };
}
