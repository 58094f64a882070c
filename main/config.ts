import { createPublicKey, type JsonWebKey, X509Certificate } from 'node:crypto';
import { isAbsolute, normalize } from 'node:path';
import { z } from 'zod';
import type { Finding, Settings } from '../preload/contract.ts';
import { finding } from './errors.ts';
import { algorithmsOf } from './signing/verification.ts';
import { parseStrictJson } from './strict-json.ts';

/** The issuer of practice tokens. RFC 2606 reserves `.invalid`, so nobody can own it and no live profile may use it. */
export const PRACTICE_ISSUER = 'https://practice.countersign.invalid';

export const defaultSettings: Settings = {
  serviceName: '',
  address: '',
  issuer: '',
  trustedKeys: '',
  ca: '',
  authHeader: '',
  lifetimeDays: 365,
  undoSeconds: 5,
  rejectReasons: '',
  pollSeconds: 5,
  feed: '',
  inboxFolder: '',
  notify: true,
  quietFrom: '',
  quietUntil: '',
  keepRunning: true,
  startAtLogin: false,
  lockAfterMinutes: 0,
  lockOnSuspend: false,
  lockOnScreenLock: false,
  language: 'system',
  letterKeys: true,
};

/** Lowest and highest value of each number, both allowed. */
export const settingRanges = {
  lifetimeDays: { min: 1, max: 3650 },
  undoSeconds: { min: 0, max: 30 },
  pollSeconds: { min: 0.1, max: 3600 },
  lockAfterMinutes: { min: 0, max: 1440 },
} as const;

/** A JWK Set (RFC 7517, 5) of public keys that a token could be verified with. */
export const jwkSet = z.strictObject({
  keys: z
    .array(
      z
        .looseObject({ kty: z.string().meta({ description: 'Kind of the key; the rest is as its kind has it.' }) })
        .refine((key) => !('d' in key || 'k' in key), 'trusted-key-secret')
        .refine(isUsable, 'trusted-key-unusable')
        .meta({ not: { anyOf: [{ required: ['d'] }, { required: ['k'] }] } }),
    )
    .meta({ description: 'Public keys: Ed25519, P-256 or RSA. A key with a private part is refused.' }),
});

function isUsable(jwk: Record<string, unknown>): boolean {
  if (algorithmsOf(jwk).length === 0) return false;
  try {
    createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}

/** Loopback names and addresses, the only ones that may be spoken to without TLS. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);

/** What the app may speak to: https (http on loopback only), no credentials. */
function parseHttpUrl(text: string): { readonly url: URL } | { readonly problem: Finding } {
  if (!URL.canParse(text.trim())) return { problem: finding('address-invalid') };
  const url = new URL(text.trim());
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { problem: finding('address-invalid') };
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) return { problem: finding('address-not-https') };
  if (url.username || url.password) return { problem: finding('address-has-credentials') };
  return { url };
}

