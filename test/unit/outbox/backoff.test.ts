import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs } from '../../../main/outbox/backoff.ts';

const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the pause after faults in a row', () => {
  it('doubles until it is five minutes long, at its longest', () => {
    expect([1, 2, 3, 4, 8, 9, 10, 20, 1000].map((faults) => backoffMs(faults, 1))).toEqual([
      2_000, 4_000, 8_000, 16_000, 256_000, 300_000, 300_000, 300_000, 300_000,
    ]);
  });

  it('is spread over its whole length, in proportion to chance', () => {
    expect([0, 0.25, 0.5, 0.75].map((random) => backoffMs(5, random))).toEqual([250, 8_000, 16_000, 24_000]);
  });

  it('is a whole number of milliseconds, never under a quarter of a second nor over five minutes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 }), fraction, (faults, random) => {
        const pause = backoffMs(faults, random);
        expect(Number.isInteger(pause)).toBe(true);
        expect(pause).toBeGreaterThanOrEqual(250);
        expect(pause).toBeLessThanOrEqual(300_000);
      }),
    );
  });

  it('grows with the faults and with chance', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fraction, fraction, (faults, one, other) => {
        expect(backoffMs(faults + 1, one)).toBeGreaterThanOrEqual(backoffMs(faults, one));
        expect(backoffMs(faults, Math.max(one, other))).toBeGreaterThanOrEqual(backoffMs(faults, Math.min(one, other)));
      }),
    );
  });
});
