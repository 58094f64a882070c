import type { SecretStore } from './key-store.ts';
import { openSealedKey, type SealedKey, sealedKeyIn } from './sealed-key.ts';
import { readSecret } from './split-secret.ts';

/** What the keychain holds of a key: its private half as it is, or closed with a passphrase. */
export interface KeyEntry {
  /** To the letter. */
  readonly text: string;
  /** Null for one that lies open. */
  readonly sealed: SealedKey | null;
}

/**
 * @returns null where there is none for this key
 * @throws AuthorityError `keychain`, `key-unavailable` where it is damaged
 */
export async function readKeyEntry(secrets: SecretStore, account: string, kid: string): Promise<KeyEntry | null> {
  const text = await readSecret(secrets, account);
  if (text === null) return null;
  const sealed = sealedKeyIn(text);
  // The entry of another key under this name is not this key.
  return sealed && sealed.kid !== kid ? null : { text, sealed };
}

/** The private half; null where the passphrase does not open it. One that lies open takes any. */
export const openKeyEntry = async ({ text, sealed }: KeyEntry, passphrase: string): Promise<string | null> =>
  sealed ? openSealedKey(sealed, passphrase) : text;
