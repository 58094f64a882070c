import type { Finding, PublicKeys } from '../preload/contract.ts';
import { faultText, finding } from './errors.ts';
import type { KeyRing } from './signing/key-ring.ts';
import { keySetOf, writeKeySet } from './signing/key-set.ts';

/** The public set of one service's keys, and the file that is kept as it. */
export interface PublishedKeys {
  current(): PublicKeys;
  /** Writes it once. @throws the system's error */
  save(path: string): void;
  /** Brings the file up to date that is to be kept so, where there is one. What comes in the way is told until it is gone. */
  renew(): void;
  fault(): Finding | null;
}

export function publishKeys(ring: KeyRing): PublishedKeys {
  let fault: Finding | null = null;
  const text = () => keySetOf(ring.keys(), ring.current().kid);
  return {
    current: () => ({ text: text(), file: ring.publishedTo() }),
    save: (path) => writeKeySet(path, text()),
    renew: () => {
      fault = null;
      const path = ring.publishedTo();
      if (path === null) return;
      try {
        writeKeySet(path, text());
      } catch (thrown) {
        fault = finding('key-set-not-written', { file: path, detail: faultText(thrown) });
      }
    },
    fault: () => fault,
  };
}
