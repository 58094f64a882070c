import type { RecordEntry, RecordQuery } from '../../preload/contract.ts';

/** One thing that narrows the record, and what is left without it. */
export type Narrowed =
  | { readonly kind: 'group'; readonly group: RecordQuery['groups'][number]; readonly without: RecordQuery }
  | { readonly kind: 'job' | 'operator'; readonly text: string; readonly without: RecordQuery }
  | { readonly kind: 'from' | 'until'; readonly at: number; readonly without: RecordQuery };

/** Everything that narrows it but the search, which stands in its field. */
export function filtersOf(query: RecordQuery): Narrowed[] {
  const { groups, jobId, operator, from, until } = query;
  return [
    ...groups.map((group) => ({
      kind: 'group' as const,
      group,
      without: { ...query, groups: groups.filter((each) => each !== group) },
    })),
    ...(jobId === '' ? [] : [{ kind: 'job' as const, text: jobId, without: { ...query, jobId: '' } }]),
    ...(operator === '' ? [] : [{ kind: 'operator' as const, text: operator, without: { ...query, operator: '' } }]),
    ...(from === null ? [] : [{ kind: 'from' as const, at: from, without: { ...query, from: null } }]),
    ...(until === null ? [] : [{ kind: 'until' as const, at: until, without: { ...query, until: null } }]),
  ];
}

/** Whether it lists less than the whole record. */
export const isNarrowed = (query: RecordQuery): boolean => query.search !== '' || filtersOf(query).length > 0;

/** The same narrowing, with another search. @param spoken every event with its words on screen */
export function searching(query: RecordQuery, search: string, spoken: Readonly<Record<string, string>>): RecordQuery {
  const sought = search.toLowerCase();
  const events = Object.entries(spoken).flatMap(([event, words]) =>
    words.toLowerCase().includes(sought) ? event : [],
  );
  return { ...query, search, spoken: search === '' ? [] : events };
}

/** What an entry says, openly and of persons, by name. */
export function membersOf({ detail, values }: RecordEntry): readonly (readonly [name: string, value: unknown])[] {
  try {
    return Object.entries({ ...JSON.parse(detail), ...JSON.parse(values) });
  } catch {
    // Some other program wrote it: it is shown as it stands.
    return [['', detail]];
  }
}
