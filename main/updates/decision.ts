import type { Finding } from '../../preload/contract.ts';
import { finding } from '../errors.ts';
import type { PendingWork } from './source.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** After a check that got its answer. */
export const CHECK_EVERY_MS = 6 * HOUR;
const FIRST_CHECK_MS = MINUTE;
const FIRST_CHECK_SPREAD_MS = 9 * MINUTE;
const FIRST_RETRY_MS = 15 * MINUTE;

/** When the first check falls due, in milliseconds from the start: desks that start together don't ask together. */
export const firstCheckMs = (random: number): number => Math.round(FIRST_CHECK_MS + random * FIRST_CHECK_SPREAD_MS);

/**
 * When the next check falls due, in milliseconds from the last: six hours, and sooner after `faults` checks in a row that
 * failed, by a pause that doubles up to those six hours. `random` (0 to 1) spreads it by a tenth either way.
 */
export function nextCheckMs(faults: number, random: number): number {
  const pause = faults === 0 ? CHECK_EVERY_MS : Math.min(CHECK_EVERY_MS, FIRST_RETRY_MS * 2 ** Math.min(faults - 1, 8));
  return Math.round(pause * (0.9 + 0.2 * random));
}

export interface Circumstances {
  /** An administrator gave a feed. */
  readonly source: boolean;
  /** A check or a download is under way. */
  readonly busy: boolean;
  readonly online: boolean;
  readonly paused: boolean;
  readonly now: number;
  readonly dueAt: number;
}

/** Whether the feed is asked now, unbidden. */
export const isCheckDue = ({ source, busy, online, paused, now, dueAt }: Circumstances): boolean =>
  source && !busy && online && !paused && now >= dueAt;

/** Why the feed can't be asked although the operator wants it to be; null when it can. A pause of the watching does not matter then. */
export function whyNotCheck({
  source,
  busy,
  online,
}: Pick<Circumstances, 'source' | 'busy' | 'online'>): Finding | null {
  if (!source) return finding('update-feed-not-set');
  if (busy) return finding('update-check-under-way');
  return online ? null : finding('update-offline');
}

export interface Offer {
  /** How the offered version stands to the running one. */
  readonly order: -1 | 0 | 1;
  /** `later`: it is given to some desks first, and this is not one of them. */
  readonly forThisDesk: 'yes' | 'later' | 'system-too-old';
  /** Whether this kind of package puts its successor in place by itself. */
  readonly replacesItself: boolean;
  /** It is downloaded already. */
  readonly downloaded: boolean;
}

/**
 * What a rightly signed offer leads to. Never back: an old manifest keeps its good signature, and whoever holds the feed
 * could serve it to bring a mended fault back. `download` and `ready` apart, nothing that was downloaded before is put in
 * place any more: the publisher took it back.
 */
export function verdictOn({ order, forThisDesk, replacesItself, downloaded }: Offer): Verdict {
  if (order === 0) return 'newest';
  if (order < 0) return 'older';
  if (forThisDesk !== 'yes') return forThisDesk;
  if (!replacesItself) return 'announced';
  return downloaded ? 'ready' : 'download';
}
export type Verdict = 'newest' | 'older' | 'later' | 'system-too-old' | 'announced' | 'download' | 'ready';

/** Why the app is not restarted for an update just now; null when it may be. */
export function whyNotRestart(
  { ready, busy }: { readonly ready: boolean; readonly busy: boolean },
  { unsent, undecided }: PendingWork,
): Finding | null {
  if (!ready) return finding('update-not-ready');
  if (busy) return finding('update-check-under-way');
  if (unsent > 0 && undecided > 0) return finding('update-waits-for-both', { unsent, undecided });
  if (unsent > 0) return finding('update-waits-for-unsent', { count: unsent });
  return undecided > 0 ? finding('update-waits-for-undecided', { count: undecided }) : null;
}

/** The facts of an installation that tell what may replace it. */
export interface Installation {
  readonly platform: string;
  readonly executable: string;
  /** What an AppImage's runtime sets: its own path, and the folder that it is unpacked or mounted at. */
  readonly appImage: string | null;
  readonly appDir: string | null;
  /** Whether the folder that the app lies in can be written by its user. */
  readonly writable: boolean;
  /** Windows: it lies below the user's own folder for programs. */
  readonly ofUser: boolean;
}

/**
 * Whether what is installed puts its successor in place by itself. Packages of a system's own package manager, and what
 * was installed for the whole machine, are updated by whoever administers it.
 */
export function replacesItself({ platform, writable, ofUser, ...where }: Installation): boolean {
  if (platform === 'linux') return runsFromAppImage(where) && writable;
  if (platform === 'win32') return ofUser;
  return platform === 'darwin' && writable;
}

/**
 * Whether the AppImage that the environment names is this app. A program started from within another AppImage, a terminal
 * say, inherits that one's variables, and must never replace it.
 */
export function runsFromAppImage({
  executable,
  appImage,
  appDir,
}: Pick<Installation, 'executable' | 'appImage' | 'appDir'>): boolean {
  return !!appImage && !!appDir && executable.startsWith(`${appDir.replace(/\/+$/, '')}/`);
}
