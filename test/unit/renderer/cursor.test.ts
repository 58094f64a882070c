import { describe, expect, it } from 'vitest';
import { besideGap, moved } from '../../../renderer/grid/cursor.ts';

describe('the cursor of the review queue', () => {
  it.each([
    ['ArrowDown', 4, 5],
    ['j', 4, 5],
    ['ArrowUp', 4, 3],
    ['k', 4, 3],
    ['PageDown', 4, 14],
    ['PageUp', 24, 14],
    ['Home', 50, 0],
    ['End', 4, 99],
    ['ArrowDown', 99, 99],
    ['ArrowUp', 0, 0],
    ['PageUp', 3, 0],
    ['PageDown', 95, 99],
    ['ArrowDown', -1, 0],
    ['k', -1, 0],
  ])('%s from row %i leads to row %i', (key, from, to) => {
    expect(moved(key, from, 100, 10)).toBe(to);
  });

  it('moves nowhere in an empty list, nor by other keys', () => {
    expect(moved('ArrowDown', 0, 0, 10)).toBeNull();
    expect(moved('x', 0, 10, 10)).toBeNull();
  });

  it('goes on with the row that took the place of a decided one, or with the one before it', () => {
    expect(moved('j', besideGap('j', 4), 100, 10)).toBe(4);
    expect(moved('k', besideGap('k', 4), 100, 10)).toBe(3);
    expect(moved('j', besideGap('j', 0), 100, 10)).toBe(0);
    expect(moved('j', besideGap('j', 99), 99, 10)).toBe(98);
  });
});
