import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Job } from '../../../main/jobs/job.ts';
import { WAITING_LIFETIME_MS } from '../../../main/jobs/schedule.ts';
import {
  afterLook,
  belongsTo,
  canMove,
  type Seen,
  undecidedStatus,
  watchedStatuses,
} from '../../../main/jobs/transitions.ts';
import { doneStatuses, type JobStatus, jobStatuses } from '../../../preload/contract.ts';

const job = (status: JobStatus, watchedFrom = 0): Job => ({
  id: 'AAAAAAAAAAAAAAAAAAAA',
  status,
  reason: null,
  phase: 'unread',
  content: null,
  contentAt: null,
  contentFirst: null,
  promise: null,
  scope: null,
  subject: null,
  value: null,
  flagged: false,
  fresh: false,
  addedAt: 0,
  changedAt: 0,
  watchedFrom,
  faults: 0,
  nextLookAt: null,
  note: null,
  recheckAt: null,
});
const anySeen = fc.oneof(
  fc.record({ phase: fc.constantFrom('waiting' as const, 'confirmed' as const) }),
  fc.constant({ phase: 'gone' as const }),
  fc.record({
    phase: fc.constant('signed' as const),
    by: fc.constantFrom('us' as const, 'trusted' as const, 'unknown' as const),
  }),
) satisfies fc.Arbitrary<Seen>;
const anyStatus = fc.constantFrom(...jobStatuses);
const from = (status: JobStatus) => jobStatuses.filter((to) => canMove(status, to));

describe('the table of transitions', () => {
  it.each(['delivered', 'rejected', 'signed-elsewhere'] as const)('leads nowhere from %s', (status) => {
    expect(from(status)).toEqual([]);
  });

  it('never leads from a status to itself', () => {
    for (const status of jobStatuses) expect(canMove(status, status)).toBe(false);
  });

  it('reaches approved only from ready, which is where all that must be true was judged', () => {
    expect(jobStatuses.filter((status) => canMove(status, 'approved'))).toEqual(['ready']);
  });

  it('reaches delivered and sent-not-proved only from delivering', () => {
    expect(jobStatuses.filter((status) => canMove(status, 'delivered'))).toEqual(['delivering']);
    expect(jobStatuses.filter((status) => canMove(status, 'sent-not-proved'))).toEqual(['delivering']);
  });

  it('takes a job with a token neither back to a decision nor out of sight in one step', () => {
    for (const status of ['delivering', 'delivered', 'sent-not-proved'] as const) {
      for (const to of [
        'ready',
        'approved',
        'content-unknown',
        'held',
        'rejected',
        'expired',
        'gone',
        'signed-elsewhere',
      ] as const) {
        expect(canMove(status, to)).toBe(false);
      }
    }
  });

  it('lets what is approved or delivering be neither rejected nor held: undo comes first', () => {
    for (const status of ['approved', 'delivering'] as const) {
      expect(canMove(status, 'rejected') || canMove(status, 'held')).toBe(false);
    }
  });

  it('has a way into every status but the first', () => {
    for (const to of jobStatuses) expect(jobStatuses.some((status) => canMove(status, to))).toBe(true);
  });

  it('every walk through it ends for good once it is delivered, rejected or signed elsewhere', () => {
    fc.assert(
      fc.property(fc.array(anyStatus, { maxLength: 60 }), (wishes) => {
        let at: JobStatus = 'waiting';
        const final: JobStatus[] = ['delivered', 'rejected', 'signed-elsewhere'];
        let ended: JobStatus | null = null;
        for (const wish of wishes) {
          if (canMove(at, wish)) at = wish;
          if (ended) expect(at).toBe(ended);
          if (final.includes(at)) ended = at;
        }
      }),
    );
  });
});

