import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Entry, entryHash, GENESIS } from '../../../main/audit/chain.ts';
import type { Look } from '../../../main/jobs/look.ts';
import { createQueue } from '../../../main/jobs/queue.ts';
import { canMove } from '../../../main/jobs/transitions.ts';
import { createNearValues } from '../../../main/memory/near-values.ts';
import { type Database, openDatabase } from '../../../main/store/database.ts';
import { type Store, storeOver } from '../../../main/store/store.ts';
import { jobStatuses } from '../../../preload/contract.ts';
import { ManualClock } from '../../fakes/clock.ts';
import { makeAuthorityKey, makeSubject } from '../../fakes/subject.ts';

const jobId = (number: number) => `job-${String(number).padStart(16, '0')}`;
const content = { kind: 'subject-token', text: makeSubject('ada').requestToken() } as const;

let folder: string;
let database: Database;
let store: Store;
let clock: ManualClock;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-store-'));
  database = openDatabase(folder, 'ab'.repeat(32));
  clock = new ManualClock();
  store = storeOver(database, clock, 'tester');
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

const approve = (id: string, digest = 'd'): number => {
  store.approvals.insert({
    jobId: id,
    digest,
    header: '{}',
    payload: '{}',
    content: content.text,
    kid: 'k',
    approvedAt: 1,
    undoUntil: 2,
  });
  const pending = store.approvals.pending(id);
  if (!pending) throw new Error('it is not pending');
  return pending.id;
};
const sign = (id: string, approvalId: number, token = 'a.b.c') =>
  store.tokens.insert({ jobId: id, approvalId, token, digest: 'd', kid: 'k', signedAt: clock.now() });

describe('one job has at most one token', () => {
  beforeEach(() => {
    store.jobs.insert(jobId(1), null, 0, 0);
  });

  it('by the primary key, also for the same token and another approval', () => {
    const first = approve(jobId(1));
    store.approvals.settle(first, 'void');
    const second = approve(jobId(1));
    sign(jobId(1), first);
    expect(() => sign(jobId(1), second, 'x.y.z')).toThrow(/refused/);
    expect(() => sign(jobId(1), first)).toThrow(/refused/);
    expect(store.tokens.find(jobId(1))?.token).toBe('a.b.c');
  });

  it('and one pending approval, and one that was signed', () => {
    const first = approve(jobId(1));
    expect(() => approve(jobId(1))).toThrow(/refused/);
    expect(store.approvals.settle(first, 'signed')).toBe(true);
    const second = approve(jobId(1));
    expect(() => store.approvals.settle(second, 'signed')).toThrow(/refused/);
  });

  it('and an approval that is settled once stays so', () => {
    const id = approve(jobId(1));
    expect(store.approvals.settle(id, 'undone')).toBe(true);
    expect(store.approvals.settle(id, 'signed')).toBe(false);
    expect([store.approvals.pending(jobId(1)), store.approvals.signed(jobId(1))]).toEqual([null, null]);
  });

  it('and no token without a job, no delivery without a token', () => {
    expect(() => sign(jobId(2), 1)).toThrow(/refused/);
    expect(() => store.deliveries.insert(jobId(1), 'https://scope.example.org', 0)).toThrow(/refused/);
  });
});

describe('texts come back as they were put in', () => {
  it('whatever a claim holds: NUL, astral characters, quotes, a hundred kilobytes', () => {
    store.jobs.insert(jobId(1), null, 0, 0);
    const keep = (value: string) => {
      const text = JSON.stringify({ sub: value });
      const summary = { scope: value, subject: value, value, flagged: true };
      store.jobs.setContent(jobId(1), { kind: 'service-statement', text }, 'd', summary, 0);
      const job = store.jobs.find(jobId(1));
      expect([job?.value, job?.scope, job?.subject, job?.content?.text]).toEqual([value, value, value, text]);
    };
    for (const value of ['', 'a\u0000b', '\u0000', "'; DROP TABLE jobs; --", '😀\ufeff', 'x'.repeat(100_000)])
      keep(value);
    fc.assert(fc.property(fc.string({ unit: 'binary' }), keep), { numRuns: 200 });
  });
});

describe('a refusal', () => {
  it('keeps its reason to the letter', () => {
    store.jobs.insert(jobId(1), null, 0, 0);
    store.rejections.insert(jobId(1), 'not\u0000 the “person” 😀', 0);
    expect(store.rejections.find(jobId(1))).toMatchObject({ reason: 'not\u0000 the “person” 😀', deletion: 'pending' });
  });
});

