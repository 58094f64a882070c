import { execFileSync } from 'node:child_process';
import type { webcrypto } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sign, verifyWithJwks } from 'hono/utils/jwt/jwt';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verifies } from '../../main/signing/verification.ts';
import { bringPackages } from '../../scripts/bring-up/system-packages.mjs';
import { ISSUER } from '../fakes/workplace.ts';
import { type Scene, scenes } from './scene.ts';

// Keys by OpenSSL, by José (a tool in C) and by Web Cryptography, tokens checked and made by Hono, which has its own JWS and shares no code with
// the library that the app signs with.

const open = scenes();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-jose-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const rsaBits = (bits: number) => ['-algorithm', 'RSA', '-pkeyopt', `rsa_keygen_bits:${bits}`];
const kinds = [
  { alg: 'EdDSA', openssl: ['-algorithm', 'ED25519'], web: { name: 'Ed25519' } },
  {
    alg: 'ES256',
    openssl: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
    web: { name: 'ECDSA', namedCurve: 'P-256' },
  },
  {
    alg: 'RS256',
    openssl: rsaBits(3072),
    web: rsaParams('RSASSA-PKCS1-v1_5'),
  },
  { alg: 'PS256', openssl: rsaBits(4096), web: rsaParams('RSA-PSS') },
] as const;
type Alg = (typeof kinds)[number]['alg'];

function rsaParams(name: string) {
  return { name, modulusLength: 3072, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' };
}

/** Brings the key in, has it take over, and has a job signed by it. */
async function tokenBy(scene: Scene, path: string, alg: Alg): Promise<string> {
  const { workplace } = scene;
  const { desk } = workplace;
  expect(desk.readKey({ path })).toMatchObject({ outcome: 'read' });
  const rsa = alg === 'PS256' ? 'PS256' : 'RS256';
  const answer = await desk.importKey({ passphrase: '', rsa, overwrite: false });
  if (answer.outcome !== 'imported') throw new Error(`not imported: ${JSON.stringify(answer)}`);
  expect(await desk.rotate({ kid: answer.kid })).toEqual({ outcome: 'done' });
  const { token } = await workplace.reaches(await scene.approvedJob(), 'delivered');
  return token?.compact ?? '';
}

const published = async (scene: Scene) => {
  const path = join(folder, 'jwks.json');
  expect(await scene.workplace.desk.saveJwks(path, false)).toEqual({ outcome: 'done' });
  return JSON.parse(readFileSync(path, 'utf8')).keys;
};
/** Whoever verifies lives in the time of the one who signs, which is none of theirs. */
const verification = { iat: false, exp: false, nbf: false, iss: ISSUER };

describe.each(kinds)('$alg', ({ alg, openssl, web }) => {
  const only = { verification, allowedAlgorithms: [alg] };

  it('signs with a key that OpenSSL made what Hono verifies by the published set alone', async () => {
    const scene = await open();
    const path = join(folder, 'key.pem');
    execFileSync('openssl', ['genpkey', ...openssl, '-out', path], { stdio: 'ignore' });
    const token = await tokenBy(scene, path, alg);
    const keys = await published(scene);
    expect(keys).toHaveLength(2);
    expect(await verifyWithJwks(token, { ...only, keys })).toMatchObject({ iss: ISSUER });
    const [header = '', payload = '', signature = ''] = token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const changed = Buffer.from(JSON.stringify({ ...claims, email: 'eve@example.org' })).toString('base64url');
    await expect(verifyWithJwks([header, changed, signature].join('.'), { ...only, keys })).rejects.toThrow();
    const [, other] = keys;
    const impostor = { ...other, kid: keys[0].kid };
    await expect(verifyWithJwks(token, { ...only, keys: [impostor] })).rejects.toThrow();
  }, 60_000);

  it('signs with a JWK that Web Cryptography made, and reads what Hono signs with the same key', async () => {
    const scene = await open();
    const pair = (await crypto.subtle.generateKey(web, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
    const { key_ops: _ops, ext: _ext, alg: _alg, ...jwk } = await crypto.subtle.exportKey('jwk', pair.privateKey);
    const path = join(folder, 'key.json');
    writeFileSync(path, JSON.stringify(jwk));
    const token = await tokenBy(scene, path, alg);
    const keys = await published(scene);
    expect(await verifyWithJwks(token, { ...only, keys })).toMatchObject({ iss: ISSUER });
    const theirs = await sign({ iss: ISSUER }, { ...jwk, kid: keys[0].kid, alg } as webcrypto.JsonWebKey, alg);
    expect(await verifies(theirs, keys[0])).toBe(true);
    expect(await verifies(`${theirs.slice(0, -6)}AAAAAA`, keys[0])).toBe(false);
  }, 60_000);
});

// José knows no curve of Edwards.
describe.each(kinds.filter((kind) => kind.alg !== 'EdDSA'))('$alg', ({ alg }) => {
  beforeAll(async () => {
    await bringPackages(['jose']);
  }, 180_000);

  it('signs with a JWK that José made what José verifies by the published set', async () => {
    const scene = await open();
    const path = join(folder, 'key.jwk');
    const template = alg === 'ES256' ? { alg } : { alg, kty: 'RSA', bits: 3072 };
    execFileSync('jose', ['jwk', 'gen', '-i', JSON.stringify(template), '-o', path]);
    const token = await tokenBy(scene, path, alg);
    const keys = await published(scene);
    const verify = (compact: string, key: object) => {
      writeFileSync(join(folder, 'public.jwk'), JSON.stringify(key));
      const args = ['jws', 'ver', '-i', '-', '-k', join(folder, 'public.jwk'), '-O', '-'];
      return JSON.parse(execFileSync('jose', args, { input: compact, encoding: 'utf8', stdio: 'pipe' }));
    };
    expect(verify(token, keys[0])).toMatchObject({ iss: ISSUER });
    expect(() => verify(`${token.slice(0, -6)}AAAAAA`, keys[0])).toThrow();
  }, 60_000);
});
