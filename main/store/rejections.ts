import { z } from 'zod';
import type { Finding } from '../../preload/contract.ts';
import type { Database } from './database.ts';

/** A refusal by the operator, and how far the job's deletion at the service has come. */
export interface Rejection {
  readonly jobId: string;
  readonly reason: string;
  readonly rejectedAt: number;
  readonly deletion: 'pending' | 'deleted' | 'already-gone' | 'refused';
  readonly faults: number;
  readonly nextAt: number | null;
  readonly lastFault: Finding | null;
}

const row = z
  .strictObject({
    job_id: z.string(),
    reason: z.string(),
    rejected_at: z.number(),
    deletion: z.enum(['pending', 'deleted', 'already-gone', 'refused']),
    faults: z.number(),
    next_at: z.number().nullable(),
    last_fault: z.string().nullable(),
  })
  .transform(
    (columns): Rejection => ({
      jobId: columns.job_id,
      reason: z.string().parse(JSON.parse(columns.reason)),
      rejectedAt: columns.rejected_at,
      deletion: columns.deletion,
      faults: columns.faults,
      nextAt: columns.next_at,
      lastFault: columns.last_fault === null ? null : (JSON.parse(columns.last_fault) as Finding),
    }),
  );

export interface RejectionsTable {
  insert(jobId: string, reason: string, now: number): void;
  find(jobId: string): Rejection | null;
  save(rejection: Rejection): void;
  due(now: number, limit: number): Rejection[];
  /** Deletions still to be made. */
  pending(): number;
  nextDueAfter(now: number): number | null;
  /** The wall clock was set back: what is due later is due that much earlier. */
  setBack(by: number): void;
  /** What was put off for longer than anything is put off, by a clock that has been set back since, is due at that time. */
  noLaterThan(at: number): void;
}

export function rejectionsTable(database: Database): RejectionsTable {
  return {
    insert: (jobId, reason, now) => {
      database.run(
        `INSERT INTO rejections (job_id, reason, rejected_at, deletion, next_at) VALUES (?, ?, ?, 'pending', ?)`,
        jobId,
        JSON.stringify(reason),
        now,
        now,
      );
    },
    find: (jobId) => {
      const [columns] = database.all('SELECT * FROM rejections WHERE job_id = ?', jobId);
      return columns ? row.parse(columns) : null;
    },
    save: (rejection) => {
      database.run(
        'UPDATE rejections SET deletion = ?, faults = ?, next_at = ?, last_fault = ? WHERE job_id = ?',
        rejection.deletion,
        rejection.faults,
        rejection.nextAt,
        rejection.lastFault && JSON.stringify(rejection.lastFault),
        rejection.jobId,
      );
    },
    due: (now, limit) =>
      database
        .all('SELECT * FROM rejections WHERE next_at <= ? ORDER BY next_at LIMIT ?', now, limit)
        .map((columns) => row.parse(columns)),
    pending: () => {
      const [columns] = database.all(`SELECT count(*) AS n FROM rejections WHERE deletion = 'pending'`);
      return (columns as { n: number }).n;
    },
    setBack: (by) => {
      database.run('UPDATE rejections SET next_at = next_at - ? WHERE next_at IS NOT NULL', by);
    },
    noLaterThan: (at) => {
      database.run('UPDATE rejections SET next_at = ? WHERE next_at > ?', at, at);
    },
    nextDueAfter: (now) => {
      const [columns] = database.all('SELECT min(next_at) AS at FROM rejections WHERE next_at > ?', now);
      return (columns as { at: number | null }).at;
    },
  };
}
