import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AuditLog, auditLog } from '../../../main/audit/audit-log.ts';
import { canonicalJson, type Entry, entryHash, GENESIS } from '../../../main/audit/chain.ts';
import { type Database, openDatabase } from '../../../main/store/database.ts';
import { migrations } from '../../../main/store/migrations.ts';
import { ManualClock } from '../../fakes/clock.ts';

const KEY = 'ab'.repeat(32);
let folder: string;
let database: Database;
let clock: ManualClock;
let record: AuditLog;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-record-'));
  clock = new ManualClock();
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});
const open = () => {
  database = openDatabase(folder, KEY);
  record = auditLog(database, clock, 'tester');
};
const rows = () =>
  database.all(
    `SELECT form, number, at, monotonic, event, job_id AS jobId, operator, kid, detail, personal, previous, hash
     FROM record ORDER BY number`,
  ) as (Entry & { readonly hash: string })[];

describe('an entry', () => {
  beforeEach(open);

  it('has both times, and the key that it is about where there is one', () => {
    clock.advance(1_500);
    clock.jump(-3_600_000);
    record.append('signed', null, { digest: '00', kid: 'the-key' });
    record.append('app-stopped', null);
    expect(rows().map(({ at, monotonic, kid }) => [at, monotonic, kid])).toEqual([
      [clock.now(), 1_500, 'the-key'],
      [clock.now(), 1_500, null],
    ]);
  });

  it('is only committed to what it says of a person, which can be erased and the chain still holds', () => {
    record.append('rejected', null, { text: 'Ada said it is not her' });
    record.append('held', null, { note: 'ask Ada', recheckAt: 5 });
    record.append('app-stopped', null);
    const before = record.these([3, 2, 1]);
    expect(before.map(({ detail, values }) => [detail, values])).toEqual([
      ['{}', '{}'],
      ['{"recheckAt":5}', '{"note":"ask Ada"}'],
      ['{}', '{"text":"Ada said it is not her"}'],
    ]);
    expect(JSON.stringify(rows())).not.toContain('Ada');

    const [{ salt, value }] = database.all(`SELECT salt, value FROM personal_values WHERE number = 1`) as [
      { salt: string; value: string },
    ];
    const commitment = createHash('sha256')
      .update(canonicalJson({ name: 'text', salt, value }))
      .digest('hex');
    expect(JSON.parse(rows()[0]?.personal ?? '')).toEqual({ text: commitment });
    expect(Buffer.from(salt, 'base64url')).toHaveLength(32);

    database.run('DELETE FROM personal_values');
    expect(record.these([3, 2, 1]).map(({ values }) => values)).toEqual(['{}', '{}', '{}']);
    let previous = GENESIS;
    for (const { hash, ...entry } of rows()) {
      expect(entry.previous).toBe(previous);
      expect(entryHash(entry)).toBe(hash);
      previous = hash;
    }
  });

  it('commits to the same value differently every time, so that none can be found out by trying', () => {
    record.append('rejected', null, { text: 'no' });
    record.append('rejected', null, { text: 'no' });
    expect(new Set(rows().map(({ personal }) => personal)).size).toBe(2);
  });

  it('is undone with its personal values, and with how far the record is said to have come', () => {
    record.append('app-started', null);
    expect(() =>
      database.transaction(() => {
        record.append('rejected', null, { text: 'no' });
        throw new RangeError('disk full');
      }),
    ).toThrow(RangeError);
    expect(database.all('SELECT number FROM personal_values')).toEqual([]);
    expect(database.all('SELECT number, hash FROM newest_entry')).toEqual([{ number: 1, hash: rows()[0]?.hash }]);
  });
});

describe('a record from before there was a second form', () => {
  it('keeps its entries as they were hashed, and goes on after them', () => {
    const before = 8;
    const old = new Libsql(join(folder, 'countersign.db'), {
      encryptionCipher: 'aes256cbc',
      encryptionKey: KEY,
    } as Libsql.Options);
    for (const sql of migrations.slice(0, before)) old.exec(sql);
    old.exec(`PRAGMA user_version = ${before}`);
    // What the app of then computed, with nothing of this one's.
    const text = `{"at":7,"detail":"{\\"a\\":1}","event":"signed","jobId":null,"number":1,"operator":"op","previous":"${GENESIS}"}`;
    const hash = createHash('sha256').update(text).digest('hex');
    old
      .prepare('INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
      .run(1, 7, 'signed', null, 'op', '{"a":1}', GENESIS, hash);
    old.close();

    open();
    record.append('app-started', null);
    const [first, second] = rows();
    expect(first).toMatchObject({ form: 1, monotonic: null, kid: null, personal: '{}', hash });
    expect(first && entryHash(first)).toBe(hash);
    expect(second).toMatchObject({ form: 2, previous: hash });
    expect(second && entryHash(second)).toBe(second?.hash);
  });
});
