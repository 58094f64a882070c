import type { webcrypto } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeyRing } from '../../../main/signing/key-ring.ts';
import { openVault, provision } from '../../../main/signing/provision.ts';
import { generateSigningKey } from '../../../main/signing/signer.ts';
import { MemoryKeychain } from '../../fakes/keychain.ts';

const PASSPHRASE = 'correct horse battery staple';
const OTHER = 'staple battery horse correct';

let folder: string;
let keychain: MemoryKeychain;
let first: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-lock-'));
  keychain = new MemoryKeychain();
  first = await provision(folder, keychain, 1);
});
let putBack = () => {};
afterEach(() => {
  putBack();
  rmSync(folder, { recursive: true });
});

const ring = async (): Promise<KeyRing> => {
  const vault = await openVault(folder, keychain);
  if (vault.state !== 'open') throw new Error(`it is ${vault.state}`);
  return vault.ring;
};
const closed = async (): Promise<KeyRing> => {
  expect(await (await ring()).setPassphrase(first, '', PASSPHRASE, 2)).toBeNull();
  return ring();
};
const add = async (to: KeyRing, takesOver = false) => {
  const key = await generateSigningKey('ES256');
  await to.add(key, 'made', 3, takesOver);
  return String(key.publicJwk.kid);
};

describe('a key ring without a passphrase', () => {
  it('locked has no signers, and all it knows of its keys; unlocked it reads the keychain again', async () => {
    const opened = await ring();
    const other = await add(opened);
    opened.lock();
    for (const kid of [first, other]) expect([opened.signer(kid), opened.isLocked(kid)]).toEqual([null, true]);
    expect(opened.current()).toMatchObject({ kid: first, algorithm: 'EdDSA', publicJwk: { kid: first } });
    expect(await opened.unlock('', 4)).toBeNull();
    for (const kid of [first, other]) expect([opened.signer(kid)?.kid, opened.isLocked(kid)]).toEqual([kid, false]);
  });

  it.each([
    [
      'was locked while the key was being made',
      async (opened: KeyRing, adding: () => Promise<void>) => {
        opened.lock();
        await adding();
      },
    ],
    [
      'is locked while the key is being stored',
      async (opened: KeyRing, adding: () => Promise<void>) => {
        const stored = adding();
        opened.lock();
        await stored;
      },
    ],
  ] as const)('stays locked where a key takes over and it %s', async (_when, through) => {
    const opened = await ring();
    const key = await generateSigningKey('ES256');
    const kid = String(key.publicJwk.kid);
    await through(opened, () => opened.add(key, 'made', 3, true));
    expect([opened.current().kid, opened.signer(kid), opened.isLocked(kid)]).toEqual([kid, null, true]);
    expect(await opened.unlock('', 4)).toBeNull();
    for (const one of [first, kid]) expect(opened.signer(one)?.kid).toBe(one);
  });

  it('can not be unlocked where the entry is gone meanwhile, or the keychain is locked', async () => {
    const opened = await ring();
    opened.lock();
    keychain.current = { state: 'locked' };
    expect(await opened.unlock('', 4)).toEqual({ code: 'keychain-locked' });
    keychain.current = { state: 'available' };
    const entries = [...keychain.entries];
    keychain.entries.clear();
    expect(await opened.unlock('', 4)).toEqual({ code: 'key-cannot-sign' });
    for (const [account, secret] of entries) keychain.entries.set(account, secret);
    expect(await opened.unlock('', 4)).toBeNull();
  });
});

