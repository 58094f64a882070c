import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { Narrowing, QueueFilter, QueueQuery } from '../../preload/contract.ts';
import { useSnapshot } from '../snapshot.tsx';
import { FilterChips, Filters } from './filters.tsx';
import { countOf, isNarrowed } from './narrowing.ts';
import type { RowsView } from './queue-rows.ts';
import { SearchField } from './search-field.tsx';
import { Sorting } from './sorting.tsx';
import { Views } from './views.tsx';

interface ToolbarProps {
  readonly filter: QueueFilter;
  readonly narrowing: Narrowing;
  readonly onNarrow: (narrowing: Narrowing) => void;
  readonly onQuery: (query: QueueQuery) => void;
  readonly onLeaveSearch: () => void;
  readonly searchRef: Ref<HTMLInputElement>;
}

/** What the list is searched for, narrowed by and ordered by. */
export function Toolbar({ filter, narrowing, onNarrow, onQuery, onLeaveSearch, searchRef }: ToolbarProps) {
  const { t } = useTranslation();
  return (
    <search className="list-tools" aria-label={t('queue.search.region')}>
      <SearchField
        search={narrowing.search}
        hint={t('queue.search.hint')}
        onSearch={(search) => onNarrow({ ...narrowing, search })}
        onLeave={onLeaveSearch}
        inputRef={searchRef}
      />
      <div className="list-tools-row">
        <Filters filter={filter} narrowing={narrowing} onNarrow={onNarrow} />
        <Sorting sort={narrowing.sort} onSort={(sort) => onNarrow({ ...narrowing, sort })} />
        <Views query={{ filter, ...narrowing }} onChoose={onQuery} />
      </div>
      <FilterChips narrowing={narrowing} onNarrow={onNarrow} />
    </search>
  );
}

/** How many of the filter's jobs are listed, where it is not all of them; read out when it changes. */
export function FoundCount({ view }: { readonly view: RowsView }) {
  const { t } = useTranslation();
  const { counts } = useSnapshot();
  const narrowed = view.total !== null && isNarrowed(view.query);
  return (
    <p className="found" role="status" data-narrowed={narrowed || undefined}>
      {narrowed && t('queue.found', { found: view.total ?? 0, count: countOf(view.query.filter, counts) })}
      {narrowed && view.unindexed > 0 && <> · {t('queue.unindexed', { count: view.unindexed })}</>}
    </p>
  );
}
