/** A length of time in the largest unit that it is a whole number of; anything below a minute counts as one. */
export interface Lifetime {
  readonly unit: 'years' | 'days' | 'hours' | 'minutes';
  readonly count: number;
}

const lengths = [
  ['years', 365 * 86_400_000],
  ['days', 86_400_000],
  ['hours', 3_600_000],
  ['minutes', 60_000],
] as const;

/** @param ms between a token's `iat` and its `exp` */
export function lifetimeOf(ms: number): Lifetime {
  const [unit, length] = lengths.find(([, whole]) => ms >= whole && ms % whole === 0) ?? lengths[3];
  return { unit, count: Math.max(1, Math.round(ms / length)) };
}

/** More than this is a clock that is wrong, not one that is a little off. */
const CLOCK_OFF_MS = 60_000;

/** How many minutes this computer's clock is ahead of the service's (negative: behind); null where it is right or unknown. */
export const minutesAhead = (serviceAheadMs: number | null): number | null =>
  serviceAheadMs === null || Math.abs(serviceAheadMs) <= CLOCK_OFF_MS ? null : -Math.round(serviceAheadMs / 60_000);
