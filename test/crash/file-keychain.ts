import { renameSync, writeFileSync } from 'node:fs';
import type { KeychainState, SecretStore } from '../../main/signing/key-store.ts';
import { entriesOf } from './keychain-entries.ts';
import { reached } from './reached.ts';

/** A keychain that lives on when the process does not: its entries lie in a file, replaced whole. */
export class FileKeychain implements SecretStore {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  state(): Promise<KeychainState> {
    return Promise.resolve({ state: 'available' });
  }

  askToUnlock(): Promise<void> {
    return Promise.resolve();
  }

  read(account: string): Promise<string | null> {
    return Promise.resolve(entriesOf(this.#path)[account] ?? null);
  }

  write(account: string, secret: string): Promise<void> {
    reached('before-secret');
    writeFileSync(`${this.#path}.new`, JSON.stringify({ ...entriesOf(this.#path), [account]: secret }));
    renameSync(`${this.#path}.new`, this.#path);
    reached('after-secret');
    return Promise.resolve();
  }

  remove(account: string): Promise<void> {
    const { [account]: _removed, ...others } = entriesOf(this.#path);
    writeFileSync(`${this.#path}.new`, JSON.stringify(others));
    renameSync(`${this.#path}.new`, this.#path);
    return Promise.resolve();
  }
}
