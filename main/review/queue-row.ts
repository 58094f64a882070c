import { type QueueRow, type Shown, toDecideStatuses } from '../../preload/contract.ts';
import type { Job } from '../jobs/job.ts';
import type { Approval } from '../store/approvals.ts';
import { shownStart } from './lookalikes.ts';

/** A row shows the start of a long value; review shows all of it. */
const VALUE_POINTS = 120;

/** One line of plain text in which nothing hides: marks stand for characters that are not drawn. */
export const marked = (text: string | null): string | null =>
  text &&
  shownStart(text, VALUE_POINTS)
    .runs.map((run) => ('text' in run ? run.text : run.mark))
    .join('');

export const rowValue = (value: string | null): Shown | null =>
  value === null ? null : shownStart(value, VALUE_POINTS);

export const queueRow = (job: Job, pending: Approval | null): QueueRow => ({
  jobId: job.id,
  status: job.status,
  reason: job.reason,
  scope: marked(job.scope),
  subject: marked(job.subject),
  value: rowValue(job.value),
  flagged: job.flagged,
  fresh: job.fresh && toDecideStatuses.includes(job.status),
  addedAt: job.addedAt,
  changedAt: job.changedAt,
  undoUntil: pending?.undoUntil ?? null,
});
