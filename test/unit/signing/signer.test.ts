import { createPublicKey, verify, type webcrypto } from 'node:crypto';
import { inspect } from 'node:util';
import { serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../main/review/digest.ts';
import { buildAssertion, signingInputOf } from '../../../main/signing/claims.ts';
import { generateSigningKey, importSigner } from '../../../main/signing/signer.ts';

/** RFC 8037, A.1 to A.4. */
const rfc = {
  d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  thumbprint: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
  token:
    'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg',
};
const secretOf = (jwk: object) => Buffer.from(JSON.stringify(jwk)).toString('base64url');
const rfcSecret = secretOf({ kty: 'OKP', crv: 'Ed25519', x: rfc.x, d: rfc.d });
const bytesOf = (header: string, payload: string) => ({
  header,
  payload,
  digest: sha256Hex(signingInputOf(header, payload)),
});

describe('a signer', () => {
  it("has the public key of RFC 8037, A.2 and A.3's RFC 7638 thumbprint as its kid", async () => {
    const signer = await importSigner(rfcSecret);
    expect(signer.kid).toBe(rfc.thumbprint);
    expect(signer.algorithm).toBe('EdDSA');
    expect(signer.publicJwk).toEqual({
      kty: 'OKP',
      crv: 'Ed25519',
      x: rfc.x,
      kid: rfc.thumbprint,
      alg: 'EdDSA',
      use: 'sig',
    });
  });

  it('signs JSON bytes with that key as node:crypto confirms, the same way every time', async () => {
    const signer = await importSigner(rfcSecret);
    const payload = '{"sub":"x"}';
    const token = await signer.sign(bytesOf('{"alg":"EdDSA"}', payload));
    const [header, body, signature = ''] = token.split('.');
    expect(header).toBe(rfc.token.split('.')[0]);
    expect(Buffer.from(body ?? '', 'base64url').toString()).toBe(payload);
    const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: rfc.x } });
    expect(verify(null, Buffer.from(`${header}.${body}`), key, Buffer.from(signature, 'base64url'))).toBe(true);
    // Ed25519 is deterministic: the same bytes give the same token, also after a restart.
    expect(await (await importSigner(rfcSecret)).sign(bytesOf('{"alg":"EdDSA"}', payload))).toBe(token);
  });

  it('makes the token of RFC 8037, A.4 out of its header and payload', async () => {
    const signer = await importSigner(rfcSecret);
    expect(await signer.sign(bytesOf('{"alg":"EdDSA"}', 'Example of Ed25519 signing'))).toBe(rfc.token);
  });

  it('signs exactly what was shown, to the byte', async () => {
    const signer = await importSigner(rfcSecret);
    const assertion = buildAssertion({
      jobId: 'AbCdEfGhIjKlMnOpQr_-',
      claims: { sub: rfc.x, email: 'zoë@example.org', note: '\u202e\u0000"\\/' },
      issuer: 'https://authority.example.org',
      kid: signer.kid,
      algorithm: signer.algorithm,
      now: 1_300_819_380_000,
      lifetimeDays: 1,
    });
    const token = await signer.sign(assertion);
    expect(token.slice(0, token.lastIndexOf('.'))).toBe(assertion.signingInput);
    expect(token.split('.')).toHaveLength(3);
  });
});

describe('SECURITY 11: a signer refuses bytes that the digest does not name', () => {
  const good = bytesOf('{"alg":"EdDSA","typ":"JWT"}', '{"sub":"x"}');
  it.each([
    ['another payload', { ...good, payload: '{"sub":"y"}' }],
    ['the payload with one more space', { ...good, payload: '{"sub":"x"} ' }],
    ['another header', { ...good, header: '{"alg":"EdDSA"}' }],
    ['the digest in upper case', { ...good, digest: good.digest.toUpperCase() }],
    ['a digest of the payload alone', { ...good, digest: sha256Hex(good.payload) }],
    ['no digest', { ...good, digest: '' }],
  ])('%s', async (_, bytes) => {
    const signer = await importSigner(rfcSecret);
    await expect(signer.sign(bytes)).rejects.toMatchObject({ code: 'digest-mismatch' });
  });

  it('and a header that names another algorithm or is written otherwise than it would be signed', async () => {
    const signer = await importSigner(rfcSecret);
    for (const header of [
      '{"alg":"none"}',
      '{"alg":"HS256"}',
      '{}',
      '{ "alg":"EdDSA"}',
      '{"alg":"EdDSA","kid":"other"}',
    ]) {
      await expect(signer.sign(bytesOf(header, '{"sub":"x"}'))).rejects.toThrow();
    }
  });
});

