import type { Finding } from '../../preload/contract.ts';
import { finding } from '../errors.ts';

/** No pause after wrong passphrases is longer. */
const LONGEST_PAUSE_MS = 5 * 60_000;

/** How long nothing is tried after so many wrong passphrases in a row: it doubles from one second on. */
export const pauseAfter = (wrong: number): number =>
  wrong === 0 ? 0 : Math.min(1_000 * 2 ** (wrong - 1), LONGEST_PAUSE_MS);

/** The tries of passphrases of one service's keys, one after another. Wrong ones slow down the next, and do nothing else. */
export interface Guesses {
  /**
   * @param now when it was asked for, in milliseconds since the epoch
   * @param fits tries it
   * @returns null where it fits, `passphrase-wrong`, or `passphrase-pause` where nothing was tried; both name the seconds
   */
  try(now: number, fits: () => Promise<boolean>): Promise<Finding | null>;
}

export function createGuesses(): Guesses {
  let wrong = 0;
  let lastWrongAt = Number.NEGATIVE_INFINITY;
  let last: Promise<unknown> = Promise.resolve();

  const attempt = async (now: number, fits: () => Promise<boolean>): Promise<Finding | null> => {
    // A clock that was set back must not make of seconds hours: the pause begins anew by it, and ends.
    lastWrongAt = Math.min(lastWrongAt, now);
    const left = lastWrongAt + pauseAfter(wrong) - now;
    if (left > 0) return finding('passphrase-pause', { seconds: Math.ceil(left / 1_000) });
    if (await fits()) {
      wrong = 0;
      return null;
    }
    wrong += 1;
    lastWrongAt = now;
    return finding('passphrase-wrong', { seconds: Math.ceil(pauseAfter(wrong) / 1_000) });
  };

  return {
    try: (now, fits) => {
      const result = last.then(() => attempt(now, fits));
      last = result.catch(() => {});
      return result;
    },
  };
}
