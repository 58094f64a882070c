import { FileInput, MousePointerClick, Plus } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { doneStatuses, type Place, type QueueFilter, queueFilters, type Snapshot } from '../../preload/contract.ts';
import { asRefusal } from '../bridge.ts';
import type { Held } from '../held-place.ts';
import type { Intake } from '../intake/use-intake.ts';
import { Command } from '../parts/command.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { Review } from '../review/review.tsx';
import { useShortcuts } from '../review/shortcuts.ts';
import { useAuthority } from '../service.tsx';
import { useSnapshot } from '../snapshot.tsx';
import { Emptiness } from './emptiness.tsx';
import { QueueRows } from './queue-rows.ts';
import { type GridHandle, ReviewGrid } from './review-grid.tsx';

function countOf(filter: QueueFilter, counts: Snapshot['counts']): number {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const done = doneStatuses.reduce((sum, status) => sum + counts[status], 0);
  return filter === 'all' ? all : filter === 'done' ? done : all - done;
}

interface FilteredProps {
  readonly filter: QueueFilter;
  readonly rows: QueueRows;
  readonly selected: string | null;
  readonly onSelect: (jobId: string) => void;
  readonly seeking: boolean;
  readonly onSought: () => void;
}

/** The rows of one filter, or why there are none. */
function Filtered({ filter, rows, selected, onSelect, seeking, onSought }: FilteredProps) {
  const { t } = useTranslation();
  const snapshot = useSnapshot();
  const view = useSyncExternalStore(rows.subscribe, rows.view);
  const grid = useRef<GridHandle>(null);
  useShortcuts({ j: () => grid.current?.move('j'), k: () => grid.current?.move('k') });

  return (
    <>
      <ReviewGrid
        rows={rows}
        view={view}
        selected={selected}
        onSelect={onSelect}
        handle={grid}
        seeking={seeking}
        onSought={onSought}
      />
      {view.failure !== null && <RefusalNotice refusal={asRefusal(view.failure)} title={t('queue.faultTitle')} />}
      {view.total === 0 && <Emptiness filter={filter} snapshot={snapshot} />}
    </>
  );
}

function NoSelection() {
  const { t } = useTranslation();
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
}

/** The queue beside the review of the selected job, which stays selected whatever the list does. */
export function Queue({ held, onGo, intake }: QueueProps) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { counts, fresh, revision } = useSnapshot();
  const { arrivals } = held;
  const { filter, narrowing, jobId: selected } = held.place;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the revision at the start; later ones come through renew
  const rows = useMemo(() => new QueueRows({ filter, ...narrowing }, revision, authority.queue), [filter, narrowing]);
  useEffect(() => rows.renew(revision), [rows, revision]);
  const [sought, setSought] = useState(0);
  const onSought = useCallback(() => setSought(arrivals), [arrivals]);

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
          onSelectionChange={(key) => onGo({ filter: queueFilters.find((each) => each === key) ?? 'open' })}
        >
          <TabList className="filter-list" aria-label={t('queue.filters')}>
            {queueFilters.map((each) => (
              <Tab key={each} id={each} className="filter">
                {t(`queue.${each}`)}
                <span className="filter-count" aria-hidden="true">
                  {countOf(each, counts).toLocaleString()}
                </span>
                {each === 'open' && <FreshCount count={fresh} />}
              </Tab>
            ))}
          </TabList>
          {queueFilters.map((each) => (
            <TabPanel key={each} id={each} className="filter-panel">
              <Filtered
                filter={each}
                rows={rows}
                selected={selected}
                onSelect={(jobId) => onGo({ jobId })}
                seeking={sought < arrivals}
                onSought={onSought}
              />
            </TabPanel>
          ))}
        </Tabs>
      </div>
      {selected === null ? <NoSelection /> : <Review key={selected} jobId={selected} />}
    </div>
  );
}
