import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { soughtWords, wordsOf } from '../../main/jobs/search-words.ts';
import { belongsTo } from '../../main/jobs/transitions.ts';
import { type Database, openDatabase } from '../../main/store/database.ts';
import { rank } from '../../main/store/queue-sql.ts';
import { type Store, storeOver } from '../../main/store/store.ts';
import {
  doneStatuses,
  type JobStatus,
  jobStatuses,
  notNarrowed,
  type QueueQuery,
  queueAges,
  queueFilters,
  queueSorts,
} from '../../preload/contract.ts';
import { ManualClock } from '../fakes/clock.ts';

interface Kept {
  readonly id: string;
  readonly at: number;
  readonly texts: readonly string[];
  readonly status: JobStatus;
  readonly scope: string | null;
  readonly subject: string | null;
  readonly flagged: boolean;
  readonly addedAt: number;
  readonly changedAt: number;
}

const HOUR = 3_600_000;
const names = ['ada', 'Ädä', 'grace', 'Straße', 'zoë', 'al"ice', 'nul\u0000l', 'OR', '東京都'];
const scopes = ['email', 'phone', 'email phone', "'; DROP TABLE jobs; --"];
const JOBS = 4_000;
const open = (change: Partial<QueueQuery> = {}): QueueQuery => ({ filter: 'all', ...notNarrowed, ...change });

let folder: string;
let database: Database;
let store: Store;
const clock = new ManualClock();
const kept: Kept[] = [];

const idOf = (number: number) => `job-${String(number).padStart(16, '0')}`;

function addJob(number: number): Kept {
  const id = idOf(number);
  const status = jobStatuses[(number * 7) % jobStatuses.length] ?? 'ready';
  const addedAt = clock.now() - ((number * 7_919) % 400) * HOUR;
  const changedAt = Math.min(clock.now(), addedAt + ((number * 31) % 50) * HOUR);
  store.jobs.insert(id, null, addedAt, addedAt);
  const read = number % 5 !== 0;
  const value = `${names[number % names.length]}${number % 17}@mail${number % 3}.example.org`;
  const phone = `+4179${String((number * 104_729) % 10_000_000).padStart(7, '0')}`;
  const scope = scopes[number % scopes.length] ?? 'email';
  const subject = `subject-${number % 11}`;
  const flagged = number % 4 === 0;
  if (read) {
    const content = {
      kind: 'service-statement',
      text: JSON.stringify({ sub: subject, scope, email: value, phone }),
    } as const;
    store.jobs.setContent(id, content, 'd', { scope, subject, value, flagged }, changedAt);
  }
  store.jobs.move(id, status, null, changedAt, null);
  const reason = status === 'rejected' ? `not the person number ${number}` : null;
  if (reason !== null) store.rejections.insert(id, reason, changedAt);
  return {
    id,
    at: number,
    texts: [id, ...(read ? [subject, scope, value, phone] : []), ...(reason === null ? [] : [reason])],
    status,
    scope: read ? scope : null,
    subject: read ? subject : null,
    flagged: read && flagged,
    addedAt,
    changedAt,
  };
}

const indexAll = () => {
  while (store.words.takeIn());
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-lists-'));
  database = openDatabase(folder, 'ab'.repeat(32));
  store = storeOver(database, clock, 'tester');
  store.transaction(() => {
    for (let number = 0; number < JOBS; number += 1) kept.push(addJob(number));
  });
  indexAll();
});
afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

