import {
  doneStatuses,
  type JobStatus,
  jobStatuses,
  type Narrowing,
  notNarrowed,
  type QueueFilter,
  type QueueQuery,
  type Snapshot,
} from '../../preload/contract.ts';

/** One thing that narrows the list, and what is left without it. */
export type Narrowed =
  | { readonly kind: 'search'; readonly search: string; readonly without: Narrowing }
  | { readonly kind: 'status'; readonly status: JobStatus; readonly without: Narrowing }
  | { readonly kind: 'scope'; readonly scope: string; readonly without: Narrowing }
  | { readonly kind: 'age'; readonly age: Exclude<Narrowing['age'], 'any'>; readonly without: Narrowing }
  | { readonly kind: 'flagged'; readonly flagged: boolean; readonly without: Narrowing };

/** Everything that narrows the list but the search, which stands in its field. */
export function filtersOf(narrowing: Narrowing): Exclude<Narrowed, { kind: 'search' }>[] {
  const { statuses, scopes, age, flagged } = narrowing;
  return [
    ...statuses.map((status) => ({
      kind: 'status' as const,
      status,
      without: { ...narrowing, statuses: statuses.filter((each) => each !== status) },
    })),
    ...scopes.map((scope) => ({
      kind: 'scope' as const,
      scope,
      without: { ...narrowing, scopes: scopes.filter((each) => each !== scope) },
    })),
    ...(age === 'any' ? [] : [{ kind: 'age' as const, age, without: { ...narrowing, age: 'any' as const } }]),
    ...(flagged === null ? [] : [{ kind: 'flagged' as const, flagged, without: { ...narrowing, flagged: null } }]),
  ];
}

/** Whether fewer jobs are listed than the filter has; an order leaves none out. */
export const isNarrowed = (narrowing: Narrowing): boolean =>
  narrowing.search.trim() !== '' || filtersOf(narrowing).length > 0;

/** The same order, and nothing left out. */
export const widened = ({ sort }: Pick<Narrowing, 'sort'>): Narrowing => ({ ...notNarrowed, sort });

/** The statuses that a filter's jobs can have. */
export const statusesIn = (filter: QueueFilter): JobStatus[] =>
  jobStatuses.filter((status) => filter === 'all' || doneStatuses.includes(status) === (filter === 'done'));

/** How many jobs a filter has. */
export const countOf = (filter: QueueFilter, counts: Snapshot['counts']): number =>
  statusesIn(filter).reduce((sum, status) => sum + counts[status], 0);

/** What of a query still narrows the list under another filter, which has other statuses. */
export function underFilter(narrowing: Narrowing, filter: QueueFilter): Narrowing {
  const statuses = narrowing.statuses.filter((status) => statusesIn(filter).includes(status));
  return statuses.length === narrowing.statuses.length ? narrowing : { ...narrowing, statuses };
}

export const sameQuery = (a: QueueQuery, b: QueueQuery): boolean => wordsFor(a) === wordsFor(b);

const wordsFor = ({ filter, search, statuses, scopes, age, flagged, sort }: QueueQuery): string =>
  JSON.stringify([filter, search.trim(), [...statuses].sort(), [...scopes].sort(), age, flagged, sort]);
