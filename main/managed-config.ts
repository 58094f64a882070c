import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Finding, SettingName, Settings } from '../preload/contract.ts';
import {
  jwkSet,
  parseFeed,
  parseInboxFolder,
  parseIssuer,
  parseServiceAddress,
  parseTimeOfDay,
  settingRanges,
} from './config.ts';
import { faultText, finding } from './errors.ts';
import { checkSettings } from './settings.ts';
import { parseJsonFile } from './strict-json.ts';

const ranged = (name: keyof typeof settingRanges) =>
  z.number().min(settingRanges[name].min).max(settingRanges[name].max);

/** A text that `parse` takes; what it has against it becomes the issue's message, as a code. */
const parsedText = (parse: (text: string) => object) =>
  z.string().superRefine((text, context) => {
    const { problem } = parse(text) as { problem?: Finding };
    if (problem) context.addIssue({ code: 'custom', message: problem.code });
  });

const configFile = z.strictObject({
  service: z
    .strictObject({
      name: z.string().min(1).max(80),
      address: parsedText(parseServiceAddress),
      issuer: parsedText(parseIssuer),
      trustedKeys: jwkSet,
      acceptServiceStatements: z.boolean(),
      mayConfirm: z.boolean(),
      feed: parsedText(parseFeed),
    })
    .partial()
    .optional(),
  lifetimeDays: ranged('lifetimeDays').optional(),
  undoSeconds: ranged('undoSeconds').optional(),
  pollSeconds: ranged('pollSeconds').optional(),
  inboxFolder: parsedText(parseInboxFolder).optional(),
  notify: z.boolean().optional(),
  quietFrom: parsedText(parseTimeOfDay).optional(),
  quietUntil: parsedText(parseTimeOfDay).optional(),
  keepRunning: z.boolean().optional(),
  startAtLogin: z.boolean().optional(),
});

/** What an administrator fixed; `settings` holds only the fixed ones. */
export interface ManagedConfig {
  readonly path: string | null;
  readonly settings: Partial<Settings>;
  readonly acceptServiceStatements: boolean;
  readonly mayConfirm: boolean;
}

export const unmanaged: ManagedConfig = {
  path: null,
  settings: {},
  acceptServiceStatements: false,
  mayConfirm: false,
};

export const fixedNames = (managed: ManagedConfig): SettingName[] => Object.keys(managed.settings) as SettingName[];

/**
 * Reads the file that COUNTERSIGN_CONFIG names. Every field is optional and unknown fields are refused by name: a
 * mistyped limit must not become no limit. Problems name their field, or their line.
 */
export function readManagedConfig(
  path: string | undefined,
): ManagedConfig | { readonly path: string; readonly problems: readonly Finding[] } {
  if (!path) return unmanaged;
  let text: string;
  try {
    text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (fault) {
    return { path, problems: [finding('config-unreadable', { detail: faultText(fault) })] };
  }
  const json = parseJsonFile(text);
  if ('problem' in json) return { path, problems: [json.problem] };
  const parsed = configFile.safeParse(json.value);
  if (!parsed.success) return { path, problems: parsed.error.issues.flatMap(issueFindings) };
  const { service = {}, ...others } = parsed.data;
  const { name, address, issuer, trustedKeys, feed, acceptServiceStatements = false, mayConfirm = false } = service;
  const given = {
    serviceName: name,
    address,
    issuer,
    feed,
    trustedKeys: trustedKeys && JSON.stringify(trustedKeys),
    ...others,
  };
  // Written as the operator's own would be: an address without its last slash, a time with its zero.
  const checked = checkSettings(
    Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    [],
  );
  if ('problems' in checked) return { path, problems: Object.values(checked.problems) };
  return { path, settings: checked.values, acceptServiceStatements, mayConfirm };
}

function issueFindings(issue: z.core.$ZodIssue): Finding[] {
  const field = issue.path.map(String).join('.');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => finding('config-unknown-field', { field: field ? `${field}.${key}` : key }));
    case 'invalid_type':
      return [finding('config-wrong-type', { field: field || '{}', expected: issue.expected })];
    case 'too_small':
    case 'too_big': {
      const range = settingRanges[field as keyof typeof settingRanges];
      return [range ? finding('out-of-range', { field, ...range }) : finding('config-wrong-length', { field })];
    }
    default:
      return [finding(issue.message, { field })];
  }
}