describe('SECURITY 21: the private key cannot be had from a signer', () => {
  it('by listing, printing, writing as JSON, copying or cloning it', async () => {
    const signer = await importSigner(rfcSecret);
    const texts = [
      JSON.stringify(signer),
      inspect(signer, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true }),
      JSON.stringify({ ...signer }),
      Object.values(signer).map(String).join(),
    ];
    for (const text of texts) {
      expect(text).not.toContain(rfc.d);
      expect(text).not.toContain(rfcSecret);
      expect(text).not.toContain(Buffer.from(rfc.d, 'base64url').toString('hex'));
    }
    // A search that finds it where it is.
    expect(JSON.stringify({ planted: rfcSecret, also: rfc.d })).toContain(rfc.d);
    expect(() => structuredClone(signer)).toThrow();
    expect(() => serialize(signer)).toThrow();
    expect(Object.keys(signer).sort()).toEqual(['algorithm', 'kid', 'publicJwk', 'sign']);
    expect(JSON.stringify(signer.publicJwk)).not.toContain('"d"');
  });

  it('by exporting the key object, which the platform refuses', async () => {
    const { subtle } = globalThis.crypto;
    const made: webcrypto.CryptoKey[] = [];
    const importKey = subtle.importKey.bind(subtle) as (...values: unknown[]) => Promise<webcrypto.CryptoKey>;
    // An own property in front of the prototype's method watches what is made; it is taken away again below.
    Object.defineProperty(subtle, 'importKey', {
      configurable: true,
      value: async (...values: unknown[]) => {
        const key = await importKey(...values);
        made.push(key);
        return key;
      },
    });
    try {
      const signer = await importSigner(rfcSecret);
      await signer.sign(bytesOf('{"alg":"EdDSA"}', '{"sub":"x"}'));
    } finally {
      Reflect.deleteProperty(subtle, 'importKey');
    }
    const secret = made.filter(({ type }) => type === 'private');
    expect(secret.map(({ extractable, usages }) => [extractable, usages])).toEqual([[false, ['sign']]]);
    for (const key of secret) {
      await expect(subtle.exportKey('jwk', key)).rejects.toThrow();
      await expect(subtle.exportKey('pkcs8', key)).rejects.toThrow();
    }
  });

  it('by handing it what is no key of ours: the refusal does not quote it', async () => {
    const wrong = {
      'no base64url of JSON': 'hello',
      'an empty text': '',
      'another curve': secretOf({ kty: 'OKP', crv: 'X25519', x: rfc.x, d: rfc.d }),
      'another type': secretOf({ kty: 'EC', crv: 'P-256', x: rfc.x, y: rfc.x, d: rfc.d }),
      'no private part': secretOf({ kty: 'OKP', crv: 'Ed25519', x: rfc.x }),
      'one field more': secretOf({ kty: 'OKP', crv: 'Ed25519', x: rfc.x, d: rfc.d, ext: true }),
      'a private part that is too short': secretOf({ kty: 'OKP', crv: 'Ed25519', x: rfc.x, d: rfc.d.slice(1) }),
    };
    for (const [what, secret] of Object.entries(wrong)) {
      const fault = await importSigner(secret).then(
        () => what,
        (thrown: unknown) => thrown,
      );
      expect(fault).toMatchObject({ code: 'key-unavailable' });
      expect(inspect(fault, { depth: 9, showHidden: true })).not.toContain(rfc.d.slice(1));
    }
  });

  it('SECURITY 16: a public part that belongs to another private one does not make a signer that signs', async () => {
    const other = (await generateSigningKey()).publicJwk.x;
    const mixed = importSigner(secretOf({ kty: 'OKP', crv: 'Ed25519', x: other, d: rfc.d }));
    const signing = mixed.then((signer) => signer.sign(bytesOf('{"alg":"EdDSA"}', '{"sub":"x"}')));
    await expect(signing).rejects.toMatchObject({ name: 'AuthorityError' });
  });
});

describe('a new key', () => {
  it('is Ed25519, new each time, and comes back from its secret', async () => {
    const [one, other] = [await generateSigningKey(), await generateSigningKey()];
    expect(one.publicJwk.kid).not.toBe(other.publicJwk.kid);
    expect((await importSigner(one.secret)).publicJwk).toEqual(one.publicJwk);
    expect(one.publicJwk).not.toHaveProperty('d');
  });

  it('SECURITY 18: is one short printable line', async () => {
    const { secret } = await generateSigningKey();
    expect(secret).toMatch(/^[\x21-\x7e]+$/);
    // Windows keeps UTF-16, and 2,560 bytes at most.
    expect(secret.length * 2).toBeLessThanOrEqual(2560);
  });
});
