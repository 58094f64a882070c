import { z } from 'zod';
import { type Finding, jobStatuses } from '../../preload/contract.ts';
import type { Job } from '../jobs/job.ts';

const findingText = z
  .string()
  .nullable()
  .transform((text) => (text === null ? null : (JSON.parse(text) as Finding)));

/** Claim text lies in the database as JSON: libsql ends a text at its first NUL character, and claims may hold one. */
const claimText = z
  .string()
  .nullable()
  .transform((json) => (json === null ? null : z.string().parse(JSON.parse(json))));

const row = z
  .strictObject({
    id: z.string(),
    status: z.enum(jobStatuses),
    reason: findingText,
    phase: z.enum(['unread', 'waiting', 'confirmed', 'signed', 'gone']),
    content_kind: z.enum(['subject-token', 'service-statement']).nullable(),
    content: z.string().nullable(),
    content_at: z.number().nullable(),
    content_first: z.string().nullable(),
    promise: z.string().nullable(),
    scope: claimText,
    subject: claimText,
    value: claimText,
    flagged: z.number(),
    fresh: z.number(),
    untold: z.number(),
    added_at: z.number(),
    changed_at: z.number(),
    watched_from: z.number(),
    faults: z.number(),
    next_look_at: z.number().nullable(),
    band: z.string(),
    note: claimText,
    recheck_at: z.number().nullable(),
  })
  .transform(
    (columns): Job => ({
      id: columns.id,
      status: columns.status,
      reason: columns.reason,
      phase: columns.phase,
      content:
        columns.content_kind && columns.content !== null ? { kind: columns.content_kind, text: columns.content } : null,
      contentAt: columns.content_at,
      contentFirst: columns.content_first,
      promise: columns.promise,
      scope: columns.scope,
      subject: columns.subject,
      value: columns.value,
      flagged: columns.flagged === 1,
      fresh: columns.fresh === 1,
      addedAt: columns.added_at,
      changedAt: columns.changed_at,
      watchedFrom: columns.watched_from,
      faults: columns.faults,
      nextLookAt: columns.next_look_at,
      note: columns.note,
      recheckAt: columns.recheck_at,
    }),
  );

/** Jobs, of rows as they lie in the table. */
export const jobsFrom = (rows: unknown[]): Job[] => rows.map((columns) => row.parse(columns));
