import type { Clock } from '../clock.ts';

/** Lets requests go one after the other, evenly spaced: however many want to, no second sees more than its budget. */
export interface Pacer {
  /** When a request may go that is asked for at once, in milliseconds since the epoch. */
  freeAt(): number;
  /** Waits for a request's turn; false when there will be none any more. */
  turn(): Promise<boolean>;
  /** The wall clock was set: what was reckoned by it holds no more. */
  forget(): void;
  /** Whoever waits is told at once that there will be no turn. */
  end(): void;
}

/** The wall clock is asked again at least this often while nobody may go: it may be set, or sleep. */
const LONGEST_NAP_MS = 30_000;

/**
 * @param perSecond may change at any time; it holds from the next request on
 * @param heldUntil before then nobody goes, in milliseconds since the epoch; whoever waits keeps their turn, so that what
 *   the first request of a look gave is not lost because the service asked for patience before the second
 */
export function pace(clock: Clock, perSecond: () => number, heldUntil: () => number = () => 0): Pacer {
  const waiting: ((granted: boolean) => void)[] = [];
  const spacing = () => 1000 / perSecond();
  let free = 0;
  let ended = false;
  let callOff = () => {};

  /** Reckoned from when a request does go, not from when it should have: timers are late, and two must not go together. */
  const grant = () => {
    const hold = heldUntil() - clock.now();
    if (hold > 0) {
      callOff = clock.after(Math.min(hold, LONGEST_NAP_MS), grant);
      return;
    }
    free = clock.now() + spacing();
    waiting.shift()?.(true);
    if (waiting.length > 0) callOff = clock.after(spacing(), grant);
  };

  return {
    freeAt: () => free + waiting.length * spacing(),
    turn: () =>
      new Promise((resolve) => {
        if (ended) return resolve(false);
        waiting.push(resolve);
        if (waiting.length > 1) return;
        const wait = free - clock.now();
        if (wait <= 0) grant();
        else callOff = clock.after(wait, grant);
      }),
    forget: () => {
      free = 0;
    },
    end: () => {
      ended = true;
      callOff();
      for (const tell of waiting.splice(0)) tell(false);
    },
  };
}
