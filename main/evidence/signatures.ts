import { constants, createPublicKey, hash, type KeyObject, verify } from 'node:crypto';
import { type JsonObject, parseCompactToken } from '../review/compact-token.ts';
import { ed25519Thumbprint, subjectJwk } from '../review/subject-token.ts';
import { algorithmsOf, forbiddenHeaders } from '../signing/verification.ts';
import type { BareJwk } from './form.ts';

/*
 * Signatures of tokens (RFC 7515) checked with nothing but node:crypto, so that the verifier has no library to trust and
 * does not repeat what the desk itself relied on.
 */

/** RFC 7638, 3.2; RFC 8037, 2. Asked by a map, since a file may name its kind of key as objects name what they inherit. */
const members: ReadonlyMap<string, readonly string[]> = new Map([
  ['OKP', ['crv', 'kty', 'x']],
  ['EC', ['crv', 'kty', 'x', 'y']],
  ['RSA', ['e', 'kty', 'n']],
]);

/** A public key without what may be said about it beside. */
export function bareJwk(jwk: Readonly<Record<string, unknown>>): BareJwk {
  return Object.fromEntries((members.get(String(jwk.kty)) ?? []).map((name) => [name, String(jwk[name])]));
}

/** RFC 7638 thumbprint by SHA-256, base64url; null for a key of another kind, or one that says more than it is made of. */
export function thumbprintOf(jwk: BareJwk): string | null {
  const names = members.get(jwk.kty ?? '');
  if (!names || Object.keys(jwk).sort().join() !== names.join()) return null;
  return hash('sha256', JSON.stringify(Object.fromEntries(names.map((name) => [name, jwk[name]]))), 'base64url');
}

/** Whether a compact JWS verifies with this key, under an algorithm that the key's own kind allows. */
export function tokenVerifies(token: string, jwk: BareJwk): boolean {
  const parsed = parseCompactToken(token);
  if ('problem' in parsed) return false;
  const { header, signingInput } = parsed;
  if (forbiddenHeaders.some((name) => Object.hasOwn(header, name))) return false;
  if (typeof header.alg !== 'string' || !algorithmsOf(jwk).includes(header.alg)) return false;
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    const signature = Buffer.from(token.slice(signingInput.length + 1), 'base64url');
    return verifies(header.alg, Buffer.from(signingInput), key, signature);
  } catch {
    return false;
  }
}

/** RFC 7518, 3.3 to 3.5; RFC 8037, 3.1. */
function verifies(algorithm: string, bytes: Buffer, key: KeyObject, signature: Buffer): boolean {
  switch (algorithm) {
    case 'ES256':
      return verify('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, signature);
    case 'RS256':
      return verify('sha256', bytes, key, signature);
    case 'PS256':
      return verify('sha256', bytes, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }, signature);
    default:
      return verify(null, bytes, key, signature);
  }
}

export type RequestProblem = 'malformed' | 'not-subject-key' | 'other-key' | 'does-not-verify';

/** What is wrong with a request token's signature by the key that its `sub` is; null where it holds. */
export function requestProblem(token: string): RequestProblem | null {
  const parsed = parseCompactToken(token);
  if ('problem' in parsed) return 'malformed';
  const { header, payload } = parsed;
  const jwk = subjectJwk(payload.sub);
  if (!jwk) return 'not-subject-key';
  if (header.kid !== undefined && header.kid !== jwk.x && header.kid !== ed25519Thumbprint(jwk.x)) return 'other-key';
  return tokenVerifies(token, jwk) ? null : 'does-not-verify';
}

/** The claims of a request, of whichever kind; null where they can't be read. */
export function claimsOf(token: string): JsonObject | null {
  const parsed = parseCompactToken(token);
  return 'problem' in parsed ? null : parsed.payload;
}
