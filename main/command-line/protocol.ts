import { z } from 'zod';
import { glances, jobStatuses, queueFilters } from '../../preload/contract.ts';
import { isServiceName } from '../intake/deep-link.ts';
import { isJobId } from '../jobs/job.ts';

/**
 * What is said between a command and the running app: a line of JSON asks, a line of JSON answers, as often as the
 * command likes. Nothing can be asked but to add a job, to select one, and to read.
 */

export const VERSION = 1;
export const LONGEST_REQUEST_BYTES = 1024 * 1024;
/** A page of 500 rows stays far below it. */
export const LONGEST_ANSWER_BYTES = 4 * 1024 * 1024;
export const MOST_LINES_AT_ONCE = 200;
export const LARGEST_PAGE = 500;
/** Characters of a line to add: an ID and the longest token that goes with it. */
export const LONGEST_LINE = 300_000;

const version = z.literal(VERSION);
const oneLine = z
  .string()
  .min(1)
  .max(LONGEST_LINE)
  .refine((text) => !/[\r\n]/.test(text));

/** A service's name, or its `id` in the administrator's file; may be left out where there is one service. */
const service = z.string().refine(isServiceName).exactOptional();

export const request = z.discriminatedUnion('ask', [
  z.strictObject({
    v: version,
    ask: z.literal('add'),
    lines: z.array(oneLine).min(1).max(MOST_LINES_AT_ONCE),
    /** Whether practice jobs are meant. */
    practice: z.boolean(),
    service,
  }),
  z.strictObject({
    v: version,
    ask: z.literal('list'),
    service,
    filter: z.enum(queueFilters),
    offset: z.int().min(0).max(100_000_000),
    limit: z.int().min(1).max(LARGEST_PAGE),
  }),
  z.strictObject({ v: version, ask: z.literal('status'), service }),
  z.strictObject({ v: version, ask: z.literal('open'), jobId: z.string().refine(isJobId), service }),
]);
export type Request = z.infer<typeof request>;

const count = z.int().min(0);
const time = z.number().nullable();
const finding = z.strictObject({
  code: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])).exactOptional(),
});

const serviceStatus = z.strictObject({
  situation: z.string(),
  state: z.enum(glances),
  toDecide: count,
  attention: count,
  counts: z.record(z.enum(jobStatuses), count),
  service: z.strictObject({ name: z.string(), address: z.string(), issuer: z.string() }).nullable(),
  reach: z.strictObject({
    state: z.enum(['unknown', 'reachable', 'unreachable', 'rate-limited']),
    since: time,
    lastAnswerAt: time,
    until: time,
    fault: finding.nullable(),
    clockAheadMs: z.number().nullable(),
  }),
  signingStopped: z.boolean(),
  paused: z.strictObject({ since: z.number(), until: time }).nullable(),
  troubles: z.array(finding),
  fault: finding.nullable(),
});

export const answers = {
  add: z.strictObject({
    added: z.array(z.string()),
    known: z.array(z.string()),
    /** `line` counts from 1 within the request. */
    refused: z.array(z.strictObject({ line: count, text: z.string(), reason: finding })),
  }),
  list: z.strictObject({
    practice: z.boolean(),
    /** Names to ask for one by one, where there are several and none was named: then there are no rows. */
    services: z.array(z.string()),
    total: count,
    rows: z.array(
      z.strictObject({
        jobId: z.string().refine(isJobId),
        status: z.enum(jobStatuses),
        /** A finding's code. */
        reason: z.string().nullable(),
        /** Marks stand in it for characters that would hide or mislead. */
        scope: z.string().nullable(),
        addedAt: z.number(),
        changedAt: z.number(),
      }),
    ),
  }),
  status: z.strictObject({
    version: z.string(),
    practice: z.boolean(),
    /** Of all services together. */
    state: z.enum(glances),
    toDecide: count,
    attention: count,
    services: z.array(serviceStatus).min(1),
  }),
  open: z.strictObject({}),
};

export type Ask = keyof typeof answers;
export type AnswerTo<A extends Ask> = z.infer<(typeof answers)[A]>;

/** `not-now`: nothing was done because of how the app stands; `refused`: it was tried and can't be done. */
export type Reply<A extends Ask> =
  | { readonly v: typeof VERSION; readonly ok: true; readonly value: AnswerTo<A> }
  | { readonly v: typeof VERSION; readonly ok: false; readonly why: 'not-now' | 'refused'; readonly reason: FindingOf };
type FindingOf = z.infer<typeof finding>;

const refusal = z.strictObject({
  v: version,
  ok: z.literal(false),
  why: z.enum(['not-now', 'refused']),
  reason: finding,
});

/** @throws ZodError or SyntaxError where it is no answer to this */
export function parseReply<A extends Ask>(ask: A, line: string): Reply<A> {
  const given: unknown = JSON.parse(line);
  const value = z.strictObject({ v: version, ok: z.literal(true), value: answers[ask] });
  return z.union([value, refusal]).parse(given) as Reply<A>;
}
