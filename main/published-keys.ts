import { readFile } from 'node:fs/promises';
import type { Finding, PublicKeys } from '../preload/contract.ts';
import type { Clock } from './clock.ts';
import { faultText, finding } from './errors.ts';
import { backoffMs } from './outbox/backoff.ts';
import type { KeyRing } from './signing/key-ring.ts';
import { keySetOf, writeKeySet } from './signing/key-set.ts';

/** The public set of one service's keys, and the file that is kept as it. */
export interface PublishedKeys {
  current(): PublicKeys;
  /** Writes it once. @throws the system's error */
  save(path: string): void;
  /**
   * Brings the file up to date that is to be kept so, where there is one, and looks after it from then on: what somebody
   * else makes of it is put right, and what can't be written is tried again. What comes in the way is told until it is gone.
   */
  renew(): void;
  fault(): Finding | null;
  stop(): void;
}

/** What verifiers fetch may be wrong for this long after somebody else changed the file. */
const LOOK_EVERY_MS = 60_000;

export function publishKeys(parts: {
  readonly ring: Pick<KeyRing, 'keys' | 'current' | 'publishedTo'>;
  readonly clock: Clock;
  readonly onChange: () => void;
}): PublishedKeys {
  const { ring, clock, onChange } = parts;
  let fault: Finding | null = null;
  let faults = 0;
  let stopped = false;
  let callOff = () => {};
  /** Grows with every renewal: a look that one overtook says nothing any more. */
  let turn = 0;
  const text = () => keySetOf(ring.keys(), ring.current().kid);

  const again = () => {
    callOff();
    if (stopped || ring.publishedTo() === null) return;
    // No jitter: nobody else waits for this disk.
    callOff = clock.after(faults > 0 ? backoffMs(faults, 1) : LOOK_EVERY_MS, () => void look());
  };
  /** Reads without waiting for it: the file may lie on a disk far away, whose silence must hold up nothing else. */
  const look = async () => {
    const mine = turn;
    const path = ring.publishedTo();
    if (stopped || path === null) return;
    const found = await readFile(path, 'utf8').catch(() => null);
    // Renewed meanwhile, or not to be kept any more.
    if (stopped || mine !== turn) return;
    if (found === text()) tell(null);
    else write(path);
    again();
  };
  const write = (path: string) => {
    try {
      writeKeySet(path, text());
      tell(null);
    } catch (thrown) {
      tell(finding('key-set-not-written', { file: path, detail: faultText(thrown) }));
    }
  };
  const tell = (now: Finding | null) => {
    const changed = JSON.stringify(now) !== JSON.stringify(fault);
    fault = now;
    faults = now ? faults + 1 : 0;
    if (changed) onChange();
  };

  return {
    current: () => ({ text: text(), file: ring.publishedTo() }),
    save: (path) => writeKeySet(path, text()),
    renew: () => {
      turn += 1;
      faults = 0;
      const path = ring.publishedTo();
      if (path === null) tell(null);
      else write(path);
      again();
    },
    fault: () => fault,
    stop: () => {
      stopped = true;
      callOff();
    },
  };
}
