import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bandOf,
  type Credit,
  nextLook,
  noCredit,
  type SharedBand,
  sharedBands,
  shares,
  spend,
  WAITING_LIFETIME_MS,
} from '../../../main/jobs/schedule.ts';
import { watchedStatuses } from '../../../main/jobs/transitions.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
type Watched = (typeof watchedStatuses)[number];
const NOW = 10 ** 13;
const pause = (status: Watched, ageMs: number, random = 0.5) =>
  nextLook({ status, phase: 'waiting', watchedFrom: NOW - ageMs }, NOW, 5, random).at - NOW;

describe('the next look at a job', () => {
  it.each([
    ['at the poll interval while it is new', pause('waiting', 0), 5_000],
    ['still then just before ten minutes', pause('waiting', 10 * MINUTE - 1), 5_000],
    ['three times rarer from ten minutes on', pause('waiting', 10 * MINUTE), 15_000],
    ['twelve times rarer from an hour on', pause('waiting', 60 * MINUTE), 60_000],
    ['once in five minutes from a day on', pause('waiting', DAY), 300_000],
    ['every half minute while it waits for a decision', pause('ready', 0), 30_000],
    ['as often while its content is unknown', pause('content-unknown', 0), 30_000],
    ['every minute while it is held', pause('held', 0), 60_000],
  ])('is %s', (_, actual, expected) => {
    expect(actual).toBe(expected);
  });

  it('is spread over a whole pause, never in the past, and never further off', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...watchedStatuses),
        fc.integer({ min: 0, max: 10 ** 12 }),
        fc.double({ min: 0.1, max: 3600, noNaN: true }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (status, ageMs, pollSeconds, random) => {
          const watchedFrom = NOW - ageMs;
          const { at } = nextLook({ status, phase: 'waiting', watchedFrom }, NOW, pollSeconds, random);
          const end = watchedFrom + WAITING_LIFETIME_MS + 1;
          expect(Number.isInteger(at)).toBe(true);
          expect(at).toBeGreaterThan(NOW);
          if (at !== end) expect(at - NOW).toBeGreaterThanOrEqual(Math.floor(pollSeconds * 500));
          expect(at - NOW).toBeLessThanOrEqual(Math.ceil(pollSeconds * 60 * 1500));
        },
      ),
    );
    expect([pause('waiting', 0, 0), pause('waiting', 0, 1)]).toEqual([2_500, 7_500]);
  });

  it('of jobs that fell due together comes at different times', () => {
    const pauses = Array.from({ length: 100 }, (_, index) => pause('waiting', 0, index / 100));
    expect(new Set(pauses).size).toBe(100);
    expect(Math.max(...pauses) - Math.min(...pauses)).toBeGreaterThan(4_900);
  });

  it('comes no later than the end of its lifetime, when it expires', () => {
    expect(pause('waiting', WAITING_LIFETIME_MS - 10_000)).toBe(10_001);
    expect(pause('held', WAITING_LIFETIME_MS - 10_000)).toBe(60_000);
    expect(pause('waiting', WAITING_LIFETIME_MS + 10_000)).toBe(300_000);
  });

  it('of a job whose clock went backwards is that of a new one', () => {
    expect(pause('waiting', -60 * MINUTE)).toBe(5_000);
  });
});

describe('the band of a job', () => {
  const band = (status: Watched, phase: 'unread' | 'waiting' | 'confirmed', ageMs: number) =>
    bandOf({ status, phase, watchedFrom: NOW - ageMs }, NOW);
  it.each([
    ['unread for as long as nobody read it', band('waiting', 'unread', 9 * DAY), 'unread'],
    ['unread also on hold', band('held', 'unread', 0), 'unread'],
    ['new for ten minutes', band('waiting', 'waiting', 10 * MINUTE - 1), 'new'],
    ['recent from then on', band('waiting', 'waiting', 10 * MINUTE), 'recent'],
    ['old from a day on', band('waiting', 'waiting', DAY), 'old'],
    ['its own while it waits for a decision, however old', band('ready', 'confirmed', 9 * DAY), 'undecided'],
  ])('is %s', (_, actual, expected) => {
    expect(actual).toBe(expected);
  });
});

describe('the shared budget', () => {
  const all = sharedBands.reduce((sum, one) => sum + shares[one], 0);
  const spendAll = (rounds: readonly (readonly SharedBand[])[], from: Credit = noCredit) => {
    let credit = from;
    return rounds.map((due) => {
      const spent = spend(credit, due);
      credit = spent?.credit ?? credit;
      return spent?.band ?? null;
    });
  };
  const someBands = fc.subarray([...sharedBands]);

  it('goes to the bands by their shares while all have jobs that are due, the newest first', () => {
    const spent = spendAll(Array.from({ length: 10 * all }, () => sharedBands));
    for (const band of sharedBands) expect(spent.filter((one) => one === band)).toHaveLength(10 * shares[band]);
    expect(spent[0]).toBe('new');
  });

  it('goes wholly to the one band that has jobs that are due, and to none where none has', () => {
    for (const band of sharedBands) expect(spendAll([[band], [band], [band]])).toEqual([band, band, band]);
    expect(spend(noCredit, [])).toBeNull();
  });

  it('goes to a band that has jobs that are due, and never leaves one out for long, whatever the others do', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...sharedBands),
        fc.array(someBands, { minLength: 60, maxLength: 200 }),
        (band, others) => {
          const rounds = others.map((due) => [...new Set([...due, band])]);
          const spent = spendAll(rounds);
          for (const [index, one] of spent.entries()) expect(rounds[index]).toContain(one);
          let waited = 0;
          for (const one of spent) {
            waited = one === band ? 0 : waited + 1;
            expect(waited).toBeLessThanOrEqual((2 * all) / shares[band]);
          }
        },
      ),
    );
  });

  it('lets nobody save up: after a long time alone, or with nothing due, the shares are as ever', () => {
    fc.assert(
      fc.property(fc.array(someBands, { maxLength: 200 }), (before) => {
        const rounds = [...before, ...Array.from({ length: 20 * all }, () => sharedBands)];
        const spent = spendAll(rounds).slice(before.length);
        for (const band of sharedBands) {
          const had = spent.filter((one) => one === band).length;
          expect(Math.abs(had - 20 * shares[band])).toBeLessThanOrEqual(3);
        }
      }),
    );
  });
});
