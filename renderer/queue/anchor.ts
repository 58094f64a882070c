import type { QueueRow } from '../../preload/contract.ts';
import type { RowsView } from './queue-rows.ts';

/**
 * By how many rows a list has to be scrolled so that what a person looks at stays where it is when its rows change. It is
 * held by the first of `indexes` whose job is still listed and stands as it stood: a job that was decided goes its own way.
 * @param indexes rows of the list as it was, the one that matters most first
 */
export function shiftOf(was: RowsView, now: RowsView, indexes: readonly number[]): number {
  for (const index of indexes) {
    const row = was.rowAt(index);
    const to = row && now.indexOf(row.jobId);
    if (row !== undefined && to !== undefined && stands(row, now.rowAt(to))) return to - index;
  }
  return 0;
}

const stands = (was: QueueRow, now: QueueRow | undefined): boolean => was.status === now?.status;

/** The rows on screen, the nearest to `from` first. */
export function nearest(from: number, first: number, last: number): number[] {
  const rows = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
  return rows.sort((a, b) => Math.abs(a - from) - Math.abs(b - from));
}
