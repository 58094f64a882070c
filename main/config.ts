import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Finding, SettingName, Settings } from '../preload/contract.ts';
import { faultText, finding } from './errors.ts';
import { type Json, parseStrictJson } from './strict-json.ts';

/** The issuer of practice tokens. RFC 2606 reserves `.invalid`, so nobody can own it and no live profile may use it. */
export const PRACTICE_ISSUER = 'https://practice.countersign.invalid';

export const defaultSettings: Settings = {
  serviceName: '',
  address: '',
  issuer: '',
  trustedKeys: '',
  lifetimeDays: 365,
  undoSeconds: 5,
  pollSeconds: 5,
};

/** Lowest and highest value of each number, both allowed. */
export const settingRanges = {
  lifetimeDays: { min: 1, max: 3650 },
  undoSeconds: { min: 0, max: 30 },
  pollSeconds: { min: 0.1, max: 3600 },
} as const;

const ranged = (name: keyof typeof settingRanges) =>
  z.number().min(settingRanges[name].min).max(settingRanges[name].max);

const jwkSet = z.strictObject({
  keys: z.array(z.looseObject({ kty: z.string() }).refine((key) => !('d' in key || 'k' in key), 'holds a secret')),
});

const configFile = z.strictObject({
  service: z
    .strictObject({
      name: z.string().min(1).max(80),
      address: z.string().refine((text) => 'address' in parseServiceAddress(text), 'must be an https address'),
      issuer: z
        .string()
        .refine((text) => 'issuer' in parseIssuer(text), 'must be a URI that is not the practice issuer'),
      trustedKeys: jwkSet,
      acceptServiceStatements: z.boolean(),
    })
    .partial()
    .optional(),
  lifetimeDays: ranged('lifetimeDays').optional(),
  undoSeconds: ranged('undoSeconds').optional(),
  pollSeconds: ranged('pollSeconds').optional(),
});

/** What an administrator fixed; `settings` holds only the fixed ones. */
export interface ManagedConfig {
  readonly path: string | null;
  readonly settings: Partial<Settings>;
  readonly acceptServiceStatements: boolean;
}

export const unmanaged: ManagedConfig = { path: null, settings: {}, acceptServiceStatements: false };

export const fixedNames = (managed: ManagedConfig): SettingName[] => Object.keys(managed.settings) as SettingName[];

/**
 * Reads the file that COUNTERSIGN_CONFIG names. Every field is optional and unknown fields are refused by name: a
 * mistyped limit must not become no limit.
 */
export function readManagedConfig(
  path: string | undefined,
): ManagedConfig | { readonly path: string; readonly problems: string[] } {
  if (!path) return unmanaged;
  let json: Json;
  try {
    const parsed = parseStrictJson(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
    if ('problem' in parsed)
      return { path, problems: [`${parsed.problem.code} ${JSON.stringify(parsed.problem.values ?? {})}`] };
    json = parsed.value;
  } catch (fault) {
    return { path, problems: [faultText(fault)] };
  }
  const parsed = configFile.safeParse(json);
  if (!parsed.success) return { path, problems: parsed.error.issues.map(issueText) };
  const { service = {}, ...numbers } = parsed.data;
  const settings = {
    ...(service.name === undefined ? {} : { serviceName: service.name }),
    ...(service.address === undefined ? {} : { address: normalAddress(service.address) }),
    ...(service.issuer === undefined ? {} : { issuer: service.issuer }),
    ...(service.trustedKeys === undefined ? {} : { trustedKeys: JSON.stringify(service.trustedKeys) }),
    ...Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined)),
  };
  return { path, settings, acceptServiceStatements: service.acceptServiceStatements ?? false };
}

function issueText(issue: z.core.$ZodIssue): string {
  const where = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `unknown field: ${where ? `${where}.` : ''}${key}`).join('; ');
  }
  return `${where || 'the file'}: ${issue.message}`;
}

/** Loopback names and addresses, the only ones that may be spoken to without TLS. */
const loopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);

/** A service's base address: https (http on loopback only), no credentials, query or fragment. */
export function parseServiceAddress(text: string): { readonly address: string } | { readonly problem: Finding } {
  if (text.trim() === '') return { problem: finding('must-be-set') };
  if (!URL.canParse(text.trim())) return { problem: finding('address-invalid') };
  const url = new URL(text.trim());
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { problem: finding('address-invalid') };
  if (url.protocol === 'http:' && !loopback(url.hostname)) return { problem: finding('address-not-https') };
  if (url.username || url.password) return { problem: finding('address-has-credentials') };
  // An empty query or fragment leaves no trace in `search` and `hash`, only in the text.
  if (/[?#]/.test(url.href)) return { problem: finding('address-invalid') };
  return { address: url.href.replace(/\/+$/, '') };
}

const normalAddress = (text: string): string => {
  const parsed = parseServiceAddress(text);
  return 'address' in parsed ? parsed.address : text;
};

/** An issuer is an absolute URI (RFC 7519, 4.1.1, where it contains a colon), taken to the letter: it is signed as it stands. */
export function parseIssuer(text: string): { readonly issuer: string } | { readonly problem: Finding } {
  if (text.trim() === '') return { problem: finding('must-be-set') };
  if (text !== text.trim() || !/^[\x21-\x7e]+$/.test(text) || !URL.canParse(text))
    return { problem: finding('issuer-invalid') };
  if (new URL(text).hostname.endsWith(new URL(PRACTICE_ISSUER).hostname))
    return { problem: finding('issuer-is-practice') };
  return { issuer: text };
}

/** A JWK Set (RFC 7517, 5) of public keys; empty text is none. */
export function parseTrustedKeys(
  text: string,
): { readonly keys: readonly Record<string, unknown>[] } | { readonly problem: Finding } {
  if (text.trim() === '') return { keys: [] };
  const json = parseStrictJson(text);
  if ('problem' in json) return { problem: finding('trusted-keys-invalid', { detail: json.problem.code }) };
  const parsed = jwkSet.safeParse(json.value);
  if (!parsed.success) {
    return { problem: finding('trusted-keys-invalid', { detail: parsed.error.issues.map(issueText).join('; ') }) };
  }
  return { keys: parsed.data.keys };
}
