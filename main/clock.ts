/** Wall-clock time and timers, injected so that nothing in the authority waits for real time in a test. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Whole milliseconds by a clock that nobody sets: it begins anew with the machine. */
  monotonic(): number;
  /** Calls back once, no sooner than `ms` from now; gives the function that calls it off. */
  after(ms: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => Math.round(Number(process.hrtime.bigint()) / 1e6),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
