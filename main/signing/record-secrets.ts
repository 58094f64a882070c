import { AuthorityError } from '../errors.ts';
import type { SecretStore } from './key-store.ts';
import { readSecret, writeSecret } from './split-secret.ts';

/** What the keychain keeps for a record: the key of its checkpoints, and how far it has come. */
export interface RecordSecrets {
  /** @throws AuthorityError `keychain` where nobody can say whether there is one */
  read(what: 'key' | 'head'): Promise<string | null>;
  write(what: 'key' | 'head', text: string): Promise<void>;
}

export const recordAccount = (installation: string, what: 'key' | 'head'): string => `${installation}/record-${what}`;

export const recordSecrets = (secrets: SecretStore, installation: string): RecordSecrets => ({
  read: async (what) => {
    const found = await readSecret(secrets, recordAccount(installation, what));
    if (found !== null) return found;
    // A locked keyring answers the same as one without the entry.
    const { state } = await secrets.state();
    if (state !== 'available') throw new AuthorityError('keychain', `the keychain is ${state}`, { detail: state });
    return null;
  },
  write: (what, text) => writeSecret(secrets, recordAccount(installation, what), text),
});
