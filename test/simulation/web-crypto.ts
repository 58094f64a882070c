import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type JsonWebKey,
  type KeyObject,
  sign as signBytes,
  verify as verifyBytes,
} from 'node:crypto';

/**
 * The part of Web Crypto that the product's JOSE library uses, over node:crypto's synchronous calls: the very same
 * Ed25519, but an answer that never comes from another thread, at a time of its own.
 */
export interface WebCrypto {
  /** Takes the place of the real one for as long as a run lasts; gives what puts it back. */
  install(): () => void;
  /** How long a signature takes: calls back when it is ready. */
  onSign: (ready: () => void) => void;
}

interface Key {
  readonly type: 'public' | 'private';
  readonly extractable: boolean;
  readonly algorithm: { readonly name: 'Ed25519' };
  readonly usages: readonly string[];
  readonly object: KeyObject;
  readonly x: string;
  readonly [Symbol.toStringTag]: 'CryptoKey';
}

/** The same few tokens are read over and over, in every run: what a check of them gave is remembered. */
const MOST_REMEMBERED = 50_000;

export function webCrypto(): WebCrypto {
  const keys = new Map<string, KeyObject>();
  const verdicts = new Map<string, boolean>();

  const importKey = (
    format: string,
    jwk: JsonWebKey,
    algorithm: { readonly name: string },
    extractable: boolean,
    usages: readonly string[],
  ): Key => {
    if (format !== 'jwk' || algorithm.name !== 'Ed25519') throw new TypeError(`no ${algorithm.name} in a simulation`);
    const { kty, crv, x = '', d } = jwk;
    const name = `${x} ${d ?? ''}`;
    let object = keys.get(name);
    if (!object) {
      const key = { kty, crv, x, ...(d === undefined ? {} : { d }) } as JsonWebKey;
      object = d === undefined ? createPublicKey({ key, format: 'jwk' }) : createPrivateKey({ key, format: 'jwk' });
      if (keys.size >= MOST_REMEMBERED) keys.clear();
      keys.set(name, object);
    }
    const type = d === undefined ? 'public' : 'private';
    const made = { type, extractable, algorithm: { name: 'Ed25519' }, usages, object, x } as const;
    return { ...made, [Symbol.toStringTag]: 'CryptoKey' };
  };

  const subtle = {
    importKey: async (...given: Parameters<typeof importKey>) => importKey(...given),
    digest: async (algorithm: string, data: Uint8Array) =>
      createHash(algorithm.replace('-', '').toLowerCase()).update(data).digest(),
    verify: async (_algorithm: unknown, key: Key, signature: Uint8Array, data: Uint8Array) => {
      const name = createHash('sha256').update(key.x).update(signature).update(data).digest('base64');
      let verdict = verdicts.get(name);
      if (verdict === undefined) {
        verdict = verifyBytes(null, data, key.object, signature);
        if (verdicts.size >= MOST_REMEMBERED) verdicts.clear();
        verdicts.set(name, verdict);
      }
      return verdict;
    },
    sign: async (_algorithm: unknown, key: Key, data: Uint8Array) => {
      await new Promise<void>((ready) => made.onSign(ready));
      return signBytes(null, data, key.object);
    },
  };

  const made: WebCrypto = {
    onSign: (ready) => ready(),
    install: () => {
      const real = Object.getOwnPropertyDescriptor(globalThis, 'crypto');
      Object.defineProperty(globalThis, 'crypto', { value: { subtle }, configurable: true, writable: true });
      return () => {
        if (real) Object.defineProperty(globalThis, 'crypto', real);
      };
    },
  };
  return made;
}
