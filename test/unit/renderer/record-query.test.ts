import { describe, expect, it } from 'vitest';
import { type RecordQuery, wholeRecord } from '../../../preload/contract.ts';
import { filtersOf, isNarrowed, membersOf, searching } from '../../../renderer/history/record-query.ts';

const set: RecordQuery = {
  search: 'x',
  spoken: [],
  groups: ['keys', 'decisions'],
  jobId: 'job-a',
  operator: 'Zoë',
  from: 0,
  until: 9,
};

describe('what narrows the record', () => {
  it('is each thing by itself, and can be taken off by itself until nothing is left', () => {
    expect(filtersOf(set).map(({ kind }) => kind)).toEqual(['group', 'group', 'job', 'operator', 'from', 'until']);
    let query = set;
    for (let [next] = filtersOf(query); next; [next] = filtersOf(query)) query = next.without;
    expect(query).toEqual({ ...wholeRecord, search: 'x' });
    expect([isNarrowed(query), isNarrowed(wholeRecord)]).toEqual([true, false]);
  });

  it('is by a search also every event whose words have it, in whatever language', () => {
    const spoken = { approved: 'Freigegeben', rejected: 'Abgelehnt' };
    expect(searching(wholeRecord, 'FREI', spoken)).toEqual({ ...wholeRecord, search: 'FREI', spoken: ['approved'] });
    expect(searching(set, '', spoken)).toEqual({ ...set, search: '' });
  });
});

describe('what an entry says', () => {
  const entry = { detail: '{"digest":"00"}', values: '{"note":"ask"}' } as Parameters<typeof membersOf>[0];

  it('is what it carries openly and what is still there of persons', () => {
    expect(membersOf(entry)).toEqual([
      ['digest', '00'],
      ['note', 'ask'],
    ]);
  });

  it('stands as it is where it is no JSON', () => {
    expect(membersOf({ ...entry, detail: 'broken' })).toEqual([['', 'broken']]);
  });
});
