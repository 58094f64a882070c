import { mainNow, useNow } from '../clock.ts';
import { inLocale } from '../words/in-locale.ts';

const dates = (options: Intl.DateTimeFormatOptions) => inLocale((locale) => new Intl.DateTimeFormat(locale, options));
const distances = (style: 'long' | 'short') =>
  inLocale((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style }));

const exactFormat = dates({ dateStyle: 'medium', timeStyle: 'medium' });
const dayFormat = dates({ dateStyle: 'medium' });
const clockFormat = dates({ timeStyle: 'short' });
const dayAndClockFormat = dates({ dateStyle: 'medium', timeStyle: 'short' });
const relativeFormats = { long: distances('long'), short: distances('short') };

const units = [
  { unit: 'second', length: 1_000, upTo: 60_000 },
  { unit: 'minute', length: 60_000, upTo: 3_600_000 },
  { unit: 'hour', length: 3_600_000, upTo: 86_400_000 },
  { unit: 'day', length: 86_400_000, upTo: 30 * 86_400_000 },
] as const;

/** A time from now in words of the locale; beyond a month it is the date itself. */
export function relativeWords(at: number, now: number, style: 'long' | 'short' = 'long'): string {
  const apart = at - now;
  const format = relativeFormats[style]();
  if (Math.abs(apart) < 5_000) return format.format(0, 'second');
  const fit = units.find(({ upTo }) => Math.abs(apart) < upTo);
  return fit ? format.format(Math.trunc(apart / fit.length), fit.unit) : dayFormat().format(at);
}

const lengths = (unit: 'second' | 'minute' | 'hour' | 'day') =>
  inLocale((locale) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }));

const lengthFormats = {
  second: lengths('second'),
  minute: lengths('minute'),
  hour: lengths('hour'),
  day: lengths('day'),
};

/** How long something has gone on, in whole seconds, minutes, hours or days of the locale, by how long it is. */
export function lengthWords(ms: number): string {
  const { unit, length } = units.find(({ upTo }) => ms < upTo) ?? { unit: 'day' as const, length: 86_400_000 };
  return lengthFormats[unit]().format(Math.floor(ms / length));
}

/** As `lengthWords`, and exactly for programs (HTML, 4.5.14: a duration). */
export const Length = ({ ms }: { readonly ms: number }) => (
  <time dateTime={`PT${Math.floor(ms / 1_000)}S`}>{lengthWords(ms)}</time>
);

/** The exact time in the locale. */
export const exactWords = (at: number): string => exactFormat().format(at);

/** The time of day, with the date when it is not today. */
export const clockWords = (at: number): string =>
  new Date(at).toDateString() === new Date(mainNow()).toDateString()
    ? clockFormat().format(at)
    : dayAndClockFormat().format(at);

const iso = (at: number): string => (Number.isFinite(at) && Math.abs(at) < 8.64e15 ? new Date(at).toISOString() : '');

/** A moment relative to now, exact on hover. */
export function Moment({ at, style }: { readonly at: number; readonly style?: 'long' | 'short' }) {
  const now = useNow(5_000);
  return (
    <time dateTime={iso(at)} title={exactWords(at)}>
      {relativeWords(at, now, style)}
    </time>
  );
}

/** A moment in full, with its distance from now on hover. */
export function ExactMoment({ at }: { readonly at: number }) {
  return (
    <time dateTime={iso(at)} title={relativeWords(at, mainNow())}>
      {exactWords(at)}
    </time>
  );
}
