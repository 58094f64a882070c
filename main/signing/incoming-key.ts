import { createECDH, createPrivateKey, createPublicKey } from 'node:crypto';
import type { Finding, KeyForm } from '../../preload/contract.ts';
import { finding } from '../errors.ts';
import { parseJsonObject } from '../review/compact-token.ts';
import { bitsOf, LARGEST_RSA_BITS, SMALLEST_RSA_BITS } from './algorithms.ts';
import { importSigner, type PrivateJwk, privateJwk, proves, type SigningSecret, secretOf } from './signer.ts';

/** What a person brings in, as far as it can be told before it is opened. */
export interface IncomingKey {
  readonly form: KeyForm;
  /** Whether it is, or may be, an RSA key that does not say how it signs. */
  readonly mayBeRsa: boolean;
}

export interface Opening {
  /** For an encrypted PEM. */
  readonly passphrase: string;
  /** How an RSA key signs that does not say so itself. */
  readonly rsa: 'RS256' | 'PS256';
}

type Jwk = Readonly<Record<string, unknown>>;
type Problem = { readonly problem: Finding };
const refused = (code: string, values?: Finding['values']): Problem => ({ problem: finding(code, values) });

/** Longer than any key that is taken in, with room for what is written around it. */
export const LONGEST_KEY_TEXT = 64 * 1024;

const pemLabel = /-----BEGIN ([A-Z0-9 ]+)-----/g;

/** Tells what the text is: a JWK (RFC 7517), or PKCS#8 as PEM (RFC 7468, 10 and 11). Nothing is opened. */
export function recogniseKey(text: string): IncomingKey | Problem {
  if (text.length > LONGEST_KEY_TEXT) return refused('key-form-unknown');
  const labels = [...text.matchAll(pemLabel)].map(([, label]) => label);
  if (labels.length > 1) return refused('key-set');
  switch (labels[0]) {
    case undefined:
      return recogniseJwk(text);
    case 'PRIVATE KEY': {
      const key = jwkOfPem(text, '');
      return 'problem' in key ? key : { form: 'pkcs8', mayBeRsa: key.jwk.kty === 'RSA' };
    }
    case 'ENCRYPTED PRIVATE KEY':
      return { form: 'encrypted-pkcs8', mayBeRsa: true };
    case 'PUBLIC KEY':
    case 'RSA PUBLIC KEY':
    case 'CERTIFICATE':
      return refused('key-public');
    case 'RSA PRIVATE KEY':
    case 'EC PRIVATE KEY':
    case 'OPENSSH PRIVATE KEY':
      return refused('key-old-form');
    default:
      return refused('key-form-unknown');
  }
}

function recogniseJwk(text: string): IncomingKey | Problem {
  const found = jwkIn(text);
  if ('problem' in found) return found;
  const { jwk } = found;
  return objectionTo(jwk) ?? { form: 'jwk', mayBeRsa: jwk.kty === 'RSA' && jwk.alg === undefined };
}

/**
 * Opens a key, and takes it only where it is a strong private signing key whose halves belong together.
 * @param text that `recogniseKey` has found to be one
 */
export async function openKey(text: string, { passphrase, rsa }: Opening): Promise<SigningSecret | Problem> {
  const recognised = recogniseKey(text);
  if ('problem' in recognised) return recognised;
  const found = recognised.form === 'jwk' ? jwkIn(text) : jwkOfPem(text, passphrase);
  if ('problem' in found) return found;
  const { jwk } = found;
  const objection = objectionTo(jwk) ?? weaknessOf(jwk) ?? mismatchOf(jwk);
  if (objection) return objection;
  const parsed = privateJwk.safeParse(material(jwk, rsa));
  if (!parsed.success) return refused('key-damaged');
  const secret = await secretOf(parsed.data, jwk.alg === 'Ed25519' ? 'Ed25519' : undefined);
  // The proof of all that was looked at before: what it signs verifies.
  return (await signs(secret)) ? secret : refused('key-mismatch');
}

