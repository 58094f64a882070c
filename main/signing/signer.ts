import { CompactSign, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { z } from 'zod';
import { AuthorityError } from '../errors.ts';
import { sha256Hex } from '../review/digest.ts';
import { signingInputOf } from './claims.ts';
import { type PublicJwk, verifies } from './verification.ts';

/** Signs, and can do nothing else: the private key is a non-extractable key object inside it. */
export interface Signer {
  readonly kid: string;
  readonly algorithm: string;
  readonly publicJwk: PublicJwk;
  /**
   * Signs exactly these bytes and checks the result with the public key before handing it out.
   * @throws AuthorityError `digest-mismatch` when the bytes are not the ones the digest names, `internal` when the
   * token does not hold them or does not verify.
   */
  sign(bytes: { readonly header: string; readonly payload: string; readonly digest: string }): Promise<string>;
}

const ALGORITHM = 'EdDSA';

const privateEd25519 = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().length(43),
  d: z.string().length(43),
});

/** Makes an Ed25519 key (RFC 8037). The secret is one line, base64url of the private JWK, for the keychain alone. */
export async function generateSigningKey(): Promise<{ readonly secret: string; readonly publicJwk: PublicJwk }> {
  const pair = await generateKeyPair(ALGORITHM, { crv: 'Ed25519', extractable: true });
  const { kty, crv, x, d } = await exportJWK(pair.privateKey);
  const secret = Buffer.from(JSON.stringify({ kty, crv, x, d })).toString('base64url');
  return { secret, publicJwk: await publicPart({ kty, crv, x } as JWK) };
}

const publicPart = async (jwk: JWK): Promise<PublicJwk> => ({
  ...jwk,
  kid: await calculateJwkThumbprint(jwk, 'sha256'),
  alg: ALGORITHM,
  use: 'sig',
});

/** @throws AuthorityError `key-unavailable` when the secret is not a signing key of ours. */
export async function importSigner(secret: string): Promise<Signer> {
  const { key, publicJwk } = await importSecret(secret);
  const kid = String(publicJwk.kid);
  return {
    kid,
    algorithm: ALGORITHM,
    publicJwk,
    sign: async ({ header, payload, digest }) => {
      const signingInput = signingInputOf(header, payload);
      if (sha256Hex(signingInput) !== digest) {
        throw new AuthorityError('digest-mismatch', 'the stored bytes are not the approved ones');
      }
      const token = await new CompactSign(new TextEncoder().encode(payload))
        .setProtectedHeader(JSON.parse(header) as { alg: string })
        .sign(key);
      if (!token.startsWith(`${signingInput}.`) || !(await verifies(token, publicJwk))) {
        throw new AuthorityError('internal', 'the signed token does not hold the approved bytes');
      }
      return token;
    },
  };
}

async function importSecret(secret: string) {
  try {
    const jwk = privateEd25519.parse(JSON.parse(Buffer.from(secret, 'base64url').toString('utf8')));
    const { d: _private, ...publicMembers } = jwk;
    return { key: await importJWK(jwk, ALGORITHM, { extractable: false }), publicJwk: await publicPart(publicMembers) };
  } catch {
    // The cause is left out: it could quote the secret.
    throw new AuthorityError('key-unavailable', 'the keychain entry is not a signing key');
  }
}
