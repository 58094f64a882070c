import type { Clock } from './clock.ts';

/** Work that falls due item by item: jobs to look at, approvals to sign, tokens to deliver. */
export interface Duty<Item> {
  readonly atOnce: number;
  key(item: Item): string;
  /** Until when nothing is begun, in milliseconds since the epoch; a time gone by is no pause. */
  pausedUntil(): number;
  /** Items due now, the most urgent first; `busy` ones among them are passed over. */
  due(now: number, limit: number, busy: Busy): Item[];
  /** When something not yet due falls due; null when nothing will by itself. */
  nextDueAfter(now: number): number | null;
  perform(item: Item): Promise<void>;
  /** The wall clock was set back by so many milliseconds: what falls due later must fall due that much earlier. */
  onSetBack(by: number): void;
  /** Something that should not happen did: a full disk, a lost keychain. The item is tried again later. */
  onFault(fault: unknown): void;
}

/** What is under way, or rests after a fault: still due in the store, and not to be begun. */
export interface Busy {
  has(key: string): boolean;
  readonly count: number;
}

export interface Attendant {
  /** @param lastAwake when the clock was last read, in milliseconds since the epoch: tells whether it was set back since */
  start(lastAwake?: number): void;
  /** Something may have fallen due just now. */
  wake(): void;
  /** Begins nothing new and waits for what is under way. */
  stop(): Promise<void>;
}

/** Timers may sleep with the machine: the wall clock is asked again at least this often. */
const LONGEST_NAP_MS = 30_000;
const AFTER_FAULT_MS = 5_000;
/** Less than this is a clock being kept in time, not being set. */
const SET_BACK_MS = 1_000;

export function attend<Item>(clock: Clock, duty: Duty<Item>): Attendant {
  const underWay = new Map<string, Promise<void>>();
  const restUntil = new Map<string, number>();
  let running = false;
  let cancelTimer = () => {};
  let latest: number;

  const begin = (item: Item) => {
    const key = duty.key(item);
    const work = duty
      .perform(item)
      .catch((fault: unknown) => {
        restUntil.set(key, clock.now() + AFTER_FAULT_MS);
        duty.onFault(fault);
      })
      .finally(() => {
        underWay.delete(key);
        wake();
      });
    underWay.set(key, work);
  };

  const followClock = (now: number) => {
    if (now < latest - SET_BACK_MS) {
      restUntil.clear();
      duty.onSetBack(latest - now);
    }
    latest = now;
  };

  const dispatch = () => {
    const now = clock.now();
    followClock(now);
    for (const [key, until] of restUntil) if (until <= now) restUntil.delete(key);
    const pause = duty.pausedUntil();
    if (pause > now) {
      cancelTimer = clock.after(Math.min(pause - now, LONGEST_NAP_MS), wake);
      return;
    }
    const free = duty.atOnce - underWay.size;
    if (free > 0) {
      const busy: Busy = {
        has: (key) => underWay.has(key) || restUntil.has(key),
        count: underWay.size + restUntil.size,
      };
      const due = duty.due(now, busy.count + free, busy).filter((item) => !busy.has(duty.key(item)));
      for (const item of due.slice(0, free)) begin(item);
    }
    const next = Math.min(duty.nextDueAfter(now) ?? Number.POSITIVE_INFINITY, ...restUntil.values());
    cancelTimer = clock.after(Math.min(Math.max(next - now, 0), LONGEST_NAP_MS), wake);
  };

  const wake = () => {
    if (!running) return;
    cancelTimer();
    try {
      dispatch();
    } catch (fault) {
      duty.onFault(fault);
      cancelTimer = clock.after(AFTER_FAULT_MS, wake);
    }
  };

  return {
    start: (lastAwake = Number.NEGATIVE_INFINITY) => {
      running = true;
      latest = lastAwake;
      wake();
    },
    wake,
    stop: async () => {
      try {
        // Whoever starts next sees only the clock by which this one ended, and would not notice.
        if (running) followClock(clock.now());
      } catch (fault) {
        duty.onFault(fault);
      }
      running = false;
      cancelTimer();
      while (underWay.size > 0) await Promise.all(underWay.values());
    },
  };
}