describe('a key ring whose key has a passphrase', () => {
  it('is locked after every start, and opens with the passphrase and nothing else', async () => {
    const opened = await closed();
    expect([opened.signer(first), opened.isLocked(first), opened.hasPassphrase(first)]).toEqual([null, true, true]);
    expect(await opened.unlock('', 10_000)).toEqual({ code: 'passphrase-wrong', values: { seconds: 1 } });
    expect(await opened.unlock(PASSPHRASE, 10_500)).toEqual({ code: 'passphrase-pause', values: { seconds: 1 } });
    expect(opened.signer(first)).toBeNull();
    expect(await opened.unlock(PASSPHRASE, 11_000)).toBeNull();
    expect(opened.signer(first)?.kid).toBe(first);
  });

  it('has none any more, and says so at once, where its lost private half comes back from a backup', async () => {
    const opened = await ring();
    const key = await generateSigningKey('ES256');
    const kid = String(key.publicJwk.kid);
    await opened.add(key, 'made', 3);
    expect(await opened.setPassphrase(kid, '', PASSPHRASE, 4)).toBeNull();
    for (const account of keychain.entries.keys()) if (account.includes(kid)) keychain.entries.delete(account);
    const without = await ring();
    expect(await without.bringIn([key], 1, 5)).toEqual({ kids: [], back: [kid], here: [] });
    for (const one of [without, await ring()])
      expect([one.signer(kid)?.kid, one.hasPassphrase(kid)]).toEqual([kid, false]);
  });

  it('is not guessed at by unlocking another key that has none', async () => {
    const opened = await closed();
    const other = await add(opened);
    opened.lock();
    for (const guess of ['wrong', PASSPHRASE]) {
      expect(await opened.unlock(guess, 10_000, other)).toBeNull();
      expect([opened.signer(other)?.kid, opened.signer(first)]).toEqual([other, null]);
      opened.lock();
    }
    expect(await opened.unlock(PASSPHRASE, 10_000)).toBeNull();
    for (const kid of [first, other]) expect(opened.signer(kid)?.kid).toBe(kid);
  });

  it('does not open without the keychain’s entry, whatever the passphrase', async () => {
    await closed();
    for (const account of keychain.entries.keys()) if (account.includes(first)) keychain.entries.delete(account);
    expect(await openVault(folder, keychain)).toEqual({ state: 'missing', kid: first });
  });

  it('proves a passphrase without opening anything, and a wrong one slows down unlocking too', async () => {
    const opened = await closed();
    expect(await opened.proves(PASSPHRASE, 1_000)).toBeNull();
    expect(opened.signer(first)).toBeNull();
    expect(await opened.proves(OTHER, 1_000)).toMatchObject({ code: 'passphrase-wrong' });
    expect(await opened.unlock(PASSPHRASE, 1_500)).toMatchObject({ code: 'passphrase-pause' });
  });

  it('stays locked where it was locked again while it was being unlocked', async () => {
    const opened = await closed();
    const unlocking = opened.unlock(PASSPHRASE, 1_000);
    opened.lock();
    expect(await unlocking).toEqual({ code: 'locked-again' });
    expect(opened.signer(first)).toBeNull();
    expect(await opened.unlock(PASSPHRASE, 1_000)).toBeNull();
  });

  it('opens with the passphrase of the key in use whatever else it or none opens, and leaves the rest locked', async () => {
    const opened = await closed();
    const [plain, alike, other] = [await add(opened), await add(opened), await add(opened)];
    await opened.setPassphrase(alike, '', PASSPHRASE, 4);
    await opened.setPassphrase(other, '', OTHER, 4);
    opened.lock();
    expect(await opened.unlock(PASSPHRASE, 5)).toBeNull();
    expect([first, plain, alike, other].map((kid) => opened.isLocked(kid))).toEqual([false, false, false, true]);
    expect(await opened.unlock(OTHER, 6, other)).toBeNull();
    expect(opened.signer(other)?.kid).toBe(other);
    const again = await ring();
    expect([first, plain, alike, other].map((kid) => again.isLocked(kid))).toEqual([true, false, true, true]);
  });

  it('changes and loses its passphrase only for the one it has, and stays open meanwhile', async () => {
    const opened = await closed();
    await opened.unlock(PASSPHRASE, 1);
    expect(await opened.setPassphrase(first, OTHER, 'another passphrase', 10_000)).toMatchObject({
      code: 'passphrase-wrong',
    });
    expect(await opened.setPassphrase(first, PASSPHRASE, 'too short', 20_000)).toMatchObject({
      code: 'passphrase-short',
    });
    expect(await opened.setPassphrase(first, PASSPHRASE, OTHER, 20_000)).toBeNull();
    expect(opened.signer(first)).not.toBeNull();
    const again = await ring();
    expect(await again.unlock(PASSPHRASE, 30_000)).toMatchObject({ code: 'passphrase-wrong' });
    expect(await again.setPassphrase(first, OTHER, null, 40_000)).toBeNull();
    const last = await ring();
    expect([last.signer(first)?.kid, last.hasPassphrase(first)]).toEqual([first, false]);
    expect(last.unrecorded().map(({ event, at }) => [event, at])).toEqual([
      ['key-created', 1],
      ['passphrase-set', 2],
      ['passphrase-changed', 20_000],
      ['passphrase-removed', 40_000],
    ]);
  });

  it('holds an RSA key too, closed over several entries, and nothing of it before is left in the keychain', async () => {
    const opened = await ring();
    const key = await generateSigningKey('RS256');
    const kid = String(key.publicJwk.kid);
    await opened.add(key, 'made', 3, true);
    const open = [...keychain.entries].filter(([account]) => account.includes(kid));
    expect(await opened.setPassphrase(kid, '', PASSPHRASE, 4)).toBeNull();
    for (const [account, text] of keychain.entries) {
      for (const [, before] of open) expect(text, account).not.toBe(before);
    }
    const again = await ring();
    expect(await again.unlock(PASSPHRASE, 5)).toBeNull();
    expect(again.signer(kid)?.publicJwk).toEqual(key.publicJwk);
  });

  it('believes the keychain’s entry where the keys file says otherwise', async () => {
    const before = readFileSync(join(folder, 'keys.json'), 'utf8');
    const opened = await closed();
    await opened.unlock(PASSPHRASE, 1);
    writeFileSync(join(folder, 'keys.json'), before);
    const again = await ring();
    expect([again.isLocked(first), again.hasPassphrase(first)]).toEqual([true, true]);
  });
});

