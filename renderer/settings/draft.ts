import { type Finding, type SettingName, type Settings, settingNames } from '../../preload/contract.ts';

/** The settings as they stand in the fields: text, whatever they mean. */
export type Draft = Readonly<Record<SettingName, string>>;

const numbers: ReadonlySet<SettingName> = new Set(['lifetimeDays', 'undoSeconds', 'pollSeconds']);

export const draftOf = (values: Settings): Draft =>
  Object.fromEntries(settingNames.map((name) => [name, String(values[name])])) as Draft;

export type Reading =
  | { readonly ok: true; readonly changed: Partial<Settings> }
  | { readonly ok: false; readonly problems: Partial<Record<SettingName, Finding>> };

/** What of a draft differs from the values it began with; numbers must be whole. Ranges are main's to judge. */
export function readDraft(draft: Draft, from: Settings): Reading {
  const changed: Partial<Record<SettingName, string | number>> = {};
  const problems: Partial<Record<SettingName, Finding>> = {};
  for (const name of settingNames) {
    const text = draft[name].trim();
    if (text === String(from[name])) continue;
    if (!numbers.has(name)) changed[name] = text;
    else if (/^\d{1,9}$/.test(text)) changed[name] = Number(text);
    else problems[name] = { code: 'not-a-number' };
  }
  return Object.keys(problems).length > 0
    ? { ok: false, problems }
    : { ok: true, changed: changed as Partial<Settings> };
}
