import { calculateJwkThumbprint, type JWK } from 'jose';
import { parseHeader } from '../review/compact-token.ts';
import { type PublicJwk, verifies } from './verification.ts';

/** `other-key`: the signature names a key that is not this one. */
export type DetachedVerdict = 'valid' | 'malformed' | 'other-key' | 'wrong';

/**
 * Checks a JWS compact serialization with detached content (RFC 7515, appendix F) over exactly these bytes, with an Ed25519
 * key and no other. `kid`, where the header has one, is the key's RFC 7638 thumbprint or its own `kid`.
 */
export async function checkDetached(signature: string, content: Uint8Array, jwk: PublicJwk): Promise<DetachedVerdict> {
  const [, header = '', mac = ''] = /^([A-Za-z0-9_-]+)\.\.([A-Za-z0-9_-]+)\n?$/.exec(signature) ?? [];
  const token = `${header}.${Buffer.from(content).toString('base64url')}.${mac}`;
  const parsed = parseHeader(token);
  if ('problem' in parsed) return 'malformed';
  const { kty, crv, x } = jwk;
  // Nothing but the public half takes part, and the type fixes the algorithm.
  const key = { kty, crv, x };
  if (kty !== 'OKP' || crv !== 'Ed25519') return 'wrong';
  const { kid } = parsed.header;
  if (kid !== undefined && kid !== jwk.kid && kid !== (await calculateJwkThumbprint(key as JWK))) return 'other-key';
  return (await verifies(token, key)) ? 'valid' : 'wrong';
}
