import type { Clock } from '../clock.ts';

/** Lets one request through for an address or a number in each span of `every` milliseconds. */
export class RateLimit {
  /** When each key may come again, the soonest first: an admitted key always moves to the end. */
  readonly #free = new Map<string, number>();
  readonly #clock: Clock;
  readonly #every: number;

  constructor(clock: Clock, every: number) {
    this.#clock = clock;
    this.#every = every;
  }

  /** Milliseconds until the last of these keys is free; 0 admits the request and starts their span anew. */
  admit(keys: readonly string[]): number {
    const now = this.#clock.now();
    for (const [key, at] of this.#free) {
      if (at > now) break;
      this.#free.delete(key);
    }
    const wait = Math.max(0, ...keys.map((key) => (this.#free.get(key) ?? now) - now));
    if (wait === 0) {
      for (const key of keys) {
        this.#free.delete(key);
        this.#free.set(key, now + this.#every);
      }
    }
    return wait;
  }
}
