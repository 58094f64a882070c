/** Which rows of a list are in the page: as many as ever, so that one that leaves can be used again for one that comes. */
export interface RowPool {
  /** The indices of the rows to draw, the first row first. */
  indices(range: Range): number[];
  /** Which of the pool's rows draws this index. */
  slotOf(index: number): number;
  /**
   * The indices in the order that their rows have in the page. While the list moves no row changes places there, since a
   * moved row is laid out anew; who has the rows read out gets them in order as soon as it stands still.
   */
  inPlace(indices: readonly number[], moving: boolean): readonly number[];
}

export interface Range {
  readonly startIndex: number;
  readonly endIndex: number;
  readonly count: number;
}

/** @param around so many rows more at least on each side of those that are seen */
export function rowPool(around: number): RowPool {
  let size = 0;
  let slots: readonly number[] = [];
  const slotOf = (index: number) => index % size;
  return {
    slotOf,
    indices: ({ startIndex, endIndex, count }) => {
      // How many are seen differs by one as the list moves; the pool has room for the most there were.
      size = Math.max(size, endIndex - startIndex + 1 + 2 * around);
      const first = Math.max(0, Math.min(startIndex - around, count - size));
      return Array.from({ length: Math.min(size, count - first) }, (_, at) => first + at);
    },
    inPlace: (indices, moving) => {
      const bySlot = new Map(indices.map((index) => [slotOf(index), index]));
      const before = moving ? slots.filter((slot) => bySlot.has(slot)) : [];
      const added = [...bySlot.keys()].filter((slot) => !before.includes(slot));
      slots = [...before, ...added];
      return slots.flatMap((slot) => bySlot.get(slot) ?? []);
    },
  };
}
