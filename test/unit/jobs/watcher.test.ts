import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createQueue } from '../../../main/jobs/queue.ts';
import { trackReach } from '../../../main/jobs/reach.ts';
import { budget } from '../../../main/jobs/schedule.ts';
import type { Exchange, ScopeApi } from '../../../main/jobs/scope-api.ts';
import { watch } from '../../../main/jobs/watcher.ts';
import { createNearValues } from '../../../main/memory/near-values.ts';
import { type Database, openDatabase } from '../../../main/store/database.ts';
import { storeOver } from '../../../main/store/store.ts';
import { ManualClock } from '../../fakes/clock.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** When a request went is known to a step of the clock. */
const STEP_MS = 10;
const jobId = (number: number) => `job-${String(number).padStart(16, '0')}`;
const statement = '{"sub":"ada","email":"ada@example.org"}';

interface Asked {
  readonly method: 'GET' | 'HEAD';
  readonly jobId: string;
  readonly at: number;
}

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** A watcher over a real store, and a service in memory that keeps every job waiting and answers after `latency` ms. */
function openWatch({ latency = (): number => 30, twoRequests = false, attended = true } = {}) {
  const clock = new ManualClock();
  const folder = mkdtempSync(join(tmpdir(), 'countersign-watcher-'));
  const database: Database = openDatabase(folder, 'ab'.repeat(32));
  const store = storeOver(database, clock, 'tester');
  let number = 0;
  // Even, and the same in every run.
  const random = () => {
    number += 1;
    return (number * 0.618_033_988_749) % 1;
  };
  const queue = createQueue({
    store,
    nearValues: createNearValues(store.memory, clock),
    clock,
    random,
    pollSeconds: () => 5,
    onChange: () => watcher.wake(),
  });
  const asked: Asked[] = [];
  let underWay = 0;
  let mostUnderWay = 0;
  const ask = (method: Asked['method'], body: string, status: number) => (id: string) =>
    new Promise<Exchange>((resolve) => {
      asked.push({ method, jobId: id, at: clock.now() });
      underWay += 1;
      mostUnderWay = Math.max(mostUnderWay, underWay);
      clock.after(latency(), () => {
        underWay -= 1;
        resolve({ kind: 'answer', status, body, retryAfterMs: null, location: null });
      });
    });
  const notAsked = async (): Promise<Exchange> => {
    throw new Error('a watcher only reads');
  };
  const api: ScopeApi = {
    get: ask('GET', statement, 200),
    head: ask('HEAD', '', twoRequests ? 200 : 202),
    put: notAsked,
    remove: notAsked,
    create: notAsked,
    confirm: notAsked,
    reach: trackReach(clock),
    address: 'http://127.0.0.1',
    stop: async () => {},
  };
  const faults: unknown[] = [];
  const watcher = watch({
    api,
    store,
    queue,
    clock,
    keys: () => ({ own: [], trusted: [] }),
    attended: () => attended,
    pausedUntil: () => 0,
    held: () => false,
    onFault: (fault) => faults.push(fault),
  });

  const pass = async (ms: number, step = STEP_MS) => {
    await new Promise((resolve) => setImmediate(resolve));
    for (let left = ms; left > 0; left -= step) {
      clock.advance(Math.min(step, left));
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  ends.push(async () => {
    const stopping = watcher.stop();
    await pass(20_000, 1_000);
    await stopping;
    database.close();
    rmSync(folder, { recursive: true });
    expect(faults).toEqual([]);
  });

  let added = 0;
  return {
    clock,
    store,
    queue,
    watcher,
    asked,
    pass,
    mostUnderWay: () => mostUnderWay,
    /** Jobs that were read long ago and are all overdue; gives their IDs. */
    addRead: (count: number, ageMs: number): string[] =>
      store.transaction(() =>
        Array.from({ length: count }, () => {
          const id = jobId(added++);
          const now = clock.now();
          store.jobs.insert(id, null, now - ageMs, now - ageMs);
          store.jobs.setPhase(id, 'waiting');
          const summary = { scope: null, subject: null, value: null, flagged: false };
          store.jobs.setContent(id, { kind: 'service-statement', text: statement }, 'd', summary, now);
          const band = ageMs < 10 * MINUTE ? 'new' : ageMs < DAY ? 'recent' : 'old';
          store.jobs.setNextLook(id, { at: now - Math.min(ageMs, MINUTE), band }, 0);
          return id;
        }),
      ),
    addNew: (count: number): string[] =>
      Array.from({ length: count }, () => {
        const id = jobId(added++);
        queue.add(id, null, 'window');
        return id;
      }),
  };
}

/** The most requests that any second saw. */
const busiestSecond = (requests: readonly Asked[]): number =>
  Math.max(
    0,
    ...requests.map(({ at }) => requests.filter((other) => other.at >= at && other.at < at + 1_000 - STEP_MS).length),
  );

describe('watching', () => {
  it('keeps to its budgets in every second, whatever falls due and however slow the service is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          young: fc.integer({ min: 0, max: 30 }),
          recent: fc.integer({ min: 0, max: 30 }),
          old: fc.integer({ min: 0, max: 30 }),
          unread: fc.integer({ min: 0, max: 80 }),
          latencies: fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 7 }),
          twoRequests: fc.boolean(),
          attended: fc.boolean(),
        }),
        async ({ young, recent, old, unread, latencies, twoRequests, attended }) => {
          let turn = 0;
          const latency = () => latencies[turn++ % latencies.length] ?? 0;
          const watching = openWatch({ latency, twoRequests, attended });
          const read = [...watching.addRead(young, MINUTE), ...watching.addRead(recent, 60 * MINUTE)];
          read.push(...watching.addRead(old, 2 * DAY));
          const fresh = watching.addNew(unread);
          watching.watcher.start();
          await watching.pass(30_000);
          // A job's first read is one look, of one GET and one HEAD, and all after it is about a known job.
          const firstReads = fresh.flatMap((id) => watching.asked.filter((one) => one.jobId === id).slice(0, 2));
          const others = watching.asked.filter((one) => !firstReads.includes(one));
          expect(busiestSecond(firstReads)).toBeLessThanOrEqual(budget.firstReadsPerSecond);
          expect(busiestSecond(others)).toBeLessThanOrEqual(attended ? budget.perSecond : budget.perSecondUnattended);
          expect(watching.mostUnderWay()).toBeLessThanOrEqual(budget.atOnce);
          // What is due is looked at: nothing of the budget is left lying while jobs wait for it.
          if (read.length >= 30 && latencies.every((ms) => ms < 500) && attended) {
            expect(others.length).toBeGreaterThanOrEqual(Math.min(read.length, 100));
          }
          await ends.pop()?.();
        },
      ),
      { numRuns: 12 },
    );
  }, 60_000);

  it('reads every job that came in, and looks at every known one within the bound of its budget', async () => {
    const watching = openWatch();
    const read = [...watching.addRead(40, MINUTE), ...watching.addRead(40, 60 * MINUTE), ...watching.addRead(60, DAY)];
    const fresh = watching.addNew(200);
    watching.watcher.start();
    const seen = () => new Set(watching.asked.map((one) => one.jobId));
    // Two requests each.
    await watching.pass((fresh.length * 2 * 1_000) / budget.firstReadsPerSecond + 1_000);
    expect(fresh.filter((id) => !seen().has(id))).toEqual([]);
    // The old have one look in ten for sure: the most that the last of them waits, however many new ones there are.
    await watching.pass((60 * 10 * 1_000) / budget.perSecond + 10_000);
    expect(read.filter((id) => !seen().has(id))).toEqual([]);
  }, 30_000);

  it('looks at new jobs as often as ever while thousands of old ones are overdue, and at those too', async () => {
    const watching = openWatch();
    const old = new Set(watching.addRead(5_000, 9 * DAY));
    watching.watcher.start();
    await watching.pass(5_000);
    const [fresh] = watching.addNew(1);
    await watching.pass(60_000);
    const looks = watching.asked.filter((one) => one.jobId === fresh);
    expect(looks.length).toBeGreaterThan(60_000 / 7_500);
    const others = watching.asked.filter((one) => old.has(one.jobId));
    expect(others.length).toBeGreaterThan(200);
    // None twice while others wait for their first.
    expect(new Set(others.map((one) => one.jobId)).size).toBe(others.length);
  }, 30_000);

  it('does not let jobs that grew old in the line of the new ones stand before a new one', async () => {
    const watching = openWatch();
    watching.addRead(1_000, MINUTE);
    watching.clock.jump(DAY * 2);
    const [fresh = ''] = watching.addNew(1);
    watching.watcher.start();
    await watching.pass(30_000);
    expect(watching.asked.filter((one) => one.jobId === fresh).length).toBeGreaterThan(3);
  });

  it('after a long sleep spreads what fell due meanwhile over its budget', async () => {
    const watching = openWatch();
    watching.addRead(300, MINUTE);
    watching.watcher.start();
    await watching.pass(10_000);
    watching.clock.jump(8 * 60 * MINUTE);
    const before = watching.asked.length;
    watching.watcher.wake();
    await watching.pass(20_000);
    const after = watching.asked.slice(before);
    expect(busiestSecond(after)).toBe(budget.perSecond);
    expect(after.length).toBeGreaterThan(95);
  });

  it('notices by itself that the machine slept, where nobody says so', async () => {
    const watching = openWatch();
    const [only = ''] = watching.addRead(1, DAY * 3);
    watching.watcher.start();
    await watching.pass(1_000);
    expect(watching.asked).toHaveLength(1);
    watching.clock.jump(60 * MINUTE);
    await watching.pass(31_000);
    expect(watching.asked.filter((one) => one.jobId === only)).toHaveLength(2);
  });

  it('looks at a job whose confirmation is on its way at once, and often from there on, however old it is', async () => {
    const watching = openWatch();
    const [awaited = ''] = watching.addRead(500, 9 * DAY).slice(-1);
    watching.watcher.start();
    await watching.pass(1_000);
    watching.queue.expect(awaited, watching.clock.now());
    await watching.pass(30_000);
    expect(watching.asked.filter((one) => one.jobId === awaited).length).toBeGreaterThan(30_000 / 7_500);
  });

  it('that is stopped in the middle of a look takes nothing of it for a fault of the job', async () => {
    const watching = openWatch({ latency: () => 10, twoRequests: true });
    const ids = watching.addRead(3, MINUTE);
    watching.watcher.start();
    await watching.pass(20);
    const stopping = watching.watcher.stop();
    await watching.pass(1_000);
    await stopping;
    for (const id of ids) expect(watching.store.jobs.find(id)?.faults).toBe(0);
  });
});
