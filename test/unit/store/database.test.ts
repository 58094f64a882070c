import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../../main/store/database.ts';
import { jobsTable } from '../../../main/store/jobs.ts';
import { migrations } from '../../../main/store/migrations.ts';
import { notNarrowed, type QueueQuery } from '../../../preload/contract.ts';
import { ManualClock } from '../../fakes/clock.ts';

const KEY = '0123456789abcdef'.repeat(4);
const OTHER_KEY = 'fedcba9876543210'.repeat(4);
const JOB = 'AAAAAAAAAAAAAAAAAAAA';

let folder: string;
const opened: Database[] = [];
const open = (key = KEY): Database => {
  const database = openDatabase(folder, key);
  opened.push(database);
  return database;
};
const close = (database: Database) => {
  opened.splice(opened.indexOf(database), 1);
  database.close();
};
const faultOf = (work: () => unknown): unknown => {
  try {
    work();
    return null;
  } catch (fault) {
    return fault;
  }
};
const addJob = (database: Database, id = JOB, value: string | null = null) =>
  database.run(
    `INSERT INTO jobs (id, status, phase, value, added_at, changed_at, watched_from) VALUES (?, 'waiting', 'unread', ?, 0, 0, 0)`,
    id,
    value,
  );
const jobs = (database: Database) =>
  database.all('SELECT id FROM jobs ORDER BY id').map((row) => (row as { id: string }).id);

const anotherProcess = async () => {
  const script = join(import.meta.dirname, 'another-process.mjs');
  const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  const [first] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    says: first.toString().trim(),
    kill: async () => {
      child.kill('SIGKILL');
      await exit;
    },
  };
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-store-'));
});
afterEach(() => {
  for (const database of opened.splice(0)) database.close();
  rmSync(folder, { recursive: true });
});

describe('SECURITY 24: the files of the database', () => {
  it.skipIf(process.platform === 'win32')("are the operator's alone, whatever the umask", () => {
    const before = process.umask(0);
    try {
      const database = open();
      addJob(database);
      const files = readdirSync(folder);
      expect(files).toEqual(expect.arrayContaining(['countersign.db', 'countersign.db-wal', 'lock.db']));
      const loose = files.filter((name) => (statSync(join(folder, name)).mode & 0o077) !== 0);
      expect(loose).toEqual([]);
    } finally {
      process.umask(before);
    }
  });

  it('hold no text that can be read without the key, neither in the database nor in its log', () => {
    const canary = 'canary-zoe@example.org';
    const database = open();
    addJob(database, JOB, canary);
    const holds = (text: string) => readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(text));
    expect(holds(canary)).toBe(false);
    expect(holds('SQLite format 3')).toBe(readFileSync(join(folder, 'lock.db')).includes('SQLite format 3'));
    expect(readFileSync(join(folder, 'countersign.db')).includes('CREATE TABLE')).toBe(false);
    close(database);
    expect(holds(canary)).toBe(false);
    // The same search finds it where it is.
    writeFileSync(join(folder, 'planted'), `x${canary}x`);
    expect(holds(canary)).toBe(true);
  });

  it('open with no other key, and are not harmed by trying', () => {
    const first = open();
    addJob(first);
    close(first);
    expect(faultOf(() => open(OTHER_KEY))).toMatchObject({ code: 'store-unreadable' });
    expect(jobs(open())).toEqual([JOB]);
  });

  it('are one file when they are closed: nothing is left in the journal', () => {
    const first = open();
    addJob(first);
    close(first);
    expect(statSync(join(folder, 'countersign.db-wal'), { throwIfNoEntry: false })?.size ?? 0).toBe(0);
    for (const name of readdirSync(folder)) if (name !== 'countersign.db') rmSync(join(folder, name));
    expect(jobs(open())).toEqual([JOB]);
  });

  it.each(['gone', 'empty'])('are not begun anew where they were made and are %s', (how) => {
    close(open());
    const path = join(folder, 'countersign.db');
    if (how === 'gone') rmSync(path);
    else writeFileSync(path, '');
    expect(faultOf(() => openDatabase(folder, KEY, true))).toMatchObject({ code: 'store-missing' });
    expect(statSync(path, { throwIfNoEntry: false })?.size).toBe(how === 'gone' ? undefined : 0);
  });

  it('that are damaged while they are in use are said to be so', () => {
    const first = open();
    for (let n = 0; n < 400; n += 1) addJob(first, String(n).padStart(20, '0'), 'x'.repeat(200));
    close(first);
    const database = open();
    const path = join(folder, 'countersign.db');
    const content = readFileSync(path);
    const half = Math.floor(content.length / 2);
    writeFileSync(path, content.fill(0xa5, half), { flag: 'r+' });
    expect(faultOf(() => database.all('SELECT * FROM jobs'))).toMatchObject({ code: 'store-damaged' });
    // It stays damaged, and the next start says so.
    close(database);
    expect(faultOf(() => open())).toMatchObject({ code: 'store-unreadable' });
  });

  it('that are damaged are refused, and left as they are', () => {
    const path = join(folder, 'countersign.db');
    writeFileSync(path, 'this is no database'.repeat(1000));
    expect(faultOf(() => open())).toMatchObject({ code: 'store-unreadable' });
    expect(readFileSync(path, 'utf8')).toBe('this is no database'.repeat(1000));
  });

  it.skipIf(process.platform !== 'linux')('are let go of when they could not be opened', () => {
    writeFileSync(join(folder, 'countersign.db'), 'this is no database'.repeat(1000));
    for (let attempt = 0; attempt < 3; attempt += 1) faultOf(() => open());
    const held = readdirSync('/proc/self/fd').flatMap((fd) => {
      try {
        return [readlinkSync(`/proc/self/fd/${fd}`)];
      } catch {
        return [];
      }
    });
    expect(held.filter((path) => path.startsWith(folder))).toEqual([]);
  });
});

