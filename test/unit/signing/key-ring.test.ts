import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeyRing } from '../../../main/signing/key-ring.ts';
import { openVault, provision } from '../../../main/signing/provision.ts';
import { generateSigningKey } from '../../../main/signing/signer.ts';
import { MemoryKeychain } from '../../fakes/keychain.ts';

let folder: string;
let keychain: MemoryKeychain;
let first: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-ring-'));
  keychain = new MemoryKeychain();
  first = await provision(folder, keychain, 1);
});
afterEach(() => rmSync(folder, { recursive: true }));

const path = () => join(folder, 'keys.json');
const text = () => readFileSync(path(), 'utf8');
const ring = async (): Promise<KeyRing> => {
  const vault = await openVault(folder, keychain);
  if (vault.state !== 'open') throw new Error(`it is ${vault.state}`);
  return vault.ring;
};
const secretsOf = (kid: string) => [...keychain.entries.keys()].filter((account) => account.includes(kid));

async function withAnother(): Promise<{ readonly ring: KeyRing; readonly other: string }> {
  const opened = await ring();
  const key = await generateSigningKey('ES256');
  await opened.add(key, 'imported', 2);
  return { ring: opened, other: String(key.publicJwk.kid) };
}

describe('a key ring', () => {
  it('takes a key that waits, and signs with it only after it took over; the other still signs what is its own', async () => {
    const { ring: now, other } = await withAnother();
    expect(now.current().kid).toBe(first);
    now.succeed(other, 3);
    for (const opened of [now, await ring()]) {
      expect(opened.current().kid).toBe(other);
      expect(opened.signer(first)?.kid).toBe(first);
      expect(opened.keys().map(({ kid, supersededAt }) => [kid, supersededAt])).toEqual([
        [first, 3],
        [other, undefined],
      ]);
    }
    now.succeed(first, 4);
    expect((await ring()).current().kid).toBe(first);
  });

  it('holds RSA keys, whose secrets are longer than an entry', async () => {
    const opened = await ring();
    const key = await generateSigningKey('PS256');
    await opened.add(key, 'made', 2);
    opened.succeed(String(key.publicJwk.kid), 3);
    expect((await ring()).current().publicJwk).toEqual(key.publicJwk);
    expect(secretsOf(String(key.publicJwk.kid)).length).toBeGreaterThan(2);
  });

  it('refuses a key that it has, and changes nothing', async () => {
    const { ring: opened } = await withAnother();
    const before = [text(), new Map(keychain.entries)];
    const key = await generateSigningKey();
    await opened.add(key, 'made', 4);
    const after = text();
    await expect(opened.add(key, 'made', 5)).rejects.toMatchObject({ code: 'key-known' });
    expect(text()).toBe(after);
    expect(before[0]).not.toBe(after);
  });

  it('retires a key for good: its private half is gone, its public half still tells its tokens', async () => {
    const { ring: opened, other } = await withAnother();
    await expect(opened.retire(first, 3)).rejects.toMatchObject({ code: 'key-is-current' });
    opened.succeed(other, 3);
    await opened.retire(first, 4);
    expect(secretsOf(first)).toEqual([]);
    for (const one of [opened, await ring()]) {
      expect(one.signer(first)).toBeNull();
      expect(one.keys().map(({ kid }) => kid)).toContain(first);
      expect(() => one.succeed(first, 5)).toThrow(expect.objectContaining({ code: 'key-cannot-sign' }));
    }
  });

  it('finishes a retirement that broke off, at the next start', async () => {
    const { ring: opened, other } = await withAnother();
    opened.succeed(other, 3);
    const remove = keychain.remove;
    keychain.remove = () => Promise.reject(new Error('killed'));
    await expect(opened.retire(first, 4)).rejects.toThrow('killed');
    keychain.remove = remove;
    expect(secretsOf(first)).toHaveLength(1);
    expect((await ring()).signer(first)).toBeNull();
    expect(secretsOf(first)).toEqual([]);
  });

  it('works on without a superseded key whose private half is lost or damaged', async () => {
    const { ring: opened, other } = await withAnother();
    opened.succeed(other, 3);
    const [account = ''] = secretsOf(first);
    keychain.entries.set(account, 'damaged');
    expect((await ring()).signer(first)).toBeNull();
    keychain.entries.delete(account);
    expect((await ring()).current().kid).toBe(other);
  });

  it('keeps what happened for the record until it is there', async () => {
    const { ring: opened, other } = await withAnother();
    opened.succeed(other, 3);
    opened.nameAlgorithm(first, 'Ed25519', 4);
    const events = (of: KeyRing) => of.unrecorded().map(({ event, at }) => [event, at]);
    expect(events(await ring())).toEqual([
      ['key-created', 1],
      ['key-imported', 2],
      ['key-rotated', 3],
      ['key-algorithm-named', 4],
    ]);
    opened.recorded(3);
    expect(events(await ring())).toEqual([['key-algorithm-named', 4]]);
  });

  it('names an Ed25519 key’s algorithm either way, and any other only by its own', async () => {
    const { ring: opened, other } = await withAnother();
    opened.nameAlgorithm(first, 'Ed25519', 3);
    for (const one of [opened, await ring()]) {
      expect(one.current().algorithm).toBe('Ed25519');
      expect(one.keys()[0]?.publicJwk).toMatchObject({ alg: 'Ed25519', kid: first });
    }
    expect(() => opened.nameAlgorithm(other, 'EdDSA', 3)).toThrow(
      expect.objectContaining({ code: 'key-other-algorithm' }),
    );
  });

  it('broken off at any write of an added key has the old keys or all of them', async () => {
    const key = await generateSigningKey('RS256');
    for (let writes = 0; ; writes += 1) {
      const fresh = new MemoryKeychain();
      for (const [account, secret] of keychain.entries) fresh.entries.set(account, secret);
      const before = text();
      const vault = await openVault(folder, fresh);
      if (vault.state !== 'open') throw new Error(vault.state);
      let left = writes;
      const write = fresh.write.bind(fresh);
      fresh.write = (account, secret) => (left-- > 0 ? write(account, secret) : Promise.reject(new Error('killed')));
      const done = await vault.ring.add(key, 'made', 2).then(
        () => true,
        () => false,
      );
      fresh.write = write;
      const again = await openVault(folder, fresh);
      if (again.state !== 'open') throw new Error(again.state);
      expect(again.ring.keys()).toHaveLength(done ? 2 : 1);
      if (done) {
        expect(again.ring.signer(String(key.publicJwk.kid))).not.toBeNull();
        expect(writes).toBeGreaterThan(3);
        return;
      }
      expect(text()).toBe(before);
    }
  });
});

