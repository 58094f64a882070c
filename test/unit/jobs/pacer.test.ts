import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Pacer, pace } from '../../../main/jobs/pacer.ts';
import { ManualClock } from '../../fakes/clock.ts';

/** Asks for a turn and notes when it came. */
const asking = (pacer: Pacer, clock: ManualClock, went: number[]) => {
  void pacer.turn().then((granted) => {
    if (granted) went.push(clock.now());
  });
};
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('the pacer of requests', () => {
  it('lets no second see more than its budget, however they come, and keeps none waiting that need not', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 700 }), fc.integer({ min: 0, max: 12 })), { maxLength: 15 }),
        async (perSecond, steps) => {
          const clock = new ManualClock(0);
          const pacer = pace(clock, () => perSecond);
          const went: number[] = [];
          const pass = async (ms: number) => {
            for (let left = ms; left > 0; left -= 1) {
              await Promise.resolve();
              clock.advance(1);
            }
            await Promise.resolve();
          };
          let asked = 0;
          for (const [ms, requests] of steps) {
            for (let one = 0; one < requests; one += 1) asking(pacer, clock, went);
            asked += requests;
            await pass(ms);
          }
          await pass((asked * 1000) / perSecond + 1);
          expect(went).toHaveLength(asked);
          for (const [index, at] of went.entries()) {
            // When it went is known to a millisecond.
            expect(went.slice(index).filter((other) => other < at + 999).length).toBeLessThanOrEqual(perSecond);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('reckons from when a request did go: timers that are late bring no two together', async () => {
    const clock = new ManualClock(0);
    const pacer = pace(clock, () => 5);
    const went: number[] = [];
    for (let one = 0; one < 3; one += 1) asking(pacer, clock, went);
    // The machine was asleep, and the timer rings late.
    clock.jump(5_000);
    clock.advance(200);
    await settle();
    expect(went).toHaveLength(2);
    clock.advance(199);
    await settle();
    expect(went).toHaveLength(2);
    clock.advance(1);
    await settle();
    expect(went).toHaveLength(3);
  });

  it('says when a request may go that is asked for at once, behind those that wait', async () => {
    const clock = new ManualClock(0);
    const pacer = pace(clock, () => 5);
    expect(pacer.freeAt()).toBe(0);
    for (let one = 0; one < 3; one += 1) asking(pacer, clock, []);
    expect(pacer.freeAt()).toBe(600);
    clock.advance(200);
    expect(pacer.freeAt()).toBe(600);
  });

  it('takes up a new rate with the next request', async () => {
    const clock = new ManualClock(0);
    let perSecond = 1;
    const pacer = pace(clock, () => perSecond);
    const went: number[] = [];
    for (let one = 0; one < 4; one += 1) asking(pacer, clock, went);
    perSecond = 10;
    clock.advance(2_000);
    await settle();
    expect(went).toHaveLength(4);
    expect(pacer.freeAt()).toBe(1_300);
  });

  it('tells those who wait that there will be no turn when it ends', async () => {
    const clock = new ManualClock(0);
    const pacer = pace(clock, () => 5);
    const turns = [pacer.turn(), pacer.turn(), pacer.turn()];
    pacer.end();
    expect(await Promise.all([...turns, pacer.turn()])).toEqual([true, false, false, false]);
  });

  it('does not hold a request back for hours when the clock was set back by hours', async () => {
    const clock = new ManualClock(10 ** 9);
    const pacer = pace(clock, () => 5);
    await pacer.turn();
    clock.jump(-3_600_000);
    pacer.forget();
    expect(await pacer.turn()).toBe(true);
  });

  it('lets nobody go while it is held, keeps every turn meanwhile, and asks the clock again before long', async () => {
    const clock = new ManualClock(0);
    let heldUntil = 0;
    const pacer = pace(
      clock,
      () => 10,
      () => heldUntil,
    );
    const went: number[] = [];
    for (let one = 0; one < 3; one += 1) asking(pacer, clock, went);
    heldUntil = 600_000;
    await settle();
    clock.advance(100_000);
    await settle();
    expect(went).toEqual([0]);
    // It sleeps, or is set ahead: the pause is over at the next look at it.
    clock.jump(600_000);
    for (let ms = 0; ms < 31_000; ms += 10) {
      clock.advance(10);
      await settle();
    }
    expect(went).toHaveLength(3);
    expect((went[2] ?? 0) - (went[1] ?? 0)).toBe(100);
  });

  it('ends at once also while it is held', async () => {
    const clock = new ManualClock(0);
    const pacer = pace(
      clock,
      () => 10,
      () => 600_000,
    );
    const turn = pacer.turn();
    pacer.end();
    expect(await turn).toBe(false);
    expect(clock.pending).toBe(0);
  });
});
