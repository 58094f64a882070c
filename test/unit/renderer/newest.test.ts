import { describe, expect, it } from 'vitest';
import type { RecordEntry } from '../../../preload/contract.ts';
import { withNewest } from '../../../renderer/history/newest.ts';

const entries = (from: number, to: number): RecordEntry[] =>
  Array.from({ length: from - to + 1 }, (_, index) => ({
    form: 2,
    number: from - index,
    at: 0,
    monotonic: 0,
    event: 'signed',
    jobId: null,
    operator: 'op',
    kid: null,
    detail: '{}',
    personal: '{}',
    values: '{}',
    hash: '',
  }));

const numbers = ({ entries: held }: { entries: readonly RecordEntry[] | null }) => held?.map(({ number }) => number);

describe('the record as it grows', () => {
  it('puts only new entries before what was read', () => {
    const held = { entries: entries(5, 1), more: false };
    expect(numbers(withNewest(held, { entries: entries(7, 4), more: true }))).toEqual([7, 6, 5, 4, 3, 2, 1]);
  });

  it('never shows a gap: where the pages do not meet it starts afresh', () => {
    const held = { entries: entries(5, 1), more: false };
    const newest = { entries: entries(20, 15), more: true };
    expect(withNewest(held, newest)).toEqual(newest);
  });

  it('keeps what was read when nothing is new', () => {
    const held = { entries: entries(5, 1), more: true };
    expect(withNewest(held, { entries: entries(5, 3), more: true })).toEqual(held);
  });
});
