import { describe, expect, it } from 'vitest';
import { fieldText, fieldTime, periodOf } from '../../../renderer/shift/period.ts';

const now = new Date(2026, 2, 29, 15, 30, 20).getTime();
const starts = { session: now - 1_000, lastSummary: null };

describe('the period of a summary', () => {
  it('is the calendar day so far, and the whole of the one before, also where a day has not 24 hours', () => {
    expect(periodOf('today', now, starts)).toEqual({ from: new Date(2026, 2, 29).getTime(), until: now });
    expect(periodOf('yesterday', now, starts)).toEqual({
      from: new Date(2026, 2, 28).getTime(),
      until: new Date(2026, 2, 29).getTime(),
    });
  });

  it('begins with the session, and is none where nothing began that it would begin with', () => {
    expect(periodOf('session', now, starts)).toEqual({ from: now - 1_000, until: now });
    expect(periodOf('lastSummary', now, starts)).toBeNull();
    expect(periodOf('session', now, { session: now + 1, lastSummary: null })).toBeNull();
  });

  it('stands in a field to the minute, and comes back from there', () => {
    expect(fieldText(now)).toBe('2026-03-29T15:30');
    expect(fieldTime('2026-03-29T15:30')).toBe(now - 20_000);
    expect(fieldTime('')).toBeNull();
    expect(fieldTime('yesterday')).toBeNull();
  });
});
