import { chmodSync, closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Libsql from 'libsql';
import { AuthorityError, faultText } from '../errors.ts';
import { journalDamage } from './journal.ts';
import { migrations } from './migrations.ts';
import { type Obstacle, obstacleIn } from './obstacle.ts';

export type Value = string | number | null;

/** The one connection to the encrypted SQLite file. Calls are synchronous, so what runs between two awaits is atomic. */
export interface Database {
  /** Rows as they lie in the file: `unknown` until their table's module has parsed them. */
  all(sql: string, ...values: Value[]): unknown[];
  /** Gives the number of rows changed. */
  run(sql: string, ...values: Value[]): number;
  /** All of it or nothing of it; inside another transaction it is part of that one. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/** What of a libsql connection is used. */
export interface Connection {
  readonly inTransaction: boolean;
  exec(sql: string): unknown;
  prepare(sql: string): unknown;
  close(): void;
}
export type Connect = (path: string, options?: Libsql.Options) => Connection;

const connectToFile: Connect = (path, options) => new Libsql(path, options);

type Statement = { all(...values: Value[]): unknown[]; run(...values: Value[]): { changes: number } };

/**
 * Opens `<folder>/countersign.db`, made where it is absent, with a 256-bit key as 64 hexadecimal characters.
 * No column is a BLOB: Electron's memory cage forbids the external buffers that libsql returns them in.
 * @param made whether it was there before: one that is gone is never begun anew then
 * @throws AuthorityError `store-in-use` when another process holds it, `store-missing` when it was made and is gone,
 * `store-unreadable` for a wrong key or a broken file, `store-newer` when a newer version of the app wrote it, `disk-full`
 * and `disk-read-only` when nothing can be written beside it; nothing in it is changed then.
 */
export function openDatabase(folder: string, keyHex: string, made = false, connect: Connect = connectToFile): Database {
  const path = join(folder, 'countersign.db');
  if (made && (statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0) {
    throw new AuthorityError('store-missing', `${path} is gone or empty`);
  }
  const release = takeLock(folder, connect);
  let connection: Connection | null = null;
  try {
    makePrivate(path);
    examine(path, keyHex, made, connect);
    connection = connect(path, encrypted(keyHex));
    connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
    migrate(connection);
    return wrap(connection, folder, release);
  } catch (fault) {
    connection?.close();
    release();
    throw openingFault(fault, folder);
  }
}

const unreadable = (detail: string) =>
  new AuthorityError('store-unreadable', `cannot open the database: ${detail}`, { detail });

function openingFault(fault: unknown, folder: string): AuthorityError {
  if (fault instanceof AuthorityError) return fault;
  const obstacle = obstacleIn(folder);
  if (obstacle) return new AuthorityError(obstacle, `cannot open the database: ${faultText(fault)}`);
  return unreadable(faultText(fault));
}

/**
 * Looks whether the files are sound and ours before anything may write to them: a connection that can write would bring
 * the journal into a database that it can't read, and throw the journal away. A damaged page would otherwise come to light
 * in the middle of work, or never.
 */
function examine(path: string, keyHex: string, made: boolean, connect: Connect): void {
  const damage = journalDamage(readJournal(`${path}-wal`));
  if (damage) throw unreadable(`the database's journal is damaged (${damage})`);
  if (statSync(path).size === 0) return;
  const reader = connect(`${pathToFileURL(path)}?mode=ro`, encrypted(keyHex));
  try {
    // A wrong key shows here, before a statement is prepared that would keep the file open.
    reader.exec('SELECT name FROM sqlite_schema LIMIT 1');
    const version = versionOf(reader);
    if (made && version === 0) throw unreadable('the database holds nothing of what it held');
    refuseNewer(version);
    const [found] = (reader.prepare('PRAGMA quick_check(1)') as Statement).all() as { quick_check: string }[];
    if (found?.quick_check !== 'ok') throw unreadable(String(found?.quick_check));
  } finally {
    reader.close();
  }
}

/** Migrations lead forward only, and nothing here knows the tables that newer ones make. */
function refuseNewer(version: number): void {
  if (version <= migrations.length) return;
  throw new AuthorityError('store-newer', `database version ${version}, this app knows ${migrations.length}`);
}

function readJournal(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw fault;
  }
}

/** SQLite gives its journals the mode of the file they belong to, so that is made, and made private, first. */
function makePrivate(path: string): void {
  // Only where it is absent: closing any descriptor of a file drops all POSIX locks that this process holds on it.
  if (!existsSync(path)) closeSync(openSync(path, 'wx', 0o600));
  if ((statSync(path).mode & 0o777) !== 0o600) chmodSync(path, 0o600);
}

/** libsql's type declarations leave its encryption options out. */
const encrypted = (keyHex: string) => ({ encryptionCipher: 'aes256cbc', encryptionKey: keyHex }) as Libsql.Options;

/**
 * A transaction held open on a small file of its own: the system drops it when the process ends in whatever way, so no
 * crash leaves a lock behind, and a second process can never be a second connection to the database.
 */
function takeLock(folder: string, connect: Connect): () => void {
  const path = join(folder, 'lock.db');
  let lock: Connection | null = null;
  try {
    makePrivate(path);
    lock = connect(path);
    lock.exec('BEGIN EXCLUSIVE');
  } catch (fault) {
    lock?.close();
    if (!isBusy(fault)) throw openingFault(fault, folder);
    throw new AuthorityError('store-in-use', `another copy holds the database: ${faultText(fault)}`);
  }
  const held = lock;
  return () => {
    held.exec('ROLLBACK');
    held.close();
  };
}

const codeOf = (fault: unknown): string => String((fault as { code?: unknown } | null)?.code ?? '');
const isBusy = (fault: unknown): boolean => /^SQLITE_(BUSY|LOCKED)/.test(codeOf(fault));

const versionOf = (connection: Connection): number => {
  const [columns] = (connection.prepare('PRAGMA user_version') as Statement).all();
  return (columns as { user_version: number }).user_version;
};

function migrate(connection: Connection): void {
  const version = versionOf(connection);
  migrations.slice(version).forEach((sql, index) => {
    connection.exec(`BEGIN IMMEDIATE; ${sql}; PRAGMA user_version = ${version + index + 1}; COMMIT;`);
  });
  // New tables lie in the database itself from the beginning, and not in the journal alone.
  if (version < migrations.length) writeBack(connection);
}

/** Brings what is in the journal into the database, so that a folder at rest is one file, and a sound one. */
const writeBack = (connection: Connection) => connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');

/** The code of what went wrong in the middle of work. */
function workingFault(fault: unknown, folder: string): Obstacle | 'store-damaged' | 'disk' {
  const code = codeOf(fault);
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return 'store-damaged';
  return (/^SQLITE_(FULL|IOERR|READONLY|CANTOPEN)/.test(code) && obstacleIn(folder)) || 'disk';
}

function wrap(connection: Connection, folder: string, release: () => void): Database {
  const statements = new Map<string, Statement>();
  const prepared = (sql: string): Statement => {
    let statement = statements.get(sql);
    if (!statement) {
      statement = connection.prepare(sql) as Statement;
      statements.set(sql, statement);
    }
    return statement;
  };
  const faulty = <T>(work: () => T): T => {
    try {
      return work();
    } catch (fault) {
      if (fault instanceof AuthorityError) throw fault;
      throw new AuthorityError(
        workingFault(fault, folder),
        `the database refused: ${faultText(fault)}`,
        { detail: faultText(fault) },
        { cause: fault },
      );
    }
  };
  let open = false;
  return {
    all: (sql, ...values) => faulty(() => prepared(sql).all(...values)),
    run: (sql, ...values) => faulty(() => prepared(sql).run(...values).changes),
    transaction: (work) => {
      if (open) return work();
      faulty(() => connection.exec('BEGIN IMMEDIATE'));
      open = true;
      try {
        const result = work();
        faulty(() => connection.exec('COMMIT'));
        return result;
      } catch (fault) {
        // A failed COMMIT may have rolled back already; what matters is that nothing of it stays.
        if (connection.inTransaction) connection.exec('ROLLBACK');
        throw fault;
      } finally {
        open = false;
      }
    },
    close: () => {
      statements.clear();
      try {
        writeBack(connection);
      } catch {
        // A full disk: it stays in the journal, from where the next start reads it.
      }
      connection.close();
      release();
    },
  };
}
