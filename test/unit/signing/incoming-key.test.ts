import { execFileSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, verify } from 'node:crypto';
import { exportPKCS8, generateKeyPair } from 'jose';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../main/review/digest.ts';
import { signingInputOf } from '../../../main/signing/claims.ts';
import { openKey, recogniseKey } from '../../../main/signing/incoming-key.ts';
import { importSigner } from '../../../main/signing/signer.ts';

const opening = { passphrase: '', rsa: 'RS256' } as const;
const passphrase = 'correct horse battery staple';
const jwkText = (key: KeyObject, more: object = {}) => JSON.stringify({ ...key.export({ format: 'jwk' }), ...more });
const ed = generateKeyPairSync('ed25519').privateKey;
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const rsa = generateKeyPairSync('rsa', { modulusLength: 3072 }).privateKey;
const keys = { Ed25519: ed, ES256: ec, RSA: rsa };

const openssl = (...args: string[]): string =>
  execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

/** Takes the key in and has it sign what another implementation verifies with the public key that it had before. */
async function signsAs(
  text: string,
  of: KeyObject,
  given: Partial<Parameters<typeof openKey>[1]> = {},
): Promise<boolean> {
  const opened = await openKey(text, { ...opening, ...given });
  if ('problem' in opened) throw new Error(opened.problem.code);
  const signer = await importSigner(opened.secret);
  const header = JSON.stringify({ alg: signer.algorithm });
  const input = signingInputOf(header, '{"a":1}');
  const token = await signer.sign({ header, payload: '{"a":1}', digest: sha256Hex(input) });
  const hash = signer.algorithm === 'EdDSA' ? null : 'sha256';
  const how = signer.algorithm === 'PS256' ? { padding: 6, saltLength: 32 } : {};
  const key = { key: createPublicKey(of), dsaEncoding: 'ieee-p1363', ...how } as const;
  return verify(hash, Buffer.from(input), key, Buffer.from(token.split('.')[2] ?? '', 'base64url'));
}

const problemOf = async (text: string, given: Partial<Parameters<typeof openKey>[1]> = {}) => {
  const opened = await openKey(text, { ...opening, ...given });
  return 'problem' in opened ? opened.problem.code : 'taken';
};