describe('the queue of jobs', () => {
  it('knows a job once, however often it comes in', () => {
    expect(store.jobs.insert(jobId(1), null, 0, 0)).toBe(true);
    expect(store.jobs.insert(jobId(1), 'promise', 5, 5)).toBe(false);
    expect(store.jobs.find(jobId(1))).toMatchObject({ status: 'waiting', phase: 'unread', promise: null, addedAt: 0 });
  });

  it('pages through every job exactly once, what needs a decision first', () => {
    jobStatuses.forEach((status, at) => {
      for (const number of [at, at + 100]) {
        store.jobs.insert(jobId(number), null, number, number);
        store.jobs.move(jobId(number), status, null, number, null);
      }
    });
    const all = store.jobs.page('all', 0, 100).jobs;
    expect(all.slice(0, 4).map(({ status }) => status)).toEqual(['attention', 'attention', 'ready', 'ready']);
    expect(new Set(all.map(({ id }) => id)).size).toBe(jobStatuses.length * 2);
    for (const size of [1, 3, 7]) {
      const paged = Array.from(
        { length: Math.ceil(all.length / size) },
        (_, page) => store.jobs.page('all', page * size, size).jobs,
      ).flat();
      expect(paged.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    }
    const [open, done] = [store.jobs.page('open', 0, 100), store.jobs.page('done', 0, 100)];
    expect(open.total + done.total).toBe(all.length);
    expect([...open.jobs, ...done.jobs].map(({ id }) => id).sort()).toEqual(all.map(({ id }) => id).sort());
    expect(store.jobs.page('all', 1_000, 10)).toEqual({ total: all.length, jobs: [], unindexed: 0 });
    expect(Object.values(store.jobs.counts())).toEqual(jobStatuses.map(() => 2));
  });

  it('gives each band its jobs apart, the longest overdue first', () => {
    for (const number of [3, 1, 2]) store.jobs.insert(jobId(number), null, number * 10, number * 10);
    store.jobs.setNextLook(jobId(2), { at: 20, band: 'new' }, 0);
    expect(store.jobs.due('unread', 100, 5)).toEqual([jobId(1), jobId(3)]);
    expect(store.jobs.due('new', 100, 5)).toEqual([jobId(2)]);
    expect(store.jobs.due('unread', 29, 5)).toEqual([jobId(1)]);
    expect(store.jobs.due('unread', 100, 1)).toEqual([jobId(1)]);
    expect([store.jobs.nextDueAfter('unread', 20), store.jobs.nextDueAfter('new', 20)]).toEqual([30, null]);
    store.jobs.setNextLook(jobId(3), null, 0);
    expect(store.jobs.nextDueAfter('unread', 20)).toBeNull();
  });

  it('moves jobs on that grew older while they waited, so many at a time, and no other', () => {
    for (const number of [1, 2, 3, 4, 5]) {
      store.jobs.insert(jobId(number), null, number, number);
      store.jobs.setNextLook(
        jobId(number),
        number === 2 ? null : { at: 9, band: number === 3 ? 'undecided' : 'new' },
        0,
      );
    }
    store.jobs.age('new', 'recent', 4, 1);
    expect(store.jobs.due('recent', 9, 5)).toEqual([jobId(1)]);
    store.jobs.age('new', 'recent', 4, 5);
    expect(store.jobs.due('recent', 9, 5)).toEqual([jobId(1), jobId(4)]);
    expect([store.jobs.due('new', 9, 5), store.jobs.due('undecided', 9, 5)]).toEqual([[jobId(5)], [jobId(3)]]);
  });

  it('remembers the content read first', () => {
    store.jobs.insert(jobId(1), null, 0, 0);
    const summary = { scope: null, subject: null, value: null, flagged: false };
    store.jobs.setContent(jobId(1), content, 'first', summary, 1);
    store.jobs.setContent(jobId(1), { ...content, text: 'other' }, 'second', summary, 2);
    expect(store.jobs.find(jobId(1))).toMatchObject({
      contentFirst: 'first',
      contentAt: 2,
      content: { text: 'other' },
    });
  });
});

describe('the record', () => {
  it('numbers its entries without a gap and chains each to the one before', () => {
    for (const event of ['app-started', 'job-added', 'approved'] as const) {
      store.record.append(event, event === 'app-started' ? null : jobId(1), { note: `"${event}\u0000é` });
      clock.advance(1000);
    }
    const rows = database.all(
      `SELECT form, number, at, monotonic, event, job_id AS jobId, operator, kid, detail, personal, previous, hash
       FROM record ORDER BY number`,
    ) as (Entry & { hash: string })[];
    expect(rows.map(({ number }) => number)).toEqual([1, 2, 3]);
    rows.forEach(({ hash, ...entry }, at) => {
      expect(entry.previous).toBe(rows[at - 1]?.hash ?? GENESIS);
      expect(entryHash(entry)).toBe(hash);
    });
  });

  it('is undone with the transaction that it belongs to', () => {
    store.record.append('app-started', null);
    expect(() =>
      store.transaction(() => {
        store.record.append('approved', null);
        throw new RangeError('disk full');
      }),
    ).toThrow(RangeError);
    store.record.append('app-stopped', null);
    expect(store.record.these([2, 1]).map(({ event, number }) => [number, event])).toEqual([
      [2, 'app-stopped'],
      [1, 'app-started'],
    ]);
  });

  it('is read by number, in the order asked for, and by job, the oldest first', () => {
    for (let number = 1; number <= 7; number += 1)
      store.record.append('job-shown', number % 2 ? jobId(1) : jobId(2), { number });
    expect(store.record.these([7, 9, 5]).map(({ number }) => number)).toEqual([7, 5]);
    expect(store.record.newest()?.number).toBe(7);
    expect(store.record.ofJob(jobId(2), 2).map(({ number }) => number)).toEqual([2, 4]);
    expect(store.record.countOfJob(jobId(2))).toBe(3);
    expect(store.record.ofJob(jobId(2)).map(({ number }) => number)).toEqual([2, 4, 6]);
  });
});

describe('a job whose token is stored', () => {
  const us = makeAuthorityKey('us');
  const looks: readonly Look[] = [
    { kind: 'seen', phase: 'waiting', content: null },
    { kind: 'seen', phase: 'waiting', content },
    { kind: 'seen', phase: 'waiting', content: { ...content, text: makeSubject('other').requestToken() } },
    { kind: 'seen', phase: 'confirmed', content: null },
    { kind: 'seen', phase: 'confirmed', content },
    { kind: 'seen', phase: 'gone' },
    { kind: 'seen', phase: 'signed', token: us.sign({ sub: 'x' }), by: 'us' },
    { kind: 'seen', phase: 'signed', token: us.sign({ sub: 'x' }), by: 'unknown' },
    { kind: 'fault', fault: { code: 'network' } },
  ];

  it('never comes back to a decision, whatever the service says and the operator presses', async () => {
    let number = 0;
    const acts = fc.array(
      fc.oneof(
        fc.constantFrom(...looks).map((look) => ({ look })),
        fc.constantFrom('reject', 'hold', 'takeOffHold', 'watchAgain').map((press) => ({ press }) as const),
        fc.constantFrom('waiting', 'attention').map((outbox) => ({ outbox }) as const),
        fc.constantFrom(60_000, 40 * 86_400_000).map((pass) => ({ pass })),
      ),
      { minLength: 1, maxLength: 15 },
    );
    const queue = createQueue({
      store,
      nearValues: createNearValues(store.memory, clock),
      clock,
      random: () => 0.5,
      pollSeconds: () => 5,
      onChange: () => {},
    });
    await fc.assert(
      fc.asyncProperty(acts, async (line) => {
        number += 1;
        const id = jobId(number);
        queue.add(id, null, 'window');
        queue.takeIn(id, await queue.prepare({ kind: 'seen', phase: 'confirmed', content }));
        const approval = approve(id);
        queue.move(id, { status: 'approved', reason: null }, 'approved');
        queue.move(id, { status: 'delivering', reason: null }, 'signed', {}, () => {
          store.approvals.settle(approval, 'signed');
          sign(id, approval, `token.${number}.x`);
          store.deliveries.insert(id, 'https://scope.example.org', clock.now());
        });
        for (const act of line) {
          if ('look' in act) queue.takeIn(id, await queue.prepare(act.look));
          else if ('pass' in act) clock.jump(act.pass);
          else if ('outbox' in act) {
            const status = queue.known(id)?.status ?? 'gone';
            if (status === 'delivering' && canMove(status, act.outbox))
              queue.move(id, { status: act.outbox, reason: null }, 'attention');
          } else if (act.press === 'reject') expect(queue.reject(id, 'no').outcome).toBe('refused');
          else expect(queue[act.press as 'hold'](id).outcome).toBe('refused');
          expect(['delivering', 'waiting', 'attention']).toContain(queue.known(id)?.status);
          expect(store.tokens.find(id)?.token).toBe(`token.${number}.x`);
        }
      }),
      { numRuns: 60 },
    );
  });
});