describe('SECURITY 27: the lock', () => {
  it('keeps a second connection out, and goes with the first', () => {
    const first = open();
    expect(faultOf(() => open())).toMatchObject({ code: 'store-in-use' });
    close(first);
    expect(jobs(open())).toEqual([]);
  });

  it('is not kept by an attempt that failed', () => {
    const first = open();
    close(first);
    expect(faultOf(() => open(OTHER_KEY))).toMatchObject({ code: 'store-unreadable' });
    expect(faultOf(() => open(OTHER_KEY))).toMatchObject({ code: 'store-unreadable' });
    open();
  });

  it('of another process keeps us out, and is gone when that process is killed', async () => {
    close(open());
    const other = await anotherProcess();
    try {
      expect(other.says).toBe('held');
      expect(faultOf(() => open())).toMatchObject({ code: 'store-in-use' });
    } finally {
      await other.kill();
    }
    addJob(open());
  });

  it('keeps another process out, also after this one tried for it twice', async () => {
    open();
    // POSIX drops all of a process's locks on a file as soon as it closes any one descriptor of that file.
    expect(faultOf(() => open())).toMatchObject({ code: 'store-in-use' });
    const other = await anotherProcess();
    await other.kill();
    expect(other.says).toBe('refused');
  });
});

describe('a transaction', () => {
  it('is all or nothing', () => {
    const database = open();
    const work = () =>
      database.transaction(() => {
        addJob(database);
        throw new RangeError('half-way');
      });
    expect(faultOf(work)).toBeInstanceOf(RangeError);
    expect(jobs(database)).toEqual([]);
    expect(database.transaction(() => addJob(database))).toBe(1);
    expect(jobs(database)).toEqual([JOB]);
  });

  it('inside of another is part of it', () => {
    const database = open();
    const work = () =>
      database.transaction(() => {
        database.transaction(() => addJob(database));
        throw new RangeError('afterwards');
      });
    expect(faultOf(work)).toBeInstanceOf(RangeError);
    expect(jobs(database)).toEqual([]);
  });

  it('is not left open by a statement that the database refuses', () => {
    const database = open();
    const twice = () =>
      database.transaction(() => {
        addJob(database);
        addJob(database);
      });
    expect(faultOf(twice)).toMatchObject({ code: 'disk' });
    expect(jobs(database)).toEqual([]);
    database.transaction(() => addJob(database));
    expect(jobs(database)).toEqual([JOB]);
  });

  it('that was committed is there after the process was killed', async () => {
    const database = open();
    addJob(database);
    // What another process would find now, without this one having closed anything.
    const copy = mkdtempSync(join(tmpdir(), 'countersign-copy-'));
    for (const name of ['countersign.db', 'countersign.db-wal'])
      writeFileSync(join(copy, name), readFileSync(join(folder, name)));
    const after = openDatabase(copy, KEY);
    expect(jobs(after)).toEqual([JOB]);
    after.close();
    rmSync(copy, { recursive: true });
  });
});