async function signs({ secret, publicJwk }: SigningSecret): Promise<boolean> {
  try {
    return await proves(await importSigner(secret), publicJwk, 'import');
  } catch {
    return false;
  }
}

function jwkIn(text: string): { readonly jwk: Jwk } | Problem {
  const parsed = parseJsonObject(text.trim());
  if ('problem' in parsed) return refused('key-form-unknown');
  if (Array.isArray(parsed.object.keys)) return refused('key-set');
  return { jwk: parsed.object };
}

function jwkOfPem(text: string, passphrase: string): { readonly jwk: Jwk } | Problem {
  try {
    return { jwk: createPrivateKey({ key: text, format: 'pem', passphrase }).export({ format: 'jwk' }) as Jwk };
  } catch (fault) {
    return refused(...pemProblem(text, String((fault as { code?: unknown }).code)));
  }
}

/** By node's own code: a PEM that opens to a kind that has no JWK, a passphrase that does not fit, or neither. */
function pemProblem(text: string, code: string): Parameters<typeof refused> {
  if (code === 'ERR_CRYPTO_JWK_UNSUPPORTED_KEY_TYPE' || code === 'ERR_CRYPTO_JWK_UNSUPPORTED_CURVE') {
    return ['key-kind', { kind: 'PEM' }];
  }
  return [text.includes('ENCRYPTED PRIVATE KEY') ? 'key-passphrase-wrong' : 'key-damaged'];
}

const kinds: Readonly<Record<string, readonly string[]>> = {
  'OKP Ed25519': ['EdDSA', 'Ed25519'],
  'EC P-256': ['ES256'],
  RSA: ['RS256', 'PS256'],
};
const kindOf = ({ kty, crv }: Jwk): string => (crv === undefined ? String(kty) : `${String(kty)} ${String(crv)}`);

/** What the key says of itself that speaks against signing with it; RFC 7517, 4. */
function objectionTo(jwk: Jwk): Problem | null {
  if (jwk.kty === undefined) return refused('key-form-unknown');
  if (jwk.kty === 'oct') return refused('key-symmetric');
  const algorithms = kinds[kindOf(jwk)];
  if (!algorithms) return refused('key-kind', { kind: kindOf(jwk) });
  if (jwk.use !== undefined && jwk.use !== 'sig') return refused('key-other-use', { use: String(jwk.use) });
  const operations = jwk.key_ops;
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('sign'))) {
    const publicOnly = jwk.d === undefined && Array.isArray(operations) && operations.includes('verify');
    return publicOnly ? refused('key-public') : refused('key-other-use', { use: JSON.stringify(operations) });
  }
  if (jwk.alg !== undefined && !algorithms.includes(String(jwk.alg))) {
    return refused('key-other-use', { use: String(jwk.alg) });
  }
  return jwk.d === undefined ? refused('key-public') : null;
}

/** Base64url without padding, and no other text that decodes to the same bytes (RFC 7515, 2). */
const exact = (text: unknown): text is string =>
  typeof text === 'string' && text !== '' && Buffer.from(text, 'base64url').toString('base64url') === text;

const numberOf = (text: string): bigint => BigInt(`0x0${Buffer.from(text, 'base64url').toString('hex')}`);

/** The order of P-256's base point; FIPS 186-4, D.1.2.3. */
const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** The encodings of Ed25519's points of small order, with both signs: nothing that is signed under them proves anything. */
const smallOrder = new Set(
  [
    '0100000000000000000000000000000000000000000000000000000000000000',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    '0000000000000000000000000000000000000000000000000000000000000000',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  ].flatMap((low) => {
    const bytes = Buffer.from(low, 'hex');
    const other = Buffer.from(bytes);
    other[31] = (other[31] ?? 0) ^ 0x80;
    return [bytes.toString('base64url'), other.toString('base64url')];
  }),
);

