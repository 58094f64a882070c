import type { Database } from '../store/database.ts';
import type { RecordEvent } from './audit-log.ts';
import type { StoredEntry } from './break.ts';
import { entryText, GENESIS } from './chain.ts';
import type { RecordEnd } from './kept-head.ts';
import { type Grown, growTree, leafHash, rootOf, type Subtrees, wholeSubtrees } from './merkle.ts';
import type { PersonalValue } from './personal.ts';
import type { RecordCondition } from './record-condition.ts';
import type { RecordReader } from './verify.ts';

/** Subtrees of so many entries and of more are stored; smaller ones are worked out anew from their entries. */
export const STORED_LEVEL = 8;
export const STORED_SIZE = 2 ** STORED_LEVEL;

export interface StoredCheckpoint {
  readonly size: number;
  readonly note: string;
}

/** The record as it lies in the file, read in pieces of any size. */
export interface RecordFile extends RecordReader {
  end(): RecordEnd;
  entry(number: number): StoredEntry | null;
  /** What all entries of these events carry, the oldest first: to the letter, since anything may stand there. */
  details(events: readonly RecordEvent[]): string[];
  /** All of them, by size. */
  checkpoints(): StoredCheckpoint[];
  newestCheckpoint(): (StoredCheckpoint & { readonly key: string; readonly at: number }) | null;
  /** Of the entries after one number and up to another, the first so many that a query lists. */
  matching(condition: RecordCondition, after: number, upTo: number, limit: number): StoredEntry[];
  addCheckpoint(checkpoint: StoredCheckpoint & { readonly key: string; readonly at: number }): void;
  /** How many entries lie in stored subtrees. */
  stored(): number;
  /** Keeps a subtree's hash where its level is stored, and puts it right where it was another one. */
  store(level: number, place: number, hash: Buffer): void;
  /** The first so many entries' tree; all but the last few of them must lie in stored subtrees. */
  grown(size: number): Grown;
  /** Any subtree of what is there, for proofs. */
  readonly subtree: Subtrees;
  /** All entries of these events, the oldest first, as they lie there: for events that are rare. */
  about(events: readonly string[]): StoredEntry[];
}

const COLUMNS = 'form, number, at, monotonic, event, job_id AS jobId, operator, kid, detail, personal, previous, hash';

export function recordFile(database: Database): RecordFile {
  const entries: RecordReader['entries'] = (after, limit) =>
    database.all(
      `SELECT ${COLUMNS} FROM record WHERE number > ? ORDER BY number LIMIT ?`,
      after,
      limit,
    ) as StoredEntry[];

  const nodeAt = (level: number, place: number): string | null => {
    const [row] = database.all('SELECT hash FROM tree_nodes WHERE level = ? AND place = ?', level, place);
    return (row as { hash: string } | undefined)?.hash ?? null;
  };

  const subtree: Subtrees = (level, place) => {
    const known = level >= STORED_LEVEL ? nodeAt(level, place) : null;
    if (known !== null) return Buffer.from(known, 'hex');
    const size = 2 ** level;
    const tree = growTree();
    for (const entry of entries(place * size, size)) tree.add(leafHash(entryText(entry)));
    return tree.root();
  };

  return {
    entries,
    values: (after, upTo) => {
      const rows = database.all(
        'SELECT number, name, salt, value FROM personal_values WHERE number > ? AND number <= ?',
        after,
        upTo,
      ) as (PersonalValue & { readonly number: number })[];
      const values = new Map<number, PersonalValue[]>();
      for (const { number, ...value } of rows) values.set(number, [...(values.get(number) ?? []), value]);
      return values;
    },
    end: () => {
      const [newest] = database.all('SELECT number, hash FROM record ORDER BY number DESC LIMIT 1') as [
        { number: number; hash: string }?,
      ];
      const [noted] = database.all('SELECT number FROM newest_entry') as [{ number: number }?];
      return { number: newest?.number ?? 0, hash: newest?.hash ?? GENESIS, noted: noted?.number ?? null };
    },
    entry: (number) => entries(number - 1, 1).find((entry) => entry.number === number) ?? null,
    details: (events) => {
      const marks = events.map(() => '?').join(', ');
      const rows = database.all(`SELECT detail FROM record WHERE event IN (${marks}) ORDER BY number`, ...events);
      return (rows as { detail: string }[]).map(({ detail }) => detail);
    },
    checkpoints: () => database.all('SELECT size, note FROM checkpoints ORDER BY size, at') as StoredCheckpoint[],
    newestCheckpoint: () => {
      const [newest] = database.all('SELECT size, key, at, note FROM checkpoints ORDER BY size DESC, at DESC LIMIT 1');
      return (newest as (StoredCheckpoint & { key: string; at: number }) | undefined) ?? null;
    },
    matching: ({ sql, values }, after, upTo, limit) =>
      database.all(
        `SELECT ${COLUMNS} FROM record WHERE number > ? AND number <= ?${sql} ORDER BY number LIMIT ?`,
        after,
        upTo,
        ...values,
        limit,
      ) as StoredEntry[],
    addCheckpoint: ({ size, key, at, note }) => {
      database.run('INSERT INTO checkpoints VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING', size, key, at, note);
    },
    stored: () => {
      const [newest] = database.all('SELECT max(place) AS place FROM tree_nodes WHERE level = ?', STORED_LEVEL);
      const { place } = newest as { place: number | null };
      return place === null ? 0 : (place + 1) * STORED_SIZE;
    },
    store: (level, place, hash) => {
      if (level < STORED_LEVEL) return;
      const text = hash.toString('hex');
      if (nodeAt(level, place) === text) return;
      database.run(
        'INSERT INTO tree_nodes VALUES (?1, ?2, ?3) ON CONFLICT (level, place) DO UPDATE SET hash = ?3',
        level,
        place,
        text,
      );
    },
    grown: (size) => {
      const whole = size - (size % STORED_SIZE);
      const tree = growTree({
        size: whole,
        subtrees: wholeSubtrees(whole).map(({ level, place }) => subtree(level, place)),
      });
      for (const entry of entries(whole, size - whole)) tree.add(leafHash(entryText(entry)));
      return tree.grown();
    },
    subtree,
    about: (events) => {
      const wanted = events.map(() => '?').join(', ');
      return database.all(
        `SELECT ${COLUMNS} FROM record WHERE event IN (${wanted}) ORDER BY number`,
        ...events,
      ) as StoredEntry[];
    },
  };
}

/** Where the record's checkpoints say that they come from: a record is the one that began with this entry. */
export const originOf = (first: StoredEntry): string => `countersign.local/record/${first.hash.slice(0, 16)}`;

export const rootAt = (file: RecordFile, size: number): Buffer => rootOf(file.grown(size).subtrees);
