import { z } from 'zod';
import { AuthorityError } from '../errors.ts';
import type { ClaimValue } from '../memory/claim-values.ts';
import { sha256Hex } from '../review/digest.ts';
import type { Database, Value } from './database.ts';

/** A job that was signed or rejected here. */
export interface DecidedJob {
  readonly jobId: string;
  readonly outcome: 'signed' | 'rejected';
  readonly at: number;
  readonly subject: string | null;
}

/** A value that stood in a decided job. */
export interface KnownValue {
  readonly id: number;
  readonly claim: string;
  readonly text: string;
  readonly spelling: string;
}

export interface Tally {
  readonly signed: number;
  readonly rejected: number;
  /** The newest first. */
  readonly latest: readonly DecidedJob[];
}

/**
 * What was decided for which subject and which values. What has been signed or rejected waits to be remembered from the
 * very transaction on (triggers see to it), so no crash makes this desk forget a decision.
 */
export interface MemoryTable {
  /** Decided jobs that are not remembered yet. */
  waiting(limit: number): string[];
  remember(decided: DecidedJob, values: readonly ClaimValue[]): void;
  /** Nothing of it can be remembered. */
  passOver(jobId: string): void;
  ofSubject(subject: string, but: string): Tally;
  /** The newest job that was signed for the subject. */
  lastSigned(subject: string, but: string): string | null;
  /** What was decided for the same value, for others than this subject. */
  ofValue(value: ClaimValue, subject: string | null, but: string): Tally;
  drawnAlike(value: ClaimValue): KnownValue[];
  /** Values short enough to be taken in at a glance, in the order in which they came to be known. */
  valuesAfter(id: number, limit: number): KnownValue[];
  value(id: number): KnownValue | null;
  /** The newest decision in which a value stood. */
  lastOf(valueId: number, but: string): DecidedJob | null;
  /** Jobs of the subject that came in since then. */
  jobsSince(subject: string, since: number, but: string): number;
}

const LATEST = 3;
const MOST_ALIKE = 20;

const decidedRow = z
  .strictObject({
    job_id: z.string(),
    outcome: z.enum(['signed', 'rejected']),
    at: z.number(),
    subject: z.string().nullable(),
  })
  .transform(
    ({ job_id, outcome, at, subject }): DecidedJob => ({
      jobId: job_id,
      outcome,
      at,
      subject: subject === null ? null : z.string().parse(JSON.parse(subject)),
    }),
  );

const valueRow = z
  .strictObject({ id: z.number(), claim: z.string(), text: z.string(), spelling: z.string() })
  .transform(
    ({ id, claim, text, spelling }): KnownValue => ({
      id,
      claim: z.string().parse(JSON.parse(claim)),
      text: z.string().parse(JSON.parse(text)),
      spelling: z.string().parse(JSON.parse(spelling)),
    }),
  );

/** Claims may hold a NUL character, at which libsql ends a text: they lie as JSON texts, and are found by digests. */
const digestOf = (claim: string, text: string): string => sha256Hex(JSON.stringify([claim, text]));