/** A service's base address: as above, and no query or fragment. */
export function parseServiceAddress(text: string): { readonly address: string } | { readonly problem: Finding } {
  if (text.trim() === '') return { problem: finding('must-be-set') };
  const parsed = parseHttpUrl(text);
  if ('problem' in parsed) return parsed;
  const { href } = parsed.url;
  // An empty query or fragment leaves no trace in `search` and `hash`, only in the text.
  if (/[?#]/.test(href)) return { problem: finding('address-invalid') };
  return { address: href.replace(/\/+$/, '') };
}

/** An issuer is an absolute URI (RFC 7519, 4.1.1, where it contains a colon), taken to the letter: it is signed as it stands. */
export function parseIssuer(text: string): { readonly issuer: string } | { readonly problem: Finding } {
  if (text.trim() === '') return { problem: finding('must-be-set') };
  if (text !== text.trim() || !/^[\x21-\x7e]+$/.test(text) || !URL.canParse(text))
    return { problem: finding('issuer-invalid') };
  if (new URL(text).hostname.endsWith(new URL(PRACTICE_ISSUER).hostname))
    return { problem: finding('issuer-is-practice') };
  return { issuer: text };
}

/** A feed's URL: as a service's address, with a query if need be; empty text is none. */
export function parseFeed(text: string): { readonly feed: string } | { readonly problem: Finding } {
  if (text.trim() === '') return { feed: '' };
  const parsed = parseHttpUrl(text);
  if ('problem' in parsed) return parsed;
  const { href } = parsed.url;
  return href.includes('#') ? { problem: finding('address-invalid') } : { feed: href };
}

/** The inbox's folder, by an absolute path without control characters; empty text is none. */
export function parseInboxFolder(text: string): { readonly inboxFolder: string } | { readonly problem: Finding } {
  const path = text.trim();
  if (path === '') return { inboxFolder: '' };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (!isAbsolute(path) || /[\u0000-\u001f]/.test(path)) return { problem: finding('folder-not-absolute') };
  return { inboxFolder: normalize(path) };
}

export const MOST_REASONS = 50;
export const LONGEST_REASON = 500;

/** Reasons for a rejection, a line each; empty lines are none. */
export function parseRejectReasons(text: string): { readonly reasons: string } | { readonly problem: Finding } {
  const lines = text.split(/[\r\n]+/).map((line) => line.trim());
  const reasons = [...new Set(lines)].filter((line) => line !== '');
  if (reasons.length > MOST_REASONS) return { problem: finding('too-many-reasons', { max: MOST_REASONS }) };
  const long = reasons.some((reason) => [...reason].length > LONGEST_REASON);
  return long ? { problem: finding('reason-too-long', { max: LONGEST_REASON }) } : { reasons: reasons.join('\n') };
}

/** A local time of day, `HH:MM`; empty text is none. */
export function parseTimeOfDay(text: string): { readonly time: string } | { readonly problem: Finding } {
  if (text.trim() === '') return { time: '' };
  const [, hour = '', minute = ''] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text.trim()) ?? [];
  return hour === '' ? { problem: finding('not-a-time') } : { time: `${hour.padStart(2, '0')}:${minute}` };
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
    return {
      problem: finding('trusted-keys-invalid', {
        detail: parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; '),
      }),
    };
  }
  return { keys: parsed.data.keys };
}

const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Certificates of authorities, PEM (RFC 7468, 5) with nothing beside them; empty text is none. */
export function parseCa(text: string): { readonly ca: string } | { readonly problem: Finding } {
  const found = text.match(certificate) ?? [];
  // A private key that was pasted along must not come into the settings.
  if (text.replace(certificate, '').trim() !== '') return { problem: finding('ca-not-certificates') };
  for (const [index, pem] of found.entries()) {
    const read = certificateIn(pem);
    if (!read) return { problem: finding('ca-damaged', { number: index + 1 }) };
    if (!read.ca) return { problem: finding('ca-not-authority', { number: index + 1 }) };
  }
  return { ca: found.map((pem) => `${pem}\n`).join('') };
}

function certificateIn(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem);
  } catch {
    return null;
  }
}

/** Headers that say how a message is to be read or passed on, which are the transport's alone (RFC 9110, 7.6.1; RFC 9112). */
const transportHeaders =
  /^(accept|connection|content-.*|cookie|date|expect|host|keep-alive|origin|proxy-.*|referer|te|trailer|transfer-encoding|upgrade|user-agent|via)$/i;

/** A field name (RFC 9110, 5.1) that may carry a secret; empty text is none. */
export function parseAuthHeader(text: string): { readonly authHeader: string } | { readonly problem: Finding } {
  const authHeader = text.trim();
  if (authHeader === '') return { authHeader };
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/.test(authHeader)) return { problem: finding('header-invalid') };
  return transportHeaders.test(authHeader)
    ? { problem: finding('header-reserved', { header: authHeader }) }
    : { authHeader };
}