describe('a key that is brought in', () => {
  it.each(Object.entries(keys))('(%s) is taken as JWK, as PEM and as encrypted PEM, and signs', async (_, key) => {
    const pem = key.export({ format: 'pem', type: 'pkcs8' }) as string;
    const closed = key.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase }) as string;
    expect(recogniseKey(jwkText(key))).toMatchObject({ form: 'jwk' });
    expect(recogniseKey(pem)).toMatchObject({ form: 'pkcs8' });
    expect(recogniseKey(closed)).toMatchObject({ form: 'encrypted-pkcs8' });
    expect(await signsAs(` ${jwkText(key, { use: 'sig', key_ops: ['sign'], kid: 'x' })}\n`, key)).toBe(true);
    expect(await signsAs(pem, key)).toBe(true);
    expect(await signsAs(`some words before\n${closed}`, key, { passphrase })).toBe(true);
  });

  it.each([
    ['genpkey', '-algorithm', 'ed25519'],
    ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
    ['genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:3072'],
  ])('may be made by openssl %s %s %s', async (...args) => {
    const pem = openssl(...args);
    expect(await signsAs(pem, createPrivateKey(pem))).toBe(true);
    const closed = openssl(...args, '-aes256', '-pass', `pass:${passphrase}`);
    expect(await signsAs(closed, createPrivateKey({ key: closed, passphrase }), { passphrase })).toBe(true);
  });

  it.each(['EdDSA', 'ES256', 'RS256', 'PS256'])('may be made by another JOSE implementation: %s', async (alg) => {
    const { privateKey } = await generateKeyPair(alg, { extractable: true, modulusLength: 3072 });
    const pem = await exportPKCS8(privateKey);
    expect(await signsAs(pem, createPrivateKey(pem), { rsa: alg === 'PS256' ? 'PS256' : 'RS256' })).toBe(true);
  });

  it('signs as the JWK says, and an RSA key that says nothing as the person says', async () => {
    const algorithmOf = async (text: string, how: 'RS256' | 'PS256') => {
      const opened = await openKey(text, { passphrase: '', rsa: how });
      return 'problem' in opened ? opened.problem.code : opened.publicJwk.alg;
    };
    expect(await algorithmOf(jwkText(rsa), 'PS256')).toBe('PS256');
    expect(await algorithmOf(jwkText(rsa, { alg: 'RS256' }), 'PS256')).toBe('RS256');
    expect(await algorithmOf(jwkText(ed, { alg: 'Ed25519' }), 'PS256')).toBe('Ed25519');
    expect(recogniseKey(jwkText(rsa))).toMatchObject({ mayBeRsa: true });
    expect(recogniseKey(jwkText(rsa, { alg: 'RS256' }))).toMatchObject({ mayBeRsa: false });
  });

  it('RFC 8037, A.1: is named by the thumbprint of A.3, whatever name it had', async () => {
    const jwk = {
      kty: 'OKP',
      crv: 'Ed25519',
      d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
      x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
    };
    const opened = await openKey(JSON.stringify({ ...jwk, kid: 'other' }), opening);
    expect(opened).toMatchObject({ publicJwk: { kid: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k' } });
  });
});

describe('is refused with its reason', () => {
  const other = generateKeyPairSync('ed25519').privateKey;
  const otherEc = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const otherRsa = generateKeyPairSync('rsa', { modulusLength: 3072 }).privateKey.export({ format: 'jwk' });
  const zero = Buffer.alloc(32).toString('base64url');
  const small = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const three = generateKeyPairSync('rsa', { modulusLength: 3072, publicExponent: 3 }).privateKey;
  const pem = (key: KeyObject, type: 'pkcs8' | 'pkcs1' | 'sec1' = 'pkcs8') =>
    key.export({ format: 'pem', type: type as 'pkcs8' }) as string;

  it.each([
    ['a public JWK', 'key-public', JSON.stringify(createPublicKey(ed).export({ format: 'jwk' }))],
    ['a public PEM', 'key-public', createPublicKey(rsa).export({ format: 'pem', type: 'spki' }) as string],
    ['a certificate', 'key-public', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----'],
    ['a set of keys', 'key-set', JSON.stringify({ keys: [JSON.parse(jwkText(ed))] })],
    ['two PEMs', 'key-set', pem(ed) + pem(ec)],
    ['PKCS#1', 'key-old-form', pem(rsa, 'pkcs1')],
    ['SEC1', 'key-old-form', pem(ec, 'sec1')],
    ['an OpenSSH key', 'key-old-form', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----'],
    ['a secret for MACs', 'key-symmetric', '{"kty":"oct","k":"AAAA"}'],
    ['a key for encryption', 'key-other-use', jwkText(rsa, { use: 'enc' })],
    ['a key that may not sign', 'key-other-use', jwkText(rsa, { key_ops: ['decrypt'] })],
    ['a key of an encryption algorithm', 'key-other-use', jwkText(rsa, { alg: 'RSA-OAEP' })],
    ['a key of another algorithm of its kind', 'key-other-use', jwkText(rsa, { alg: 'RS512' })],
    ['another curve', 'key-kind', jwkText(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey)],
    ['another curve as PEM', 'key-kind', pem(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey)],
    ['a key agreement key', 'key-kind', jwkText(generateKeyPairSync('x25519').privateKey)],
    ['a small RSA key', 'key-rsa-small', jwkText(small)],
    ['a small RSA key as PEM', 'key-rsa-small', pem(small)],
    ['a small exponent', 'key-rsa-exponent', jwkText(three)],
    ['an even exponent', 'key-rsa-exponent', jwkText(rsa, { e: 'AQAC' })],
    ['an RSA key without its primes', 'key-rsa-incomplete', jwkText(rsa, { p: undefined, q: undefined })],
    ['an RSA key of many primes', 'key-kind', jwkText(rsa, { oth: [] })],
    ['the public half of another Ed25519 key', 'key-mismatch', jwkText(ed, { x: other.export({ format: 'jwk' }).x })],
    ['the public half of another P-256 key', 'key-mismatch', jwkText(ec, { x: otherEc.export({ format: 'jwk' }).x })],
    ['the modulus of another RSA key', 'key-mismatch', jwkText(rsa, { n: otherRsa.n })],
    ['the exponent of another RSA key', 'key-mismatch', jwkText(rsa, { d: otherRsa.d })],
    ['a part of another RSA key', 'key-mismatch', jwkText(rsa, { dp: otherRsa.dp })],
    ['nothing but zeros', 'key-weak', jwkText(ed, { d: zero })],
    ['a point of small order', 'key-weak', jwkText(ed, { x: zero })],
    ['the zero of P-256', 'key-weak', jwkText(ec, { d: zero })],
    ['a number beyond P-256', 'key-weak', jwkText(ec, { d: Buffer.alloc(32, 255).toString('base64url') })],
    ['padded base64url', 'key-damaged', jwkText(ed, { d: `${ed.export({ format: 'jwk' }).d}=` })],
    ['a short seed', 'key-mismatch', jwkText(ed, { d: 'AAAB' })],
    ['a damaged PEM', 'key-damaged', pem(ed).replace(/M/g, 'N')],
    ['a doubled member', 'key-form-unknown', jwkText(ed).replace('{', '{"kty":"OKP",')],
    ['words', 'key-form-unknown', 'hello'],
    ['nothing', 'key-form-unknown', ''],
    ['a heap', 'key-form-unknown', 'x'.repeat(100_000)],
  ])('%s: %s', async (_, code, text) => {
    expect(await problemOf(text)).toBe(code);
  });

  it('a passphrase that does not fit', async () => {
    const closed = ed.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase }) as string;
    expect(await problemOf(closed, { passphrase: 'another' })).toBe('key-passphrase-wrong');
    expect(await problemOf(closed)).toBe('key-passphrase-wrong');
    expect(await problemOf(closed, { passphrase })).toBe('taken');
  });
});
