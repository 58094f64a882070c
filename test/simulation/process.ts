import type { Chance } from './chance.ts';

/** One life of the app, from a start to its end, orderly or not. */
export interface Process {
  readonly number: number;
  alive(): boolean;
  /**
   * Every effect passes here before it is made: nothing but effects can be told apart from outside, so a process that may
   * end at each of them may end at every `await`.
   * @throws Ended when it has ended, or ends now
   */
  step(where: string, probability: number): void;
  /** Ends on the spot: what it had begun is left as it is, and nothing of it has an effect any more. */
  end(where: string): void;
}

export class Ended extends Error {
  override readonly name = 'Ended';
}

export function beginProcess(
  number: number,
  chance: Chance,
  parts: { readonly crashes: number; readonly onEnd: (where: string) => void },
): Process {
  let alive = true;
  const process: Process = {
    number,
    alive: () => alive,
    step: (where, probability) => {
      if (!alive) throw new Ended('this process has ended');
      const crash = chance.event(`crash at ${where}`, probability * parts.crashes);
      if (!crash) return;
      process.end(crash.name);
      throw new Ended(crash.name);
    },
    end: (where) => {
      if (!alive) return;
      alive = false;
      parts.onEnd(where);
    },
  };
  return process;
}
