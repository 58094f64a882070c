import { AuthorityError } from '../../main/errors.ts';
import type { KeychainState, SecretStore } from '../../main/signing/key-store.ts';

/** A keychain in memory that behaves as gnome-keyring was seen to: locked, it answers null and refuses to write. */
export class MemoryKeychain implements SecretStore {
  readonly entries = new Map<string, string>();
  current: KeychainState = { state: 'available' };
  unlockAsked = 0;

  state(): Promise<KeychainState> {
    return Promise.resolve(this.current);
  }

  askToUnlock(): Promise<void> {
    this.unlockAsked += 1;
    return Promise.resolve();
  }

  read(account: string): Promise<string | null> {
    return Promise.resolve(this.current.state === 'available' ? (this.entries.get(account) ?? null) : null);
  }

  write(account: string, secret: string): Promise<void> {
    if (this.current.state !== 'available') {
      return Promise.reject(new AuthorityError('keychain', 'cannot store', { detail: this.current.state }));
    }
    this.entries.set(account, secret);
    return Promise.resolve();
  }

  remove(account: string): Promise<void> {
    if (this.current.state !== 'available') {
      return Promise.reject(new AuthorityError('keychain', 'cannot remove', { detail: this.current.state }));
    }
    this.entries.delete(account);
    return Promise.resolve();
  }
}