describe('SECURITY 22: locked', () => {
  /** Every private key object that is made, and none of them held. */
  function watchKeyObjects(): WeakRef<webcrypto.CryptoKey>[] {
    const made: WeakRef<webcrypto.CryptoKey>[] = [];
    const { subtle } = crypto;
    const importKey = subtle.importKey.bind(subtle) as (...given: unknown[]) => Promise<webcrypto.CryptoKey>;
    subtle.importKey = (async (...given: unknown[]) => {
      const key = await importKey(...given);
      if (key.type === 'private') made.push(new WeakRef(key));
      return key;
    }) as typeof subtle.importKey;
    putBack = () => {
      subtle.importKey = importKey as typeof subtle.importKey;
    };
    return made;
  }
  const left = async (made: readonly WeakRef<webcrypto.CryptoKey>[]) => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    for (let round = 0; round < 5; round += 1) {
      // What a turn of the loop held is let go of with it.
      await new Promise((resolve) => setImmediate(resolve));
      collect();
    }
    return made.filter((key) => key.deref() !== undefined).length;
  };

  it.each([true, false])('the key objects are gone from memory, whether there is a passphrase (%s)', async (has) => {
    const made = watchKeyObjects();
    const opened = has ? await closed() : await ring();
    await opened.unlock(PASSPHRASE, 1_000);
    const other = await add(opened);
    expect(await left(made)).toBeGreaterThanOrEqual(2);
    opened.lock();
    expect(await left(made)).toBe(0);
    await opened.unlock(PASSPHRASE, 1_000);
    expect(opened.signer(other)?.kid).toBe(other);
    expect(await left(made)).toBeGreaterThanOrEqual(2);
  });
});
