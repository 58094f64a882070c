import { AuthorityError } from '../../main/errors.ts';
import type { KeychainState, SecretStore } from '../../main/signing/key-store.ts';
import type { Chance } from './chance.ts';
import type { Process } from './process.ts';

/** A keychain that may be locked, out of reach, or both in the middle of being asked. */
export interface Keychain {
  readonly entries: Map<string, string>;
  state: KeychainState['state'];
  forProcess(process: Process): SecretStore;
}

export function simulatedKeychain(chance: Chance, faults: number, after: (callback: () => void) => void): Keychain {
  const answered = <T>(process: Process, answer: () => T): Promise<T> =>
    new Promise((resolve, reject) => {
      process.step('keychain', 0.01);
      after(() => {
        if (!process.alive()) return;
        try {
          resolve(answer());
        } catch (fault) {
          reject(fault);
        }
      });
    });

  const keychain: Keychain = {
    entries: new Map(),
    state: 'available',
    forProcess: (process) => ({
      state: () =>
        answered(process, () =>
          keychain.state === 'unavailable'
            ? { state: 'unavailable', detail: 'no session bus' }
            : { state: keychain.state },
        ),
      askToUnlock: () => Promise.resolve(),
      read: (account) =>
        answered(process, () => {
          const trouble = chance.event('trouble of a keychain read', 0.05 * faults);
          if (trouble?.below(2) === 0) throw new AuthorityError('keychain', 'the keychain gave no answer in time');
          // Locked between two questions: null, as if there were nothing.
          if (trouble) keychain.state = 'locked';
          return keychain.state === 'available' ? (keychain.entries.get(account) ?? null) : null;
        }),
      write: () => Promise.reject(new AuthorityError('keychain', 'nothing is stored in a simulation')),
      remove: () => Promise.reject(new AuthorityError('keychain', 'nothing is removed in a simulation')),
    }),
  };
  return keychain;
}