/** The same by looking at every job in turn. */
function plainly(query: QueueQuery): string[] {
  const sought = soughtWords(query.search) ?? [];
  const apart = {
    any: 0,
    'under-hour': HOUR,
    'under-day': 24 * HOUR,
    'over-hour': HOUR,
    'over-day': 24 * HOUR,
    'over-week': 168 * HOUR,
  }[query.age];
  const now = Math.floor(clock.now() / 10_000) * 10_000;
  const young = query.age.startsWith('under');
  const found = kept.filter(
    (job) =>
      belongsTo(job.status, query.filter) &&
      (query.statuses.length === 0 || query.statuses.includes(job.status)) &&
      (query.scopes.length === 0 || (job.scope !== null && query.scopes.includes(job.scope))) &&
      (query.age === 'any' || now - job.changedAt <= apart === young) &&
      (query.flagged === null || query.flagged === job.flagged) &&
      (sought.length === 0 || sought.every((word) => wordsOf(job.texts).some((one) => one.startsWith(word)))),
  );
  const done = (job: Kept) => (doneStatuses.includes(job.status) ? -1 : 1);
  const by: Record<QueueQuery['sort'], (a: Kept, b: Kept) => number> = {
    urgency: (a, b) =>
      rank.indexOf(a.status) - rank.indexOf(b.status) || done(a) * (a.addedAt - b.addedAt) || done(a) * (a.at - b.at),
    oldest: (a, b) => a.addedAt - b.addedAt || a.at - b.at,
    newest: (a, b) => b.addedAt - a.addedAt || b.at - a.at,
    changed: (a, b) => b.changedAt - a.changedAt || b.at - a.at,
    subject: (a, b) =>
      Number(a.subject === null) - Number(b.subject === null) ||
      ((a.subject ?? '') < (b.subject ?? '') ? -1 : (a.subject ?? '') > (b.subject ?? '') ? 1 : 0) ||
      a.addedAt - b.addedAt ||
      a.at - b.at,
  };
  return found.sort(by[query.sort]).map(({ id }) => id);
}

const typed = fc.oneof(
  fc.constantFrom(
    '',
    'ada',
    'a',
    'ä',
    '4179',
    '79',
    '0',
    'mail1',
    'example.org',
    'ada1@',
    'strasse',
    '京',
    'not the',
    'subject-1',
    idOf(17),
    'email phone',
  ),
  fc.constantFrom('"', '*', 'a*', '"a', 'NEAR(a b)', 'words:ada', '-ada', 'ada NOT b', "';--", '\u0000', '('),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const queries: fc.Arbitrary<QueueQuery> = fc.record({
  filter: fc.constantFrom(...queueFilters),
  search: typed,
  statuses: fc.uniqueArray(fc.constantFrom(...jobStatuses), { maxLength: 3 }),
  scopes: fc.uniqueArray(fc.constantFrom(...scopes, 'none'), { maxLength: 2 }),
  age: fc.constantFrom(...queueAges),
  flagged: fc.constantFrom(true, false, null),
  sort: fc.constantFrom(...queueSorts),
});

describe('a list of the queue', () => {
  it('holds what looking at every job in turn would find, in that order, and counts all of it', () => {
    fc.assert(
      fc.property(queries, fc.nat(200), (query, offset) => {
        const ids = plainly(query);
        const page = store.jobs.page(query, offset, 50);
        expect(page.total).toBe(ids.length);
        expect(page.jobs.map(({ id }) => id)).toEqual(ids.slice(offset, offset + 50));
        expect(store.jobs.matching(query, 70)).toEqual(ids.slice(0, 70));
      }),
      { numRuns: 300 },
    );
  });

  it('is the same for a filter alone as for its query that narrows nothing', () => {
    for (const filter of queueFilters) {
      expect(store.jobs.page(filter, 30, 20)).toEqual(store.jobs.page({ filter, ...notNarrowed }, 30, 20));
      expect(store.jobs.matching(filter, JOBS)).toEqual(plainly({ filter, ...notNarrowed }));
    }
  });

  it('never throws, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (search) => {
        store.jobs.page(open({ search }), 0, 10);
      }),
      { numRuns: 300 },
    );
  });

  it('follows a job that moves, comes in, is read anew or is rejected', () => {
    const ids = (change: Partial<QueueQuery>) => store.jobs.matching(open(change), 10);
    const id = idOf(JOBS);
    store.jobs.insert(id, null, clock.now(), clock.now());
    expect(ids({ search: id })).toEqual([id]);
    const summary = { scope: 'email', subject: 's', value: 'kay@example.org', flagged: false };
    store.jobs.setContent(
      id,
      { kind: 'service-statement', text: '{"email":"kay@example.org"}' },
      'd',
      summary,
      clock.now(),
    );
    expect(ids({ search: 'kay@' })).toEqual([id]);
    store.jobs.setContent(
      id,
      { kind: 'service-statement', text: '{"email":"quinn@example.org"}' },
      'd',
      summary,
      clock.now(),
    );
    expect([ids({ search: 'kay@' }), ids({ search: 'quinn@' })]).toEqual([[], [id]]);
    store.jobs.move(id, 'rejected', null, clock.now(), null);
    store.rejections.insert(id, 'unmistakable', clock.now());
    expect(ids({ search: 'unmistak quinn', filter: 'done' })).toEqual([id]);
    expect(ids({ search: 'unmistak quinn', filter: 'open' })).toEqual([]);
    database.run('DELETE FROM rejections WHERE job_id = ?', id);
    database.run('DELETE FROM job_facets WHERE job = (SELECT rowid FROM jobs WHERE id = ?)', id);
  });

  it('gives up no content that can not be read safely, and still finds the job by its ID', () => {
    const id = idOf(JOBS + 1);
    store.jobs.insert(id, null, clock.now(), clock.now());
    const summary = { scope: null, subject: null, value: null, flagged: true };
    const text = '{"email":"eve@example.org","email":"mallory@example.org"}';
    store.jobs.setContent(id, { kind: 'service-statement', text }, 'd', summary, clock.now());
    expect(store.jobs.matching(open({ search: 'mallory' }), 10)).toEqual([]);
    expect(store.jobs.matching(open({ search: id }), 10)).toEqual([id]);
    database.run('DELETE FROM job_facets WHERE job = (SELECT rowid FROM jobs WHERE id = ?)', id);
  });

  it('tells how many jobs a search may miss while the index is being made', () => {
    database.run('INSERT INTO job_words_due SELECT job FROM job_facets');
    const first = store.jobs.page(open({ search: 'ada' }), 0, 10);
    expect(first.unindexed).toBe(JOBS - 20);
    expect(store.jobs.page(open({ flagged: true }), 0, 10).unindexed).toBe(0);
    indexAll();
    expect(store.jobs.page(open({ search: 'ada' }), 0, 10).unindexed).toBe(0);
  });

  it('tells of the scopes there are, what most jobs have first', () => {
    const given = store.jobs.scopes();
    expect(given.map(({ scope }) => scope).sort()).toEqual([...scopes].sort());
    expect(given.map(({ count }) => count)).toEqual(given.map(({ count }) => count).sort((a, b) => b - a));
    expect(given.reduce((sum, { count }) => sum + count, 0)).toBe(kept.filter(({ scope }) => scope !== null).length);
  });
});