function weaknessOf(jwk: Jwk): Problem | null {
  const names = jwk.kty === 'RSA' ? ['n', 'e', 'd'] : jwk.kty === 'EC' ? ['x', 'y', 'd'] : ['x', 'd'];
  if (!names.every((name) => exact(jwk[name]))) return refused('key-damaged');
  const { n, e, d, x } = jwk as Record<string, string>;
  if (jwk.kty === 'RSA') return rsaWeakness(jwk, n ?? '', e ?? '');
  const secret = numberOf(d ?? '');
  if (secret === 0n || (jwk.kty === 'EC' && secret >= P256_ORDER)) return refused('key-weak');
  return jwk.kty === 'OKP' && smallOrder.has(x ?? '') ? refused('key-weak') : null;
}

function rsaWeakness(jwk: Jwk, n: string, e: string): Problem | null {
  const bits = bitsOf(n);
  if (bits < SMALLEST_RSA_BITS) return refused('key-rsa-small', { bits, least: SMALLEST_RSA_BITS });
  if (bits > LARGEST_RSA_BITS) return refused('key-rsa-large', { bits, most: LARGEST_RSA_BITS });
  const exponent = numberOf(e);
  // FIPS 186-5, A.1.1 asks for more than 2^16; BoringSSL opens none of more than 33 bits.
  if (exponent < 65_537n || exponent >= 2n ** 33n || exponent % 2n === 0n) return refused('key-rsa-exponent');
  if (jwk.oth !== undefined) return refused('key-kind', { kind: 'RSA, more than two primes' });
  return ['p', 'q', 'dp', 'dq', 'qi'].every((name) => exact(jwk[name])) ? null : refused('key-rsa-incomplete');
}

/** Whether the public half is the private half's own. */
function mismatchOf(jwk: Jwk): Problem | null {
  const { x, y, d } = jwk as Record<string, string>;
  const own =
    jwk.kty === 'OKP'
      ? ed25519Public(d ?? '') === x
      : jwk.kty === 'EC'
        ? p256Public(d ?? '') === `${x}.${y}`
        : rsaAgrees(jwk as Record<string, string>);
  return own ? null : refused('key-mismatch');
}

/** PKCS#8 of an Ed25519 seed is the same sixteen bytes before every seed; RFC 8410, 10.3. */
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

function ed25519Public(d: string): string | null {
  const seed = Buffer.from(d, 'base64url');
  if (seed.length !== 32) return null;
  const key = createPrivateKey({ key: Buffer.concat([ED25519_PKCS8, seed]), format: 'der', type: 'pkcs8' });
  return createPublicKey(key).export({ format: 'jwk' }).x ?? null;
}

function p256Public(d: string): string | null {
  const curve = createECDH('prime256v1');
  try {
    curve.setPrivateKey(Buffer.from(d, 'base64url'));
  } catch {
    return null;
  }
  const point = curve.getPublicKey();
  return `${point.subarray(1, 33).toString('base64url')}.${point.subarray(33).toString('base64url')}`;
}

/** RFC 8017, 3.2: two primes of about the same length whose product is the modulus, and exponents that undo each other. */
function rsaAgrees(jwk: Readonly<Record<string, string>>): boolean {
  const [n, e, d, p, q, dp, dq, qi] = ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'].map((name) =>
    numberOf(jwk[name] ?? ''),
  ) as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
  if (p <= 1n || q <= 1n || p === q || p * q !== n) return false;
  if (Math.abs(bitsOf(jwk.p ?? '') - bitsOf(jwk.q ?? '')) > 2) return false;
  const undoes = (d * e) % (p - 1n) === 1n && (d * e) % (q - 1n) === 1n;
  return undoes && d % (p - 1n) === dp && d % (q - 1n) === dq && (qi * q) % p === 1n;
}

function material(jwk: Jwk, rsa: Opening['rsa']): Partial<PrivateJwk> | object {
  const { kty, crv, x, y, d, n, e, p, q, dp, dq, qi } = jwk;
  if (kty === 'OKP') return { kty, crv, x, d };
  if (kty === 'EC') return { kty, crv, x, y, d };
  return { kty, alg: jwk.alg ?? rsa, n, e, d, p, q, dp, dq, qi };
}