describe('the keys file', () => {
  it('of the first version is read, and becomes one of this version with the first change', async () => {
    const { installation, keys } = JSON.parse(text()) as { installation: string; keys: { origin?: string }[] };
    const [{ origin: _origin, ...key } = {}] = keys;
    writeFileSync(path(), JSON.stringify({ version: 1, installation, databaseMadeAt: 7, keys: [key] }));
    const opened = await ring();
    expect(opened.current().kid).toBe(first);
    expect(opened.keys()).toEqual([{ ...key, origin: 'made' }]);
    expect(opened.unrecorded()).toEqual([]);
    expect(JSON.parse(text())).toMatchObject({ version: 1 });
    await opened.add(await generateSigningKey(), 'made', 8);
    expect(JSON.parse(text())).toMatchObject({ version: 2, databaseMadeAt: 7, current: first });
  });

  it('of a later version is refused as that, and left as it is', async () => {
    const later = JSON.stringify({ version: 3, anything: 'else' });
    writeFileSync(path(), later);
    await expect(openVault(folder, keychain)).rejects.toMatchObject({ code: 'store-newer' });
    await expect(provision(folder, keychain, 0)).rejects.toMatchObject({ code: 'store-newer' });
    expect(text()).toBe(later);
  });

  it.each(['no such current key', 'one key twice'])('that names %s is damaged', async (what) => {
    const file = JSON.parse(text()) as { current: string; keys: unknown[] };
    writeFileSync(
      path(),
      JSON.stringify(
        what === 'one key twice' ? { ...file, keys: [...file.keys, ...file.keys] } : { ...file, current: 'x' },
      ),
    );
    await expect(openVault(folder, keychain)).rejects.toMatchObject({ code: 'store-unreadable' });
  });
});
