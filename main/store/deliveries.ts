import { z } from 'zod';
import type { Finding } from '../../preload/contract.ts';
import type { Database } from './database.ts';

/**
 * Where a token's delivery stands.
 * `unsent`: no PUT has been begun since it was last known that the service does not hold it. `unknown`: a PUT was begun
 * and its outcome is not known. `accepted`: a 2xx came back, to be proved by reading. `unconfirmed`: the service wants
 * the job confirmed first (409). `parked`: a person must look. `done`: nothing left to do.
 */
export const deliveryStages = ['unsent', 'unknown', 'accepted', 'unconfirmed', 'parked', 'done'] as const;
export type DeliveryStage = (typeof deliveryStages)[number];

export interface StoredDelivery {
  readonly jobId: string;
  /** Of the service that the token was signed for. */
  readonly address: string;
  readonly stage: DeliveryStage;
  /** PUTs begun. */
  readonly attempts: number;
  /** Faults in a row, which set the pause before the next try. */
  readonly faults: number;
  /** The answer to the PUT carried our very token. */
  readonly answerProof: boolean;
  readonly nextAt: number | null;
  readonly lastFault: Finding | null;
  readonly proof: 'read-back' | 'answer' | null;
}

const row = z
  .strictObject({
    job_id: z.string(),
    address: z.string(),
    stage: z.enum(deliveryStages),
    attempts: z.number(),
    faults: z.number(),
    answer_proof: z.number(),
    next_at: z.number().nullable(),
    last_fault: z.string().nullable(),
    proof: z.enum(['read-back', 'answer']).nullable(),
  })
  .transform(
    (columns): StoredDelivery => ({
      jobId: columns.job_id,
      address: columns.address,
      stage: columns.stage,
      attempts: columns.attempts,
      faults: columns.faults,
      answerProof: columns.answer_proof === 1,
      nextAt: columns.next_at,
      lastFault: columns.last_fault === null ? null : (JSON.parse(columns.last_fault) as Finding),
      proof: columns.proof,
    }),
  );

export interface DeliveriesTable {
  insert(jobId: string, address: string, now: number): void;
  find(jobId: string): StoredDelivery | null;
  save(delivery: StoredDelivery): void;
  /** @param unsent whether those of which nothing was sent are among them */
  due(now: number, limit: number, unsent: boolean): StoredDelivery[];
  nextDueAfter(now: number): number | null;
  /** Tokens still on their way by themselves; what is parked goes nowhere unasked. */
  undelivered(): number;
  /** The wall clock was set back: what is due later is due that much earlier. */
  setBack(by: number): void;
  /** What was put off for longer than anything is put off, by a clock that has been set back since, is due at that time. */
  noLaterThan(at: number): void;
  /** What may have to be sent, now or once more, is due at that time, however long it was put off. */
  sendAt(at: number): void;
}

export function deliveriesTable(database: Database): DeliveriesTable {
  return {
    insert: (jobId, address, now) => {
      database.run(
        `INSERT INTO deliveries (job_id, address, stage, next_at) VALUES (?, ?, 'unsent', ?)`,
        jobId,
        address,
        now,
      );
    },
    find: (jobId) => {
      const [columns] = database.all('SELECT * FROM deliveries WHERE job_id = ?', jobId);
      return columns ? row.parse(columns) : null;
    },
    save: (delivery) => {
      database.run(
        `UPDATE deliveries SET stage = ?, attempts = ?, faults = ?, answer_proof = ?, next_at = ?, last_fault = ?,
           proof = ? WHERE job_id = ?`,
        delivery.stage,
        delivery.attempts,
        delivery.faults,
        delivery.answerProof ? 1 : 0,
        delivery.nextAt,
        delivery.lastFault && JSON.stringify(delivery.lastFault),
        delivery.proof,
        delivery.jobId,
      );
    },
    due: (now, limit, unsent) =>
      database
        .all(
          `SELECT * FROM deliveries WHERE next_at <= ? ${unsent ? '' : "AND stage <> 'unsent'"}
           ORDER BY next_at LIMIT ?`,
          now,
          limit,
        )
        .map((columns) => row.parse(columns)),
    setBack: (by) => {
      database.run('UPDATE deliveries SET next_at = next_at - ? WHERE next_at IS NOT NULL', by);
    },
    noLaterThan: (at) => {
      database.run('UPDATE deliveries SET next_at = ? WHERE next_at > ?', at, at);
    },
    sendAt: (at) => {
      database.run(`UPDATE deliveries SET next_at = ? WHERE next_at > ? AND stage IN ('unsent', 'unknown')`, at, at);
    },
    nextDueAfter: (now) => {
      const [columns] = database.all('SELECT min(next_at) AS at FROM deliveries WHERE next_at > ?', now);
      return (columns as { at: number | null }).at;
    },
    undelivered: () => {
      const [columns] = database.all(`SELECT count(*) AS n FROM deliveries WHERE stage NOT IN ('done', 'parked')`);
      return (columns as { n: number }).n;
    },
  };
}