export function memoryTable(database: Database): MemoryTable {
  const decided = (rows: unknown[]): DecidedJob[] => rows.map((columns) => decidedRow.parse(columns));

  const tally = (from: string, order: string, ...values: Value[]): Tally => {
    const [counted] = database.all(
      `SELECT count(*) AS decided, count(CASE WHEN d.outcome = 'signed' THEN 1 END) AS signed ${from}`,
      ...values,
    ) as [{ decided: number; signed: number }];
    const latest = database.all(
      `SELECT d.job_id, d.outcome, d.at, d.subject ${from} ORDER BY ${order} DESC LIMIT ${LATEST}`,
      ...values,
    );
    return { signed: counted.signed, rejected: counted.decided - counted.signed, latest: decided(latest) };
  };

  const idOf = (claim: string, spelling: string): number | null => {
    const [known] = database.all('SELECT id FROM known_values WHERE same = ?', digestOf(claim, spelling));
    return (known as { id: number } | undefined)?.id ?? null;
  };

  const keep = ({ claim, text, spelling, skeleton }: ClaimValue): number => {
    const known = idOf(claim, spelling);
    if (known !== null) return known;
    database.run(
      'INSERT INTO known_values (claim, text, spelling, same, skeleton) VALUES (?, ?, ?, ?, ?)',
      JSON.stringify(claim),
      JSON.stringify(text),
      JSON.stringify(spelling),
      digestOf(claim, spelling),
      skeleton === null ? null : digestOf(claim, skeleton),
    );
    const made = idOf(claim, spelling);
    if (made === null) throw new AuthorityError('internal', 'a value that was just kept is not there');
    return made;
  };

  const passOver = (jobId: string) => {
    database.run('DELETE FROM unremembered WHERE job_id = ?', jobId);
  };

  return {
    waiting: (limit) =>
      database
        .all('SELECT job_id FROM unremembered LIMIT ?', limit)
        .map((columns) => (columns as { job_id: string }).job_id),
    remember: ({ jobId, outcome, at, subject }, values) =>
      database.transaction(() => {
        database.run(
          'INSERT INTO decided (job_id, outcome, at, subject) VALUES (?, ?, ?, ?) ON CONFLICT (job_id) DO NOTHING',
          jobId,
          outcome,
          at,
          subject === null ? null : JSON.stringify(subject),
        );
        for (const value of values) {
          database.run(
            'INSERT INTO decided_values (value_id, at, job_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
            keep(value),
            at,
            jobId,
          );
        }
        passOver(jobId);
      }),
    passOver,
    ofSubject: (subject, but) =>
      tally('FROM decided d WHERE d.subject = ? AND d.job_id <> ?', 'd.at', JSON.stringify(subject), but),
    lastSigned: (subject, but) => {
      const [columns] = database.all(
        `SELECT job_id FROM decided WHERE subject = ? AND outcome = 'signed' AND job_id <> ? ORDER BY at DESC LIMIT 1`,
        JSON.stringify(subject),
        but,
      ) as { job_id: string }[];
      return columns?.job_id ?? null;
    },
    ofValue: ({ claim, spelling }, subject, but) =>
      tally(
        `FROM decided_values s JOIN decided d ON d.job_id = s.job_id
         WHERE s.value_id = ? AND d.subject IS NOT ? AND d.job_id <> ?`,
        's.at',
        idOf(claim, spelling),
        subject === null ? null : JSON.stringify(subject),
        but,
      ),
    drawnAlike: ({ claim, spelling, skeleton }) =>
      skeleton === null
        ? []
        : database
            .all(
              `SELECT id, claim, text, spelling FROM known_values WHERE skeleton = ? AND same <> ?
               ORDER BY id DESC LIMIT ${MOST_ALIKE}`,
              digestOf(claim, skeleton),
              digestOf(claim, spelling),
            )
            .map((columns) => valueRow.parse(columns)),
    valuesAfter: (id, limit) =>
      database
        .all(
          `SELECT id, claim, text, spelling FROM known_values WHERE id > ? AND skeleton IS NOT NULL
           ORDER BY id LIMIT ?`,
          id,
          limit,
        )
        .map((columns) => valueRow.parse(columns)),
    value: (id) => {
      const [columns] = database.all('SELECT id, claim, text, spelling FROM known_values WHERE id = ?', id);
      return columns ? valueRow.parse(columns) : null;
    },
    lastOf: (valueId, but) => {
      const [columns] = database.all(
        `SELECT d.job_id, d.outcome, d.at, d.subject FROM decided_values s JOIN decided d ON d.job_id = s.job_id
         WHERE s.value_id = ? AND d.job_id <> ? ORDER BY s.at DESC LIMIT 1`,
        valueId,
        but,
      );
      return columns ? decidedRow.parse(columns) : null;
    },
    jobsSince: (subject, since, but) => {
      const [columns] = database.all(
        'SELECT count(*) AS n FROM jobs WHERE subject = ? AND added_at >= ? AND id <> ?',
        JSON.stringify(subject),
        since,
        but,
      );
      return (columns as { n: number }).n;
    },
  };
}
