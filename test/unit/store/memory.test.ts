import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimValue } from '../../../main/memory/claim-values.ts';
import { type Database, openDatabase } from '../../../main/store/database.ts';
import { migrations } from '../../../main/store/migrations.ts';
import { type Store, storeOver } from '../../../main/store/store.ts';
import { ManualClock } from '../../fakes/clock.ts';

const KEY = 'ab'.repeat(32);
const jobId = (number: number) => `job-${String(number).padStart(16, '0')}`;

let folder: string;
let database: Database;
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-memory-'));
  database = openDatabase(folder, KEY);
  store = storeOver(database, new ManualClock(), 'tester');
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

let jobs = 0;
const remember = (claim: string, text: string, subject: string | null = 'ada', at = 1): string => {
  const id = jobId(++jobs);
  store.jobs.insert(id, null, 1, 1);
  store.memory.remember({ jobId: id, outcome: 'signed', at, subject }, [claimValue(claim, text)]);
  return id;
};

describe('the memory', () => {
  it('keeps a value once, however often it was decided', () => {
    for (let time = 0; time < 3; time += 1) remember('email', 'Ada@example.org');
    expect(database.all('SELECT count(*) AS n FROM known_values')).toEqual([{ n: 1 }]);
    expect(store.memory.ofSubject('ada', 'none')).toMatchObject({ signed: 3, rejected: 0 });
    expect(store.memory.ofSubject('ada', jobId(jobs)).signed).toBe(2);
  });

  it('tells the newest decisions first, and those for the same value by other subjects', () => {
    const first = remember('email', 'ada@example.org', 'ada', 10);
    const second = remember('email', 'ada@example.org', 'eve', 20);
    const third = remember('email', 'ada@example.org', null, 30);
    const value = claimValue('email', 'ADA@example.org');
    expect(store.memory.ofValue(value, 'ada', 'none').latest.map((one) => one.jobId)).toEqual([third, second]);
    expect(store.memory.ofValue(value, 'eve', 'none').latest.map((one) => one.jobId)).toEqual([third, first]);
    expect(store.memory.lastSigned('ada', 'none')).toBe(first);
  });

  it('holds claims with a NUL character in them whole', () => {
    remember('email', 'a\u0000b', 'na\u0000me');
    expect(store.memory.ofSubject('na\u0000me', 'none').latest[0]?.subject).toBe('na\u0000me');
    expect(store.memory.ofSubject('na', 'none').signed).toBe(0);
    expect(store.memory.drawnAlike(claimValue('email', 'ab')).map(({ text }) => text)).toEqual(['a\u0000b']);
  });

  it('lets what is decided wait to be remembered from the very transaction on', () => {
    store.jobs.insert(jobId(900), null, 1, 1);
    store.rejections.insert(jobId(900), 'no', 5);
    expect(store.memory.waiting(9)).toEqual([jobId(900)]);
    store.memory.remember({ jobId: jobId(900), outcome: 'rejected', at: 5, subject: null }, []);
    expect(store.memory.waiting(9)).toEqual([]);
  });

  it('has all that was decided before there was a memory wait to be remembered', () => {
    const before = 3;
    const old = mkdtempSync(join(tmpdir(), 'countersign-memory-'));
    const connection = new Libsql(join(old, 'countersign.db'), {
      encryptionCipher: 'aes256cbc',
      encryptionKey: KEY,
    } as Libsql.Options);
    for (const sql of migrations.slice(0, before)) connection.exec(sql);
    connection.exec(
      `PRAGMA user_version = ${before};
       INSERT INTO jobs (id, status, phase, added_at, changed_at, watched_from)
         VALUES ('${jobId(1)}', 'rejected', 'gone', 1, 1, 1), ('${jobId(2)}', 'ready', 'confirmed', 1, 1, 1);
       INSERT INTO rejections (job_id, reason, rejected_at, deletion) VALUES ('${jobId(1)}', '"no"', 1, 'deleted');`,
    );
    connection.close();
    const grown = openDatabase(old, KEY);
    expect(storeOver(grown, new ManualClock(), 'tester').memory.waiting(9)).toEqual([jobId(1)]);
    grown.close();
    rmSync(old, { recursive: true });
  });
});
