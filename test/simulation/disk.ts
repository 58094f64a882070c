import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Libsql from 'libsql';
import { type Connect, type Connection, openDatabase } from '../../main/store/database.ts';
import type { Chance, Draw } from './chance.ts';
import { Ended, type Process } from './process.ts';

type Row = Readonly<Record<string, unknown>>;
type Value = string | number | null;
type Statement = { all(...values: Value[]): unknown[]; run(...values: Value[]): { changes: number } };

/** What lies in the database as of its last commit, read past all faults. */
export interface DiskView {
  all(sql: string, ...values: Value[]): Row[];
}

/**
 * A disk with a real SQLite on it. A transaction that was committed with `synchronous = FULL` outlives a power cut, one
 * that was not is gone; with less than FULL the last commits may be gone as well.
 */
export interface Disk {
  readonly folder: string;
  /** What a process opens its database with. */
  connectFor(process: Process): Connect;
  /** The power is cut: nothing but what is safely on the disk is left. */
  cut(process: Process): void;
  view(): DiskView | null;
  full: boolean;
  /** Files that hold any of these bytes. */
  filesWith(needles: readonly Buffer[]): string[];
}

export interface DiskParts {
  readonly folder: string;
  /** A database as the product makes it, so that not every run has to. */
  readonly template: string;
  readonly chance: Chance;
  readonly faults: number;
  readonly trace: (line: string) => void;
  readonly onCommit: (view: DiskView) => void;
}

/** Makes an empty database in a folder, as the product makes it, but for the encryption; gives the file. */
export function makeTemplate(folder: string): string {
  openDatabase(folder, '00'.repeat(32), false, (path) => new Libsql(path)).close();
  const path = join(folder, NAME);
  const connection = new Libsql(path);
  // Into the one file that is copied.
  connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  connection.close();
  return path;
}

const NAME = 'countersign.db';
/** So many of the last commits may be lost where nothing waits for the disk. */
const UNSYNCED = 3;

