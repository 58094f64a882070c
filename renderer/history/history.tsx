import { ClipboardList, FileDown, ScrollText } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { wholeRecord } from '../../preload/contract.ts';
import { asRefusal } from '../bridge.ts';
import { Command } from '../parts/command.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { SearchField } from '../queue/search-field.tsx';
import { useShortcuts } from '../review/shortcuts.ts';
import { useAuthority } from '../service.tsx';
import { ShiftPage } from '../shift/shift-page.tsx';
import { useSnapshot } from '../snapshot.tsx';
import { EntryPane } from './entry-pane.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { ExportProgress } from './export-progress.tsx';
import { FoundEntries } from './found-entries.tsx';
import { LifePage } from './life-page.tsx';
import { useLives } from './lives.ts';
import { RecordChips, RecordFilters } from './record-filters.tsx';
import { RecordGrid, type RecordGridHandle } from './record-grid.tsx';
import { RecordPanel } from './record-panel.tsx';
import { isNarrowed, searching } from './record-query.ts';
import { type RecordRow, RecordRows } from './record-rows.ts';

/** The record grows with every step of every job; following it is done at this pace. */
const pace = 500;
/** While it is looked through, how far that has come is asked for so often. */
const lookingPace = 150;

/** The rows of what is looked for, followed as the record grows. */
function useRecordRows() {
  const authority = useAuthority();
  const { revision } = useSnapshot();
  const [query, setQuery] = useState(wholeRecord);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is looked for at the start; later queries come through turn
  const rows = useMemo(() => new RecordRows(query, authority.history), [authority]);
  const view = useSyncExternalStore(rows.subscribe, rows.view);
  useEffect(() => rows.turn(query), [rows, query]);
  const renewedAt = useRef(Number.NEGATIVE_INFINITY);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new revision is the reason to read the top again
  useEffect(() => {
    const wait = renewedAt.current + pace - performance.now();
    const timer = setTimeout(
      () => {
        renewedAt.current = performance.now();
        rows.renew();
      },
      Math.max(0, wait),
    );
    return () => clearTimeout(timer);
  }, [rows, revision]);
  useEffect(() => {
    if (!view.looked) return;
    const timer = setTimeout(() => rows.renew(), lookingPace);
    return () => clearTimeout(timer);
  }, [rows, view]);
  return { rows, view, query, setQuery };
}

/** The events by their words on screen, by which they are found as well. */
function useSpokenEvents(): Readonly<Record<string, string>> {
  const { i18n } = useTranslation();
  return i18n.t('event', { returnObjects: true });
}

interface HistoryProps {
  /** The job whose whole life is shown; null for the record. */
  readonly life: string | null;
  readonly onLeaveLife: () => void;
  /** Goes to a job in the queue. */
  readonly onOpen: (jobId: string) => void;
}

/** Every decision and every step, as the record has them. */
export function History({ life, onLeaveLife, onOpen }: HistoryProps) {
  const [summing, setSumming] = useState(false);
  const record = useRecordRows();
  if (life !== null) return <LifePage key={life} jobId={life} onLeave={onLeaveLife} onOpen={onOpen} />;
  if (summing) return <ShiftPage onLeave={() => setSumming(false)} />;
  return <RecordPage {...record} onSum={() => setSumming(true)} />;
}

interface RecordPageProps extends ReturnType<typeof useRecordRows> {
  readonly onSum: () => void;
}

function RecordPage({ rows, view, query, setQuery, onSum }: RecordPageProps) {
  const { t } = useTranslation();
  const showLife = useLives();
  const events = useSpokenEvents();
  const [selected, setSelected] = useState<RecordRow | null>(null);
  const [exporting, setExporting] = useState(false);
  const grid = useRef<RecordGridHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  useShortcuts({ '/': () => search.current?.focus() });
  const none = view.list !== null && view.total === 0;
  return (
    <div className="history">
      <div className="history-head">
        <div className="page-head">
          <PageTitle title={t('history.title')} />
          <span className="history-commands">
            <Command icon={FileDown} onPress={() => setExporting(true)}>
              {t('history.export.open')}
            </Command>
            <Command icon={ClipboardList} onPress={onSum}>
              {t('shift.open')}
            </Command>
          </span>
        </div>
        <RecordPanel />
        <search className="history-tools" aria-label={t('history.search.region')}>
          <SearchField
            search={query.search}
            hint={t('history.search.hint')}
            onSearch={(text) => setQuery(searching(query, text, events))}
            onLeave={() => grid.current?.focus()}
            inputRef={search}
          />
          <RecordFilters query={query} onQuery={setQuery} />
          <RecordChips query={query} onQuery={setQuery} />
        </search>
        <ExportProgress />
        <FoundEntries view={view} />
        {view.failure !== null && <RefusalNotice refusal={asRefusal(view.failure)} title={t('history.failed')} />}
      </div>
      <RecordGrid rows={rows} view={view} selected={selected?.number ?? null} onSelect={setSelected} handle={grid} />
      {none && !view.looked && (
        <div className="blank" data-tone="calm">
          <ScrollText className="blank-sign" aria-hidden="true" size={28} strokeWidth={1.5} />
          <p className="blank-title">{t(isNarrowed(view.query) ? 'history.noneTitle' : 'history.emptyTitle')}</p>
          <p>{t(isNarrowed(view.query) ? 'history.none' : 'history.empty')}</p>
        </div>
      )}
      {selected && (
        <EntryPane
          row={selected}
          onLife={showLife}
          onClose={() => {
            setSelected(null);
            grid.current?.focus();
          }}
        />
      )}
      {exporting && <ExportDialog query={query} onClose={() => setExporting(false)} />}
    </div>
  );
}
