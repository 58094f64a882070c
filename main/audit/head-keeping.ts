import type { Finding } from '../../preload/contract.ts';
import type { Clock } from '../clock.ts';
import { faultText, finding } from '../errors.ts';
import type { Log } from '../log.ts';
import type { RecordSecrets } from '../signing/record-secrets.ts';
import { headLine, type KeptHead } from './kept-head.ts';

/** Keeps the record's head in the keychain: one write at a time, the newest head only. Nothing ever waits for it. */
export interface HeadKeeping {
  /** The record has come further. */
  keep(): void;
  /** What the keychain has, as far as it said. */
  known(head: KeptHead | null): void;
  /** The keychain gave nothing when it was asked. */
  failed(): void;
  /** What keeps the newest head out of the keychain; null where nothing does. */
  fault(): Finding | null;
  /** Rests no more, and tries nothing again. @returns resolves once the head that is wanted now is written, or is not */
  stop(): Promise<void>;
}

export interface HeadKeepingParts {
  /** Null where there is no keychain to keep anything in. */
  readonly secrets: RecordSecrets | null;
  /** The head as it is now; null while there is none. */
  readonly head: () => KeptHead | null;
  /** Whether what the record says now may take the place of what the keychain has. */
  readonly allowed: () => boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: () => void;
  readonly onFault: (fault: unknown) => void;
}

const KEEP_AGAIN_MS = 30_000;
/** A keyring that is written to without a break answers nobody else: many decisions in a row share a head. */
const BETWEEN_HEADS_MS = 250;

export function keepHeads({ secrets, head, allowed, clock, log, onChange, onFault }: HeadKeepingParts): HeadKeeping {
  let kept: KeptHead | null = null;
  let wanted = false;
  let writing: Promise<void> | null = null;
  let notKept: Finding | null = null;
  let stopped = false;
  let callOffAgain = () => {};

  /** Ends a pause between two heads. */
  let endRest = () => {};
  const rest = (ms: number): Promise<void> => {
    if (stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const callOff = clock.after(ms, resolve);
      endRest = () => {
        callOff();
        resolve();
      };
    });
  };

  const write = async () => {
    while (wanted && secrets) {
      wanted = false;
      const newest = head();
      if (!newest || (kept && headLine(kept) === headLine(newest) && !notKept)) continue;
      try {
        await secrets.write('head', headLine(newest));
        kept = newest;
        if (notKept) {
          notKept = null;
          onChange();
        }
        await rest(BETWEEN_HEADS_MS);
      } catch (fault) {
        log('warn', 'record-head-not-kept', { detail: faultText(fault) });
        notKept = finding('record-head-not-kept');
        onChange();
        callOffAgain();
        if (!stopped) callOffAgain = clock.after(KEEP_AGAIN_MS, keep);
      }
    }
  };
  const keep = () => {
    if (!allowed()) return;
    wanted = true;
    writing ??= write()
      .catch(onFault)
      .finally(() => {
        writing = null;
        // Wanted after the last look, and before this one was over.
        if (wanted) keep();
      });
  };

  return {
    keep,
    known: (told) => {
      kept = told;
    },
    failed: () => {
      notKept = finding('record-head-not-kept');
    },
    fault: () => notKept,
    stop: async () => {
      stopped = true;
      endRest();
      callOffAgain();
      await writing;
    },
  };
}
