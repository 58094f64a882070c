import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { journalDamage } from '../../../main/store/journal.ts';

const PAGE = 4096;
const HEADER = 32;
const FRAME = 24 + PAGE;

let folder: string;
/** Of a database with one commit after the other, one page each from the second frame on. */
let journal: Buffer;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-journal-'));
  const database = new Libsql(join(folder, 'a.db'));
  database.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (n INTEGER)');
  for (let n = 0; n < 6; n += 1) database.exec(`INSERT INTO t VALUES (${n})`);
  journal = readFileSync(join(folder, 'a.db-wal'));
  database.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

const frames = () => (journal.length - HEADER) / FRAME;
const damaged = (at: number, bytes = 8): Buffer =>
  Buffer.from(journal.map((byte, index) => (index >= at && index < at + bytes ? byte ^ 0xff : byte)));
const inFrame = (number: number) => HEADER + number * FRAME + 24 + 100;

describe("SQLite's journal", () => {
  it('is sound as SQLite wrote it, and where there is none', () => {
    expect(Number.isInteger(frames()) && frames() > 6).toBe(true);
    expect(journalDamage(journal)).toBeNull();
    expect(journalDamage(Buffer.alloc(0))).toBeNull();
  });

  it('is sound where room was made for it and nothing was written yet', () => {
    expect(journalDamage(Buffer.alloc(HEADER + 2 * FRAME))).toBeNull();
  });

  it('is sound where a crash cut off its last commit, in whatever way', () => {
    expect(journalDamage(journal.subarray(0, journal.length - 100))).toBeNull();
    expect(journalDamage(journal.subarray(0, journal.length - FRAME))).toBeNull();
    expect(journalDamage(damaged(inFrame(frames() - 1)))).toBeNull();
  });

  it('is sound where frames of an earlier round follow', () => {
    const old = Buffer.from(journal.subarray(HEADER, HEADER + 3 * FRAME));
    for (let frame = 0; frame < 3; frame += 1) old.writeUInt32BE(0x1234, frame * FRAME + 8);
    expect(journalDamage(Buffer.concat([journal, old]))).toBeNull();
  });

  it.each([0, 9, 17, 25])('has a damaged header when byte %i is another', (at) => {
    expect(journalDamage(damaged(at, 1))).toBe('header');
  });

  it('has damaged frames where commits follow one that does not check', () => {
    for (const number of [0, 1, 3]) expect(journalDamage(damaged(inFrame(number)))).toBe('frames');
  });
});
