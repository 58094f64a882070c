import { FileInput, Keyboard, MousePointerClick, Plus } from 'lucide-react';
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { type Narrowing, type Place, type QueueFilter, queueFilters } from '../../preload/contract.ts';
import { SelectionBar } from '../batch/selection-bar.tsx';
import { useBatches } from '../batch/use-batches.tsx';
import { type Picking, usePicking } from '../batch/use-picking.ts';
import { WalkBar } from '../batch/walk-bar.tsx';
import { asRefusal } from '../bridge.ts';
import type { Held } from '../held-place.ts';
import type { Intake } from '../intake/use-intake.ts';
import { useLetterKeys } from '../letter-keys.ts';
import { Command } from '../parts/command.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { Review } from '../review/review.tsx';
import { useShortcuts } from '../review/shortcuts.ts';
import { useAuthority } from '../service.tsx';
import { useSnapshot } from '../snapshot.tsx';
import { numberWords } from '../words/in-locale.ts';
import { Arrivals, useArrivals } from './arrivals.tsx';
import { Emptiness, NothingFound } from './emptiness.tsx';
import { countOf, isNarrowed, underFilter, widened } from './narrowing.ts';
import { QueueRows, type RowsView } from './queue-rows.ts';
import { type GridHandle, ReviewGrid } from './review-grid.tsx';
import { FoundCount, Toolbar } from './toolbar.tsx';

const freshIn = (view: RowsView, first: number, last: number): number =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => view.rowAt(first + at)).filter((row) => row?.fresh)
    .length;

interface FilteredProps {
  readonly filter: QueueFilter;
  readonly rows: QueueRows;
  readonly selected: string | null;
  readonly onSelect: (jobId: string) => void;
  readonly onNarrow: (narrowing: Narrowing) => void;
  readonly grid: RefObject<GridHandle | null>;
  readonly seeking: boolean;
  readonly onSought: () => void;
  readonly picking: Picking;
}

/** The rows of one filter, or why there are none. */
function Filtered(props: FilteredProps) {
  const { filter, rows, selected, onSelect, onNarrow, grid, seeking, onSought, picking } = props;
  const { t } = useTranslation();
  const snapshot = useSnapshot();
  const view = useSyncExternalStore(rows.subscribe, rows.view);
  const [freshInView, setFreshInView] = useState(0);
  const onInView = useCallback(
    (view: RowsView, first: number, last: number) => setFreshInView(freshIn(view, first, last)),
    [],
  );
  // No jobs come in among those that are done.
  const arrivals = useArrivals(filter === 'done' ? 0 : snapshot.fresh, freshInView);
  const none = view.total === 0;
  const showArrivals = () => {
    arrivals.taken();
    grid.current?.focus();
    rows
      .find(({ fresh }) => fresh)
      .then(
        (at) => {
          if (at !== null) grid.current?.show(at);
          else if (isNarrowed(view.query)) onNarrow(widened(view.query));
        },
        // One that can't be found now is still marked in the list.
        () => {},
      );
  };

  return (
    <>
      <FoundCount view={view} />
      <div className="filter-rows">
        <ReviewGrid
          rows={rows}
          view={view}
          selected={selected}
          onSelect={onSelect}
          handle={grid}
          seeking={seeking}
          onSought={onSought}
          onInView={onInView}
          picked={picking.picked.jobIds}
          onPick={picking.pick}
        />
        {view.failure !== null && <RefusalNotice refusal={asRefusal(view.failure)} title={t('queue.faultTitle')} />}
        {none && isNarrowed(view.query) && <NothingFound view={view} onNarrow={onNarrow} />}
        {none && !isNarrowed(view.query) && <Emptiness filter={filter} snapshot={snapshot} />}
        <Arrivals count={arrivals.count} narrowed={isNarrowed(view.query)} onShow={showArrivals} />
      </div>
    </>
  );
}

