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

type TextName = { [Name in SettingName]: string extends Settings[Name] ? Name : never }[SettingName];

const isProblem = (parsed: object): parsed is { readonly problem: Finding } => 'problem' in parsed;

/** Checks a change of settings field by field; all of it is taken, or none. `current` is what holds where it is silent. */
export function checkSettings(
  change: Partial<Settings>,
  fixed: readonly SettingName[],
  current: Partial<Settings> = {},
): { readonly values: Partial<Settings> } | { readonly problems: Partial<Record<SettingName, Finding>> } {
  const problems: Partial<Record<SettingName, Finding>> = {};
  const values: { -readonly [Name in SettingName]?: Settings[Name] } = { ...change };
  for (const name of fixed) if (name in change) problems[name] = finding('fixed-by-administrator');
  const check = <Parsed extends object>(
    name: TextName,
    parse: (text: string) => Parsed | { readonly problem: Finding },
    kept: (parsed: Parsed, text: string) => string,
  ) => {
    const text = change[name];
    if (text === undefined) return;
    const parsed = parse(text);
    if (isProblem(parsed)) problems[name] ??= parsed.problem;
    else values[name] = kept(parsed, text);
  };
  check('address', parseServiceAddress, ({ address }) => address);
  check(
    'issuer',
    (text) => parseIssuer(text.trim()),
    ({ issuer }) => issuer,
  );
  check('trustedKeys', parseTrustedKeys, (_keys, text) => text);
  check('ca', parseCa, ({ ca }) => ca);
  check('authHeader', parseAuthHeader, ({ authHeader }) => authHeader);
  check('rejectReasons', parseRejectReasons, ({ reasons }) => reasons);
  check('feed', parseFeed, ({ feed }) => feed);
  check('inboxFolder', parseInboxFolder, ({ inboxFolder }) => inboxFolder);
  for (const name of ['quietFrom', 'quietUntil'] as const) check(name, parseTimeOfDay, ({ time }) => time);
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
