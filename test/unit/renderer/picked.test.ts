import { describe, expect, it } from 'vitest';
import { mostBatched } from '../../../preload/contract.ts';
import { allOf, extended, nothing, toggled } from '../../../renderer/batch/picked.ts';

const ids = ({ jobIds }: { readonly jobIds: ReadonlySet<string> }) => [...jobIds];
const many = Array.from({ length: mostBatched + 5 }, (_, at) => `job-${at}`);

describe('what is selected', () => {
  it('takes a job in and lets go of it, and keeps the order in which jobs were selected', () => {
    const two = toggled(toggled(nothing, 'b'), 'a');
    expect(ids(two)).toEqual(['b', 'a']);
    expect(ids(toggled(two, 'b'))).toEqual(['a']);
  });

  it('begins the next range at the job that was selected last', () => {
    const one = toggled(nothing, 'a');
    expect(one.anchor).toBe('a');
    const range = extended(one, ['a', 'b', 'c'], 'c');
    expect(ids(range)).toEqual(['a', 'b', 'c']);
    expect(range.anchor).toBe('c');
  });

  it('is never more than a batch holds, however it came about', () => {
    expect(ids(allOf(many))).toEqual(many.slice(0, mostBatched));
    expect(ids(extended(nothing, many, 'z'))).toHaveLength(mostBatched);
    const full = allOf(many);
    expect(toggled(full, 'one-more').jobIds.size).toBe(mostBatched);
    expect(toggled(full, 'job-0').jobIds.size).toBe(mostBatched - 1);
  });

  it('changes nothing that was there before', () => {
    const before = toggled(nothing, 'a');
    toggled(before, 'b');
    extended(before, ['c'], 'c');
    expect(ids(before)).toEqual(['a']);
    expect(ids(nothing)).toEqual([]);
  });
});
