import { createHash, createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign } from 'node:crypto';

/** DER head of an Ed25519 private key; the 32-byte seed follows it (RFC 8410, section 7). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

export type Claims = Readonly<Record<string, unknown>>;
export type Header = Readonly<Record<string, unknown>>;

/** What to do differently from an honest request token. Whatever is not named stays honest. */
export interface TokenOverrides {
  /** Laid over `{alg: 'EdDSA', typ: 'JWT'}`; `undefined` takes a member away. */
  readonly header?: Header;
  /** The payload's text, verbatim, in place of the claims: duplicate members, unsafe integers, no JSON at all. */
  readonly payloadText?: string;
  /** Signs with this key and leaves `sub` as it is. */
  readonly signWith?: KeyObject;
  /** Flips one bit of the signature, which stays 64 bytes long. */
  readonly tamper?: boolean;
}

export interface Subject {
  /** The Ed25519 public key, base64url, 43 characters. */
  readonly sub: string;
  readonly privateKey: KeyObject;
  /** A self-signed claims token: the body of `POST /scope`. `sub` is added unless the claims name their own. */
  requestToken(claims?: Claims, overrides?: TokenOverrides): string;
}

export interface AuthorityKey {
  readonly publicJwk: Readonly<{ kty: 'OKP'; crv: 'Ed25519'; x: string; kid: string }>;
  /** RFC 7638 thumbprint (SHA-256, base64url) of the public key. */
  readonly kid: string;
  readonly privateKey: KeyObject;
  /** Compact JWS of the payload (a string is taken verbatim), headed `{alg, kid, typ}` with `header` laid over it. */
  sign(payload: Claims | string, header?: Header): string;
}

/** 32 bytes are the private key itself (RFC 8032); a name gives the same key every time; nothing gives a new one. */
export type Seed = Uint8Array | string;

const ALICE: Claims = { scope: 'email', email: 'alice@example.org' };

export function makeSubject(seed?: Seed): Subject {
  const { privateKey, x: sub } = makeKey(seed);
  return {
    sub,
    privateKey,
    requestToken(claims = ALICE, overrides = {}) {
      const header = { alg: 'EdDSA', typ: 'JWT', ...overrides.header };
      const payload = overrides.payloadText ?? JSON.stringify({ sub, ...claims });
      const token = compactJws(JSON.stringify(header), payload, overrides.signWith ?? privateKey);
      return overrides.tamper ? withFlippedBit(token) : token;
    },
  };
}

/** The key of some authority, to sign tokens that the authority under test did not make. */
export function makeAuthorityKey(seed?: Seed): AuthorityKey {
  const { privateKey, x } = makeKey(seed);
  const kid = thumbprint(x);
  return {
    publicJwk: { kty: 'OKP', crv: 'Ed25519', x, kid },
    kid,
    privateKey,
    sign(payload, header = {}) {
      const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
      return compactJws(JSON.stringify({ alg: 'EdDSA', kid, typ: 'JWT', ...header }), text, privateKey);
    },
  };
}

/** Signs header and payload texts exactly as given, whatever the header says (RFC 7515, section 7.1). */
export function compactJws(header: string, payload: string | Uint8Array, key: KeyObject): string {
  const input = `${base64url(header)}.${base64url(payload)}`;
  return `${input}.${sign(null, Buffer.from(input, 'ascii'), key).toString('base64url')}`;
}

/** The same header and payload under a signature of the right length that cannot verify. */
export function withFlippedBit(token: string): string {
  const dot = token.lastIndexOf('.') + 1;
  const signature = Buffer.from(token.slice(dot), 'base64url');
  signature[0] = (signature[0] ?? 0) ^ 1;
  return token.slice(0, dot) + signature.toString('base64url');
}

export function base64url(data: string | Uint8Array): string {
  return Buffer.from(data as Uint8Array).toString('base64url');
}

function makeKey(seed: Seed = randomBytes(32)): { privateKey: KeyObject; x: string } {
  const bytes = typeof seed === 'string' ? createHash('sha256').update(seed).digest() : seed;
  if (bytes.length !== 32) throw new RangeError(`an Ed25519 seed has 32 bytes, not ${bytes.length}`);
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, bytes]), format: 'der', type: 'pkcs8' });
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (x === undefined) throw new TypeError('an Ed25519 public key has an x');
  return { privateKey, x };
}

function thumbprint(x: string): string {
  // RFC 7638, section 3.3: required members only, in lexicographic order, no white space.
  return createHash('sha256').update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).digest('base64url');
}
