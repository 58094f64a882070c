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

/** The row's number ends each of them, so that no two jobs ever stand in an order that is left to chance. */
const orders: Readonly<Record<QueueSort, string>> = {
  urgency: 'added_at, job',
  oldest: 'added_at, job',
  newest: 'added_at DESC, job DESC',
  changed: 'changed_at DESC, job DESC',
  subject: 'subject IS NULL, subject, added_at, job',
};

export interface Listing {
  readonly sql: string;
  readonly values: readonly Value[];
  /** The numbers of the jobs in order, of the one row that is answered. */
  readonly numbers: (columns: Readonly<Record<string, string | null>>) => string[];
}

const apart = (text: string | null | undefined): string[] => text?.split(',') ?? [];

/** What stands in the order of its age, in the order of urgency; of what is done the newest stands first. */
function byUrgency(numbers: readonly string[], statusOf: readonly string[], statuses: readonly JobStatus[]): string[] {
  const groups = new Map<string, string[]>(statuses.map((status) => [status, []]));
  for (let at = 0; at < numbers.length; at += 1) groups.get(statusOf[at] ?? '')?.push(numbers[at] ?? '');
  return [...groups].flatMap(([status, group]) =>
    doneStatuses.some((done) => done === status) ? group.reverse() : group,
  );
}

/**
 * How to ask for the numbers of all jobs that a query lists, in its order. They come as one text with commas between them:
 * as rows they would cost more than finding them. Urgency is made of two such texts here, since sorting by it there costs
 * twice as much. Whatever was typed is among the values, as words of letters and digits in quotation marks.
 */
export function listing(query: QueueQuery, now: number): Listing {
  const values: Value[] = [];
  const conditions: string[] = [];
  const words = soughtWords(query.search);
  if (words) {
    conditions.push('job_words MATCH ?');
    values.push(words.map((word) => `"${word}"*`).join(' AND '));
  }
  const statuses = statusesOf(query);
  conditions.push(`status IN (${statuses.map((status) => `'${status}'`).join(', ')})`);
  if (query.scopes.length > 0) {
    conditions.push('scope IN (SELECT value FROM json_each(?))');
    values.push(JSON.stringify(query.scopes.map((scope) => JSON.stringify(scope))));
  }
  if (query.age !== 'any') {
    const [compare, ms] = ages[query.age];
    conditions.push(`changed_at ${compare} ?`);
    values.push(now - ms);
  }
  if (query.flagged !== null) {
    conditions.push('flagged = ?');
    values.push(query.flagged ? 1 : 0);
  }
  const from = words ? 'job_words CROSS JOIN job_facets ON job = job_words.rowid' : 'job_facets';
  const sorted = `SELECT job, status FROM ${from} WHERE ${conditions.join(' AND ')} ORDER BY ${orders[query.sort]}`;
  if (query.sort !== 'urgency') {
    return {
      sql: `SELECT group_concat(job) AS jobs FROM (${sorted})`,
      values,
      numbers: ({ jobs }) => apart(jobs),
    };
  }
  return {
    sql: `SELECT group_concat(job) AS jobs, group_concat(status) AS statuses FROM (${sorted})`,
    values,
    numbers: ({ jobs, statuses: statusOf }) => byUrgency(apart(jobs), apart(statusOf), statuses),
  };
}
