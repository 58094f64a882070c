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

/** The job's number ends each of them, so that no two jobs ever stand in an order that is left to chance. */
const orders: Readonly<Record<Exclude<QueueSort, 'urgency'>, string>> = {
  oldest: 'added_at, job',
  newest: 'added_at DESC, job DESC',
  changed: 'changed_at DESC, job DESC',
  subject: 'subject IS NULL, subject, added_at, job',
};

/**
 * A question for jobs' numbers. They come as texts of numbers with commas between them, which is a fifth of what they
 * would cost as rows; one text after the other has them in order.
 */
export interface NumbersQuestion {
  readonly sql: string;
  readonly values: readonly Value[];
}

interface Conditions {
  readonly texts: readonly string[];
  readonly values: readonly Value[];
}

function conditionsOf({ scopes, age, flagged }: QueueQuery, now: number): Conditions {
  const texts: string[] = [];
  const values: Value[] = [];
  if (scopes.length > 0) {
    texts.push('job_facets.scope IN (SELECT value FROM json_each(?))');
    values.push(JSON.stringify(scopes.map((scope) => JSON.stringify(scope))));
  }
  if (age !== 'any') {
    const [compare, ms] = ages[age];
    texts.push(`job_facets.changed_at ${compare} ?`);
    values.push(now - ms);
  }
  if (flagged !== null) {
    texts.push('job_facets.flagged = ?');
    values.push(flagged ? 1 : 0);
  }
  return { texts, values };
}

/** All jobs that a query lists, in its order, whatever it searches for. */
export function listed(query: QueueQuery, now: number): NumbersQuestion {
  const conditions = conditionsOf(query, now);
  const statuses = statusesOf(query);
  if (query.sort === 'urgency') return byUrgency(statuses, conditions);
  const where = [`status IN (${statuses.map((status) => `'${status}'`).join(', ')})`, ...conditions.texts].join(
    ' AND ',
  );
  return {
    sql: `SELECT group_concat(job) AS jobs FROM
      (SELECT job FROM job_facets WHERE ${where} ORDER BY ${orders[query.sort]})`,
    values: conditions.values,
  };
}

/** A text for each status, out of the index that has its jobs in order: sorting them all would cost as much again. */
function byUrgency(statuses: readonly JobStatus[], { texts, values }: Conditions): NumbersQuestion {
  const from = texts.length > 0 ? 'jobs CROSS JOIN job_facets ON job = jobs.rowid' : 'jobs';
  const parts = statuses.map((status) => {
    const order = doneStatuses.includes(status) ? 'DESC' : 'ASC';
    const where = [`jobs.status = '${status}'`, ...texts].join(' AND ');
    return `SELECT group_concat(number) AS jobs FROM (SELECT jobs.rowid AS number FROM ${from} WHERE ${where}
      ORDER BY jobs.added_at ${order}, jobs.rowid ${order})`;
  });
  return { sql: parts.join(' UNION ALL ') || 'SELECT NULL AS jobs', values: statuses.flatMap(() => values) };
}

/** All jobs that have these words, in no order. Whatever was typed is a value, as words of letters and digits in quotation marks. */
export const searched = (words: readonly string[]): NumbersQuestion => ({
  sql: 'SELECT group_concat(rowid) AS jobs FROM job_words WHERE job_words MATCH ?',
  values: [words.map((word) => `"${word}"*`).join(' AND ')],
});
