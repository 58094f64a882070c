import { type Entry, entryHash } from './chain.ts';
import type { Found } from './found.ts';

/** An entry as it lies in the file. */
export type StoredEntry = Entry & { readonly hash: string };

/** So far from where it lies the place is looked for that an entry was written for. */
const REACH = 64;

export interface Broken {
  /** Null where nothing more was done: the app went on from there, with numbers that hold again. */
  readonly found: Found | null;
  /** How many of the entries are told of by that; the check goes on with the next. */
  readonly taken: number;
  /** What the next entry must name as the one before it. */
  readonly running: string;
  /** How much higher than they were written the numbers of the entries from there on are. */
  readonly shift: number;
}

interface BreakAt {
  /** From the entry that does not follow on, as many as are at hand. */
  readonly rows: readonly StoredEntry[];
  /** Where that entry should have been. */
  readonly expected: number;
  readonly running: string;
  /** Hashes of the entries before, the newest last; the last of them is `running`. */
  readonly before: readonly string[];
  readonly shift: number;
}

/** What was done where the chain breaks, as far as what is left of it tells. */
export function explainBreak({ rows, expected, running, before, shift }: BreakAt): Broken {
  const [first] = rows as [StoredEntry, ...StoredEntry[]];
  const found = (code: Found['code'], entry: number, upTo: number): Found => ({ code, entry, upTo });

  if (first.number > expected) {
    // Numbers are missing: so are their entries.
    const deleted = found('record-deleted', expected, first.number - 1);
    return { found: deleted, taken: 0, running: first.previous, shift };
  }

  /** The numbers that the entries were written with; null for one whose hash fits none. */
  const written = rows.slice(0, REACH).map((row) => numberWritten(row, row.number - shift));
  const meant = expected - shift;
  const own = written[0] ?? null;

  if (own === null) {
    const next = rows.findIndex((row, at) => written[at] !== null && row.previous === running);
    if (next > 0) {
      const inserted = found('record-inserted', expected, expected + next - 1);
      return { found: inserted, taken: next, running, shift: shift + next };
    }
    const edited = found('record-edited', expected, expected);
    // The next one still names the hash that it had, where only one of them was touched.
    const follows = written[1] !== undefined && written[1] !== null;
    return { found: edited, taken: 1, running: follows ? (rows[1]?.previous ?? first.hash) : first.hash, shift };
  }

  if (own === first.number && own !== meant && first.previous === running) {
    return { found: null, taken: 0, running, shift: 0 };
  }

  if (own > meant) {
    const last = written.findIndex((_, at) => isShuffled(written.slice(0, at + 1), meant));
    if (last > 0) {
      const reordered = found('record-reordered', expected, expected + last);
      const end = rows[written.indexOf(meant + last)];
      return { found: reordered, taken: last + 1, running: end?.hash ?? running, shift };
    }
    const deleted = found('record-deleted', meant, own - 1);
    return { found: deleted, taken: 0, running: first.previous, shift: shift - (own - meant) };
  }

  if (first.previous === running) {
    // It says more than its form does.
    return { found: found('record-edited', expected, expected), taken: 1, running: first.hash, shift };
  }
  const back = before.length - 1 - before.lastIndexOf(first.previous);
  if (before.includes(first.previous)) {
    // It follows an earlier one: what lies between them was put there.
    const inserted = found('record-inserted', expected - back, expected - 1);
    return { found: inserted, taken: 0, running: first.previous, shift: shift + (meant - own) };
  }
  // It names a hash that nothing here has: the one before it was changed and hashed anew.
  const edited = found('record-edited', Math.max(1, expected - 1), Math.max(1, expected - 1));
  return { found: edited, taken: 0, running: first.previous, shift: shift + (meant - own) };
}

function numberWritten(row: StoredEntry, near: number): number | null {
  for (let away = 0; away <= REACH; away += 1) {
    for (const number of away === 0 ? [near] : [near + away, near - away]) {
      if (number > 0 && entryHash({ ...row, number }) === row.hash) return number;
    }
  }
  return null;
}

/** Whether these are the numbers from `first` on, each once, in another order. */
const isShuffled = (numbers: readonly (number | null)[], first: number): boolean =>
  [...numbers].sort((a, b) => Number(a) - Number(b)).every((number, at) => number === first + at);
