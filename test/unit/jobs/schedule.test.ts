import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextLookAt } from '../../../main/jobs/schedule.ts';
import { watchedStatuses } from '../../../main/jobs/transitions.ts';

const MINUTE = 60_000;
const pause = (status: 'waiting' | 'ready' | 'content-unknown' | 'held', ageMs: number, random = 0.5) =>
  nextLookAt({ status, watchedFrom: 1_000_000 - ageMs }, 1_000_000, 5, random) - 1_000_000;

describe('the next look at a job', () => {
  it.each([
    ['at the poll interval while it is new', pause('waiting', 0), 5_000],
    ['still then just before ten minutes', pause('waiting', 10 * MINUTE - 1), 5_000],
    ['three times rarer from ten minutes on', pause('waiting', 10 * MINUTE), 15_000],
    ['twelve times rarer from an hour on', pause('waiting', 60 * MINUTE), 60_000],
    ['once in five minutes from a day on', pause('waiting', 24 * 60 * MINUTE), 300_000],
    ['every half minute while it waits for a decision', pause('ready', 0), 30_000],
    ['as often while its content is unknown', pause('content-unknown', 0), 30_000],
    ['every minute while it is held', pause('held', 0), 60_000],
  ])('is %s', (_, actual, expected) => {
    expect(actual).toBe(expected);
  });

  it('is spread by a fifth either way, never in the past, and never further off', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...watchedStatuses),
        fc.integer({ min: 0, max: 10 ** 12 }),
        fc.double({ min: 0.1, max: 3600, noNaN: true }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (status, ageMs, pollSeconds, random) => {
          const now = 10 ** 13;
          const at = nextLookAt({ status, watchedFrom: now - ageMs }, now, pollSeconds, random);
          expect(Number.isInteger(at)).toBe(true);
          expect(at).toBeGreaterThan(now);
          expect(at - now).toBeGreaterThanOrEqual(Math.floor(pollSeconds * 800));
          expect(at - now).toBeLessThanOrEqual(Math.ceil(pollSeconds * 60 * 1200));
        },
      ),
    );
    expect([pause('waiting', 0, 0), pause('waiting', 0, 1)]).toEqual([4_000, 6_000]);
  });

  it('of a job whose clock went backwards is that of a new one', () => {
    expect(pause('waiting', -60 * MINUTE)).toBe(5_000);
  });
});
