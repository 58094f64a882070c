import { chmodSync, closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import Libsql from 'libsql';
import { AuthorityError, faultText } from '../errors.ts';
import { migrations } from './migrations.ts';

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

type Statement = { all(...values: Value[]): unknown[]; run(...values: Value[]): { changes: number } };

/**
 * Opens `<folder>/countersign.db`, made where it is absent, with a 256-bit key as 64 hexadecimal characters.
 * No column is a BLOB: Electron's memory cage forbids the external buffers that libsql returns them in.
 * @throws AuthorityError `store-in-use` when another process holds it, `store-unreadable` for a wrong key or a broken file,
 * `store-newer` when a newer version of the app wrote it; nothing in it is changed then.
 */
export function openDatabase(folder: string, keyHex: string): Database {
  const release = takeLock(folder);
  const path = join(folder, 'countersign.db');
  let connection: Libsql.Database | null = null;
  try {
    makePrivate(path);
    connection = new Libsql(path, encrypted(keyHex));
    connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
    migrate(connection);
    return wrap(connection, release);
  } catch (fault) {
    connection?.close();
    release();
    if (fault instanceof AuthorityError) throw fault;
    throw new AuthorityError('store-unreadable', `cannot open the database: ${faultText(fault)}`, {
      detail: faultText(fault),
    });
  }
}

/** SQLite gives its journals the mode of the file they belong to, so that is made, and made private, first. */
function makePrivate(path: string): void {
  // Only where it is absent: closing any descriptor of a file drops all POSIX locks that this process holds on it.
  if (!existsSync(path)) closeSync(openSync(path, 'wx', 0o600));
  chmodSync(path, 0o600);
}

/** libsql's type declarations leave its encryption options out. */
const encrypted = (keyHex: string) => ({ encryptionCipher: 'aes256cbc', encryptionKey: keyHex }) as Libsql.Options;

/**
 * A transaction held open on a small file of its own: the system drops it when the process ends in whatever way, so no
 * crash leaves a lock behind, and a second process can never be a second connection to the database.
 */
function takeLock(folder: string): () => void {
  const path = join(folder, 'lock.db');
  makePrivate(path);
  const lock = new Libsql(path);
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (fault) {
    lock.close();
    throw new AuthorityError('store-in-use', `another copy holds the database: ${faultText(fault)}`);
  }
  return () => {
    lock.exec('ROLLBACK');
    lock.close();
  };
}

function migrate(connection: Libsql.Database): void {
  const version = Number((connection.prepare('PRAGMA user_version').all()[0] as { user_version: number }).user_version);
  if (version > migrations.length) {
    // Migrations lead forward only, and nothing here knows the tables that they make.
    throw new AuthorityError('store-newer', `database version ${version}, this app knows ${migrations.length}`);
  }
  migrations.slice(version).forEach((sql, index) => {
    connection.exec(`BEGIN IMMEDIATE; ${sql}; PRAGMA user_version = ${version + index + 1}; COMMIT;`);
  });
}

function wrap(connection: Libsql.Database, release: () => void): Database {
  const statements = new Map<string, Statement>();
  const prepared = (sql: string): Statement => {
    let statement = statements.get(sql);
    if (!statement) {
      statement = connection.prepare(sql) as unknown as Statement;
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
        'disk',
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
      connection.close();
      release();
    },
  };
}
