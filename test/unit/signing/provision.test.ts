import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRing } from '../../../main/signing/key-ring.ts';
import { readKeysFile } from '../../../main/signing/keys-file.ts';
import { openVault, provision } from '../../../main/signing/provision.ts';
import { MemoryKeychain } from '../../fakes/keychain.ts';

let home: string;
let folder: string;
let keychain: MemoryKeychain;
const keysFile = () =>
  JSON.parse(readFileSync(join(folder, 'keys.json'), 'utf8')) as { installation: string; keys: { kid: string }[] };
const entries = () => [...keychain.entries].map(([account, secret]) => `${account}=${secret}`).sort();

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'countersign-vault-'));
  folder = join(home, 'live');
  keychain = new MemoryKeychain();
});
afterEach(() => rmSync(home, { recursive: true }));

describe('a new installation', () => {
  it('is absent until its keys are made, and open afterwards', async () => {
    expect(await openVault(folder, keychain)).toEqual({ state: 'absent' });
    expect(keychain.entries.size).toBe(0);
    const kid = await provision(folder, keychain, 1_000);
    const vault = await openVault(folder, keychain);
    if (vault.state !== 'open') throw new Error(`it is ${vault.state}`);
    const signer = vault.ring.current();
    expect(signer.kid).toBe(kid);
    expect(vault.databaseKey).toMatch(/^[0-9a-f]{64}$/);
    const { publicJwk } = signer;
    expect(vault.ring.keys()).toEqual([{ kid, algorithm: 'EdDSA', createdAt: 1_000, origin: 'made', publicJwk }]);
    expect(vault.ring.unrecorded()).toEqual([{ event: 'key-created', at: 1_000, detail: { kid, algorithm: 'EdDSA' } }]);
  });

  it('keeps its keychain entries apart from those of another folder', async () => {
    await provision(folder, keychain, 0);
    await provision(join(home, 'practice'), keychain, 0);
    expect(keychain.entries.size).toBe(4);
    expect((await openVault(folder, keychain)).state).toBe('open');
  });

  it.skipIf(process.platform === 'win32')(
    "SECURITY 24: has a folder and a file that are the operator's alone",
    async () => {
      const before = process.umask(0);
      try {
        await provision(folder, keychain, 0);
      } finally {
        process.umask(before);
      }
      expect([statSync(folder).mode & 0o777, statSync(join(folder, 'keys.json')).mode & 0o777]).toEqual([0o700, 0o600]);
    },
  );

  it('SECURITY 21: writes the public half alone into its plain file', async () => {
    await provision(folder, keychain, 0);
    expect(readdirSync(folder)).toEqual(['keys.json']);
    const text = readFileSync(join(folder, 'keys.json'), 'utf8');
    for (const secret of keychain.entries.values()) expect(text).not.toContain(secret);
    const signing = [...keychain.entries].find(([account]) => account.includes('/signing/'))?.[1] ?? '';
    const { d } = JSON.parse(Buffer.from(signing, 'base64url').toString()) as { d: string };
    expect(d).toHaveLength(43);
    expect(text).not.toContain(d);
    expect(text).not.toContain('"d"');
  });

  it('SECURITY 18: keeps every secret on one short printable line', async () => {
    await provision(folder, keychain, 0);
    expect(keychain.entries.size).toBe(2);
    for (const secret of keychain.entries.values()) {
      expect(secret).toMatch(/^[\x21-\x7e]+$/);
      expect(secret.length).toBeLessThanOrEqual(1280);
    }
  });

  it('is refused over keys that exist, and changes none of them', async () => {
    await provision(folder, keychain, 0);
    const before = [entries(), readFileSync(join(folder, 'keys.json'), 'utf8')];
    await expect(provision(folder, keychain, 1)).rejects.toMatchObject({ code: 'already-set-up' });
    expect([entries(), readFileSync(join(folder, 'keys.json'), 'utf8')]).toEqual(before);
  });

  it('is refused over a database that exists: a new key would bury it', async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'countersign.db'), 'x');
    await expect(provision(folder, keychain, 0)).rejects.toMatchObject({ code: 'already-set-up' });
    expect(keychain.entries.size).toBe(0);
  });

  it('that broke off half-way can be begun again', async () => {
    const write = keychain.write.bind(keychain);
    keychain.write = (account, secret) =>
      account.endsWith('/database') ? Promise.reject(new Error('broken')) : write(account, secret);
    await expect(provision(folder, keychain, 0)).rejects.toThrow('broken');
    keychain.write = write;
    expect(await openVault(folder, keychain)).toEqual({ state: 'absent' });
    await provision(folder, keychain, 0);
    expect((await openVault(folder, keychain)).state).toBe('open');
  });
});

