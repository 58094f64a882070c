import { createHash, createPrivateKey, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ed25519Thumbprint } from '../../main/review/subject-token.ts';
import { generateSigningKey, importSigner } from '../../main/signing/signer.ts';
import { verifies } from '../../main/signing/verification.ts';
import { digestOf } from './invariants.ts';

/** RFC 8037, appendix A. */
const rfc8037 = {
  jwk: {
    kty: 'OKP',
    crv: 'Ed25519',
    d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
    x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  },
  thumbprint: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
  payload: 'Example of Ed25519 signing',
  jws:
    'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.' +
    'hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg',
};
const { d: _d, ...publicJwk } = rfc8037.jwk;
const secret = (jwk: object) => Buffer.from(JSON.stringify(jwk)).toString('base64url');
const base64url = (text: string) => Buffer.from(text).toString('base64url');

/** RFC 7638, section 3: SHA-256 over the required members alone, in lexicographic order, without white space. */
function thumbprint(jwk: Readonly<Record<string, unknown>>): string {
  const required = { RSA: ['e', 'kty', 'n'], OKP: ['crv', 'kty', 'x'] }[String(jwk.kty)] ?? [];
  const text = JSON.stringify(Object.fromEntries(required.map((name) => [name, jwk[name]])));
  return createHash('sha256').update(text).digest('base64url');
}

describe('RFC 7638', () => {
  it('3.1: the thumbprint that these tests compute is that of the example', () => {
    const n =
      '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMs' +
      'tn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbI' +
      'SD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw';
    expect(thumbprint({ kty: 'RSA', n, e: 'AQAB', alg: 'RS256', kid: '2011-04-29' })).toBe(
      'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs',
    );
  });

  it('every key made here is named by its thumbprint, which other members leave alone', async () => {
    for (let made = 0; made < 20; made += 1) {
      const { secret: line, publicJwk: jwk } = await generateSigningKey();
      expect(line).toMatch(/^[\w-]+$/);
      expect(jwk).not.toHaveProperty('d');
      expect(jwk.kid).toBe(thumbprint(jwk));
      expect(ed25519Thumbprint(String(jwk.x))).toBe(jwk.kid);
      expect((await importSigner(line)).kid).toBe(jwk.kid);
    }
  });
});

describe('RFC 8037', () => {
  it('A.2, A.3: gives the public key of the example, named by its thumbprint', async () => {
    const signer = await importSigner(secret(rfc8037.jwk));
    expect(signer.publicJwk).toEqual({ ...publicJwk, kid: rfc8037.thumbprint, alg: 'EdDSA', use: 'sig' });
    expect(signer.kid).toBe(rfc8037.thumbprint);
    expect(ed25519Thumbprint(rfc8037.jwk.x)).toBe(rfc8037.thumbprint);
  });

  it('A.4: signs the example to the letter', async () => {
    const signer = await importSigner(secret(rfc8037.jwk));
    const header = '{"alg":"EdDSA"}';
    const token = await signer.sign({ header, payload: rfc8037.payload, digest: digestOf(rfc8037.jws) });
    expect(token).toBe(rfc8037.jws);
  });

  it('A.4: signs a JWT as the key of the example does', async () => {
    const signer = await importSigner(secret(rfc8037.jwk));
    const key = createPrivateKey({ key: rfc8037.jwk, format: 'jwk' });
    const [header, payload] = ['{"alg":"EdDSA","typ":"JWT"}', '{"sub":"x","note":"ä ☃"}'];
    const input = `${base64url(header)}.${base64url(payload)}`;
    const expected = `${input}.${sign(null, Buffer.from(input), key).toString('base64url')}`;
    expect(await signer.sign({ header, payload, digest: digestOf(expected) })).toBe(expected);
    expect(await verifies(expected, publicJwk)).toBe(true);
    expect(await verifies(expected, signer.publicJwk)).toBe(true);
  });

  it('A.5: a signature counts under its own key, algorithm and bytes only', async () => {
    const key = createPrivateKey({ key: rfc8037.jwk, format: 'jwk' });
    const signed = (header: string, payload = '{"a":1}') => {
      const input = `${base64url(header)}.${base64url(payload)}`;
      return `${input}.${sign(null, Buffer.from(input), key).toString('base64url')}`;
    };
    const good = signed('{"alg":"EdDSA"}');
    expect(await verifies(good, publicJwk)).toBe(true);
    // RFC 9864 names the same algorithm anew.
    expect(await verifies(signed('{"alg":"Ed25519"}'), publicJwk)).toBe(true);
    const { publicJwk: other } = await generateSigningKey();
    expect(await verifies(good, other)).toBe(false);
    expect(await verifies(good.replace('.ey', '.fy'), publicJwk)).toBe(false);
    for (const header of [
      '{"alg":"none"}',
      '{"alg":"HS256"}',
      '{"alg":"ES256"}',
      '{"alg":"EdDSA","crit":["b64"]}',
      '{}',
    ]) {
      expect(await verifies(signed(header), publicJwk), header).toBe(false);
    }
    expect(await verifies(signed('{"alg":"EdDSA","kid":"x"}'), { ...publicJwk, kid: rfc8037.thumbprint })).toBe(false);
    expect(await verifies(good, { ...publicJwk, alg: 'ES256' })).toBe(false);
  });

  it('SECURITY 11: refuses to sign bytes that the digest does not name', async () => {
    const signer = await importSigner(secret(rfc8037.jwk));
    const bytes = { header: '{"alg":"EdDSA"}', payload: '{"a":1}', digest: digestOf(rfc8037.jws) };
    await expect(signer.sign(bytes)).rejects.toMatchObject({ code: 'digest-mismatch' });
  });

  it.each([
    ['a public key', publicJwk],
    ['another curve', { ...rfc8037.jwk, crv: 'X25519' }],
    ['unknown members', { ...rfc8037.jwk, extra: 1 }],
    ['a private key that is not the public one’s', { ...rfc8037.jwk, x: `${'A'.repeat(42)}g` }],
  ])('takes no %s for a signing key', async (_name, jwk) => {
    const imported = importSigner(secret(jwk));
    await expect(imported).rejects.toMatchObject({ code: 'key-unavailable' });
    await imported.catch((fault) =>
      expect(JSON.stringify([fault, fault.message, fault.cause])).not.toContain(rfc8037.jwk.d),
    );
  });
});
