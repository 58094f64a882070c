import type { Attendant } from '../attendant.ts';
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';

export interface IndexingParts {
  readonly store: Store;
  readonly clock: Clock;
  /** A search finds more now than it did. */
  readonly onChange: () => void;
  readonly onFault: (fault: unknown) => void;
}

/** Between two slices, so that the index of a long queue is made beside the work and never instead of it. */
const PAUSE_MS = 20;
const AFTER_FAULT_MS = 5_000;

/** Takes jobs into the index of their words, a slice at a time. */
export function keepIndexed({ store, clock, onChange, onFault }: IndexingParts): Attendant {
  let running = false;
  let cancelTimer: (() => void) | null = null;

  const next = (ms: number, long: boolean) => {
    cancelTimer = clock.after(ms, () => {
      cancelTimer = null;
      slice(long);
    });
  };

  /** @param long whether it is not the first, and somebody may have been told that a search misses something */
  const slice = (long: boolean) => {
    if (!running) return;
    try {
      if (store.words.takeIn()) next(PAUSE_MS, true);
      else if (long) onChange();
    } catch (fault) {
      onFault(fault);
      next(AFTER_FAULT_MS, long);
    }
  };

  const wake = () => {
    if (running && cancelTimer === null) next(PAUSE_MS, false);
  };

  return {
    start: () => {
      running = true;
      wake();
    },
    wake,
    stop: async () => {
      running = false;
      cancelTimer?.();
      cancelTimer = null;
    },
  };
}