export function simulatedDisk(parts: DiskParts): Disk {
  const { folder, chance, faults, trace, onCommit } = parts;
  const path = join(folder, NAME);
  copyFileSync(parts.template, path);
  let open: { readonly process: Process; readonly connections: Libsql.Database[] } | null = null;
  let view: DiskView | null = null;
  let earlier: (readonly (Buffer | null)[])[] = [];

  const disk: Disk = {
    folder,
    full: false,
    view: () => view,

    connectFor: (process) => {
      const connections: Libsql.Database[] = [];
      open = { process, connections };
      return (file) => {
        process.step('opening', 0.02);
        // Encrypted or not, the pages are written alike; unencrypted they can be searched for what must not be in them.
        const real = new Libsql(file);
        connections.push(real);
        // The look before anything may write: it reads, and reading has no faults here.
        if (file.startsWith('file:')) return real;
        return file === path ? faulty(process, real) : guarded(process, real);
      };
    },

    cut: (process) => {
      if (open?.process !== process) return;
      for (const connection of open.connections) {
        if (!connection.open) continue;
        if (connection.inTransaction) connection.exec('ROLLBACK');
        connection.close();
      }
      open = null;
      view = null;
      const lost = earlier.length > 0 ? earlier[Math.floor(chance.spread() * earlier.length)] : null;
      if (lost) {
        trace('commits that were not synced are lost');
        filesOf(path).forEach((file, index) => {
          const bytes = lost[index];
          if (bytes) writeFileSync(file, bytes);
          else rmSync(file, { force: true });
        });
      }
      earlier = [];
    },

    filesWith: (needles) =>
      readdirSync(folder).filter((name) => {
        const bytes = readFileSync(join(folder, name));
        return needles.some((needle) => bytes.includes(needle));
      }),
  };

  /** The lock's connection: its file is never written. */
  const guarded = (process: Process, real: Libsql.Database): Connection => ({
    get inTransaction() {
      return process.alive() && real.inTransaction;
    },
    exec: (sql) => {
      process.step('lock', 0);
      real.exec(sql);
    },
    prepare: () => {
      throw new TypeError('nothing is asked of the lock');
    },
    close: () => {
      if (process.alive()) real.close();
    },
  });

  const faulty = (process: Process, real: Libsql.Database): Connection => {
    let inTransaction = false;
    let synced = true;
    const prepared = new Map<string, Statement>();
    const statement = (sql: string) => {
      let made = prepared.get(sql);
      if (!made) {
        made = real.prepare(sql) as unknown as Statement;
        prepared.set(sql, made);
      }
      return made;
    };
    const mine: DiskView = { all: (sql, ...values) => statement(sql).all(...values) as Row[] };

    const fault = (kind: string, probability: number) => {
      const event = chance.event(kind, probability * faults);
      if (event) throw failure(event, event.one(['SQLITE_FULL', 'SQLITE_IOERR']));
      if (!disk.full || kind === 'fault of a read') return;
      const full = chance.event(`full disk for ${kind}`, kind === 'fault of a write in a transaction' ? 0.1 : 0.9);
      if (full) throw failure(full, 'SQLITE_FULL');
    };
    /** SQLite may roll a transaction back by itself when the disk fails it, or leave that to its caller. */
    const failure = (event: Draw, code: 'SQLITE_FULL' | 'SQLITE_IOERR') => {
      const rolledBack = inTransaction && event.below(2) === 0;
      trace(`disk: ${code} (${event.name}${rolledBack ? ', rolled back' : ''})`);
      if (rolledBack) {
        real.exec('ROLLBACK');
        inTransaction = false;
      }
      const said = code === 'SQLITE_FULL' ? 'database or disk is full' : 'disk I/O error';
      return Object.assign(new Error(said), { code });
    };

    const committed = () => {
      if (!synced) earlier = [...earlier, contentOf(path)].slice(-UNSYNCED);
      onCommit(mine);
      process.step('commit, after it', 0.0025);
    };

    const exec = (sql: string) => {
      switch (sql) {
        case 'BEGIN IMMEDIATE':
          process.step('begin', 0.0005);
          fault('fault of a begin', 0.0005);
          real.exec(sql);
          inTransaction = true;
          return;
        case 'COMMIT':
          process.step('commit, before it', 0.0015);
          fault('fault of a commit', 0.003);
          real.exec(sql);
          inTransaction = false;
          return committed();
        case 'ROLLBACK':
          process.step('rollback', 0.0005);
          real.exec(sql);
          inTransaction = false;
          return;
        default:
          process.step('preparation', 0.001);
          fault('fault of a preparation', 0.005);
          real.exec(sql);
          synced = syncs(real);
          if (!view) watchMoves(real);
          view = mine;
      }
    };

    return {
      get inTransaction() {
        return process.alive() && inTransaction;
      },
      exec,
      prepare: (sql) => {
        process.step('statement', 0);
        const made = statement(sql);
        return {
          all: (...values: Value[]) => {
            process.step('read', 0.00005);
            fault('fault of a read', 0.00005);
            return made.all(...values);
          },
          run: (...values: Value[]) => {
            process.step('write', 0.0005);
            fault(inTransaction ? 'fault of a write in a transaction' : 'fault of a write', 0.001);
            const ran = made.run(...values);
            if (!inTransaction) committed();
            return ran;
          },
        };
      },
      close: () => {
        if (!process.alive()) return;
        view = null;
        prepared.clear();
        real.close();
      },
    };
  };

  return disk;
}

/** Notes every change of a job's status, however it is made: the product knows nothing of these. */
function watchMoves(real: Libsql.Database): void {
  real.exec(`
    PRAGMA temp_store = MEMORY;
    CREATE TEMP TABLE moves (job TEXT NOT NULL, was TEXT NOT NULL, became TEXT NOT NULL);
    CREATE TEMP TRIGGER job_moves AFTER UPDATE OF status ON main.jobs WHEN old.status <> new.status BEGIN
      INSERT INTO moves VALUES (new.id, old.status, new.status);
    END;
  `);
}

const FULL = 2;
const syncs = (real: Libsql.Database): boolean => {
  const [columns] = real.prepare('PRAGMA synchronous').all() as { synchronous: number }[];
  return (columns?.synchronous ?? 0) >= FULL;
};

const filesOf = (path: string) => [path, `${path}-wal`];
const contentOf = (path: string) => filesOf(path).map((file) => (existsSync(file) ? readFileSync(file) : null));

export const isEnded = (thrown: unknown): boolean =>
  thrown instanceof Ended || (thrown instanceof Error && thrown.cause !== undefined && isEnded(thrown.cause));
