import type { Clock } from '../clock.ts';
import type { KnownValue, MemoryTable } from '../store/memory.ts';
import type { ClaimValue } from './claim-values.ts';
import { editsBetween, editsWithin, lettersOf, MOST_EDITS, misleads } from './closeness.ts';

/**
 * Every known value's letters, held in memory: an index on disk that misses nothing two edits away grows to many times
 * the values themselves, and is of no use where thousands of addresses share their letters (names at one host, numbers
 * of one network). Going through 200,000 of them takes a few milliseconds, since hardly any has to be compared.
 */
export interface NearValues {
  /** Takes in what came to be known since the last time; 200,000 values take about a second, in slices. */
  catchUp(): Promise<void>;
  /** Known values of the same claim that the value could be mistaken for by an edit or two, the newest first. */
  of(value: ClaimValue): Promise<KnownValue[]>;
}

/** So many rows are read at once: a few milliseconds. */
const SLICE = 1_000;

export function createNearValues(memory: Pick<MemoryTable, 'valuesAfter' | 'value'>, clock: Clock): NearValues {
  const held = new HeldValues();
  let underWay: Promise<void> | null = null;

  const takeIn = async () => {
    for (;;) {
      const rows = memory.valuesAfter(held.newest, SLICE);
      for (const row of rows) held.add(row);
      if (rows.length < SLICE) return;
      await new Promise<void>((resolve) => clock.after(0, resolve));
    }
  };

  const catchUp = (): Promise<void> => {
    underWay ??= takeIn().finally(() => {
      underWay = null;
    });
    return underWay;
  };

  return {
    catchUp,
    of: async ({ claim, spelling, skeleton }) => {
      if (skeleton === null) return [];
      await catchUp();
      const letters = lettersOf(spelling);
      return held.near(claim, letters).flatMap((id) => {
        const known = memory.value(id);
        const edits = known ? editsBetween(letters, lettersOf(known.spelling)) : 0;
        return known && misleads(spelling, known.spelling, edits) ? [known] : [];
      });
    },
  };
}

/** Values as rows of numbers. */
export class HeldValues {
  #count = 0;
  #ids = new Float64Array(1_024);
  #claims = new Uint16Array(1_024);
  /** Which letters there are, and of which there is an odd number: by 32 kinds, so that two bits of a value may share one. */
  #present = new Int32Array(1_024);
  #odd = new Int32Array(1_024);
  #starts = new Uint32Array(1_025);
  #letters = new Uint16Array(32_768);
  readonly #claimNumbers = new Map<string, number>();

  /** The newest value's ID. */
  get newest(): number {
    return this.#count === 0 ? 0 : (this.#ids[this.#count - 1] ?? 0);
  }

  add({ id, claim, spelling }: Pick<KnownValue, 'id' | 'claim' | 'spelling'>): void {
    const letters = inOrder(claim, lettersOf(spelling));
    const start = this.#starts[this.#count] ?? 0;
    this.#makeRoom(start + letters.length);
    const { present, odd } = kindsOf(letters);
    this.#ids[this.#count] = id;
    this.#claims[this.#count] = this.#numberOf(claim);
    this.#present[this.#count] = present;
    this.#odd[this.#count] = odd;
    // Of a rare letter beyond 16 bits the rest is dropped: two may count as one here, and are compared again as they are.
    this.#letters.set(letters, start);
    this.#count += 1;
    this.#starts[this.#count] = start + letters.length;
  }

  /** IDs of a claim's values at most two edits away from these letters, the newest first; a few more where letters are rare. */
  near(claim: string, letters: readonly number[]): number[] {
    const found: number[] = [];
    const wanted = this.#claimNumbers.get(claim);
    const { present, odd } = kindsOf(letters);
    const sought = Uint16Array.from(inOrder(claim, letters));
    // Read once: a private field costs more than all that is done with it here.
    const [ids, claims, presentIn, oddIn, starts, all] = [
      this.#ids,
      this.#claims,
      this.#present,
      this.#odd,
      this.#starts,
      this.#letters,
    ];
    for (let at = this.#count - 1; at >= 0; at -= 1) {
      if (claims[at] !== wanted) continue;
      const start = starts[at] ?? 0;
      const length = (starts[at + 1] ?? 0) - start;
      if (length - sought.length > MOST_EDITS || sought.length - length > MOST_EDITS) continue;
      // An edit changes two kinds at most: one letter goes, another one comes.
      if (bitsIn((presentIn[at] ?? 0) ^ present) > 2 * MOST_EDITS) continue;
      if (bitsIn((oddIn[at] ?? 0) ^ odd) > 2 * MOST_EDITS) continue;
      if (editsWithin(sought, all, start, length, MOST_EDITS) <= MOST_EDITS) {
        found.push(ids[at] ?? 0);
      }
    }
    return found;
  }

  #numberOf(claim: string): number {
    const number = this.#claimNumbers.get(claim) ?? this.#claimNumbers.size;
    this.#claimNumbers.set(claim, number);
    return number;
  }

  #makeRoom(letters: number): void {
    if (this.#count + 1 >= this.#ids.length) {
      const size = this.#ids.length * 2;
      this.#ids = grown(this.#ids, new Float64Array(size));
      this.#claims = grown(this.#claims, new Uint16Array(size));
      this.#present = grown(this.#present, new Int32Array(size));
      this.#odd = grown(this.#odd, new Int32Array(size));
      this.#starts = grown(this.#starts, new Uint32Array(size + 1));
    }
    if (letters > this.#letters.length) this.#letters = grown(this.#letters, new Uint16Array(letters * 2));
  }
}

/** Telephone numbers differ most at their end: begun there, a comparison is over soon. Backwards, it comes to the same. */
const inOrder = (claim: string, letters: readonly number[]): readonly number[] =>
  claim === 'phone' ? letters.toReversed() : letters;

function grown<Row extends Float64Array | Uint16Array | Int32Array | Uint32Array>(from: Row, into: Row): Row {
  into.set(from);
  return into;
}

function kindsOf(letters: readonly number[]): { readonly present: number; readonly odd: number } {
  let present = 0;
  let odd = 0;
  for (const letter of letters) {
    const kind = 1 << (letter & 31);
    present |= kind;
    odd ^= kind;
  }
  return { present, odd };
}

function bitsIn(number: number): number {
  let bits = number - ((number >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
