import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Libsql from 'libsql';
import { describe, expect, it } from 'vitest';
import { type Entry, entryHash, GENESIS } from '../../main/audit/chain.ts';
import { migrations } from '../../main/store/migrations.ts';
import type { RecordEntry } from '../../preload/contract.ts';
import { type Scene, scenes } from './scene.ts';

const open = scenes();

/** A column that the newest schema has and an older one did not is left behind; everything else is carried over. */
const columnsOf = (database: Libsql.Database, table: string): string[] =>
  (database.prepare(`PRAGMA table_info(${table})`).all() as { name: string }[]).map(({ name }) => name);

/** Entries as they were written before there was a second form. */
function hashInFirstForm(database: Libsql.Database): void {
  const rows = database.prepare('SELECT *, job_id AS jobId FROM record ORDER BY number').all() as Entry[];
  let previous = GENESIS;
  for (const row of rows) {
    const hash = entryHash({ ...row, form: 1, previous });
    database.prepare('UPDATE record SET previous = ?, hash = ? WHERE number = ?').run(previous, hash, row.number);
    previous = hash;
  }
}

/** Brings a data folder back to the form in which the app of that schema would have left it. */
function makeOlder(folder: string, key: string, version: number): void {
  const options = { encryptionCipher: 'aes256cbc', encryptionKey: key } as Libsql.Options;
  const path = join(folder, 'countersign.db');
  const aside = join(folder, 'newer.db');
  for (const end of ['', '-wal', '-shm']) {
    cpSync(`${path}${end}`, `${aside}${end}`, { recursive: true, force: true });
    rmSync(`${path}${end}`);
  }
  const [newer, older] = [new Libsql(aside, options), new Libsql(path, options)];
  older.exec('PRAGMA journal_mode = WAL;');
  for (const sql of migrations.slice(0, version)) older.exec(sql);
  older.exec(`PRAGMA user_version = ${version}`);
  const tables = older
    // What triggers make of the jobs is made again.
    .prepare(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('job_counts', 'job_facets', 'job_changes')
         AND name NOT LIKE 'job_words%'`,
    )
    .all() as { name: string }[];
  // The jobs first, since the others refer to them.
  for (const { name } of tables.sort((a, b) => Number(b.name === 'jobs') - Number(a.name === 'jobs'))) {
    const columns = columnsOf(older, name).filter((column) => columnsOf(newer, name).includes(column));
    const into = older.prepare(
      `INSERT OR REPLACE INTO ${name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    );
    for (const row of newer.prepare(`SELECT ${columns.join(', ')} FROM ${name} ORDER BY rowid`).all()) {
      into.run(Object.values(row as Record<string, string | number | null>));
    }
  }
  if (!columnsOf(older, 'record').includes('form')) hashInFirstForm(older);
  older.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  older.close();
  newer.close();
  for (const end of ['', '-wal', '-shm']) rmSync(`${aside}${end}`, { force: true });
  // That app did not note yet when the database was made.
  const keys = JSON.parse(readFileSync(join(folder, 'keys.json'), 'utf8'));
  delete keys.databaseMadeAt;
  writeFileSync(join(folder, 'keys.json'), JSON.stringify(keys));
}

/** Everything that can wait when the app is taken off a computer. */
async function workLeft(scene: Scene) {
  const { service, workplace, authority } = scene;
  const approved = await scene.readyJob();
  const parked = await scene.approvedJob();
  service.failNext({ kind: 'status', status: 403 }, { method: 'PUT', jobId: parked });
  await workplace.reaches(parked, 'attention');
  const undelivered = await scene.approvedJob();
  service.failNext({ kind: 'hang', apply: true }, { method: 'PUT', jobId: undelivered });
  await workplace.until('the PUT', () => scene.asked('PUT', undelivered) > 0);
  const rejected = await scene.readyJob();
  service.failNext({ kind: 'hang' }, { method: 'DELETE', jobId: rejected });
  authority.reject(rejected, 'not this one');
  await workplace.until('the DELETE', () => scene.asked('DELETE', rejected) > 0);
  expect((await workplace.approve(approved)).outcome).toBe('approved');
  return { approved, parked, undelivered, rejected };
}

describe('a data folder that another build of the app left', () => {
  it.each(migrations.map((_, index) => index + 1))(
    'with schema %i is carried on with all that waits in it',
    async (version) => {
      const scene = await open({ settings: { undoSeconds: 2 } });
      const { service, workplace } = scene;
      const jobs = await workLeft(scene);
      const record = workplace.wholeRecord();
      // A build from before the second form kept nothing of the record in the keychain.
      const first = version < migrations.length;
      for (const account of first ? [...workplace.keychain.entries.keys()] : []) {
        if (account.includes('/record-')) workplace.keychain.entries.delete(account);
      }
      const disk = workplace.saveDisk();
      const [, key = ''] = [...workplace.keychain.entries].find(([account]) => account.endsWith('/database')) ?? [];
      makeOlder(join(disk, 'live'), key, version);
      // Nothing but the data folder and the keychain is left of that build.
      await workplace.crash(disk);
      expect(workplace.desk.snapshot().situation.name).toBe('ready');
      const said = (entries: readonly RecordEntry[]) =>
        first ? entries.map(({ number, at, event, jobId, detail }) => ({ number, at, event, jobId, detail })) : entries;
      expect(said(workplace.wholeRecord().slice(0, record.length))).toEqual(said(record));

      for (const jobId of [jobs.approved, jobs.undelivered]) {
        const { token } = await workplace.reaches(jobId, 'delivered');
        expect(service.tokensSeen(jobId)).toEqual([token?.compact]);
      }
      await workplace.until('the deletion', () => workplace.events(jobs.rejected).includes('deleted'));

      // What was parked waits for a person, with its reason, and goes on when they say so.
      const { reason, token, delivery } = await scene.review(jobs.parked);
      expect(reason).toMatchObject({ code: 'put-refused', values: { status: 403 } });
      expect(delivery?.attempts).toBe(1);
      expect(scene.asked('PUT', jobs.parked)).toBe(1);
      expect(scene.authority.retry(jobs.parked)).toEqual({ outcome: 'done' });
      await workplace.reaches(jobs.parked, 'delivered');
      expect(service.tokensSeen(jobs.parked)).toEqual([token?.compact]);
    },
  );
});