describe('after a look at a watched job', () => {
  it('it only goes where the table lets it, or stays', () => {
    const watched = fc.constantFrom(...watchedStatuses);
    fc.assert(
      fc.property(
        watched,
        anySeen,
        fc.boolean(),
        fc.integer({ min: 0, max: 3 * WAITING_LIFETIME_MS }),
        (status, seen, known, now) => {
          // A job is only ever ready with content that was read, and content is never taken away.
          const { status: to } = afterLook(job(status), seen, known || status === 'ready', now);
          expect(to === status || canMove(status, to)).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('nothing but a confirmation whose content was read makes it ready', () => {
    fc.assert(
      fc.property(fc.constantFrom(...watchedStatuses), anySeen, fc.boolean(), (status, seen, known) => {
        const { status: to } = afterLook(job(status), seen, known, 0);
        if (to === 'ready') expect([seen.phase, known]).toEqual(['confirmed', true]);
        expect(['approved', 'delivering', 'delivered', 'rejected']).not.toContain(to);
      }),
    );
  });

  it.each<[string, Seen, boolean, string, string?]>([
    ['waits', { phase: 'waiting' }, true, 'waiting'],
    ['is ready when it was confirmed', { phase: 'confirmed' }, true, 'ready'],
    ['is content-unknown when it was confirmed unread', { phase: 'confirmed' }, false, 'content-unknown'],
    ['is gone', { phase: 'gone' }, true, 'gone'],
    ['was signed elsewhere by a trusted key', { phase: 'signed', by: 'trusted' }, true, 'signed-elsewhere'],
    ['alarms when our key signed other bytes', { phase: 'signed', by: 'us' }, true, 'attention', 'our-key-other-token'],
    ['alarms when nobody knows the signer', { phase: 'signed', by: 'unknown' }, true, 'attention', 'unknown-signer'],
  ])('it %s', (_, seen, known, status, code) => {
    expect(afterLook(job('waiting'), seen, known, 0)).toEqual({ status, reason: code ? { code } : null });
  });

  it('a held job stays held while there is something to hold', () => {
    expect(afterLook(job('held'), { phase: 'confirmed' }, true, 0).status).toBe('held');
    expect(afterLook(job('held'), { phase: 'waiting' }, true, 2 * WAITING_LIFETIME_MS).status).toBe('held');
    expect(afterLook(job('held'), { phase: 'gone' }, true, 0).status).toBe('gone');
  });

  it('it expires after thirty days of waiting, to the millisecond, and never once it is confirmed', () => {
    const at = (now: number, phase: 'waiting' | 'confirmed' = 'waiting') =>
      afterLook(job('waiting'), { phase }, true, now).status;
    expect(WAITING_LIFETIME_MS).toBe(30 * 24 * 60 * 60 * 1000);
    expect([at(WAITING_LIFETIME_MS), at(WAITING_LIFETIME_MS + 1)]).toEqual(['waiting', 'expired']);
    expect(at(WAITING_LIFETIME_MS + 1, 'confirmed')).toBe('ready');
  });
});

describe('the filter tabs', () => {
  it('show every status in all, and in exactly one of open and done', () => {
    for (const status of jobStatuses) {
      expect(belongsTo(status, 'all')).toBe(true);
      expect(belongsTo(status, 'open')).toBe(!belongsTo(status, 'done'));
    }
  });

  it('keep all that may still need a person open', () => {
    expect(jobStatuses.filter((status) => belongsTo(status, 'open'))).toEqual([
      'waiting',
      'ready',
      'content-unknown',
      'approved',
      'delivering',
      'held',
      'attention',
    ]);
    expect([...doneStatuses].sort()).toEqual(jobStatuses.filter((status) => belongsTo(status, 'done')).sort());
  });
});

describe('without a decision', () => {
  it('a job stands where the service and its content put it', () => {
    expect(undecidedStatus('confirmed', true)).toBe('ready');
    expect(undecidedStatus('confirmed', false)).toBe('content-unknown');
    for (const phase of ['unread', 'waiting', 'signed', 'gone'] as const)
      expect(undecidedStatus(phase, true)).toBe('waiting');
  });
});
