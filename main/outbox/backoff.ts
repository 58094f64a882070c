const FIRST_MS = 1_000;
const LONGEST_MS = 5 * 60_000;

/**
 * The pause before the next try after `faults` (1 and up) faults in a row: it doubles, and `random` (0 to 1) spreads it
 * over its whole length (full jitter), though never under a quarter of a second. Milliseconds.
 */
export const backoffMs = (faults: number, random: number): number =>
  Math.max(250, Math.round(random * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(faults, 20))));
