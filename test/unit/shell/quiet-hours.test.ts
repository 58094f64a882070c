import { describe, expect, it } from 'vitest';
import { localTime, quietMinutesLeft, type TimeOfDay } from '../../../main/shell/quiet-hours.ts';

const at = (text: string): TimeOfDay => {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return { hours, minutes };
};

describe('quiet hours', () => {
  it.each([
    ['12:00', '14:00', '11:59', 0],
    ['12:00', '14:00', '12:00', 120],
    ['12:00', '14:00', '13:59', 1],
    ['12:00', '14:00', '14:00', 0],
    ['22:00', '06:30', '21:59', 0],
    ['22:00', '06:30', '22:00', 510],
    ['22:00', '06:30', '23:59', 391],
    ['22:00', '06:30', '00:00', 390],
    ['22:00', '06:30', '06:29', 1],
    ['22:00', '06:30', '06:30', 0],
    ['00:00', '00:01', '00:00', 1],
    ['23:59', '00:00', '23:59', 1],
  ])('from %s until %s have, at %s, %i minutes left', (from, until, now, left) => {
    expect(quietMinutesLeft(from, until, at(now))).toBe(left);
  });

  it.each([
    ['', ''],
    ['22:00', ''],
    ['', '06:00'],
    ['08:00', '08:00'],
    ['8:00', '9:00'],
    ['24:00', '06:00'],
    ['08:60', '12:00'],
    ['nonsense', '12:00'],
  ])('are none where the setting is "%s" to "%s"', (from, until) => {
    for (let hours = 0; hours < 24; hours += 1) expect(quietMinutesLeft(from, until, { hours, minutes: 0 })).toBe(0);
  });

  it('go by the clock on this machine’s wall', () => {
    expect(localTime(new Date(2026, 0, 15, 7, 5).getTime())).toEqual({ hours: 7, minutes: 5 });
  });
});