function NoSelection({ onShowKeys }: { readonly onShowKeys: () => void }) {
  const { t } = useTranslation();
  const byLetters = useLetterKeys();
  const keys = [
    ['J K', t('queue.keyMove')],
    ['A', t('queue.keyApprove')],
    ['R', t('queue.keyReject')],
    ['H', t('queue.keyHold')],
  ] as const;
  return (
    <section className="review-none" aria-label={t('review.region')}>
      <MousePointerClick aria-hidden="true" size={28} strokeWidth={1.5} />
      <p className="blank-title">{t('queue.splitTitle')}</p>
      <p>{t('queue.splitHint')}</p>
      {byLetters && (
        <dl className="key-help" aria-label={t('queue.keys')}>
          {keys.map(([key, what]) => (
            <div key={key}>
              <dt>
                {key.split(' ').map((one) => (
                  <kbd className="key" key={one}>
                    {one}
                  </kbd>
                ))}
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
      )}
      <Command icon={Keyboard} onPress={onShowKeys}>
        {t('keyboard.title')}
      </Command>
    </section>
  );
}

/** How many jobs nobody has looked at yet. */
function FreshCount({ count }: { readonly count: number }) {
  const { t } = useTranslation();
  if (count === 0) return null;
  return (
    <span className="fresh">
      <span className="fresh-dot" aria-hidden="true" />
      {t('queue.freshCount', { count })}
    </span>
  );
}

interface QueueProps {
  readonly held: Held;
  readonly onGo: (change: Partial<Place>) => void;
  readonly intake: Intake;
  readonly onShowKeys: () => void;
}

/** The queue beside the review of the selected job, which stays selected whatever the list does. */
export function Queue({ held, onGo, intake, onShowKeys }: QueueProps) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { counts, fresh, revision, batch } = useSnapshot();
  const { arrivals } = held;
  const { filter, narrowing, jobId: selected } = held.place;
  // What was decided before is among the done ones.
  const open = (jobId: string) => onGo({ section: 'queue', filter: 'done', jobId });
  const query = useMemo(() => ({ filter, ...narrowing }), [filter, narrowing]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what narrows the list, and the revision, at the start; later ones come through turn and renew
  const rows = useMemo(() => new QueueRows(query, revision, authority.queue), [filter]);
  useEffect(() => rows.turn(query), [rows, query]);
  useEffect(() => rows.renew(revision), [rows, revision]);
  const grid = useRef<GridHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const picking = usePicking(rows);
  const batches = useBatches(picking, (jobId) => onGo({ jobId }));
  useShortcuts({
    x: ({ shiftKey }) => grid.current?.pick(shiftKey),
    escape: picking.clear,
    j: () => grid.current?.move('j'),
    k: () => grid.current?.move('k'),
    '/': () => search.current?.focus(),
  });
  const [sought, setSought] = useState(0);
  const onSought = useCallback(() => setSought(arrivals), [arrivals]);

  if (batches.page) return batches.page;
  return (
    <div className="split">
      <div className="list">
        <header className="list-head">
          <h1>{t('queue.title')}</h1>
          <Command icon={FileInput} onPress={intake.newRequest}>
            {t('request.open')}
          </Command>
          <Command icon={Plus} onPress={intake.addJobs}>
            {t('add.open')}
          </Command>
        </header>
        <Tabs
          className="filters"
          selectedKey={filter}
          onSelectionChange={(key) => {
            const to = queueFilters.find((each) => each === key) ?? 'open';
            onGo({ filter: to, narrowing: underFilter(narrowing, to) });
          }}
        >
          <TabList className="filter-list" aria-label={t('queue.filters')}>
            {queueFilters.map((each) => (
              <Tab key={each} id={each} className="filter">
                {t(`queue.${each}`)}
                <span className="filter-count" aria-hidden="true">
                  {numberWords(countOf(each, counts))}
                </span>
                {each === 'open' && <FreshCount count={fresh} />}
              </Tab>
            ))}
          </TabList>
          <Toolbar
            filter={filter}
            narrowing={narrowing}
            onNarrow={(next) => onGo({ narrowing: next })}
            onQuery={({ filter: to, ...next }) => onGo({ filter: to, narrowing: next })}
            onLeaveSearch={() => grid.current?.focus()}
            searchRef={search}
          />
          {queueFilters.map((each) => (
            <TabPanel key={each} id={each} className="filter-panel">
              <Filtered
                filter={each}
                rows={rows}
                selected={selected}
                onSelect={(jobId) => onGo({ jobId })}
                onNarrow={(next) => onGo({ narrowing: next })}
                grid={grid}
                seeking={sought < arrivals}
                onSought={onSought}
                picking={picking}
              />
            </TabPanel>
          ))}
        </Tabs>
        <SelectionBar
          count={picking.picked.jobIds.size}
          ready={filter === 'done' ? 0 : isNarrowed(narrowing) ? null : counts.ready}
          among={picking.among}
          onSelectAll={() => picking.pickReady(query)}
          onClear={picking.clear}
          onApprove={batches.choose}
          batch={batch}
          onShowBatch={batches.show}
        />
      </div>
      <div className="beside">
        {batches.walk && (
          <WalkBar
            walk={batches.walk}
            shown={selected}
            onSkip={batches.skip}
            onBack={batches.back}
            onEnd={batches.endWalk}
          />
        )}
        {selected === null ? (
          <NoSelection onShowKeys={onShowKeys} />
        ) : (
          <Review key={selected} jobId={selected} onOpen={open} onDecided={batches.decided} />
        )}
      </div>
      {batches.dialog}
    </div>
  );
}
