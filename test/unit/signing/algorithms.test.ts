import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../main/review/digest.ts';
import { bitsOf } from '../../../main/signing/algorithms.ts';
import { signingInputOf } from '../../../main/signing/claims.ts';
import { generateSigningKey, importSigner, proves, renamed, secretOf } from '../../../main/signing/signer.ts';
import { keyAlgorithms } from '../../../preload/contract.ts';

const bytesOf = (alg: string, payload = '{"sub":"x"}') => {
  const header = JSON.stringify({ alg });
  return { header, payload, digest: sha256Hex(signingInputOf(header, payload)) };
};

/** Another implementation than the one that signs: OpenSSL's, by node:crypto. */
function openSslVerifies(token: string, jwk: Readonly<Record<string, unknown>>, alg: string): boolean {
  const [header = '', payload = '', mac = ''] = token.split('.');
  const { kid: _kid, use: _use, alg: _alg, ...material } = jwk;
  const key = createPublicKey({ key: material as never, format: 'jwk' });
  const how = {
    EdDSA: { hash: null, options: {} },
    Ed25519: { hash: null, options: {} },
    ES256: { hash: 'sha256', options: { dsaEncoding: 'ieee-p1363' } },
    RS256: { hash: 'sha256', options: { padding: 1 } },
    PS256: { hash: 'sha256', options: { padding: 6, saltLength: 32 } },
  }[alg];
  if (!how) throw new RangeError(alg);
  const given = { key, ...how.options } as Parameters<typeof verify>[2];
  return verify(how.hash, Buffer.from(`${header}.${payload}`), given, Buffer.from(mac, 'base64url'));
}

describe.each(keyAlgorithms)('a key made for %s', (algorithm) => {
  it('signs tokens that another implementation verifies, and no token of another algorithm', async () => {
    const { secret, publicJwk } = await generateSigningKey(algorithm);
    expect(secret).toMatch(/^[\w-]+$/);
    const signer = await importSigner(secret);
    expect(signer.publicJwk).toEqual(publicJwk);
    expect(signer.algorithm).toBe(algorithm === 'Ed25519' ? 'EdDSA' : algorithm);
    const token = await signer.sign(bytesOf(signer.algorithm));
    expect(openSslVerifies(token, publicJwk, signer.algorithm)).toBe(true);
    expect(openSslVerifies(`${token.slice(0, -6)}AAAAAA`, publicJwk, signer.algorithm)).toBe(false);
    for (const other of ['none', 'HS256', 'EdDSA', 'ES256', 'RS256', 'PS256']) {
      if (other !== signer.algorithm) await expect(signer.sign(bytesOf(other)), other).rejects.toThrow();
    }
  });

  it('proves that it belongs to its public half, and to no other', async () => {
    const [one, other] = [await generateSigningKey(algorithm), await generateSigningKey(algorithm)];
    const signer = await importSigner(one.secret);
    expect(await proves(signer, one.publicJwk, 'c')).toBe(true);
    expect(await proves(signer, other.publicJwk, 'c')).toBe(false);
    expect(await proves(signer, { ...other.publicJwk, kid: one.publicJwk.kid }, 'c')).toBe(false);
  });

  it('is not opened under the name of another algorithm', async () => {
    const { secret } = await generateSigningKey(algorithm);
    for (const header of ['EdDSA', 'ES256', 'RS256', 'PS256'] as const) {
      if (header === (algorithm === 'Ed25519' ? 'EdDSA' : algorithm)) continue;
      await expect(importSigner(secret, header)).rejects.toMatchObject({ code: 'key-unavailable' });
    }
  });
});

describe('an Ed25519 key', () => {
  it('names its algorithm as RFC 9864 does where it is set so, and signs either name', async () => {
    const { secret, publicJwk } = await generateSigningKey();
    const signer = await importSigner(secret, 'Ed25519');
    expect(signer.publicJwk).toEqual({ ...publicJwk, alg: 'Ed25519' });
    for (const header of ['EdDSA', 'Ed25519']) {
      expect(openSslVerifies(await signer.sign(bytesOf(header)), publicJwk, header)).toBe(true);
    }
    expect(renamed(signer, 'EdDSA').publicJwk).toEqual(publicJwk);
  });
});

describe('RSA keys', () => {
  it('have 3072 bits, and smaller ones are not opened', async () => {
    const { secret, publicJwk } = await generateSigningKey('RS256');
    expect(bitsOf(String(publicJwk.n))).toBe(3072);
    const jwk = JSON.parse(Buffer.from(secret, 'base64url').toString());
    const smaller = Buffer.from(JSON.stringify({ ...jwk, n: String(jwk.n).slice(0, 340) })).toString('base64url');
    await expect(importSigner(smaller)).rejects.toMatchObject({ code: 'key-unavailable' });
  });
});

describe('RFC 7515', () => {
  it('A.3: the public half of the ES256 example verifies its token, and its private half makes one that does', async () => {
    const jwk = {
      kty: 'EC',
      crv: 'P-256',
      x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
      y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
      d: 'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI',
    } as const;
    const { secret, publicJwk } = await secretOf(jwk);
    const { verifies } = await import('../../../main/signing/verification.ts');
    const payload = 'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ';
    const token =
      `eyJhbGciOiJFUzI1NiJ9.${payload}.` +
      'DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q';
    expect(await verifies(token, publicJwk)).toBe(true);
    const text = Buffer.from(payload, 'base64url').toString();
    const signer = await importSigner(secret);
    const own = await signer.sign({
      header: '{"alg":"ES256"}',
      payload: text,
      digest: sha256Hex(`eyJhbGciOiJFUzI1NiJ9.${payload}`),
    });
    expect(openSslVerifies(own, publicJwk, 'ES256')).toBe(true);
  });
});
