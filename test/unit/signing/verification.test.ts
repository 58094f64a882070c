import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { algorithmsOf, type PublicJwk, verifies } from '../../../main/signing/verification.ts';
import { base64url, makeAuthorityKey, makeSubject } from '../../fakes/subject.ts';

const ed = makeAuthorityKey('authority');
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwkOf = ({ publicKey }: { publicKey: KeyObject }): PublicJwk => ({ ...publicKey.export({ format: 'jwk' }) });
const claims = '{"sub":"someone"}';

type Algorithm = 'ES256' | 'RS256' | 'PS256';
function signed(alg: Algorithm, header: object = {}): string {
  const input = `${base64url(JSON.stringify({ alg, ...header }))}.${base64url(claims)}`;
  const bytes = Buffer.from(input);
  const signature = {
    ES256: () => sign('sha256', bytes, { key: ec.privateKey, dsaEncoding: 'ieee-p1363' }),
    RS256: () => sign('sha256', bytes, rsa.privateKey),
    // RSASSA-PSS with a salt as long as the hash (RFC 7518, 3.5).
    PS256: () => sign('sha256', bytes, { key: rsa.privateKey, padding: 6, saltLength: 32 }),
  }[alg]();
  return `${input}.${signature.toString('base64url')}`;
}

describe('a token verifies', () => {
  it('as RFC 7515, A.3 writes it for ES256', async () => {
    const token =
      'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q';
    const key = {
      kty: 'EC',
      crv: 'P-256',
      x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
      y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
    };
    expect(await verifies(token, key)).toBe(true);
    expect(await verifies(token.replace('.DtEh', '.DtEi'), key)).toBe(false);
  });

  it('as RFC 8037, A.4 and A.5 write it for EdDSA', async () => {
    const token =
      'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg';
    const key = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
    expect(await verifies(token, key)).toBe(true);
    expect(await verifies(token.replace('.hgyY', '.hgyZ'), key)).toBe(false);
  });

  it('with an Ed25519 key under both names of its algorithm', async () => {
    for (const alg of ['EdDSA', 'Ed25519']) expect(await verifies(ed.sign(claims, { alg }), ed.publicJwk)).toBe(true);
  });

  it.each(['ES256', 'RS256', 'PS256'] as const)('with a trusted key for %s', async (alg) => {
    const key = jwkOf(alg === 'ES256' ? ec : rsa);
    expect(await verifies(signed(alg), key)).toBe(true);
    expect(await verifies(signed(alg), { ...key, alg, use: 'sig', key_ops: ['verify'], ext: true })).toBe(true);
    expect(await verifies(`${signed(alg).slice(0, -6)}AAAAAA`, key)).toBe(false);
  });

  it('whether or not it names the key, as long as it names no other', async () => {
    expect(await verifies(ed.sign(claims, { kid: undefined }), ed.publicJwk)).toBe(true);
    const { kid: _kid, ...nameless } = ed.publicJwk;
    expect(await verifies(ed.sign(claims), nameless)).toBe(true);
  });
});

describe("SECURITY 16: a token's algorithm is the key's, not the token's", () => {
  it('is fixed by the alg of the key where it has one', () => {
    expect(algorithmsOf({ ...jwkOf(rsa), alg: 'PS256' })).toEqual(['PS256']);
    expect(algorithmsOf({ ...ed.publicJwk, alg: 'EdDSA' })).toEqual(['EdDSA', 'Ed25519']);
    expect(algorithmsOf({ ...ed.publicJwk, alg: 'Ed25519' })).toEqual(['EdDSA', 'Ed25519']);
  });

  it('and by its type where it has none', () => {
    expect(algorithmsOf(ed.publicJwk)).toEqual(['EdDSA', 'Ed25519']);
    expect(algorithmsOf(jwkOf(ec))).toEqual(['ES256']);
    expect(algorithmsOf(jwkOf(rsa))).toEqual(['RS256', 'PS256']);
  });

  it('is none at all for secrets, unknown types, and an alg that the type does not have', () => {
    for (const key of [
      { kty: 'oct', k: 'AAAA' },
      { kty: 'oct', k: 'AAAA', alg: 'HS256' },
      { kty: 'OKP', crv: 'X25519', x: ed.publicJwk.x },
      { kty: 'EC', crv: 'secp256k1' },
      {},
      { ...ed.publicJwk, alg: 'none' },
      { ...ed.publicJwk, alg: 'HS256' },
      { ...ed.publicJwk, alg: 'ES256' },
      { ...jwkOf(ec), alg: 'EdDSA' },
      { ...jwkOf(rsa), alg: 'HS256' },
    ]) {
      expect(algorithmsOf(key)).toEqual([]);
    }
  });

  it('so RS256 under a PS256 key, and PS256 under an RS256 key, are refused', async () => {
    expect(await verifies(signed('RS256'), { ...jwkOf(rsa), alg: 'PS256' })).toBe(false);
    expect(await verifies(signed('PS256'), { ...jwkOf(rsa), alg: 'RS256' })).toBe(false);
  });
});

