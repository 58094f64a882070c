import type { JobStatus } from '../../preload/contract.ts';
import type { Phase } from './job.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A job that nobody confirmed for this long is not looked at any more; its row says so and can take it up again. */
export const WAITING_LIFETIME_MS = 30 * DAY;

/** What watching may ask of one service. Every service has a budget of its own. */
export interface Budget {
  /** Looks under way at once. */
  readonly atOnce: number;
  /** Requests per second about jobs that were read before, while the operator has the window before them. */
  readonly perSecond: number;
  /** The part of them that is left while nobody looks. */
  readonly unattended: number;
  /** Requests per second of their own for first reads: what is confirmed unread can never be signed. */
  readonly firstReadsPerSecond: number;
}

export const budget: Budget = { atOnce: 8, perSecond: 5, unattended: 1 / 5, firstReadsPerSecond: 50 };

/**
 * What a job's looks are paid from: first reads from their own budget, all others from one that is shared out, so that a
 * hundred thousand old jobs can't keep the new ones waiting, nor the new ones the old.
 */
export type Band = 'unread' | SharedBand;
export type SharedBand = (typeof sharedBands)[number];
/** The newest first. */
export const sharedBands = ['new', 'undecided', 'recent', 'old'] as const;

/** Of every ten looks at jobs that were read before, where all bands have jobs that are due; what one leaves the others have. */
export const shares: Readonly<Record<SharedBand, number>> = { new: 5, undecided: 2, recent: 2, old: 1 };

/** Jobs grow older also while they wait for their turn. */
export const ageing = [
  { from: 'new', to: 'recent', afterMs: 10 * MINUTE },
  { from: 'recent', to: 'old', afterMs: DAY },
] as const;

interface Watched {
  readonly status: JobStatus;
  readonly phase: Phase;
  readonly watchedFrom: number;
}

export function bandOf({ status, phase, watchedFrom }: Watched, now: number): Band {
  if (phase === 'unread') return 'unread';
  if (status !== 'waiting') return 'undecided';
  const [young, grown] = ageing;
  if (now - watchedFrom < young.afterMs) return 'new';
  return now - watchedFrom < grown.afterMs ? 'recent' : 'old';
}

/** How much rarer than `pollSeconds` a look is at most, and how far chance spreads the pause, in parts of it. */
const RAREST = 60;
const SPREAD = { least: 0.5, most: 1.5 };

/** How much rarer than `pollSeconds` a job is looked at: new ones often, old ones rarely, decided-later ones in between. */
function slowness({ status, watchedFrom }: Watched, now: number): number {
  if (status === 'held') return 12;
  if (status === 'ready' || status === 'content-unknown') return 6;
  const ageMs = now - watchedFrom;
  if (ageMs < 10 * MINUTE) return 1;
  if (ageMs < HOUR) return 3;
  return ageMs < DAY ? 12 : RAREST;
}

/** When a job is looked at again, in milliseconds since the epoch, and what that look is paid from. */
export interface NextLook {
  readonly at: number;
  readonly band: Band;
}

/**
 * `random` (0 to 1) spreads the looks over a whole pause, half of it either way: jobs that were added together, or fell
 * due together while the machine slept, don't stay together. The end of a job's lifetime is never slept through.
 */
export function nextLook(job: Watched, now: number, pollSeconds: number, random: number): NextLook {
  const at = Math.round(now + pollSeconds * 1000 * slowness(job, now) * (SPREAD.least + random));
  const end = job.watchedFrom + WAITING_LIFETIME_MS + 1;
  return { at: job.status === 'waiting' && end > now ? Math.min(at, end) : at, band: bandOf(job, now) };
}

/** No job rests for longer between two looks, in milliseconds: one that is decided later, or has failed, neither. */
export const longestPauseMs = (pollSeconds: number): number =>
  Math.max(pollSeconds * 1000 * RAREST * SPREAD.most, HOUR);

/** What each band is owed, in looks times ten; none owes or is owed at the start. */
export type Credit = Readonly<Record<SharedBand, number>>;
export const noCredit: Credit = { new: 0, undecided: 0, recent: 0, old: 0 };

/**
 * Which of the bands with jobs that are due has the next look. Each earns its share, the one that is owed most has it
 * and pays what all of them earned (smooth weighted round robin), the newest first where they are owed the same. Nothing
 * is saved up by a band that has nothing due. Null when none has.
 */
export function spend(credit: Credit, due: readonly SharedBand[]): { band: SharedBand; credit: Credit } | null {
  const earned = (band: SharedBand) => (due.includes(band) ? credit[band] + shares[band] : Math.min(credit[band], 0));
  const owed = Object.fromEntries(sharedBands.map((band) => [band, earned(band)])) as Record<SharedBand, number>;
  let chosen: SharedBand | null = null;
  for (const band of sharedBands) if (due.includes(band) && (!chosen || owed[band] > owed[chosen])) chosen = band;
  if (!chosen) return null;
  owed[chosen] -= due.reduce((sum, band) => sum + shares[band], 0);
  return { band: chosen, credit: owed };
}
