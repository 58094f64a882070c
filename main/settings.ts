import type { Finding, SettingName, Settings } from '../preload/contract.ts';
import { parseIssuer, parseServiceAddress, parseTrustedKeys, settingRanges } from './config.ts';
import { finding } from './errors.ts';

/** What is remembered between starts; settings only, never jobs, never secrets. */
export interface SettingsStore {
  /** The same object until something is written. */
  read(): {
    readonly mode: 'live' | 'practice' | null;
    readonly values: Settings;
    /** Where a damaged settings file was put at this start; null when there was none. */
    readonly setAside: string | null;
  };
  write(change: { readonly mode?: 'live' | 'practice' | null; readonly values?: Partial<Settings> }): void;
}

/** Checks a change of settings field by field; all of it is taken, or none. */
export function checkSettings(
  change: Partial<Settings>,
  fixed: readonly SettingName[],
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
