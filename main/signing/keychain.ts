import keytar from 'keytar';
import { AuthorityError, faultText } from '../errors.ts';
import { LONGEST_SECRET, type SecretStore } from './key-store.ts';
import { askToUnlock, secretServiceState } from './secret-service.ts';

const SERVICE = 'countersign';

/** libsecret's calls can hang for good; a write may wait for a person at the system's own dialog. */
const patience = { readMs: 10_000, writeMs: 60_000 };

/** What is used of keytar: entries by service and account, null for one that is not found, or locked. */
export type Entries = Pick<typeof keytar, 'getPassword' | 'setPassword' | 'deletePassword'>;

/** Secrets in these entries, every call within its time: a test can bring some that hang. */
export function secretsIn(
  entries: Entries,
  { readMs, writeMs } = patience,
): Pick<SecretStore, 'read' | 'write' | 'remove'> {
  return {
    read: (account) => within(readMs, 'read', () => entries.getPassword(SERVICE, account)),

    write: async (account, secret) => {
      // A newline once corrupted whole GNOME keyrings, so nothing but one printable line is ever written.
      if (!/^[\x21-\x7e]+$/.test(secret) || secret.length > LONGEST_SECRET) {
        throw new AuthorityError('keychain', 'a secret must be one short printable line', {
          detail: 'not one short line',
        });
      }
      await within(writeMs, 'write', () => entries.setPassword(SERVICE, account, secret));
      const stored = await within(readMs, 'read back', () => entries.getPassword(SERVICE, account));
      if (stored !== secret) {
        throw new AuthorityError('keychain', 'the keychain gave back something else', { detail: 'read-back differs' });
      }
    },

    remove: async (account) => {
      await within(writeMs, 'remove', () => entries.deletePassword(SERVICE, account));
    },
  };
}

/** The one door to the system's keychain. There is no other place for a secret: without a keychain nothing is stored. */
export const keychain: SecretStore = {
  state: () => (process.platform === 'linux' ? secretServiceState() : Promise.resolve({ state: 'available' })),
  askToUnlock: () => (process.platform === 'linux' ? askToUnlock() : Promise.resolve()),
  ...secretsIn(keytar),
};

async function within<T>(ms: number, what: string, call: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([call(), timeout]);
  } catch (fault) {
    throw new AuthorityError('keychain', `keychain ${what} failed: ${faultText(fault)}`, { detail: faultText(fault) });
  } finally {
    clearTimeout(timer);
  }
}
