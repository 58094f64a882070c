import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { LONGEST_SECRET } from '../../../main/signing/key-store.ts';
import { readSecret, removeSecret, writeSecret } from '../../../main/signing/split-secret.ts';
import { MemoryKeychain } from '../../fakes/keychain.ts';

let keychain: MemoryKeychain;
beforeEach(() => {
  keychain = new MemoryKeychain();
});

const long = (letter: string, length = 3 * LONGEST_SECRET + 7) => letter.repeat(length);

/** Lets this many calls that change the keychain through, and then breaks off for good, as a kill would. */
function breakOffAfter(calls: number): void {
  let left = calls;
  for (const name of ['write', 'remove'] as const) {
    const call = keychain[name].bind(keychain) as (...given: string[]) => Promise<void>;
    Object.assign(keychain, {
      [name]: (...given: string[]) => (left-- > 0 ? call(...given) : Promise.reject(new Error('killed'))),
    });
  }
}

const restored = () => {
  const { entries } = keychain;
  keychain = new MemoryKeychain();
  for (const [account, secret] of entries) keychain.entries.set(account, secret);
};

describe('SECURITY 18: a secret longer than an entry of the keychain', () => {
  it('lies in several entries, each one short printable line, and reads as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom('a', 'Z', '0', '_', '-'), minLength: 1, maxLength: 6000 }),
        async (secret) => {
          keychain = new MemoryKeychain();
          await writeSecret(keychain, 'x/signing/k', secret);
          expect(await readSecret(keychain, 'x/signing/k')).toBe(secret);
          for (const entry of keychain.entries.values()) {
            expect(entry).toMatch(/^[\x21-\x7e]+$/);
            expect(entry.length).toBeLessThanOrEqual(LONGEST_SECRET);
          }
          if (secret.length <= LONGEST_SECRET) expect([...keychain.entries.keys()]).toEqual(['x/signing/k']);
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each([
    ['a long one by a long one', long('a'), long('b', 2 * LONGEST_SECRET)],
    ['a long one by a short one', long('a'), 'short'],
    ['a short one by a long one', 'short', long('b')],
  ])('replaces %s: broken off at any call the old one or the new one is whole', async (_, before, after) => {
    for (let calls = 0; ; calls += 1) {
      keychain = new MemoryKeychain();
      await writeSecret(keychain, 'x', before);
      breakOffAfter(calls);
      const done = await writeSecret(keychain, 'x', after).then(
        () => true,
        () => false,
      );
      restored();
      expect([before, after]).toContain(await readSecret(keychain, 'x'));
      if (done) {
        expect(await readSecret(keychain, 'x')).toBe(after);
        return;
      }
      // Begun again it is done, and nothing of the old one that the new one's line does not name can be read by it.
      await writeSecret(keychain, 'x', after);
      expect(await readSecret(keychain, 'x')).toBe(after);
    }
  });

  it('leaves nothing behind when it is removed, also where a removal broke off before', async () => {
    for (let calls = 0; calls < 5; calls += 1) {
      keychain = new MemoryKeychain();
      await writeSecret(keychain, 'x', long('a'));
      breakOffAfter(calls);
      await removeSecret(keychain, 'x').catch(() => {});
      restored();
      await removeSecret(keychain, 'x');
      expect([...keychain.entries]).toEqual([]);
    }
  });

  it('is not read where a part is missing, and refused where the parts do not fit together', async () => {
    await writeSecret(keychain, 'x', long('a'));
    const [part = ''] = [...keychain.entries.keys()].filter((account) => account !== 'x');
    keychain.entries.set(part, long('c', LONGEST_SECRET));
    await expect(readSecret(keychain, 'x')).rejects.toMatchObject({ code: 'key-unavailable' });
    keychain.entries.delete(part);
    expect(await readSecret(keychain, 'x')).toBeNull();
  });
});
