import type { LockCause, Settings } from '../preload/contract.ts';
import type { MachineEvent } from './all-posts.ts';
import type { Clock } from './clock.ts';

/** What has the keys locked beside the operator. */
export type LockRules = Pick<Settings, 'lockAfterMinutes' | 'lockOnSuspend' | 'lockOnScreenLock'>;

/** What an event of the machine has the keys locked for; null where it is no reason to. */
export const lockCauseOf = (event: MachineEvent, rules: LockRules): LockCause | null => {
  if (event === 'suspended') return rules.lockOnSuspend ? 'suspend' : null;
  return event === 'screen-locked' && rules.lockOnScreenLock ? 'screen-lock' : null;
};

/**
 * When the keys are locked if the window is not used any more; null for never. What counts is the window, and not the
 * computer: some desktops don't tell whether anybody is at the computer, and whoever works in another window for so long
 * does not sign.
 * @param usedAt when a key was pressed or the mouse moved in it last
 */
export const idleLockAt = (usedAt: number, { lockAfterMinutes }: LockRules): number | null =>
  lockAfterMinutes > 0 ? usedAt + lockAfterMinutes * 60_000 : null;

export interface Locking {
  /** The operator pressed a key or moved the mouse in the window. */
  used(): void;
  happened(event: MachineEvent): void;
  /** Looks whether it is time: the rules changed, or the machine woke. */
  look(): void;
  stop(): void;
}

export interface LockingParts {
  readonly rules: () => LockRules;
  readonly lock: (by: LockCause) => void;
  readonly clock: Clock;
}

/** Timers may sleep with the machine: the wall clock is asked again at least this often. */
const LONGEST_NAP_MS = 30_000;

/** Has the keys locked when nobody uses the window, when the computer sleeps, and when its screen is locked. */
export function keepLocking({ rules, lock, clock }: LockingParts): Locking {
  let usedAt = clock.now();
  /** It is locked already for want of use; the next use begins anew. */
  let done = false;
  let stopped = false;
  let callOff = () => {};

  const look = () => {
    callOff();
    if (stopped || done) return;
    const now = clock.now();
    // The clock was set back.
    if (usedAt > now) usedAt = now;
    const due = idleLockAt(usedAt, rules());
    if (due !== null && now >= due) {
      done = true;
      lock('idle');
    } else if (due !== null) callOff = clock.after(Math.min(due - now, LONGEST_NAP_MS), look);
  };

  return {
    used: () => {
      usedAt = clock.now();
      // While a look is to come anyway, that one finds out; input comes many times a second.
      if (!done) return;
      done = false;
      look();
    },
    happened: (event) => {
      const cause = lockCauseOf(event, rules());
      if (cause) lock(cause);
    },
    look,
    stop: () => {
      stopped = true;
      callOff();
    },
  };
}
