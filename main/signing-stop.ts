import type { Finding, SigningStop } from '../preload/contract.ts';
import type { Clock } from './clock.ts';
import { finding } from './errors.ts';
import type { Store } from './store/store.ts';
import { say } from './words.ts';

/** All signing of one service, stopped by its operator until they resume it. */
export interface SigningStopKeeper {
  current(): SigningStop | null;
  /** What bars all signing because of it; null where nothing does. */
  bar(): Finding | null;
  begin(): void;
  end(): void;
}

export function keepSigningStop(parts: {
  readonly store: Pick<Store, 'signingStops' | 'deliveries' | 'record' | 'transaction'>;
  readonly clock: Clock;
  readonly onChange: () => void;
}): SigningStopKeeper {
  const { store, clock, onChange } = parts;
  // Asked of the database each time: what can't be read there signs nothing.
  const current = () => store.signingStops.read();
  return {
    current,
    bar: () => (current() ? finding('signing-stopped') : null),
    begin: () => {
      if (current()) return;
      store.transaction(() => {
        store.signingStops.begin({ since: clock.now() });
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

/** What is typed to resume, in the language that is spoken, is a word and no secret: it keeps a slip from resuming. */
export function resumeObjection(typed: string): Finding | null {
  const word = say('stop.word');
  const same = typed.normalize('NFC').trim().toLocaleLowerCase() === word.toLocaleLowerCase();
  return same ? null : finding('resume-word-wrong', { word });
}
