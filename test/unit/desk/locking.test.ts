import { describe, expect, it } from 'vitest';
import { idleLockAt, keepLocking, type LockRules, lockCauseOf } from '../../../main/locking.ts';
import type { LockCause } from '../../../preload/contract.ts';
import { ManualClock } from '../../fakes/clock.ts';

const never: LockRules = { lockAfterMinutes: 0, lockOnSuspend: false, lockOnScreenLock: false };

describe('when the keys are locked', () => {
  it('is so many minutes after the window was last used, and never where none are set', () => {
    expect(idleLockAt(1_000, { ...never, lockAfterMinutes: 2 })).toBe(121_000);
    expect(idleLockAt(1_000, never)).toBeNull();
  });

  it('is when the machine goes to sleep or its screen is locked, each only where it is set', () => {
    const all: LockRules = { lockAfterMinutes: 1, lockOnSuspend: true, lockOnScreenLock: true };
    expect(lockCauseOf('suspended', all)).toBe('suspend');
    expect(lockCauseOf('screen-locked', all)).toBe('screen-lock');
    for (const event of ['resumed', 'screen-unlocked', 'offline', 'online'] as const) {
      expect(lockCauseOf(event, all)).toBeNull();
    }
    for (const event of ['suspended', 'screen-locked'] as const) expect(lockCauseOf(event, never)).toBeNull();
  });
});

describe('the watch over a window that nobody uses', () => {
  function watched(minutes: number) {
    const clock = new ManualClock();
    const locked: LockCause[] = [];
    const rules = { ...never, lockAfterMinutes: minutes };
    const locking = keepLocking({ rules: () => rules, lock: (by) => locked.push(by), clock });
    locking.look();
    return { clock, locked, locking, rules };
  }

  it('locks once, however long it goes on, and again only after another use', () => {
    const { clock, locked, locking } = watched(1);
    clock.advance(10 * 60_000);
    expect(locked).toEqual(['idle']);
    locking.used();
    clock.advance(59_999);
    expect(locked).toHaveLength(1);
    clock.advance(1);
    expect(locked).toHaveLength(2);
  });

  it('sets no timer where nothing is set, and none for every movement of the mouse', () => {
    expect(watched(0).clock.pending).toBe(0);
    const { clock, locking } = watched(1);
    for (let move = 0; move < 1_000; move += 1) locking.used();
    expect(clock.pending).toBe(1);
    locking.stop();
    expect(clock.pending).toBe(0);
  });

  it('counts from now on where the clock was set back', () => {
    const { clock, locked } = watched(1);
    clock.jump(-3_600_000);
    clock.advance(120_000);
    expect(locked).toEqual(['idle']);
  });
});