describe('SECURITY 16: never trusted, however good its signature', () => {
  it('alg none, with and without a signature', async () => {
    const none = ed.sign(claims, { alg: 'none' });
    expect(await verifies(none, ed.publicJwk)).toBe(false);
    expect(await verifies(none.slice(0, none.lastIndexOf('.') + 1), ed.publicJwk)).toBe(false);
  });

  it.each([
    ['an Ed25519 key', ed.publicJwk, Buffer.from(ed.publicJwk.x, 'base64url')],
    ['an RSA key in PEM', jwkOf(rsa), rsa.publicKey.export({ type: 'spki', format: 'pem' })],
    ['an EC key in DER', jwkOf(ec), ec.publicKey.export({ type: 'spki', format: 'der' })],
    ['a key as its JWK text', ed.publicJwk, JSON.stringify(ed.publicJwk)],
  ])('HS256 with the public key as the secret: %s', async (_, key, secret) => {
    const input = `${base64url('{"alg":"HS256"}')}.${base64url(claims)}`;
    const token = `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
    expect(await verifies(token, key)).toBe(false);
    expect(await verifies(token, { ...key, alg: 'HS256' })).toBe(false);
  });

  it.each([
    ['a kid of another key', { kid: 'another' }],
    ['a kid that is no text', { kid: 7 }],
    ['an empty kid', { kid: '' }],
    ['no alg', { alg: undefined }],
    ['alg in other letters', { alg: 'EDDSA' }],
    ['alg as a list', { alg: ['EdDSA'] }],
    ['an unknown crit', { crit: ['exp'], exp: 1 }],
    ['an empty crit', { crit: [] }],
    ['b64 false', { b64: false, crit: ['b64'] }],
    ['b64 true', { b64: true }],
    ['a key of its own', { jwk: ed.publicJwk }],
    ['a place to fetch keys from', { jku: 'https://keys.example/jwks' }],
    ['certificates', { x5c: ['MIIB'] }],
    ['a place to fetch certificates from', { x5u: 'https://keys.example/cert' }],
    ['a compressed payload', { zip: 'DEF' }],
  ])('%s', async (_, header) => {
    expect(await verifies(ed.sign(claims, header), ed.publicJwk)).toBe(false);
  });

  it('another key, changed content, a spliced header', async () => {
    const token = ed.sign(claims);
    const [, payload, signature] = token.split('.');
    expect(await verifies(token, makeAuthorityKey('other').publicJwk)).toBe(false);
    expect(await verifies(token, { ...makeAuthorityKey('other').publicJwk, kid: ed.kid })).toBe(false);
    expect(await verifies(`${token.split('.')[0]}.${base64url('{"sub":"else"}')}.${signature}`, ed.publicJwk)).toBe(
      false,
    );
    expect(await verifies(`${base64url('{"alg":"EdDSA"}')}.${payload}.${signature}`, ed.publicJwk)).toBe(false);
  });

  it('base64url with stray bits, padding or white space around a good token', async () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const token = ed.sign(claims);
    const stray = token.slice(0, -1) + alphabet.charAt(alphabet.indexOf(token.slice(-1)) | 1);
    expect(stray).not.toBe(token);
    for (const text of [stray, `${token}=`, `${token}==`, ` ${token}`, `${token}\n`, `${token}.`]) {
      expect(await verifies(text, ed.publicJwk)).toBe(false);
    }
  });

  it('anything under a key that is damaged, and nothing throws', async () => {
    for (const key of [
      { ...ed.publicJwk, x: '' },
      { ...ed.publicJwk, x: 'short' },
      { ...ed.publicJwk, x: 7 },
      { kty: 'RSA' },
    ]) {
      expect(await verifies(ed.sign(claims), key)).toBe(false);
    }
    for (const text of ['', 'e30.e30.', 'not a token', makeSubject('ada').sub]) {
      expect(await verifies(text, ed.publicJwk)).toBe(false);
    }
  });

  it('RSA keys too small to be safe', async () => {
    const small = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const input = `${base64url('{"alg":"RS256"}')}.${base64url(claims)}`;
    const token = `${input}.${sign('sha256', Buffer.from(input), small.privateKey).toString('base64url')}`;
    expect(await verifies(token, jwkOf(small))).toBe(false);
  });
});
