import { CompactSign, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { z } from 'zod';
import type { HeaderAlgorithm, KeyAlgorithm } from '../../preload/contract.ts';
import { AuthorityError } from '../errors.ts';
import { sha256Hex } from '../review/digest.ts';
import { bitsOf, headerOf, headersOf, LARGEST_RSA_BITS, SMALLEST_RSA_BITS } from './algorithms.ts';
import { signingInputOf } from './claims.ts';
import { type PublicJwk, verifies } from './verification.ts';

/** Signs, and can do nothing else: the private key is a non-extractable key object inside it. */
export interface Signer {
  readonly kid: string;
  /** What the header of a token says under `alg`. */
  readonly algorithm: HeaderAlgorithm;
  readonly publicJwk: PublicJwk;
  /**
   * Signs exactly these bytes and checks the result with the public key before handing it out.
   * @throws AuthorityError `digest-mismatch` when the bytes are not the ones the digest names, `internal` when the
   * token does not hold them or does not verify.
   */
  sign(bytes: { readonly header: string; readonly payload: string; readonly digest: string }): Promise<string>;
}

const bytes32 = z.string().length(43);
const number = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/)
  .max(1400);

/** The members that make up a private key, and `alg` where the type alone does not fix it. */
export const privateJwk = z.discriminatedUnion('kty', [
  z.strictObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: bytes32, d: bytes32 }),
  z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: bytes32, y: bytes32, d: bytes32 }),
  z.strictObject({
    kty: z.literal('RSA'),
    alg: z.enum(['RS256', 'PS256']),
    n: number.refine((n) => bitsOf(n) >= SMALLEST_RSA_BITS && bitsOf(n) <= LARGEST_RSA_BITS),
    e: number,
    d: number,
    p: number,
    q: number,
    dp: number,
    dq: number,
    qi: number,
  }),
]);
export type PrivateJwk = z.infer<typeof privateJwk>;

export interface SigningSecret {
  /** One line, base64url of the private JWK, for the keychain and the backup alone. */
  readonly secret: string;
  readonly publicJwk: PublicJwk;
}

/** Makes a key. An RSA key takes a second or more. */
export async function generateSigningKey(algorithm: KeyAlgorithm = 'Ed25519'): Promise<SigningSecret> {
  const header = headerOf(algorithm);
  // For EdDSA it is Ed25519 that is made (RFC 8037, 3.1).
  const pair = await generateKeyPair(header, { modulusLength: SMALLEST_RSA_BITS, extractable: true });
  return secretOf(privateJwk.parse(material(await exportJWK(pair.privateKey), header)));
}

/** @param jwk whose parts belong together */
export async function secretOf(jwk: PrivateJwk, header: HeaderAlgorithm = headerIn(jwk)): Promise<SigningSecret> {
  const secret = Buffer.from(JSON.stringify(jwk)).toString('base64url');
  return { secret, publicJwk: await publicPart(jwk, header) };
}

/** What makes up the key, without what may be said about it beside. */
function material(jwk: JWK, header: HeaderAlgorithm): object {
  const { kty, crv, x, y, n, e, d, p, q, dp, dq, qi } = jwk;
  if (kty === 'OKP') return { kty, crv, x, d };
  if (kty === 'EC') return { kty, crv, x, y, d };
  return { kty, alg: header, n, e, d, p, q, dp, dq, qi };
}

const headerIn = (jwk: PrivateJwk): HeaderAlgorithm =>
  jwk.kty === 'OKP' ? 'EdDSA' : jwk.kty === 'EC' ? 'ES256' : jwk.alg;

/** The public JWK (RFC 7517), named by its thumbprint (RFC 7638). */
async function publicPart(jwk: PrivateJwk, header: HeaderAlgorithm): Promise<PublicJwk> {
  const members =
    jwk.kty === 'OKP'
      ? { kty: jwk.kty, crv: jwk.crv, x: jwk.x }
      : jwk.kty === 'EC'
        ? { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y }
        : { kty: jwk.kty, n: jwk.n, e: jwk.e };
  return { ...members, kid: await calculateJwkThumbprint(members, 'sha256'), alg: header, use: 'sig' };
}

/**
 * @param header what tokens are to say under `alg`; the key's own name for itself unless given
 * @throws AuthorityError `key-unavailable` when the secret is not a signing key of ours, or one of another algorithm
 */
export async function importSigner(secret: string, header?: HeaderAlgorithm): Promise<Signer> {
  const { key, publicJwk } = await importSecret(secret, header);
  return signerOver(publicJwk, async (bytes) => {
    const signingInput = signingInputOf(bytes.header, bytes.payload);
    if (sha256Hex(signingInput) !== bytes.digest) {
      throw new AuthorityError('digest-mismatch', 'the stored bytes are not the approved ones');
    }
    const token = await new CompactSign(new TextEncoder().encode(bytes.payload))
      .setProtectedHeader(JSON.parse(bytes.header) as { alg: string })
      .sign(key);
    if (!token.startsWith(`${signingInput}.`) || !(await verifies(token, publicJwk))) {
      throw new AuthorityError('internal', 'the signed token does not hold the approved bytes');
    }
    return token;
  });
}

const signerOver = (publicJwk: PublicJwk, sign: Signer['sign']): Signer => ({
  kid: String(publicJwk.kid),
  algorithm: publicJwk.alg as HeaderAlgorithm,
  publicJwk,
  sign,
});

/** The same key, whose tokens from now on name its algorithm so. @param header one of the names that the key may write */
export const renamed = (signer: Signer, header: HeaderAlgorithm): Signer =>
  signerOver({ ...signer.publicJwk, alg: header }, signer.sign);

async function importSecret(secret: string, header?: HeaderAlgorithm) {
  try {
    const jwk = privateJwk.parse(JSON.parse(Buffer.from(secret, 'base64url').toString('utf8')));
    const own = headerIn(jwk);
    if (header !== undefined && !headersOf(own).includes(header)) throw new RangeError('another algorithm');
    return {
      key: await importJWK(jwk, own, { extractable: false }),
      publicJwk: await publicPart(jwk, header ?? own),
    };
  } catch {
    // The cause is left out: it could quote the secret.
    throw new AuthorityError('key-unavailable', 'the keychain entry is not a signing key');
  }
}

/** Whether the private half belongs to the public one: it signs a challenge that verifies. */
export async function proves(signer: Signer, publicJwk: PublicJwk, challenge: string): Promise<boolean> {
  const header = JSON.stringify({ alg: signer.algorithm });
  const payload = JSON.stringify({ challenge });
  const digest = sha256Hex(signingInputOf(header, payload));
  try {
    return await verifies(await signer.sign({ header, payload, digest }), publicJwk);
  } catch {
    return false;
  }
}
