import type { JobStatus } from '../../preload/contract.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A job that nobody confirmed for this long is not looked at any more; its row says so and can take it up again. */
export const WAITING_LIFETIME_MS = 30 * DAY;

/**
 * Looks under way at once, and looks begun per second: first reads have a budget of their own, and with nobody in front of
 * the window the others are rarer.
 */
export const budget = { atOnce: 8, perSecond: 5, perSecondUnattended: 1, firstReadsPerSecond: 50 } as const;

/** How much rarer than `pollSeconds` a job is looked at: new ones often, old ones rarely, decided-later ones in between. */
function slowness(status: JobStatus, ageMs: number): number {
  if (status === 'held') return 12;
  if (status === 'ready' || status === 'content-unknown') return 6;
  if (ageMs < 10 * MINUTE) return 1;
  if (ageMs < HOUR) return 3;
  return ageMs < DAY ? 12 : 60;
}

/**
 * When to look at a job again, in milliseconds since the epoch. `random` (0 to 1) spreads the looks by a fifth either
 * way, so that jobs added together don't stay together.
 */
export function nextLookAt(
  job: { readonly status: JobStatus; readonly watchedFrom: number },
  now: number,
  pollSeconds: number,
  random: number,
): number {
  const pause = pollSeconds * 1000 * slowness(job.status, now - job.watchedFrom);
  return Math.round(now + pause * (0.8 + 0.4 * random));
}
