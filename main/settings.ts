import type { BatchWay, Finding, QueueFilter, Section, SettingName, Settings } from '../preload/contract.ts';
import {
  parseAuthHeader,
  parseCa,
  parseFeed,
  parseInboxFolder,
  parseIssuer,
  parseRejectReasons,
  parseServiceAddress,
  parseTimeOfDay,
  parseTrustedKeys,
  settingRanges,
} from './config.ts';
import { finding } from './errors.ts';

/** What is remembered between starts; settings only, never jobs, never secrets. */
export interface SettingsStore {
  /** The same object until something is written. */
  read(): {
    readonly mode: 'live' | 'practice' | null;
    readonly values: Settings;
    /** Where a damaged settings file was put at this start; null when there was none. */
    readonly setAside: string | null;
    readonly remembered: Remembered;
  };
  write(change: {
    readonly mode?: 'live' | 'practice' | null;
    readonly values?: Partial<Settings>;
    readonly remembered?: Partial<Remembered>;
  }): void;
}

/** How the app was left, and what it has told once: nothing that anyone sets. */
export interface Remembered {
  readonly section: Section;
  readonly filter: QueueFilter;
  readonly batchWay: BatchWay;
  /** The `id` of the service that was in view; null for the first. */
  readonly service: string | null;
  /** What was said once and need not be said again. */
  readonly told: readonly ('keeps-running' | 'no-tray')[];
}

export const nothingRemembered: Remembered = {
  section: 'queue',
  filter: 'open',
  batchWay: 'one-by-one',
  service: null,
  told: [],
};

/** Checks a change of settings field by field; all of it is taken, or none. `current` is what holds where it is silent. */
export function checkSettings(
  change: Partial<Settings>,
  fixed: readonly SettingName[],
  current: Partial<Settings> = {},
): { readonly values: Partial<Settings> } | { readonly problems: Partial<Record<SettingName, Finding>> } {
  const problems: Partial<Record<SettingName, Finding>> = {};
  const values: { -readonly [Name in SettingName]?: Settings[Name] } = { ...change };
  for (const name of fixed) if (name in change) problems[name] = finding('fixed-by-administrator');
  if (change.address !== undefined) {
    const parsed = parseServiceAddress(change.address);
    if ('problem' in parsed) problems.address ??= parsed.problem;
    else values.address = parsed.address;
  }
  if (change.issuer !== undefined) {
    const parsed = parseIssuer(change.issuer.trim());
    if ('problem' in parsed) problems.issuer ??= parsed.problem;
    else values.issuer = parsed.issuer;
  }
  if (change.trustedKeys !== undefined) {
    const parsed = parseTrustedKeys(change.trustedKeys);
    if ('problem' in parsed) problems.trustedKeys ??= parsed.problem;
  }
  if (change.ca !== undefined) {
    const parsed = parseCa(change.ca);
    if ('problem' in parsed) problems.ca ??= parsed.problem;
    else values.ca = parsed.ca;
  }
  if (change.authHeader !== undefined) {
    const parsed = parseAuthHeader(change.authHeader);
    if ('problem' in parsed) problems.authHeader ??= parsed.problem;
    else values.authHeader = parsed.authHeader;
  }
  if (change.rejectReasons !== undefined) {
    const parsed = parseRejectReasons(change.rejectReasons);
    if ('problem' in parsed) problems.rejectReasons ??= parsed.problem;
    else values.rejectReasons = parsed.reasons;
  }
  if (change.feed !== undefined) {
    const parsed = parseFeed(change.feed);
    if ('problem' in parsed) problems.feed ??= parsed.problem;
    else values.feed = parsed.feed;
  }
  if (change.inboxFolder !== undefined) {
    const parsed = parseInboxFolder(change.inboxFolder);
    if ('problem' in parsed) problems.inboxFolder ??= parsed.problem;
    else values.inboxFolder = parsed.inboxFolder;
  }
  for (const name of ['quietFrom', 'quietUntil'] as const) {
    const text = change[name];
    if (text === undefined) continue;
    const parsed = parseTimeOfDay(text);
    if ('problem' in parsed) problems[name] ??= parsed.problem;
    else values[name] = parsed.time;
  }
  const [from, until] = [{ ...current, ...values }.quietFrom, { ...current, ...values }.quietUntil];
  if (('quietFrom' in change || 'quietUntil' in change) && !from !== !until) {
    problems[from ? 'quietUntil' : 'quietFrom'] ??= finding('quiet-hours-half');
  }
  for (const [name, { min, max }] of Object.entries(settingRanges) as [
    keyof typeof settingRanges,
    { min: number; max: number },
  ][]) {
    const value = change[name];
    if (value !== undefined && !(value >= min && value <= max))
      problems[name] ??= finding('out-of-range', { min, max });
  }
  return Object.keys(problems).length > 0 ? { problems } : { values };
}
