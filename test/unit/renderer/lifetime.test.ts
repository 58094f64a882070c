import { describe, expect, it } from 'vitest';
import { lifetimeOf, minutesAhead } from '../../../renderer/review/lifetime.ts';

const day = 86_400_000;

describe('a lifetime in words', () => {
  it.each([
    [365 * day, 'years', 1],
    [730 * day, 'years', 2],
    [366 * day, 'days', 366],
    [90 * day, 'days', 90],
    [1.5 * day, 'hours', 36],
    [5_400_000, 'minutes', 90],
    [59_000, 'minutes', 1],
  ])('takes %i ms for the largest unit that it is whole in: %s', (ms, unit, count) => {
    expect(lifetimeOf(ms)).toEqual({ unit, count });
  });
});

describe('a clock that is off', () => {
  it('is told from a minute on, by this computer’s side of it', () => {
    expect([minutesAhead(null), minutesAhead(0), minutesAhead(60_000), minutesAhead(-60_000)]).toEqual(
      Array(4).fill(null),
    );
    expect([minutesAhead(300_000), minutesAhead(-300_000)]).toEqual([-5, 5]);
  });
});
