import { createDecipheriv, scryptSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { openSealedKey, sealedKeyIn, sealKey } from '../../../main/signing/sealed-key.ts';
import { generateSigningKey } from '../../../main/signing/signer.ts';

const PASSPHRASE = 'correct horse battery staple';
const key = await generateSigningKey();
const kid = String(key.publicJwk.kid);
const entry = await sealKey(key.secret, kid, PASSPHRASE, 7);
const lines = (of: string) => Buffer.from(of, 'base64url').toString('utf8').split('\n');

it('SECURITY 20: a key with a passphrase lies in the keychain closed by scrypt N=2^17 r=8 p=1 and AES-256-GCM', () => {
  const [first = '', second = ''] = lines(entry);
  const { kdf, cipher, ...rest } = JSON.parse(first) as {
    kdf: { salt: string };
    cipher: { nonce: string };
  };
  expect(rest).toEqual({ format: 'countersign-key', version: 1, kid, setAt: 7 });
  expect(kdf).toEqual({ name: 'scrypt', n: 131_072, r: 8, p: 1, salt: kdf.salt });
  // Opened by nothing of ours.
  const salt = Buffer.from(kdf.salt, 'base64url');
  const derived = scryptSync(PASSPHRASE, salt, 32, { N: 2 ** 17, r: 8, p: 1, maxmem: 192 * 1024 * 1024 });
  const bytes = Buffer.from(second, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', derived, Buffer.from(cipher.nonce, 'base64url'));
  decipher.setAAD(Buffer.from(first));
  decipher.setAuthTag(bytes.subarray(-16));
  const opened = Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString('utf8');
  expect(opened).toBe(key.secret);
});

it('SECURITY 18: what lies in the keychain is one printable line, and nothing of the key is in it', () => {
  expect(entry).toMatch(/^[A-Za-z0-9_-]+$/);
  const { d } = JSON.parse(Buffer.from(key.secret, 'base64url').toString('utf8')) as { d: string };
  for (const text of [entry, ...lines(entry)]) for (const secret of [d, key.secret]) expect(text).not.toContain(secret);
});

it('opens with its passphrase alone, however a keyboard writes it', async () => {
  const sealed = sealedKeyIn(await sealKey(key.secret, kid, 'Grüße an alle', 7));
  if (!sealed) throw new Error('it is not closed');
  expect(await openSealedKey(sealed, 'Grüße an alle'.normalize('NFD'))).toBe(key.secret);
  expect(await openSealedKey(sealed, 'Grusse an alle')).toBeNull();
  expect(await openSealedKey(sealed, '')).toBeNull();
});

it.each([
  ['of another key', (header: string) => header.replace(kid, kid.split('').reverse().join(''))],
  ['of another time', (header: string) => header.replace('"setAt":7', '"setAt":8')],
])('does not open as the entry %s', async (_, change) => {
  const [first = '', second = ''] = lines(entry);
  expect(change(first)).not.toBe(first);
  const sealed = sealedKeyIn(Buffer.from(`${change(first)}\n${second}`).toString('base64url'));
  if (!sealed) throw new Error('it is not closed');
  expect(await openSealedKey(sealed, PASSPHRASE)).toBeNull();
});

it('tells an open key from a closed one, and refuses a way of closing that it does not know', () => {
  expect(sealedKeyIn(key.secret)).toBeNull();
  expect(sealedKeyIn('damaged')).toBeNull();
  const [first = '', second = ''] = lines(entry);
  for (const other of [first.replace('131072', '1024'), first.replace('"version":1', '"version":2')]) {
    expect(other).not.toBe(first);
    const text = Buffer.from(`${other}\n${second}`).toString('base64url');
    expect(() => sealedKeyIn(text)).toThrow(expect.objectContaining({ code: 'key-unavailable' }));
  }
});
