import type { ClaimRule, Finding, Policy, Settings } from '../../preload/contract.ts';
import { parseServiceAddress } from '../config.ts';
import { finding } from '../errors.ts';
import { checkSettings } from '../settings.ts';
import { parseJsonFile } from '../strict-json.ts';
import { disagreements } from './agreement.ts';
import { type ConfigFile, configFile, type PolicyFields, type ServiceFields } from './fields.ts';
import { type ManagedConfig, type ManagedService, type ManagedUpdates, unmanagedService } from './managed-config.ts';
import { located, problemsOf } from './problems.ts';

/** What a file fixes, wherever it comes from. */
export type Fixed = Pick<ManagedConfig, 'settings' | 'services' | 'policy' | 'updates'>;

/**
 * Reads what an administrator fixed. Every field is optional, and unknown ones are refused by name: a mistyped limit must
 * not become no limit. All problems are told, each with its field and line.
 * @param hasLines whether the text is as a person wrote it, so that its lines mean something to them
 */
export function readFixed(text: string, hasLines: boolean): Fixed | { readonly problems: readonly Finding[] } {
  const json = parseJsonFile(text);
  if ('problem' in json) return { problems: [hasLines ? json.problem : withoutLine(json.problem)] };
  const parsed = configFile.safeParse(json.value);
  const problems = [...(parsed.error?.issues.flatMap(problemsOf) ?? []), ...disagreements(json.value)];
  if (!parsed.success || problems.length > 0) return { problems: located(problems, text, hasLines) };
  return fixedBy(parsed.data);
}

function withoutLine({ code, values = {} }: Finding): Finding {
  const { line: _, ...others } = values;
  return finding(code, others);
}

function fixedBy({ $schema: _, service, services, updates, rejectReasons, policy, ...others }: ConfigFile): Fixed {
  const [first = serviceFrom(unmanagedService.id, service ?? {}), ...rest] =
    services?.map(({ id, ...fields }) => serviceFrom(id, fields)) ?? [];
  return {
    settings: asWritten({ ...others, rejectReasons: rejectReasons?.join('\n') }),
    services: [first, ...rest],
    ...(policy && { policy: policyFrom(policy) }),
    updates: updates ? updatesFrom(updates) : null,
  };
}

function serviceFrom(id: string, fields: ServiceFields): ManagedService {
  const {
    name,
    trustedKeys,
    rejectReasons,
    policy,
    acceptServiceStatements = false,
    mayConfirm = false,
    requestsPerSecond,
    ...others
  } = fields;
  const settings = asWritten({
    ...others,
    serviceName: name,
    trustedKeys: trustedKeys && JSON.stringify(trustedKeys),
    rejectReasons: rejectReasons?.join('\n'),
  });
  return {
    id,
    settings,
    acceptServiceStatements,
    mayConfirm,
    ...(requestsPerSecond !== undefined && { requestsPerSecond }),
    ...(policy && { policy: policyFrom(policy) }),
  };
}

/** Only what the file gives, so that a service's own policy leaves the rest of what holds for all. */
function policyFrom({ claims, scopes, ...others }: PolicyFields): Partial<Policy> {
  const claimRules = claims?.map(
    ({ claim, required = false, pattern = null }): ClaimRule => ({ claim, required, pattern }),
  );
  const given = { claimRules, allowedScopes: scopes, ...others };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

type Given = { readonly [Name in keyof Settings]?: Settings[Name] | undefined };

/** Written as the operator's own would be: an address without its last slash, a time with its zero. */
function asWritten(given: Given): Partial<Settings> {
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const checked = checkSettings(present, []);
  if ('problems' in checked) throw new Error(`taken, and then refused: ${JSON.stringify(checked.problems)}`);
  return checked.values;
}

function updatesFrom({ feed, key, channel = 'latest' }: NonNullable<ConfigFile['updates']>): ManagedUpdates {
  const parsed = parseServiceAddress(feed);
  const { kty, crv, x } = key;
  return { feed: 'address' in parsed ? `${parsed.address}/` : feed, key: { kty, crv, x }, channel };
}
