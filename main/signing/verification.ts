import { compactVerify, importJWK, type JWK } from 'jose';
import { parseHeader } from '../review/compact-token.ts';

export type PublicJwk = Readonly<Record<string, unknown>>;

/**
 * The algorithms a public key may be used with: fixed by the key's own `alg` where it has one, else by its type
 * (RFC 7518, 3.1; RFC 8037, 3.1; RFC 9864, 2.2). Never `none`, never a MAC.
 */
export function algorithmsOf(jwk: PublicJwk): readonly string[] {
  const byType = (): readonly string[] => {
    if (jwk.kty === 'OKP' && jwk.crv === 'Ed25519') return ['EdDSA', 'Ed25519'];
    if (jwk.kty === 'EC' && jwk.crv === 'P-256') return ['ES256'];
    if (jwk.kty === 'RSA') return ['RS256', 'PS256'];
    return [];
  };
  const allowed = byType();
  if (typeof jwk.alg !== 'string') return allowed;
  const sameAlgorithm = (alg: string) =>
    alg === jwk.alg || (allowed[0] === 'EdDSA' && allowed.includes(String(jwk.alg)));
  return allowed.filter(sameAlgorithm);
}

/** Header parameters that would let a token choose how, or with what, it is verified. */
export const forbiddenHeaders = ['crit', 'b64', 'jwk', 'jku', 'x5c', 'x5u', 'zip'] as const;

/** Whether a compact JWS (RFC 7515, 5.2) verifies with this key, under an algorithm that the key itself fixes. */
export async function verifies(token: string, jwk: PublicJwk): Promise<boolean> {
  const parsed = parseHeader(token);
  if ('problem' in parsed || forbiddenHeaders.some((name) => Object.hasOwn(parsed.header, name))) return false;
  const algorithms = algorithmsOf(jwk);
  const { alg, kid } = parsed.header;
  if (typeof alg !== 'string' || !algorithms.includes(alg)) return false;
  // A token that names another key is another key's token, whatever its bytes.
  if (kid !== undefined && jwk.kid !== undefined && kid !== jwk.kid) return false;
  try {
    const { use: _use, key_ops: _ops, ext: _ext, ...material } = jwk;
    await compactVerify(token, await importJWK(material as JWK, alg), { algorithms: [alg] });
    return true;
  } catch {
    return false;
  }
}
