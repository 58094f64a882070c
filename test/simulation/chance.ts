/**
 * Everything that a run leaves to chance, drawn from one seed. What happens out of the ordinary is an *event* with a name
 * of its own (`PUT of job 2, the third`), and whether it happens depends on the seed and that name alone: an event that is
 * taken away changes nothing about the others, which is what lets a failing run be shortened.
 */
export interface Chance {
  /** Whether the next event of this kind happens; what it is like is drawn from what comes back. */
  event(kind: string, probability: number): Draw | null;
  /** Numbers from 0 to 1, for what the product itself leaves to chance. */
  spread(): number;
  /** What the whole run is like; not an event, so it stays when events are taken away. */
  trait(name: string): Draw;
  /** From now on no event happens. */
  calm(): void;
  /** The events that have happened, by name. */
  happened(): readonly string[];
}

export interface Draw {
  readonly name: string;
  /** From 0 to 1, 1 left out. */
  fraction(): number;
  /** A whole number from 0 to `count` - 1. */
  below(count: number): number;
  /** One of these. */
  one<T>(from: readonly [T, ...T[]]): T;
  /** Whole milliseconds between the two, the short ones more often. */
  ms(least: number, most: number): number;
}

/** @param only the names of the events that may happen; null for all */
export function chanceOf(seed: number, only: ReadonlySet<string> | null = null): Chance {
  const kinds = new Map<string, { readonly seed: number; count: number }>();
  const events: string[] = [];
  let calm = false;
  const spread = numbers(hash(seed, 'spread'));
  return {
    event: (kind, probability) => {
      let known = kinds.get(kind);
      if (!known) {
        known = { seed: hash(seed, kind), count: 0 };
        kinds.set(kind, known);
      }
      known.count += 1;
      if (calm || probability <= 0) return null;
      const next = numbers(known.seed + Math.imul(known.count, 0x9e3779b1));
      if (next() >= probability) return null;
      const name = `${kind} ${known.count}`;
      if (only && !only.has(name)) return null;
      events.push(name);
      return drawing(name, next);
    },
    spread,
    trait: (name) => drawing(name, numbers(hash(seed, `trait ${name}`))),
    calm: () => {
      calm = true;
    },
    happened: () => events,
  };
}

function drawing(name: string, next: () => number): Draw {
  const below = (count: number) => Math.floor(next() * count);
  return {
    name,
    fraction: next,
    below,
    one: (from) => from[below(from.length)] ?? from[0],
    ms: (least, most) => Math.round(least * (most / least) ** next()),
  };
}

/** FNV-1a over the text, begun with the seed. */
function hash(seed: number, text: string): number {
  let value = (seed ^ 0x811c9dc5) >>> 0;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return Math.imul(value ^ (value >>> 15), 0x2c1b3c6d) >>> 0;
}

/** Mulberry32: small, fast, and well enough mixed for choosing faults. */
function numbers(state: number): () => number {
  let at = state >>> 0;
  return () => {
    at = (at + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(at ^ (at >>> 15), at | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}
