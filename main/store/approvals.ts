import { z } from 'zod';
import type { Database } from './database.ts';

/** A decision to sign exactly `header` and `payload`; pending until it is signed, undone or void. */
export interface Approval {
  readonly id: number;
  readonly jobId: string;
  /** Hexadecimal SHA-256 of the JWS signing input (RFC 7515, 5.1). */
  readonly digest: string;
  /** JSON texts, to the byte. */
  readonly header: string;
  readonly payload: string;
  readonly content: string;
  readonly kid: string;
  readonly approvedAt: number;
  readonly undoUntil: number;
}

const columnsOf = z.strictObject({
  id: z.number(),
  job_id: z.string(),
  digest: z.string(),
  header: z.string(),
  payload: z.string(),
  content: z.string(),
  kid: z.string(),
  approved_at: z.number(),
  undo_until: z.number(),
  outcome: z.enum(['undone', 'void', 'signed']).nullable(),
});
const approvalFrom = (columns: z.infer<typeof columnsOf>): Approval => ({
  id: columns.id,
  jobId: columns.job_id,
  digest: columns.digest,
  header: columns.header,
  payload: columns.payload,
  content: columns.content,
  kid: columns.kid,
  approvedAt: columns.approved_at,
  undoUntil: columns.undo_until,
});
const row = columnsOf.transform(approvalFrom);
const settledRow = columnsOf.transform((columns) => ({ ...approvalFrom(columns), outcome: columns.outcome }));

export interface ApprovalsTable {
  insert(approval: Omit<Approval, 'id'>): void;
  pending(jobId: string): Approval | null;
  /** The decision behind the job's token. */
  signed(jobId: string): Approval | null;
  /** All of the job's, the first one first, and what became of each; null for one that is pending. */
  ofJob(jobId: string): (Approval & { readonly outcome: 'undone' | 'void' | 'signed' | null })[];
  /** The newest first, so many at most. */
  newestPending(limit: number): Approval[];
  countPending(): number;
  countPendingUnder(kid: string): number;
  /** Pending ones whose undo time is not over. */
  countUndoable(now: number): number;
  /** How many that are pending or signed were made since then; one that carries a later time than now counts as well. */
  standingSince(at: number): number;
  /** When the newest of them was approved, by the clock of then; null where there are none. */
  newestPendingAt(): number | null;
  /** Pending ones whose undo time is over, the longest over first. */
  due(now: number, limit: number): Approval[];
  nextDueAfter(now: number): number | null;
  /**
   * The wall clock was set back, to `now`: the undo time stays as long as it was promised. What was approved since, or was
   * moved already, stands by the new clock, and is left as it is.
   */
  setBack(by: number, now: number): void;
  /** False when the approval is not pending any more. */
  settle(id: number, outcome: 'undone' | 'void' | 'signed'): boolean;
}

const count = ([columns]: unknown[]): number => (columns as { n: number }).n;

export function approvalsTable(database: Database): ApprovalsTable {
  return {
    insert: (approval) => {
      database.run(
        `INSERT INTO approvals (job_id, digest, header, payload, content, kid, approved_at, undo_until)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        approval.jobId,
        approval.digest,
        approval.header,
        approval.payload,
        approval.content,
        approval.kid,
        approval.approvedAt,
        approval.undoUntil,
      );
    },
    pending: (jobId) => {
      const [columns] = database.all('SELECT * FROM approvals WHERE job_id = ? AND outcome IS NULL', jobId);
      return columns ? row.parse(columns) : null;
    },
    signed: (jobId) => {
      const [columns] = database.all(`SELECT * FROM approvals WHERE job_id = ? AND outcome = 'signed'`, jobId);
      return columns ? row.parse(columns) : null;
    },
    ofJob: (jobId) =>
      database
        .all('SELECT * FROM approvals WHERE job_id = ? ORDER BY id', jobId)
        .map((columns) => settledRow.parse(columns)),
    standingSince: (at) => {
      const [columns] = database.all(
        `SELECT count(*) AS n FROM approvals
         WHERE approved_at > ? AND (outcome IS NULL OR outcome = 'signed')`,
        at,
      );
      return (columns as { n: number }).n;
    },
    newestPending: (limit) =>
      database
        .all('SELECT * FROM approvals WHERE outcome IS NULL ORDER BY undo_until DESC, id DESC LIMIT ?', limit)
        .map((columns) => row.parse(columns)),
    newestPendingAt: () => {
      const [columns] = database.all('SELECT max(approved_at) AS at FROM approvals WHERE outcome IS NULL');
      return (columns as { at: number | null }).at;
    },
    countPendingUnder: (kid) =>
      count(database.all('SELECT count(*) AS n FROM approvals WHERE outcome IS NULL AND kid = ?', kid)),
    countPending: () => count(database.all('SELECT count(*) AS n FROM approvals WHERE outcome IS NULL')),
    countUndoable: (now) =>
      count(database.all('SELECT count(*) AS n FROM approvals WHERE outcome IS NULL AND undo_until > ?', now)),
    due: (now, limit) =>
      database
        .all(
          'SELECT * FROM approvals WHERE outcome IS NULL AND undo_until <= ? ORDER BY undo_until LIMIT ?',
          now,
          limit,
        )
        .map((columns) => row.parse(columns)),
    nextDueAfter: (now) => {
      const [columns] = database.all(
        'SELECT min(undo_until) AS at FROM approvals WHERE outcome IS NULL AND undo_until > ?',
        now,
      );
      return (columns as { at: number | null }).at;
    },
    setBack: (by, now) => {
      database.run(
        `UPDATE approvals SET undo_until = undo_until - ?, approved_at = approved_at - ?
         WHERE outcome IS NULL AND approved_at > ?`,
        by,
        by,
        now,
      );
    },
    settle: (id, outcome) =>
      database.run('UPDATE approvals SET outcome = ? WHERE id = ? AND outcome IS NULL', outcome, id) === 1,
  };
}
