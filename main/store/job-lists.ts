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
import { isPlain, listed, type NumbersQuestion, searched, statusesOf } from './queue-sql.ts';

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

const numbersRow = z.strictObject({ jobs: z.string().nullable() });
const scopeRow = z.strictObject({ scope: z.string(), n: z.number() });

/** Keeps the last list alone: who comes back to one from before has it made again. */
function latest(): (key: string, make: () => readonly number[]) => readonly number[] {
  let kept: { readonly key: string; readonly numbers: readonly number[] } | null = null;
  return (key, make) => {
    if (kept?.key !== key) kept = { key, numbers: make() };
    return kept.numbers;
  };
}

/** Those of a list that were found, in its order. Jobs' numbers run on from 1, so a byte for each tells fastest. */
function among(numbers: readonly number[], found: readonly number[]): number[] {
  const marks = new Uint8Array(found.reduce((most, number) => Math.max(most, number), 0) + 1);
  for (const number of found) marks[number] = 1;
  return numbers.filter((number) => marks[number] === 1);
}

export function jobLists(
  database: Database,
  clock: Clock,
  counts: () => Readonly<Record<JobStatus, number>>,
): JobLists {
  const words = jobWords(database);

  const read = ({ sql, values }: NumbersQuestion): number[] =>
    database.all(sql, ...values).flatMap((columns) => {
      const { jobs } = numbersRow.parse(columns);
      return jobs === null ? [] : (JSON.parse(`[${jobs}]`) as number[]);
    });

  /** What is listed stands while somebody types on; what is found among it, while they scroll. */
  const [all, found] = [latest(), latest()];
  const numbersOf = (query: QueueQuery): readonly number[] => {
    const now = Math.floor(clock.now() / STEP_MS) * STEP_MS;
    const [at] = database.all('SELECT n FROM job_changes');
    const state = [query.age === 'any' ? null : now, (at as { n: number }).n];
    const unsought = { ...query, search: '' };
    const numbers = all(JSON.stringify([unsought, state]), () => read(listed(unsought, now)));
    const sought = soughtWords(query.search);
    if (!sought) return numbers;
    return found(JSON.stringify([query, state]), () => among(numbers, read(searched(sought))));
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

  const byNumber = (numbers: readonly number[], columns: '*' | 'id'): unknown[] =>
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
