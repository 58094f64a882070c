import { z } from 'zod';
import type { RecordEntry } from '../../preload/contract.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../store/database.ts';
import { canonicalJson, type Entry, entryHash, GENESIS, jsonOf } from './chain.ts';
import { setApart } from './personal.ts';

export type RecordEvent =
  | 'app-started'
  | 'app-stopped'
  | 'record-key-made'
  | 'record-key-rotated'
  | 'record-key-lost'
  | 'record-check-failed'
  | 'record-check-read'
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
  | 'rules-in-force'
  | 'service-secret-changed'
  | 'job-added'
  | 'content-read'
  | 'content-changed'
  | 'job-confirmed'
  | 'confirmation-withdrawn'
  | 'job-seen'
  | 'job-shown'
  | 'approved'
  | 'approval-refused'
  | 'record-exported'
  | 'shift-printed'
  | 'shift-saved'
  | 'evidence-saved'
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
  /** Adds an entry in the transaction of what it records. What it says of persons is kept apart from it. */
  append(event: RecordEvent, jobId: string | null, detail?: Readonly<Record<string, unknown>>): void;
  /** Calls back inside the transaction of every entry that is added: it may still be undone. */
  onAppend(listener: (event: RecordEvent) => void): void;
  /** Null for an empty record. */
  newest(): RecordEntry | null;
  /** The entries of these numbers, in their order; one that is gone is left out. */
  these(numbers: readonly number[]): RecordEntry[];
  /** The newest entry of one of these events; null where there is none. */
  newestOf(events: readonly RecordEvent[]): RecordEntry | null;
  /** One job's entries, the oldest first, so many at most. */
  ofJob(jobId: string, limit?: number): RecordEntry[];
  countOfJob(jobId: string): number;
}

const row = z
  .strictObject({
    // Whatever stands there is shown; the check says what it is worth.
    form: z.number(),
    number: z.number(),
    at: z.number(),
    monotonic: z.number().nullable(),
    event: z.string(),
    job_id: z.string().nullable(),
    operator: z.string(),
    kid: z.string().nullable(),
    detail: z.string(),
    personal: z.string(),
    previous: z.string(),
    hash: z.string(),
  })
  .transform(({ job_id, previous: _previous, ...entry }): Omit<RecordEntry, 'values'> => ({ ...entry, jobId: job_id }));

/** What is still there of the values that an entry is committed to, as canonical JSON. */
export function valuesOf(database: Database, number: number): string {
  const rows = database.all('SELECT name, value FROM personal_values WHERE number = ?', number) as {
    name: string;
    value: string;
  }[];
  return canonicalJson(Object.fromEntries(rows.map(({ name, value }) => [name, jsonOf(value) ?? null])));
}

/** The record of every decision and event that matters, each entry chained to the one before. */
export function auditLog(database: Database, clock: Clock, operator: string): AuditLog {
  const listeners: ((event: RecordEvent) => void)[] = [];
  const entriesFrom = (rows: unknown[]): RecordEntry[] =>
    rows.map((columns) => {
      const entry = row.parse(columns);
      return { ...entry, values: entry.personal === '{}' ? '{}' : valuesOf(database, entry.number) };
    });
  return {
    append: (event, jobId, detail = {}) => {
      database.transaction(() => {
        const [newest] = database.all('SELECT number, hash FROM record ORDER BY number DESC LIMIT 1') as [
          { number: number; hash: string }?,
        ];
        const apart = setApart(event, detail);
        const entry: Entry = {
          form: 2,
          number: (newest?.number ?? 0) + 1,
          at: clock.now(),
          monotonic: clock.monotonic(),
          event,
          jobId,
          operator,
          kid: typeof detail.kid === 'string' ? detail.kid : null,
          detail: apart.detail,
          personal: apart.personal,
          previous: newest?.hash ?? GENESIS,
        };
        const hash = entryHash(entry);
        database.run(
          `INSERT INTO record (number, at, event, job_id, operator, detail, previous, hash, form, monotonic, kid, personal)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          entry.number,
          entry.at,
          entry.event,
          entry.jobId,
          entry.operator,
          entry.detail,
          entry.previous,
          hash,
          entry.form,
          entry.monotonic,
          entry.kid,
          entry.personal,
        );
        for (const { name, salt, value } of apart.values) {
          database.run('INSERT INTO personal_values VALUES (?, ?, ?, ?)', entry.number, name, salt, value);
        }
        database.run(
          'INSERT INTO newest_entry VALUES (1, ?1, ?2) ON CONFLICT (only) DO UPDATE SET number = ?1, hash = ?2',
          entry.number,
          hash,
        );
      });
      for (const listener of listeners) listener(event);
    },
    onAppend: (listener) => {
      listeners.push(listener);
    },
    newest: () => {
      const rows = database.all('SELECT * FROM record WHERE number = (SELECT max(number) FROM record)');
      return entriesFrom(rows)[0] ?? null;
    },
    these: (numbers) =>
      entriesFrom(numbers.flatMap((number) => database.all('SELECT * FROM record WHERE number = ?', number))),
    newestOf: (events) => {
      const marks = events.map(() => '?').join(', ');
      const rows = database.all(
        `SELECT * FROM record WHERE event IN (${marks}) ORDER BY number DESC LIMIT 1`,
        ...events,
      );
      return entriesFrom(rows)[0] ?? null;
    },
    ofJob: (jobId, limit = -1) =>
      entriesFrom(database.all('SELECT * FROM record WHERE job_id = ? ORDER BY number LIMIT ?', jobId, limit)),
    countOfJob: (jobId) => {
      const [row] = database.all('SELECT count(*) AS n FROM record WHERE job_id = ?', jobId);
      return (row as { n: number }).n;
    },
  };
}
