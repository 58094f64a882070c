import { expect, it } from 'vitest';
import { rowPool } from '../../../renderer/grid/row-pool.ts';

/** Draws the list from a row on, ten of which are seen; gives the indices in the order of the page, by slot. */
function drawn(pool: ReturnType<typeof rowPool>, startIndex: number, count: number, moving = true) {
  const indices = pool.indices({ startIndex, endIndex: startIndex + 9, count });
  const placed = pool.inPlace(indices, moving);
  return { indices, placed, slots: placed.map(pool.slotOf) };
}

it('draws what is seen and a few rows around it', () => {
  const { indices } = drawn(rowPool(3), 100, 1_000);
  expect(indices).toEqual(Array.from({ length: 16 }, (_, at) => 97 + at));
});

it('draws as many rows at either end of the list as in the middle', () => {
  const pool = rowPool(3);
  expect(drawn(pool, 0, 1_000).indices).toEqual(Array.from({ length: 16 }, (_, at) => at));
  expect(drawn(pool, 990, 1_000).indices).toEqual(Array.from({ length: 16 }, (_, at) => 984 + at));
});

it('draws all of a list that is shorter than the window, and nothing of an empty one', () => {
  const pool = rowPool(3);
  expect(pool.indices({ startIndex: 0, endIndex: 3, count: 4 })).toEqual([0, 1, 2, 3]);
  expect(pool.indices({ startIndex: 0, endIndex: 0, count: 0 })).toEqual([]);
});

it('uses the rows that leave for those that come, in the places that they have', () => {
  const pool = rowPool(3);
  const before = drawn(pool, 100, 1_000);
  const after = drawn(pool, 103, 1_000);
  expect(after.slots).toEqual(before.slots);
  expect(after.placed.filter((index, at) => index !== before.placed[at])).toEqual([113, 114, 115]);
});

it('keeps every row in its place when one row less is seen whole', () => {
  const pool = rowPool(3);
  const before = drawn(pool, 100, 1_000);
  const after = pool.inPlace(pool.indices({ startIndex: 101, endIndex: 109, count: 1_000 }), true);
  expect(after.map(pool.slotOf)).toEqual(before.slots);
});

it('puts the rows in order as soon as the list stands still', () => {
  const pool = rowPool(3);
  drawn(pool, 100, 1_000);
  const moving = drawn(pool, 205, 1_000);
  expect([...moving.placed].sort((a, b) => a - b)).toEqual(moving.indices);
  expect(moving.placed).not.toEqual(moving.indices);
  expect(drawn(pool, 205, 1_000, false).placed).toEqual(moving.indices);
});

it('draws each row once, wherever the list is taken', () => {
  const pool = rowPool(3);
  for (const start of [0, 5, 990, 17, 500, 501, 0]) {
    const { indices, placed, slots } = drawn(pool, start, 1_000);
    expect([...placed].sort((a, b) => a - b)).toEqual(indices);
    expect(new Set(slots).size).toBe(slots.length);
  }
});