describe('the schema', () => {
  const version = (database: Database) =>
    (database.all('PRAGMA user_version')[0] as { user_version: number }).user_version;

  it('grows from nothing to the newest version, once', () => {
    const first = open();
    expect(version(first)).toBe(migrations.length);
    addJob(first);
    close(first);
    const second = open();
    expect([version(second), jobs(second)]).toEqual([migrations.length, [JOB]]);
  });

  it.each(migrations.slice(1).map((_, index) => index + 1))('of version %i grows with all that is in it', (old) => {
    const before = new Libsql(join(folder, 'countersign.db'), {
      encryptionCipher: 'aes256cbc',
      encryptionKey: KEY,
    } as Libsql.Options);
    for (const sql of migrations.slice(0, old)) before.exec(sql);
    before.exec(`PRAGMA user_version = ${old}`);
    before.exec(
      `INSERT INTO jobs (id, status, phase, added_at, changed_at, watched_from) VALUES ('${JOB}', 'ready', 'confirmed', 1, 2, 3)`,
    );
    before.close();
    const database = open();
    expect(version(database)).toBe(migrations.length);
    const search: QueueQuery = { filter: 'open', ...notNarrowed, search: JOB };
    expect(jobsTable(database, new ManualClock()).matching(search, 9)).toEqual([JOB]);
    expect(jobsTable(database, new ManualClock()).find(JOB)).toMatchObject({
      status: 'ready',
      addedAt: 1,
      changedAt: 2,
      fresh: false,
    });
    expect(jobsTable(database, new ManualClock()).counts().ready).toBe(1);
  });

  it('of a newer app is refused and left alone, to the byte', () => {
    const first = open();
    addJob(first);
    first.run(`PRAGMA user_version = ${migrations.length + 1}`);
    close(first);
    const path = join(folder, 'countersign.db');
    const before = readFileSync(path);
    expect(faultOf(() => open())).toMatchObject({
      code: 'store-newer',
      message: `database version ${migrations.length + 1}, this app knows ${migrations.length}`,
    });
    expect(readFileSync(path)).toEqual(before);
  });

  it('is durable, and keeps references', () => {
    const database = open();
    expect(database.all('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    expect(database.all('PRAGMA synchronous')).toEqual([{ synchronous: 2 }]);
    expect(database.all('PRAGMA foreign_keys')).toEqual([{ foreign_keys: 1 }]);
    expect(database.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    expect(
      faultOf(() => database.run(`INSERT INTO rejections VALUES ('nobody', 'x', 0, 'pending', 0, 0, NULL)`)),
    ).toMatchObject({ code: 'disk' });
  });

  it('has no column that could hold a BLOB, and no loose one', () => {
    const database = open();
    const tables = database.all(`SELECT name, sql FROM sqlite_schema WHERE type = 'table'`) as {
      name: string;
      sql: string;
    }[];
    expect(tables.length).toBeGreaterThan(4);
    // The index of words keeps tables of its own, whose rows never leave SQLite: only the numbers of jobs are read of it.
    for (const { sql } of tables.filter(({ name }) => !/^job_words(_|$)(?!due)/.test(name))) {
      expect(sql).toMatch(/STRICT$/);
      expect(sql.replace(/--.*$/gm, '')).not.toMatch(/\b(BLOB|ANY)\b/);
    }
  });
});
