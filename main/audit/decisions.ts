import { z } from 'zod';
import type { Database } from '../store/database.ts';
import { type RecordEvent, valuesOf } from './audit-log.ts';

/** A decision as the record has it. */
export interface Decision {
  readonly number: number;
  readonly at: number;
  readonly jobId: string | null;
  /** What is still there of what it says of persons among it. */
  readonly detail: Readonly<Record<string, unknown>>;
  /** When the job last came to be ready before that; null where the record has nothing of it. */
  readonly readyAt: number | null;
}

/** Up to where the decisions of a time have been read. */
export interface DecisionsRead {
  readonly at: number;
  readonly number: number;
}

/** The record looked through by time: only as many entries are read at once as take no time worth speaking of. */
export interface Decisions {
  /** Entries of one event from `after` on and before `until`, the oldest first. */
  page(event: RecordEvent, after: DecisionsRead, until: number, limit: number): Decision[];
  count(event: RecordEvent, from: number, until: number): number;
}

const row = z.strictObject({
  number: z.number(),
  at: z.number(),
  job_id: z.string().nullable(),
  detail: z.string(),
  personal: z.string(),
  ready_at: z.number().nullable(),
});
const members = z.record(z.string(), z.unknown());

function decisionFrom(database: Database, columns: unknown): Decision {
  const { number, at, job_id, detail, personal, ready_at } = row.parse(columns);
  const open = members.parse(JSON.parse(detail));
  const values = personal === '{}' ? {} : members.parse(JSON.parse(valuesOf(database, number)));
  return { number, at, jobId: job_id, detail: { ...open, ...values }, readyAt: ready_at };
}

export const decisionsOn = (database: Database): Decisions => ({
  page: (event, after, until, limit) =>
    database
      .all(
        `SELECT number, at, job_id, detail, personal,
           (SELECT earlier.at FROM record AS earlier
            WHERE earlier.job_id = record.job_id AND earlier.number < record.number AND earlier.event = 'job-confirmed'
            ORDER BY earlier.number DESC LIMIT 1) AS ready_at
         FROM record WHERE event = ? AND at >= ? AND (at > ? OR number > ?) AND at < ? ORDER BY at, number LIMIT ?`,
        event,
        after.at,
        after.at,
        after.number,
        until,
        limit,
      )
      .map((columns) => decisionFrom(database, columns)),
  count: (event, from, until) => {
    const [columns] = database.all(
      'SELECT count(*) AS n FROM record WHERE event = ? AND at >= ? AND at < ?',
      event,
      from,
      until,
    );
    return (columns as { n: number }).n;
  },
});
