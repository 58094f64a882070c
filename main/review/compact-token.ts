import type { Finding } from '../../preload/contract.ts';
import { finding } from '../errors.ts';
import { type Json, parseStrictJson } from '../strict-json.ts';

export type JsonObject = Readonly<Record<string, Json>>;

export interface CompactToken {
  readonly header: JsonObject;
  readonly payload: JsonObject;
  /** base64url(header) "." base64url(payload), as it came. */
  readonly signingInput: string;
}

/** Three base64url parts, the third of which may be empty (an unsecured token is recognised, to be refused). */
export const looksLikeCompactToken = (text: string): boolean =>
  /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/.test(text);

/** Reads a JWS compact serialization (RFC 7515, 7.1) of any payload: its header, strictly, and its three parts' spelling. */
export function parseHeader(text: string): { readonly header: JsonObject } | { readonly problem: Finding } {
  if (!looksLikeCompactToken(text)) return { problem: finding('token-malformed') };
  const [first = '', second = '', third = ''] = text.split('.');
  if (!isCanonical(second) || !isCanonical(third)) return { problem: finding('token-malformed') };
  const header = jsonObject(first);
  return 'problem' in header ? header : { header: header.object };
}

/** Reads a JWS compact serialization whose payload is a JSON object (RFC 7519), strictly. */
export function parseCompactToken(text: string): CompactToken | { readonly problem: Finding } {
  const parsed = parseHeader(text);
  if ('problem' in parsed) return parsed;
  const [first = '', second = ''] = text.split('.');
  const payload = jsonObject(second);
  if ('problem' in payload) return payload;
  return { header: parsed.header, payload: payload.object, signingInput: `${first}.${second}` };
}

/** Node decodes leniently; only the one canonical spelling of the bytes is taken (RFC 4648, 3.5). */
const isCanonical = (part: string): boolean => Buffer.from(part, 'base64url').toString('base64url') === part;

function jsonObject(part: string): { object: JsonObject } | { problem: Finding } {
  if (!isCanonical(part)) return { problem: finding('token-malformed') };
  const bytes = Buffer.from(part, 'base64url');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { problem: finding('token-malformed') };
  }
  return parseJsonObject(text);
}

export function parseJsonObject(text: string): { readonly object: JsonObject } | { readonly problem: Finding } {
  const parsed = parseStrictJson(text);
  if ('problem' in parsed) return parsed;
  const { value } = parsed;
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return { problem: finding('json-not-object') };
  return { object: value as JsonObject };
}
