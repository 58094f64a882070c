import { hash } from 'node:crypto';
import { type Broken, explainBreak, type StoredEntry } from './break.ts';
import { entryText, GENESIS, jsonOf } from './chain.ts';
import type { Found } from './found.ts';
import { type Grown, growTree, leafHash } from './merkle.ts';
import { commitmentOf, type PersonalValue } from './personal.ts';

/** What is read of a record to check it. */
export interface RecordReader {
  /** The entries after this number, in their order. */
  entries(after: number, limit: number): StoredEntry[];
  /** The personal values that are kept of these entries, by their numbers. */
  values(after: number, upTo: number): ReadonlyMap<number, readonly PersonalValue[]>;
}

/** A checkpoint: how many entries it covers. */
export interface Seal {
  readonly size: number;
  /** The root that it says they have; null where nobody that may have signed it did. */
  root(): Buffer | null;
}

/** From where on a check goes: the hash of the entry before, and the tree up to there. */
export interface CheckStart {
  readonly number: number;
  readonly hash: string;
  readonly grown: Grown;
}
export const fromTheBeginning: CheckStart = { number: 0, hash: GENESIS, grown: { size: 0, subtrees: [] } };

export interface Check {
  /** Looks at so many entries more; false once there are none. */
  step(limit: number): boolean;
  /** Number of the entry that it has come to. */
  at(): number;
  found(): readonly Found[];
}

/** More is not told one by one: nobody reads it. */
const MOST_FOUND = 50;
/** How many hashes are remembered, to tell where something was put in. */
const REMEMBERED = 8;
/** As many entries are looked at to tell what was done at a break. */
const AROUND = 200;

export interface CheckOf {
  readonly reader: RecordReader;
  readonly from: CheckStart;
  /** In the order of their sizes; those before the start are passed over. */
  readonly seals: readonly Seal[];
  readonly onSubtree?: (level: number, place: number, hash: Buffer) => void;
}

/**
 * Goes through a record from one entry on: that every entry has the hash that it says and names the one before, that
 * its personal values are those it is committed to, and that its tree has the root that every checkpoint says. What is
 * found does not end it: later entries are held to what is left.
 */
export function checkRecord({ reader, from, seals, onSubtree }: CheckOf): Check {
  const found: Found[] = [];
  const tree = growTree(from.grown, onSubtree);
  const open = seals.filter(({ size }) => size > from.number);
  let sealed = from.number;
  let position = from.number;
  let running = from.hash;
  let shift = 0;
  let before: string[] = [running];
  let over = false;

  const tell = (one: Found) => {
    if (found.length < MOST_FOUND) found.push(one);
  };

  const follows = (row: StoredEntry, text: string): boolean =>
    row.number === position + 1 &&
    row.previous === running &&
    hash('sha256', text, 'hex') === row.hash &&
    (row.form === 2 || (row.monotonic === null && row.kid === null && row.personal === '{}'));

  const textOf = (row: StoredEntry): string => entryText(shift === 0 ? row : { ...row, number: row.number - shift });

  const take = (row: StoredEntry, text: string, values: readonly PersonalValue[] | null) => {
    position = row.number;
    tree.add(leafHash(text));
    if (values && row.personal !== '{}' && !isCommittedTo(row.personal, values)) {
      tell({ code: 'record-value-edited', entry: row.number, upTo: row.number });
    }
    for (let seal = open[0]; seal && seal.size <= tree.size(); seal = open[0]) {
      open.shift();
      hold(seal);
    }
  };

  const hold = ({ size, root: said }: Seal) => {
    const root = said();
    if (root === null) tell({ code: 'record-checkpoint-forged', entry: size, upTo: size });
    // Where an entry before it is not what it was, that is what there is to tell.
    else if (!found.some(({ entry }) => entry <= size) && (tree.size() !== size || !tree.root().equals(root))) {
      tell({ code: 'record-rewritten', entry: sealed + 1, upTo: size });
    }
    sealed = size;
  };

  const remember = (hashOfEntry: string) => {
    running = hashOfEntry;
    before.push(running);
    if (before.length > REMEMBERED) before = before.slice(-REMEMBERED);
  };

  /** Tells what was done, and goes on behind it. */
  const explain = (at: number): void => {
    const rows = reader.entries(at - 1, AROUND);
    const broken: Broken = explainBreak({ rows, expected: position + 1, running, before, shift });
    if (broken.found) tell(broken.found);
    // What they are committed to is told by none of them.
    for (const row of rows.slice(0, broken.taken)) take(row, textOf(row), null);
    // What comes next stands where it stands, whatever is missing before it.
    position = (rows[broken.taken]?.number ?? position + 1) - 1;
    shift = broken.shift;
    running = broken.running;
    before = [running];
  };

  const finish = () => {
    over = true;
    for (const { size, root } of open) {
      if (root() === null) tell({ code: 'record-checkpoint-forged', entry: size, upTo: size });
      else if (found.length === 0) tell({ code: 'record-shortened', entry: position + 1, upTo: size });
    }
  };

  return {
    step: (limit) => {
      if (over) return false;
      const rows = reader.entries(position, limit);
      const end = rows.at(-1);
      if (!end) {
        finish();
        return false;
      }
      const values = reader.values(position, end.number);
      for (const row of rows) {
        const text = textOf(row);
        if (!follows(row, text)) {
          explain(row.number);
          break;
        }
        take(row, text, values.get(row.number) ?? []);
        remember(row.hash);
      }
      return true;
    },
    at: () => position,
    found: () => found,
  };
}

function isCommittedTo(personal: string, values: readonly PersonalValue[]): boolean {
  const commitments = new Map(Object.entries(jsonOf(personal) ?? {}));
  return (
    values.length === commitments.size && values.every((value) => commitments.get(value.name) === commitmentOf(value))
  );
}
