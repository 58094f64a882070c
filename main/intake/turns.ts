import type { Clock } from '../clock.ts';

/** Long work in slices: between two of them everything else has its turn. For one worker at a time. */
export interface Turns {
  /** Gives way; false when the work is to end. */
  next(): Promise<boolean>;
  ended(): boolean;
  /** Nobody waits for another turn: whoever waits for one now is told at once. */
  end(): void;
}

export function takeTurns(clock: Clock): Turns {
  let ended = false;
  let release = () => {};
  return {
    next: () => {
      if (ended) return Promise.resolve(false);
      return new Promise((resolve) => {
        const callOff = clock.after(0, () => resolve(true));
        release = () => {
          callOff();
          resolve(false);
        };
      });
    },
    ended: () => ended,
    end: () => {
      ended = true;
      release();
    },
  };
}
