import { z } from 'zod';
import type { RecordEntry, RecordPage } from '../../preload/contract.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../store/database.ts';
import { canonicalJson, entryHash, GENESIS } from './chain.ts';

export type RecordEvent =
  | 'app-started'
  | 'app-stopped'
  | 'key-created'
  | 'key-imported'
  | 'key-rotated'
  | 'key-retired'
  | 'key-algorithm-named'
  | 'key-set-file'
  | 'backup-made'
  | 'backup-proved'
  | 'backup-restored'
  | 'locked'
  | 'unlocked'
  | 'unlock-refused'
  | 'passphrase-set'
  | 'passphrase-changed'
  | 'passphrase-removed'
  | 'settings-changed'
  | 'service-secret-changed'
  | 'job-added'
  | 'content-read'
  | 'content-changed'
  | 'job-confirmed'
  | 'confirmation-withdrawn'
  | 'job-shown'
  | 'approved'
  | 'approval-refused'
  | 'shift-printed'
  | 'shift-saved'
  | 'batch-shown'
  | 'batch-refused'
  | 'batch-approved'
  | 'batch-ended'
  | 'approval-undone'
  | 'approval-void'
  | 'signed'
  | 'put-sent'
  | 'put-answered'
  | 'delivered'
  | 'sent-not-proved'
  | 'attention'
  | 'rejected'
  | 'deleted'
  | 'deletion-refused'
  | 'held'
  | 'recheck-due'
  | 'taken-off-hold'
  | 'signed-elsewhere'
  | 'expired'
  | 'gone'
  | 'retried'
  | 'ipc-refused'
  | 'signing-stopped'
  | 'signing-resumed'
  | 'watching-paused'
  | 'watching-resumed'
  | 'request-sent'
  | 'request-made'
  | 'request-refused'
  | 'request-unanswered'
  | 'confirmation-sent'
  | 'confirmation-answered'
  | 'suspended'
  | 'resumed'
  | 'screen-locked'
  | 'screen-unlocked'
  | 'offline'
  | 'online';

export interface AuditLog {
  /** Adds an entry in the transaction of what it records. */
  append(event: RecordEvent, jobId: string | null, detail?: Readonly<Record<string, unknown>>): void;
  /** The newest entries first. */
  page(before: number | null, limit: number): RecordPage;
  /** The newest entry of one of these events; null where there is none. */
  newestOf(events: readonly RecordEvent[]): RecordEntry | null;
  /** One job's entries, the oldest first. */
  ofJob(jobId: string): RecordEntry[];
}

const row = z
  .strictObject({
    number: z.number(),
    at: z.number(),
    event: z.string(),
    job_id: z.string().nullable(),
    operator: z.string(),
    detail: z.string(),
    previous: z.string(),
    hash: z.string(),
  })
  .transform(
    ({ number, at, event, job_id, operator, detail, hash }): RecordEntry => ({
      number,
      at,
      event,
      jobId: job_id,
      operator,
      detail,
      hash,
    }),
  );

const entriesFrom = (rows: unknown[]): RecordEntry[] => rows.map((columns) => row.parse(columns));

/** The record of every decision and event that matters, each entry chained to the one before. */
export function auditLog(database: Database, clock: Clock, operator: string): AuditLog {
  return {
    append: (event, jobId, detail = {}) => {
      database.transaction(() => {
        const [newest] = database.all('SELECT number, hash FROM record ORDER BY number DESC LIMIT 1') as [
          { number: number; hash: string }?,
        ];
        const entry = {
          number: (newest?.number ?? 0) + 1,
          at: clock.now(),
          event,
          jobId,
          operator,
          detail: canonicalJson(detail),
          previous: newest?.hash ?? GENESIS,
        };
        database.run(
          `INSERT INTO record (number, at, event, job_id, operator, detail, previous, hash)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
          entry.number,
          entry.at,
          entry.event,
          entry.jobId,
          entry.operator,
          entry.detail,
          entry.previous,
          entryHash(entry),
        );
      });
    },
    page: (before, limit) => {
      const rows = database.all(
        'SELECT * FROM record WHERE number < ? ORDER BY number DESC LIMIT ?',
        before ?? Number.MAX_SAFE_INTEGER,
        limit + 1,
      );
      return { entries: entriesFrom(rows.slice(0, limit)), more: rows.length > limit };
    },
    newestOf: (events) => {
      const marks = events.map(() => '?').join(', ');
      const rows = database.all(
        `SELECT * FROM record WHERE event IN (${marks}) ORDER BY number DESC LIMIT 1`,
        ...events,
      );
      return entriesFrom(rows)[0] ?? null;
    },
    ofJob: (jobId) => entriesFrom(database.all('SELECT * FROM record WHERE job_id = ? ORDER BY number', jobId)),
  };
}
