import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AuditLog, auditLog } from '../../../main/audit/audit-log.ts';
import { listRecord, type RecordLists } from '../../../main/audit/record-list.ts';
import { type Database, openDatabase } from '../../../main/store/database.ts';
import { eventGroups, type RecordQuery, wholeRecord } from '../../../preload/contract.ts';
import { ManualClock } from '../../fakes/clock.ts';

let folder: string;
let database: Database;
let clock: ManualClock;
let record: AuditLog;
let lists: RecordLists;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-record-'));
  clock = new ManualClock();
  database = openDatabase(folder, 'ab'.repeat(32));
  record = auditLog(database, clock, 'Zoë');
  lists = listRecord({
    database,
    record,
    clock,
    onFault: (fault) => {
      throw fault;
    },
  });
});
afterEach(() => {
  lists.stop();
  database.close();
  rmSync(folder, { recursive: true });
});

const queryOf = (part: Partial<RecordQuery>): RecordQuery => ({ ...wholeRecord, ...part });
/** Numbers that are listed once everything was looked at. */
const found = (part: Partial<RecordQuery>): number[] => {
  const query = queryOf(part);
  while (lists.page(query, 0, 1).looked) clock.advance(1);
  return lists.page(query, 0, 500).entries.map(({ number }) => number);
};

describe('a list of the record', () => {
  beforeEach(() => {
    record.append('app-started', null, { version: '1.0' });
    clock.advance(1_000);
    record.append('approved', 'job-a', { digest: 'd1', kid: 'Key-1' });
    clock.advance(1_000);
    record.append('rejected', 'job-b', { text: 'Ada said "no" \\ 100%' });
    clock.advance(1_000);
    record.append('key-created', null, { kid: 'Key-1' });
    record.append('settings-changed', null, { serviceName: { from: 'a', to: 'b_c' } });
    record.append('delivered', 'job-a', { proof: 'read-back' });
  });

  it('is everything, the newest first, where nothing is asked for', () => {
    expect(found({})).toEqual([6, 5, 4, 3, 2, 1]);
    expect(lists.page(wholeRecord, 4, 9)).toMatchObject({ older: 6, newer: 0, place: 4, numbers: [2, 1] });
  });

  it('is found by a job’s ID, an event, a person, a key, or what an entry says openly or of a person', () => {
    expect(found({ search: 'JOB-A' })).toEqual([6, 2]);
    expect(found({ search: 'key-created' })).toEqual([4]);
    expect(found({ search: 'zoë' })).toEqual([6, 5, 4, 3, 2, 1]);
    expect(found({ search: 'key-1' })).toEqual([4, 2]);
    expect(found({ search: 'read-back' })).toEqual([6]);
    expect(found({ search: 'said "no" \\' })).toEqual([3]);
    database.run('DELETE FROM personal_values');
    expect(found({ search: 'ada' })).toEqual([]);
  });

  it('takes what is searched to the letter, whatever it means to SQL', () => {
    expect(found({ search: '100%' })).toEqual([3]);
    expect(found({ search: '%' })).toEqual([3]);
    expect(found({ search: 'b_c' })).toEqual([5]);
    expect(found({ search: '_' })).toEqual([5]);
    expect(found({ search: "' OR 1=1 --" })).toEqual([]);
  });

  it('is found by an event’s words on screen as well', () => {
    expect(found({ search: 'freigegeben', spoken: ['approved'] })).toEqual([2]);
  });

  it('is narrowed by groups of events, of which every event is in one', () => {
    expect(found({ groups: ['decisions'] })).toEqual([3, 2]);
    expect(found({ groups: ['keys', 'settings'] })).toEqual([5, 4]);
    expect(found({ groups: ['service'] })).toEqual([6]);
    expect(found({ groups: ['record'] })).toEqual([1]);
    expect(found({ groups: [...eventGroups] })).toEqual([6, 5, 4, 3, 2, 1]);
  });

  it('is narrowed by job, by operator and by time, each to the letter', () => {
    const start = record.these([1])[0]?.at ?? 0;
    expect(found({ jobId: 'job-a' })).toEqual([6, 2]);
    expect(found({ jobId: 'job' })).toEqual([]);
    expect(found({ operator: 'Zoë' })).toHaveLength(6);
    expect(found({ operator: 'Zo' })).toEqual([]);
    expect(found({ from: start + 1_000 })).toEqual([6, 5, 4, 3, 2]);
    expect(found({ from: start + 1_000, until: start + 3_000 })).toEqual([3, 2]);
    expect(found({ jobId: 'job-a', groups: ['service'], search: 'proof' })).toEqual([6]);
  });

  it('goes on with the record, and what stood in it keeps its place', () => {
    const query = queryOf({ groups: ['decisions'] });
    const before = lists.page(query, 0, 9);
    expect(before).toMatchObject({ newer: 0, older: 2, place: 0 });
    record.append('held', 'job-c');
    record.append('app-stopped', null);
    record.append('approved', 'job-c');
    expect(lists.page(query, 0, 9)).toMatchObject({
      list: before.list,
      newer: 2,
      older: 2,
      place: -2,
      numbers: [9, 7, 3, 2],
    });
    expect(lists.page(query, 1, 2)).toMatchObject({ place: -1, numbers: [7, 3] });
  });

  it('is another list where something else is asked for, and again after that', () => {
    const [one, other, again] = [wholeRecord, queryOf({ jobId: 'job-a' }), wholeRecord].map((query) =>
      lists.page(query, 0, 1),
    );
    expect(new Set([one?.list, other?.list, again?.list]).size).toBe(3);
  });

  it('keeps the place of an entry that is gone, so that it is missed', () => {
    database.run('DELETE FROM personal_values');
    database.run('DELETE FROM record WHERE number = 3');
    const { numbers, entries, older } = lists.page(wholeRecord, 0, 9);
    expect([older, numbers]).toEqual([6, [6, 5, 4, 3, 2, 1]]);
    expect(entries.map(({ number }) => number)).toEqual([6, 5, 4, 2, 1]);
  });
});

describe('a long record', () => {
  beforeEach(() => {
    database.transaction(() => {
      for (let number = 1; number <= 2_500; number += 1) {
        record.append(number % 500 === 0 ? 'approved' : 'job-shown', 'job-a', { number });
      }
    });
  });

  it('is looked through slice by slice, and tells how far that has come', () => {
    const query = queryOf({ groups: ['decisions'], search: 'approved' });
    expect(lists.page(query, 0, 9)).toMatchObject({
      looked: { done: 1_000, total: 2_500 },
      numbers: [2_500, 2_000],
    });
    clock.advance(1);
    expect(lists.page(query, 0, 9)).toMatchObject({ looked: null, numbers: [2_500, 2_000, 1_500, 1_000, 500] });
    expect(clock.pending).toBe(0);
  });

  it('is not looked through any more once something else is asked for', () => {
    lists.page(queryOf({ search: 'x' }), 0, 9);
    expect(clock.pending).toBe(1);
    lists.page(queryOf({ jobId: 'job-a' }), 0, 9);
    expect(clock.pending).toBe(0);
  });

  it('never says that it was looked through while more came than was looked at', () => {
    const query = queryOf({ search: 'approved' });
    while (lists.page(query, 0, 1).looked) clock.advance(1);
    database.transaction(() => {
      for (let number = 0; number < 1_500; number += 1) record.append('approved', 'job-b');
    });
    expect(lists.page(query, 0, 1)).toMatchObject({ newer: 1_000, looked: { done: 3_500, total: 4_000 } });
    expect(lists.page(query, 0, 1)).toMatchObject({ newer: 1_500, looked: null });
  });
});
