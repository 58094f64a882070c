import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Finding, Settings } from '../../preload/contract.ts';
import {
  jwkSet,
  parseFeed,
  parseInboxFolder,
  parseIssuer,
  parseServiceAddress,
  parseTimeOfDay,
  settingRanges,
} from '../config.ts';
import { faultText, finding } from '../errors.ts';
import { checkSettings } from '../settings.ts';
import { parseJsonFile } from '../strict-json.ts';
import { type ManagedConfig, type ManagedService, unmanaged, unmanagedService } from './managed-config.ts';

const ranged = (name: keyof typeof settingRanges) =>
  z.number().min(settingRanges[name].min).max(settingRanges[name].max);

/** A text that `parse` takes; what it has against it becomes the issue's message, as a code. */
const parsedText = (parse: (text: string) => object) =>
  z.string().superRefine((text, context) => {
    const { problem } = parse(text) as { problem?: Finding };
    if (problem) context.addIssue({ code: 'custom', message: problem.code });
  });

/** What may be fixed for all services, and for one of them. */
const ofAll = {
  lifetimeDays: ranged('lifetimeDays').optional(),
  undoSeconds: ranged('undoSeconds').optional(),
  pollSeconds: ranged('pollSeconds').optional(),
  inboxFolder: parsedText(parseInboxFolder).optional(),
};

const service = z.strictObject({
  name: z.string().min(1).max(80).optional(),
  address: parsedText(parseServiceAddress).optional(),
  issuer: parsedText(parseIssuer).optional(),
  trustedKeys: jwkSet.optional(),
  acceptServiceStatements: z.boolean().optional(),
  mayConfirm: z.boolean().optional(),
  feed: parsedText(parseFeed).optional(),
  ...ofAll,
});

const MOST_SERVICES = 20;

const serviceOfSeveral = service.required({ name: true, address: true, issuer: true }).extend({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,31}$/, 'config-service-id')
    .refine((id) => id !== 'practice', 'config-service-id'),
});

const configFile = z
  .strictObject({
    service: service.optional(),
    services: z.array(serviceOfSeveral).min(1).max(MOST_SERVICES).optional(),
    ...ofAll,
    notify: z.boolean().optional(),
    quietFrom: parsedText(parseTimeOfDay).optional(),
    quietUntil: parsedText(parseTimeOfDay).optional(),
    keepRunning: z.boolean().optional(),
    startAtLogin: z.boolean().optional(),
  })
  .superRefine((file, context) => {
    const refuse = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    const { services = [] } = file;
    if (file.service && file.services) refuse(['services'], 'config-service-twice');
    if (file.inboxFolder && services.length > 1) refuse(['inboxFolder'], 'config-inbox-shared');
    for (const [field, { write, code }] of Object.entries(distinct)) {
      const seen = new Set<string>();
      for (const [index, one] of services.entries()) {
        const given = one[field as keyof typeof distinct];
        const text = given === undefined ? '' : write(given);
        if (text === '') continue;
        if (seen.has(text)) refuse(['services', index, field], code);
        seen.add(text);
      }
    }
  });

/** What no two services may share, as it is compared. A name is told apart by eye, so its case and form don't count. */
const distinct = {
  id: { write: (text: string) => text, code: 'config-not-unique' },
  name: { write: (text: string) => text.normalize('NFKC').trim().toLowerCase(), code: 'config-not-unique' },
  address: { write: (text: string) => written(parseServiceAddress(text), text), code: 'config-not-unique' },
  inboxFolder: { write: (text: string) => written(parseInboxFolder(text), text), code: 'config-inbox-shared' },
} as const;

const written = (parsed: object, otherwise: string): string => String(Object.values(parsed)[0] ?? otherwise);

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
  const { service: one, services: several, ...others } = parsed.data;
  const problems: Finding[] = [];
  // Written as the operator's own would be: an address without its last slash, a time with its zero.
  const settingsOf = (given: Record<string, unknown>): Partial<Settings> => {
    const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const checked = checkSettings(present, []);
    if ('values' in checked) return checked.values;
    problems.push(...Object.values(checked.problems));
    return {};
  };
  const serviceOf = (id: string, given: z.infer<typeof service>): ManagedService => {
    const { name, trustedKeys, acceptServiceStatements = false, mayConfirm = false, ...rest } = given;
    const settings = settingsOf({
      ...rest,
      serviceName: name,
      trustedKeys: trustedKeys && JSON.stringify(trustedKeys),
    });
    return { id, settings, acceptServiceStatements, mayConfirm };
  };
  const settings = settingsOf(others);
  const [first = serviceOf(unmanagedService.id, one ?? {}), ...rest] =
    several?.map(({ id, ...given }) => serviceOf(id, given)) ?? [];
  return problems.length > 0 ? { path, problems } : { path, settings, services: [first, ...rest] };
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
      const range = settingRanges[issue.path.at(-1) as keyof typeof settingRanges];
      if (range) return [finding('out-of-range', { field, ...range })];
      if (field === 'services') return [finding('config-service-count', { field, max: MOST_SERVICES })];
      return [finding('config-wrong-length', { field })];
    }
    default:
      return [finding(issue.message, { field })];
  }
}
