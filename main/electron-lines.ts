import type { ElectronStanding, Finding } from '../preload/contract.ts';

/** One major version of Electron. */
interface Line {
  readonly major: number;
  /** Support ends with this day (ISO 8601, UTC), when the third major version after it is released. */
  readonly until: string;
  /** The lowest version without published advisories; null where none is known to need one. */
  readonly floor: string | null;
}

/** The day of which the table below tells. */
export const linesAsOf = '2026-11-25';

/**
 * Electron supports its latest three major versions. Dates: https://releases.electronjs.org/schedule (44: published there;
 * 42: 45.0.0 came out on 2026-10-21; 43 and 45: the schedule's eight weeks before and after that of 44). Floors: Electron's
 * advisories as of 2026-10-22. A new line gets its row when the app moves to it.
 */
export const electronLines: readonly Line[] = [
  { major: 42, until: '2026-10-21', floor: '42.11.6' },
  { major: 43, until: '2027-01-05', floor: '43.7.3' },
  { major: 44, until: '2027-03-02', floor: '44.4.3' },
  { major: 45, until: '2027-04-27', floor: null },
];

const DAY = 86_400_000;
const SOON_MS = 30 * DAY;

/**
 * How an Electron stands to its project's support.
 * @param now milliseconds since the Unix epoch
 */
export function electronStanding(
  { electron: version, packaged }: { readonly electron: string; readonly packaged: boolean },
  now: number,
): ElectronStanding {
  const major = Number.parseInt(version, 10);
  const line = electronLines.find((one) => one.major === major);
  const newest = electronLines.reduce((most, one) => Math.max(most, one.major), 0);
  const { until = null, floor = null } = line ?? {};
  return {
    version,
    packaged,
    until,
    floor,
    support: supportOf(version, line ?? (major > newest ? 'newer' : null), now),
  };
}

function supportOf(version: string, line: Line | 'newer' | null, now: number): ElectronStanding['support'] {
  if (line === 'newer') return 'unknown-newer';
  // Older than the table, or no version at all.
  if (!line) return 'out-of-support';
  const end = Date.parse(line.until) + DAY;
  if (now >= end) return 'out-of-support';
  if (line.floor !== null && isBelow(version, line.floor)) return 'below-floor';
  return end - now <= SOON_MS ? 'ends-soon' : 'supported';
}

/** Of two versions of one line; a pre-release (`44.4.3-beta.1`) comes before its release. */
function isBelow(version: string, floor: string): boolean {
  const [core = '', ...pre] = version.split('-');
  const numbers = (text: string) => text.split('.').map(Number);
  const [, minor = 0, patch = 0] = numbers(core);
  const [, least = 0, leastPatch = 0] = numbers(floor);
  if (minor !== least) return minor < least;
  return patch !== leastPatch ? patch < leastPatch : pre.length > 0;
}

/** What is not well with it, in the app's words; null where nothing is. */
export function electronFinding({ version, support, floor }: ElectronStanding): Finding | null {
  if (support === 'out-of-support') return { code: 'electron-out-of-support', values: { version } };
  if (support === 'below-floor' && floor) return { code: 'electron-below-floor', values: { version, floor } };
  return null;
}
