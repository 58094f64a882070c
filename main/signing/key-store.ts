/** Whether secrets can be had now. On Linux `locked` is told from "there is none" by the Secret Service itself. */
export type KeychainState =
  | { readonly state: 'available' }
  | { readonly state: 'locked' }
  | { readonly state: 'unavailable'; readonly detail: string };

/** The longest secret of an entry, in characters: Windows holds 2,560 bytes in one, in UTF-16. */
export const LONGEST_SECRET = 1280;

/** The operating system's keychain. Secrets are single lines of text; accounts are told apart by installation. */
export interface SecretStore {
  state(): Promise<KeychainState>;
  /** Asks the system to show its own unlocking dialog, where it has one; does not wait for the person. */
  askToUnlock(): Promise<void>;
  /** Null when nothing is found; on a locked keyring too, so ask `state` before taking it for "there is none". */
  read(account: string): Promise<string | null>;
  /** @throws AuthorityError `keychain` when it could not be stored, or reads back differently. */
  write(account: string, secret: string): Promise<void>;
  /** Nothing happens where there is no such entry. @throws AuthorityError `keychain` when it could not be removed */
  remove(account: string): Promise<void>;
}