describe('a saved view', () => {
  it('is kept under its name, to the letter, until it is deleted', () => {
    const query = open({
      search: 'a\u0000da "x"',
      statuses: ['held'],
      scopes: ['e\u0000'],
      age: 'over-day',
      flagged: true,
    });
    expect(store.queueViews.save({ name: 'b “\u0000”', query })).toBe(true);
    expect(store.queueViews.save({ name: 'a', query: open() })).toBe(true);
    expect(store.queueViews.save({ name: 'a', query: open({ sort: 'newest' }) })).toBe(true);
    expect(store.queueViews.all()).toEqual([
      { name: 'a', query: open({ sort: 'newest' }) },
      { name: 'b “\u0000”', query },
    ]);
    store.queueViews.delete('a');
    store.queueViews.delete('never there');
    expect(store.queueViews.all().map(({ name }) => name)).toEqual(['b “\u0000”']);
    store.queueViews.delete('b “\u0000”');
  });

  it('is refused as the fifty-first, and can still take another’s place', () => {
    for (let number = 0; number < 50; number += 1)
      expect(store.queueViews.save({ name: `view ${number}`, query: open() })).toBe(true);
    expect(store.queueViews.save({ name: 'one more', query: open() })).toBe(false);
    expect(store.queueViews.save({ name: 'view 7', query: open({ sort: 'changed' }) })).toBe(true);
    expect(store.queueViews.all()).toHaveLength(50);
  });
});
