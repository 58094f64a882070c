import { z } from 'zod';
import {
  doneStatuses,
  type JobStatus,
  notNarrowed,
  type QueueFilter,
  type QueueQuery,
  type ScopeCount,
  scopeLength,
} from '../../preload/contract.ts';
import type { Clock } from '../clock.ts';
import { AuthorityError } from '../errors.ts';
import type { Job } from '../jobs/job.ts';
import { soughtWords } from '../jobs/search-words.ts';
import type { Database } from './database.ts';
import { jobsFrom } from './job-row.ts';
import { jobWords } from './job-words.ts';
import { isPlain, listing, statusesOf } from './queue-sql.ts';

export interface JobPage {
  /** Of all that the query lists, counted and not guessed. */
  readonly total: number;
  readonly jobs: readonly Job[];
  /** Jobs that a search may miss, since their words are not in the index yet; none where nothing is searched for. */
  readonly unindexed: number;
}

/** A filter alone stands for all of its jobs, the most urgent first. */
export interface JobLists {
  page(query: QueueQuery | QueueFilter, offset: number, limit: number): JobPage;
  /** IDs of what the query lists, in its order, so many at most. */
  matching(query: QueueQuery | QueueFilter, limit: number): string[];
  /** The scopes that jobs have, what most of them have first; the longest and the rarest are left out. */
  scopes(): ScopeCount[];
}

/** Ages are told by the clock as it stood at its last full ten seconds, so that one list serves for a while. */
const STEP_MS = 10_000;
const SCOPES_GIVEN = 50;

const scopeRow = z.strictObject({ scope: z.string(), n: z.number() });

export function jobLists(
  database: Database,
  clock: Clock,
  counts: () => Readonly<Record<JobStatus, number>>,
): JobLists {
  const words = jobWords(database);

  /** All that a query lists, by the jobs' numbers; kept while it is asked for again and nothing listed has changed. */
  let kept: { readonly key: string; readonly numbers: readonly string[] } | null = null;
  const numbersOf = (query: QueueQuery): readonly string[] => {
    const now = Math.floor(clock.now() / STEP_MS) * STEP_MS;
    const [at] = database.all('SELECT n FROM job_changes');
    const key = JSON.stringify([query, query.age === 'any' ? null : now, (at as { n: number }).n]);
    if (kept?.key !== key) {
      const { sql, values, numbers } = listing(query, now);
      const [columns] = database.all(sql, ...values);
      kept = { key, numbers: numbers(columns as Record<string, string | null>) };
    }
    return kept.numbers;
  };

  /** The words of what came in last may still be missing; on a disk that takes nothing they stay so. */
  const unindexed = (): number => {
    try {
      return words.takeIn() ? words.due() : 0;
    } catch (fault) {
      if (fault instanceof AuthorityError && fault.code.startsWith('disk')) return words.due();
      throw fault;
    }
  };

  /** One index range per status in order of urgency: no sort of the whole table, however many jobs there are. */
  const plainly = (query: QueueQuery, offset: number, limit: number, columns: '*' | 'id') => {
    const counted = counts();
    const rows: unknown[] = [];
    let skip = offset;
    let total = 0;
    for (const status of statusesOf(query)) {
      total += counted[status];
      if (skip >= counted[status]) {
        skip -= counted[status];
        continue;
      }
      const room = limit - rows.length;
      if (room > 0) {
        const order = doneStatuses.includes(status) ? 'DESC' : 'ASC';
        rows.push(
          ...database.all(
            `SELECT ${columns} FROM jobs WHERE status = ? ORDER BY added_at ${order}, rowid ${order} LIMIT ? OFFSET ?`,
            status,
            room,
            skip,
          ),
        );
      }
      skip = 0;
    }
    return { total, rows };
  };

  const byNumber = (numbers: readonly string[], columns: '*' | 'id'): unknown[] =>
    database.all(
      `SELECT jobs.${columns} FROM json_each(?) AS wanted CROSS JOIN jobs ON jobs.rowid = wanted.value ORDER BY wanted.key`,
      `[${numbers.join(',')}]`,
    );

  const whole = (query: QueueQuery | QueueFilter): QueueQuery =>
    typeof query === 'string' ? { filter: query, ...notNarrowed } : query;

  return {
    scopes: () =>
      database
        .all(
          `SELECT scope, count(*) AS n FROM job_facets WHERE length(scope) <= ? GROUP BY scope
           ORDER BY n DESC, scope LIMIT ?`,
          scopeLength,
          SCOPES_GIVEN,
        )
        .map((columns) => {
          const { scope, n } = scopeRow.parse(columns);
          return { scope: z.string().parse(JSON.parse(scope)), count: n };
        }),
    page: (asked, offset, limit) => {
      const query = whole(asked);
      if (isPlain(query)) {
        const { total, rows } = plainly(query, offset, limit, '*');
        return { total, jobs: jobsFrom(rows), unindexed: 0 };
      }
      const missing = soughtWords(query.search) === null ? 0 : unindexed();
      const numbers = numbersOf(query);
      const jobs = jobsFrom(byNumber(numbers.slice(offset, offset + limit), '*'));
      return { total: numbers.length, jobs, unindexed: missing };
    },
    matching: (asked, limit) => {
      const query = whole(asked);
      if (!isPlain(query) && soughtWords(query.search) !== null) unindexed();
      const rows = isPlain(query)
        ? plainly(query, 0, limit, 'id').rows
        : byNumber(numbersOf(query).slice(0, limit), 'id');
      return rows.map((columns) => (columns as { id: string }).id);
    },
  };
}
