import { type Finding, type SettingName, type Settings, settingNames } from '../../preload/contract.ts';

/** The settings as they stand in the fields: text, whatever it means, and switches. */
export type Draft = {
  readonly [Name in SettingName]: Settings[Name] extends boolean
    ? boolean
    : Name extends ChoiceName
      ? Settings[Name]
      : string;
};

/** What of a draft is not as it was. */
export type Edits = Partial<Draft>;

export type SwitchName = { [Name in SettingName]: Settings[Name] extends boolean ? Name : never }[SettingName];
/** Whose values are a few words of ours. */
export type ChoiceName = 'language';
export type TextName = Exclude<SettingName, SwitchName | ChoiceName>;

const numbers: ReadonlySet<SettingName> = new Set(['lifetimeDays', 'undoSeconds', 'pollSeconds', 'lockAfterMinutes']);

const asField = (value: Settings[SettingName]) => (typeof value === 'boolean' ? value : String(value));

export const draftOf = (values: Settings, edits: Edits = {}): Draft =>
  ({ ...Object.fromEntries(settingNames.map((name) => [name, asField(values[name])])), ...edits }) as Draft;

/** The edits after one more; a field that is again as it was is none. */
export function edited<Name extends SettingName>(
  edits: Edits,
  name: Name,
  value: Draft[Name],
  values: Settings,
): Edits {
  const { [name]: _, ...others } = edits;
  return (value === asField(values[name]) ? others : { ...others, [name]: value }) as Edits;
}

export type Reading =
  | { readonly ok: true; readonly changed: Partial<Settings> }
  | { readonly ok: false; readonly problems: Partial<Record<SettingName, Finding>> };

/**
 * What of a draft differs from the values it began with. Numbers must be whole, and quiet hours have both ends or none;
 * everything else is main's to judge.
 */
export function readDraft(draft: Draft, from: Settings): Reading {
  const changed: Partial<Record<SettingName, string | number | boolean>> = {};
  const problems: Partial<Record<SettingName, Finding>> = {};
  for (const name of settingNames) {
    const field = draft[name];
    const value = typeof field === 'boolean' ? field : field.trim();
    if (value === asField(from[name])) continue;
    if (!numbers.has(name)) changed[name] = value;
    else if (/^\d{1,9}$/.test(String(value))) changed[name] = Number(value);
    else problems[name] = { code: 'not-a-number' };
  }
  const [begin, end] = [draft.quietFrom.trim(), draft.quietUntil.trim()];
  if (('quietFrom' in changed || 'quietUntil' in changed) && (begin === '') !== (end === '')) {
    problems[begin === '' ? 'quietFrom' : 'quietUntil'] = { code: 'quiet-hours-half' };
  }
  return Object.keys(problems).length > 0
    ? { ok: false, problems }
    : { ok: true, changed: changed as Partial<Settings> };
}
