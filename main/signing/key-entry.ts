import type { SecretStore } from './key-store.ts';
import { openSealedKey, type SealedKey, sealedKeyIn } from './sealed-key.ts';
import { readSecret } from './split-secret.ts';

/** What the keychain holds of a key: its private half as it is, or closed with a passphrase. */
export type KeyEntry =
  | { readonly sealed: null; readonly secret: string }
  | { readonly sealed: SealedKey; readonly secret: null };

/**
 * @returns null where there is none for this key
 * @throws AuthorityError `keychain`, `key-unavailable` where it is damaged
 */
export async function readKeyEntry(secrets: SecretStore, account: string, kid: string): Promise<KeyEntry | null> {
  const secret = await readSecret(secrets, account);
  if (secret === null) return null;
  const sealed = sealedKeyIn(secret);
  if (!sealed) return { sealed, secret };
  // The entry of another key under this name is not this key.
  return sealed.kid === kid ? { sealed, secret: null } : null;
}

/** The private half; null where the passphrase does not open it. One that lies open takes any. */
export const openKeyEntry = async ({ sealed, secret }: KeyEntry, passphrase: string): Promise<string | null> =>
  sealed ? openSealedKey(sealed, passphrase) : secret;
