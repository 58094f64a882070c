import {
  doneStatuses,
  type JobStatus,
  type QueueAge,
  type QueueQuery,
  type QueueSort,
} from '../../preload/contract.ts';
import { soughtWords } from '../jobs/search-words.ts';
import { belongsTo } from '../jobs/transitions.ts';
import type { Value } from './database.ts';

/** What needs a decision stands first, then what is on its way; inside a status the oldest first. */
export const rank: readonly JobStatus[] = [
  'attention',
  'ready',
  'content-unknown',
  'approved',
  'delivering',
  'held',
  'waiting', // open
  'sent-not-proved',
  'delivered',
  'rejected',
  'signed-elsewhere',
  'expired',
  'gone', // done
];

/** The statuses that a query lists, in order of urgency. */
export const statusesOf = ({ filter, statuses }: Pick<QueueQuery, 'filter' | 'statuses'>): JobStatus[] =>
  rank.filter((status) => belongsTo(status, filter) && (statuses.length === 0 || statuses.includes(status)));

/** Whether nothing but the status tells what is listed, and where: then nothing has to be looked through. */
export const isPlain = ({ search, scopes, age, flagged, sort }: QueueQuery): boolean =>
  soughtWords(search) === null && scopes.length === 0 && age === 'any' && flagged === null && sort === 'urgency';

const HOUR = 3_600_000;
const ages: Readonly<Record<Exclude<QueueAge, 'any'>, readonly ['<' | '>=', number]>> = {
  'under-hour': ['>=', HOUR],
  'under-day': ['>=', 24 * HOUR],
  'over-hour': ['<', HOUR],
  'over-day': ['<', 24 * HOUR],
  'over-week': ['<', 7 * 24 * HOUR],
};

const quoted = (statuses: readonly JobStatus[]): string => statuses.map((status) => `'${status}'`).join(', ');
const urgency = `CASE status ${rank.map((status, at) => `WHEN '${status}' THEN ${at}`).join(' ')} END`;
const isDone = `status IN (${quoted(doneStatuses)})`;

/** The row's number ends each of them, so that no two jobs ever stand in an order that is left to chance. */
const orders: Readonly<Record<QueueSort, string>> = {
  urgency: `${urgency}, iif(${isDone}, -added_at, added_at), iif(${isDone}, -job, job)`,
  oldest: 'added_at, job',
  newest: 'added_at DESC, job DESC',
  changed: 'changed_at DESC, job DESC',
  subject: 'subject IS NULL, subject, added_at, job',
};

/**
 * The numbers of all jobs that a query lists, in its order, as one text with commas between them: as rows they would cost
 * more than finding them. All that was typed is among the values, as words in quotation marks that hold letters and digits only.
 */
export function listed(query: QueueQuery, now: number): { readonly sql: string; readonly values: readonly Value[] } {
  const values: Value[] = [];
  const conditions: string[] = [];
  const words = soughtWords(query.search);
  if (words) {
    conditions.push('job_words MATCH ?');
    values.push(words.map((word) => `"${word}"*`).join(' AND '));
  }
  conditions.push(`status IN (${quoted(statusesOf(query))})`);
  if (query.scopes.length > 0) {
    conditions.push(`scope IN (${query.scopes.map(() => '?').join(', ')})`);
    values.push(...query.scopes.map((scope) => JSON.stringify(scope)));
  }
  if (query.age !== 'any') {
    const [compare, apart] = ages[query.age];
    conditions.push(`changed_at ${compare} ?`);
    values.push(now - apart);
  }
  if (query.flagged !== null) {
    conditions.push('flagged = ?');
    values.push(query.flagged ? 1 : 0);
  }
  const from = words ? 'job_words CROSS JOIN job_facets ON job = job_words.rowid' : 'job_facets';
  const sql = `SELECT group_concat(job) AS jobs, count(*) AS n FROM
    (SELECT job FROM ${from} WHERE ${conditions.join(' AND ')} ORDER BY ${orders[query.sort]})`;
  return { sql, values };
}
