import type { Finding } from '../preload/contract.ts';
import type { Clock } from './clock.ts';
import { finding } from './errors.ts';
import type { KeyRing } from './signing/key-ring.ts';
import type { Stop } from './store/signing-stops.ts';
import type { Store } from './store/store.ts';
import { say } from './words.ts';

/** All signing of one service, stopped by its operator until they resume it. */
export interface SigningStopKeeper {
  current(): Stop | null;
  /** What bars all signing because of it; null where nothing does. */
  bar(): Finding | null;
  begin(): void;
  end(): void;
}

export function keepSigningStop(parts: {
  readonly store: Pick<Store, 'signingStops' | 'deliveries' | 'record' | 'transaction'>;
  readonly ring: Pick<KeyRing, 'current'>;
  readonly clock: Clock;
  readonly onChange: () => void;
}): SigningStopKeeper {
  const { store, ring, clock, onChange } = parts;
  // Asked of the database each time: what can't be read there signs nothing.
  const current = () => store.signingStops.read();
  return {
    current,
    bar: () => (current() ? finding('signing-stopped') : null),
    begin: () => {
      if (current()) return;
      store.transaction(() => {
        store.signingStops.begin({ since: clock.now(), kid: ring.current().kid });
        store.record.append('signing-stopped', null);
      });
      onChange();
    },
    end: () => {
      if (!current()) return;
      store.transaction(() => {
        store.signingStops.end();
        // Whoever resumes is not to wait for the pause of a try that the stop called off.
        store.deliveries.sendAt(clock.now());
        store.record.append('signing-resumed', null);
      });
      onChange();
    },
  };
}

/** What a person gives to resume: the passphrase of the key that resumes, or the word where it has none. */
export interface Resuming {
  readonly typed: string;
  readonly passphrase: string;
}

/**
 * The key whose passphrase resumes: the one that was in use when it was stopped. Whoever gets hold of the desk meanwhile
 * may have another one take over, and would resume by the word.
 */
export function resumingKey({ kid }: Pick<Stop, 'kid'>, ring: Pick<KeyRing, 'current' | 'keys'>): string {
  const there = ring.keys().some((key) => key.kid === kid && key.retiredAt === undefined);
  return there && kid !== null ? kid : ring.current().kid;
}

/**
 * What stands against resuming; null where nothing does. The word, in the language that is spoken, is no secret: it keeps a
 * slip from resuming.
 * @throws AuthorityError as `proves` of the ring
 */
export async function objectionToResuming(
  stop: Stop,
  ring: Pick<KeyRing, 'current' | 'keys' | 'hasPassphrase' | 'proves'>,
  { typed, passphrase }: Resuming,
  now: number,
): Promise<Finding | null> {
  const kid = resumingKey(stop, ring);
  if (ring.hasPassphrase(kid)) return ring.proves(passphrase, now, kid);
  const word = say('stop.word');
  const same = typed.normalize('NFC').trim().toLocaleLowerCase() === word.toLocaleLowerCase();
  return same ? null : finding('resume-word-wrong', { word });
}
