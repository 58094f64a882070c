import { describe, expect, it } from 'vitest';
import { trackReach } from '../../../main/jobs/reach.ts';
import { ManualClock } from '../../fakes/clock.ts';

const answer = (status: number, retryAfterMs: number | null = null) => ({
  status,
  body: '',
  retryAfterMs,
  location: null,
});
const lost = { code: 'network' };

describe('the reach of a service', () => {
  it('is unknown until the first answer, which any status but 5xx and 429 is', () => {
    const clock = new ManualClock();
    const reach = trackReach(clock);
    expect(reach.current()).toMatchObject({ state: 'unknown', lastAnswerAt: null });
    for (const status of [200, 204, 302, 404, 409]) {
      reach.answered(answer(status));
      expect(reach.current()).toMatchObject({ state: 'reachable', lastAnswerAt: clock.now(), fault: null });
    }
  });

  it('pauses everybody for a time that doubles with every fault in a row, a minute at most', () => {
    const clock = new ManualClock();
    const reach = trackReach(clock);
    const pauses = Array.from({ length: 9 }, () => {
      reach.failed(lost);
      const pause = reach.pausedUntil() - clock.now();
      clock.advance(pause);
      return pause / 1000;
    });
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    expect(reach.current()).toMatchObject({ state: 'unreachable', fault: lost });
    reach.answered(answer(204));
    expect([reach.current().state, reach.pausedUntil()]).toEqual(['reachable', 0]);
  });

  it('holds all but the probe for as long as it is out of reach, and lets them go with the first answer', () => {
    const clock = new ManualClock();
    const reach = trackReach(clock);
    expect(reach.heldUntil()).toBe(0);
    reach.failed(lost);
    clock.advance(60_000);
    expect([reach.heldUntil(), reach.pausedUntil() < clock.now()]).toEqual([Number.POSITIVE_INFINITY, true]);
    reach.answered(answer(404));
    expect(reach.heldUntil()).toBe(0);
    reach.answered(answer(429, 5_000));
    expect(reach.heldUntil()).toBe(clock.now() + 5_000);
  });

  it('counts requests that fail together as one fault', () => {
    const clock = new ManualClock();
    const reach = trackReach(clock);
    for (let request = 0; request < 8; request += 1) reach.failed(lost);
    expect(reach.pausedUntil()).toBe(clock.now() + 1_000);
  });

  it('takes three answers of 5xx in a row for a service that is out of order, and says since when', () => {
    const clock = new ManualClock();
    const reach = trackReach(clock);
    reach.answered(answer(200));
    for (const _ of [1, 2]) reach.answered(answer(503));
    expect(reach.current().state).toBe('reachable');
    expect(reach.pausedUntil()).toBe(0);
    clock.advance(5_000);
    reach.answered(answer(503));
    const since = clock.now();
    clock.advance(5_000);
    reach.failed(lost);
    expect(reach.current()).toMatchObject({ state: 'unreachable', since, lastAnswerAt: since });
  });

  it('does not hold against the service what it answers for single jobs, however often', () => {
    const reach = trackReach(new ManualClock());
    for (const _ of [1, 2, 3, 4]) {
      reach.answered(answer(500));
      reach.answered(answer(404));
      reach.unusable();
    }
    expect(reach.current().state).toBe('reachable');
    expect(reach.pausedUntil()).toBe(0);
  });

  it('honours Retry-After for the whole service, and ten seconds where there is none', () => {
    const clock = new ManualClock();
    const reach = trackReach(clock);
    reach.answered(answer(429, 90_000));
    expect(reach.current()).toMatchObject({ state: 'rate-limited', until: clock.now() + 90_000 });
    expect(reach.pausedUntil()).toBe(clock.now() + 90_000);
    const unspecific = trackReach(clock);
    unspecific.answered(answer(429));
    expect(unspecific.pausedUntil()).toBe(clock.now() + 10_000);
  });

  it('does not shorten a pause that was asked for because a later answer asks for less', () => {
    const clock = new ManualClock();
    const reach = trackReach(clock);
    reach.answered(answer(429, 90_000));
    reach.answered(answer(429, 1_000));
    expect(reach.pausedUntil()).toBe(clock.now() + 90_000);
  });

  it('pauses no longer than it was asked to when the clock is set back', () => {
    const clock = new ManualClock();
    const limited = trackReach(clock);
    limited.answered(answer(429, 90_000));
    const faulty = trackReach(clock);
    faulty.failed(lost);
    clock.jump(-3_600_000);
    limited.setBack();
    faulty.setBack();
    expect(limited.pausedUntil()).toBe(clock.now() + 90_000);
    expect(limited.current().until).toBe(clock.now() + 90_000);
    expect(faulty.pausedUntil()).toBe(clock.now() + 1_000);
  });

  it('leaves a pause alone that began after the clock was set back and before anybody noticed', () => {
    const clock = new ManualClock();
    const reach = trackReach(clock);
    clock.jump(-3_600_000);
    reach.answered(answer(429, 90_000));
    clock.advance(10_000);
    reach.setBack();
    expect(reach.limitedUntil()).toBe(clock.now() + 80_000);
    expect(reach.current().until).toBe(clock.now() + 80_000);
  });

  it('tells of changes, not of every answer', () => {
    const reach = trackReach(new ManualClock());
    let told = 0;
    reach.onChange(() => {
      told += 1;
    });
    for (let request = 0; request < 5; request += 1) reach.answered(answer(200));
    expect(told).toBe(1);
    reach.failed(lost);
    reach.failed(lost);
    expect(told).toBe(2);
  });
});
