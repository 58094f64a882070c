import { inLocale } from '../words/in-locale.ts';
import { spoken } from '../words/index.ts';

/** Measures in words of the locale, as the page `Health` says them. */

/** The Date header tells whole seconds, and the answer was on its way for a moment: less than this is no difference. */
const inStep = 3_000;

const steps = [
  { unit: 'second', length: 1_000, upTo: 90_000 },
  { unit: 'minute', length: 60_000, upTo: 90 * 60_000 },
  { unit: 'hour', length: 3_600_000, upTo: 48 * 3_600_000 },
  { unit: 'day', length: 86_400_000, upTo: Number.POSITIVE_INFINITY },
] as const;

const unitFormat = (unit: string, maximumFractionDigits = 0, unitDisplay: 'long' | 'short' = 'long') =>
  new Intl.NumberFormat(spoken(), { style: 'unit', unit, unitDisplay, maximumFractionDigits });

/** A length of time (ms) in its coarsest fitting unit, rounded: `3 minutes`. */
export function lengthWords(ms: number): string {
  const fit = steps.find(({ upTo }) => ms < upTo) ?? steps[3];
  return unitFormat(fit.unit).format(Math.round(ms / fit.length));
}

/** How the service's clock stands to ours, given how far it is ahead (ms). */
export function clockStand(aheadMs: number): { readonly stand: 'inStep' | 'ahead' | 'behind'; readonly by: string } {
  const by = lengthWords(Math.abs(aheadMs));
  return { stand: Math.abs(aheadMs) < inStep ? 'inStep' : aheadMs > 0 ? 'ahead' : 'behind', by };
}

const sizes = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const;

/** A size in bytes with one decimal at most, in units of a thousand as disks are sold: `12.4 GB`. */
export function sizeWords(bytes: number): string {
  // What would be rounded up to 1,000 of a unit is one of the next.
  const power = Math.min(sizes.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes) * 1.00005) / 3)));
  const value = bytes / 1_000 ** power;
  return unitFormat(sizes[power] ?? 'byte', power === 0 || value >= 100 ? 0 : 1, 'short').format(value);
}

const dayFormat = inLocale((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }));

/** A day given as an ISO 8601 date, in words of the locale: `Mar 2, 2027`. */
export const dayWords = (date: string): string => dayFormat().format(Date.parse(date));
