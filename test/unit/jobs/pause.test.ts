import { describe, expect, it } from 'vitest';
import { pauseEnd } from '../../../main/jobs/pause.ts';

const local = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute).getTime();

describe('the end of a pause', () => {
  it('is an hour away, or open', () => {
    expect(pauseEnd('hour', 1_000)).toBe(3_601_000);
    expect(pauseEnd('resumed', 1_000)).toBeNull();
  });

  it.each([
    ['in the morning', local(22, 9), local(23, 6)],
    ['at six sharp', local(22, 6), local(23, 6)],
    ['late at night', local(22, 23, 59), local(23, 6)],
    ['after midnight, for whom the day has not ended yet', local(23, 0, 30), local(23, 6)],
    ['at the end of a month', local(30, 12), new Date(2026, 11, 1, 6).getTime()],
  ])('is the next morning for one that is begun %s', (_when, now, end) => {
    expect(pauseEnd('tomorrow', now)).toBe(end);
  });
});