describe('SECURITY 17: null from the keychain never makes a key', () => {
  const locked = { state: 'locked' } as const;
  const unavailable = { state: 'unavailable', detail: 'no D-Bus session' } as const;

  it.each([locked, unavailable])('while it is $state', async (state) => {
    await provision(folder, keychain, 0);
    const before = [entries(), keysFile()];
    keychain.current = state;
    expect(await openVault(folder, keychain)).toEqual(state);
    await expect(provision(folder, keychain, 1)).rejects.toMatchObject({ code: 'already-set-up' });
    expect([entries(), keysFile()]).toEqual(before);
    keychain.current = { state: 'available' };
    expect((await openVault(folder, keychain)).state).toBe('open');
  });

  it.each([locked, unavailable])('while it is $state and nothing was ever set up', async (state) => {
    keychain.current = state;
    expect(await openVault(folder, keychain)).toEqual(state);
    await expect(provision(folder, keychain, 0)).rejects.toMatchObject({ code: 'keychain' });
    expect(keychain.entries.size).toBe(0);
    expect(readdirSync(home)).toEqual([]);
  });

  it.each(['signing', 'database'])('when the %s key is gone from an open keychain', async (which) => {
    const kid = await provision(folder, keychain, 0);
    for (const account of [...keychain.entries.keys()])
      if (account.includes(`/${which}`)) keychain.entries.delete(account);
    const before = entries();
    expect(await openVault(folder, keychain)).toEqual({ state: 'missing', kid });
    await expect(provision(folder, keychain, 1)).rejects.toMatchObject({ code: 'already-set-up' });
    expect(entries()).toEqual(before);
  });

  it('when the keychain is locked between two questions, which is said as that', async () => {
    await provision(folder, keychain, 0);
    const read = keychain.read.bind(keychain);
    keychain.read = (account) => {
      keychain.current = locked;
      return read(account);
    };
    expect(await openVault(folder, keychain)).toEqual(locked);
  });

  it('when the plain file is gone and the database is there', async () => {
    await provision(folder, keychain, 0);
    writeFileSync(join(folder, 'countersign.db'), 'x');
    rmSync(join(folder, 'keys.json'));
    expect((await openVault(folder, keychain)).state).toBe('missing');
  });

  it('when the keychain holds the key of another kid under this name', async () => {
    const kid = await provision(folder, keychain, 0);
    await provision(join(home, 'practice'), keychain, 0);
    const accounts = [...keychain.entries.keys()].filter((account) => account.includes('/signing/'));
    const [ours = '', theirs = ''] = accounts[0]?.endsWith(kid) ? accounts : accounts.reverse();
    keychain.entries.set(ours, keychain.entries.get(theirs) ?? '');
    expect(await openVault(folder, keychain)).toEqual({ state: 'replaced', kid });
  });

  it('when the keychain entry is damaged: the fault does not quote it', async () => {
    const kid = await provision(folder, keychain, 0);
    const account = [...keychain.entries.keys()].find((name) => name.endsWith(kid)) ?? '';
    keychain.entries.set(account, 'damaged-secret');
    expect(await openVault(folder, keychain)).toEqual({ state: 'replaced', kid });
    const file = readKeysFile(folder);
    if (!file) throw new Error('there is no keys file');
    const fault = await openRing(folder, file, keychain).catch((thrown: unknown) => thrown);
    expect(fault).toMatchObject({ code: 'key-unavailable' });
    expect(String((fault as Error).stack)).not.toContain('damaged-secret');
  });

  it.each([
    '',
    '{',
    '{}',
    '{"version":2,"installation":"a","keys":[]}',
    '{"version":1,"installation":"../x","keys":[]}',
    '{"version":1,"installation":"a","keys":[],"more":1}',
  ])('when the plain file is damaged: %j', async (text) => {
    await provision(folder, keychain, 0);
    writeFileSync(join(folder, 'keys.json'), text);
    await expect(openVault(folder, keychain)).rejects.toMatchObject({ code: 'store-unreadable' });
    await expect(provision(folder, keychain, 1)).rejects.toMatchObject({ code: 'store-unreadable' });
    expect(readFileSync(join(folder, 'keys.json'), 'utf8')).toBe(text);
  });
});
