import { describe, expect, it } from 'vitest';
import { doneStatuses, jobStatuses, type Narrowing, notNarrowed, type QueueRow } from '../../../preload/contract.ts';
import { nearest, shiftOf } from '../../../renderer/queue/anchor.ts';
import {
  countOf,
  filtersOf,
  isNarrowed,
  sameQuery,
  statusesIn,
  underFilter,
  widened,
} from '../../../renderer/queue/narrowing.ts';
import type { RowsView } from '../../../renderer/queue/queue-rows.ts';

const full: Narrowing = {
  search: 'ada',
  statuses: ['ready', 'held'],
  scopes: ['email'],
  age: 'over-day',
  flagged: false,
  sort: 'newest',
};

describe('what narrows the queue', () => {
  it('is told apart, and each leaves the rest when it is taken off', () => {
    expect(filtersOf(full).map(({ kind }) => kind)).toEqual(['status', 'status', 'scope', 'age', 'flagged']);
    for (const each of filtersOf(full)) expect(filtersOf(each.without)).toHaveLength(4);
    expect(filtersOf(notNarrowed)).toEqual([]);
  });

  it('is neither white space nor an order, and widening keeps the order', () => {
    expect([isNarrowed({ ...notNarrowed, search: ' ', sort: 'newest' }), isNarrowed(full)]).toEqual([false, true]);
    expect(widened(full)).toEqual({ ...notNarrowed, sort: 'newest' });
  });

  it('loses the statuses that another filter has not', () => {
    expect(underFilter(full, 'done').statuses).toEqual([]);
    expect(underFilter(full, 'all')).toBe(full);
  });

  it('is the same query in whatever order its parts were set', () => {
    const query = { filter: 'open', ...full } as const;
    expect(sameQuery(query, { ...query, search: ' ada ', statuses: ['held', 'ready'] })).toBe(true);
    expect(sameQuery(query, { ...query, sort: 'oldest' })).toBe(false);
  });

  it('counts every status of a filter once', () => {
    const counts = Object.fromEntries(jobStatuses.map((status, at) => [status, 10 ** (at % 5)])) as Parameters<
      typeof countOf
    >[1];
    expect(countOf('open', counts) + countOf('done', counts)).toBe(countOf('all', counts));
    expect(statusesIn('done')).toEqual(jobStatuses.filter((status) => doneStatuses.includes(status)));
  });
});

describe('a list whose rows change', () => {
  const viewOf = (...rows: [jobId: string, status?: QueueRow['status']][]): RowsView => ({
    query: { filter: 'open', ...notNarrowed },
    total: rows.length,
    unindexed: 0,
    failure: null,
    rowAt: (index) => {
      const row = rows[index];
      return row && ({ jobId: row[0], status: row[1] ?? 'waiting' } as QueueRow);
    },
    indexOf: (jobId) => {
      const place = rows.findIndex(([id]) => id === jobId);
      return place < 0 ? undefined : place;
    },
  });

  it('is scrolled by as much as came in above what is looked at', () => {
    expect(shiftOf(viewOf(['a'], ['b']), viewOf(['x'], ['y'], ['a'], ['b']), [1])).toBe(2);
    expect(shiftOf(viewOf(['x'], ['a'], ['b']), viewOf(['a'], ['b']), [2])).toBe(-1);
    expect(shiftOf(viewOf(['a'], ['b']), viewOf(['a'], ['b'], ['z']), [1])).toBe(0);
  });

  it('does not follow a job that was decided, and holds on to the one beside it', () => {
    const now = viewOf(['b'], ['c'], ['a', 'approved']);
    expect(shiftOf(viewOf(['a', 'ready'], ['b'], ['c']), now, [0, 1, 2])).toBe(-1);
    expect(shiftOf(viewOf(['a'], ['b']), viewOf(['c']), [0, 1])).toBe(0);
  });

  it('is held by the nearest row that can hold it', () => {
    expect(nearest(5, 3, 7)).toEqual([5, 4, 6, 3, 7]);
    expect(nearest(0, 0, -1)).toEqual([]);
  });
});
