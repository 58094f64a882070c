// biome-ignore-all lint/a11y/useSemanticElements: rows that are windowed can't be rows of a table
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and names its active row
import {
  type KeyboardEvent,
  type Ref,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { moved } from '../grid/cursor.ts';
import { useRowsInPage } from '../grid/use-rows-in-page.ts';
import { Row } from './record-row.tsx';
import type { RecordRow, RecordRows, RecordView } from './record-rows.ts';

const rowHeight = 32;
const headHeight = 28;
const rowsAround = 8;
const columns = ['entry', 'time', 'event', 'job', 'operator', 'hash'] as const;

export interface RecordGridHandle {
  readonly focus: () => void;
}

interface RecordGridProps {
  readonly rows: RecordRows;
  readonly view: RecordView;
  readonly selected: number | null;
  readonly onSelect: (row: RecordRow) => void;
  readonly handle: Ref<RecordGridHandle>;
}

/**
 * The record as an ARIA grid, the newest entry first. Only the rows on screen exist in the page; the grid itself keeps the
 * focus and names the active row. Entries that come in above move nothing that is looked at.
 */
export function RecordGrid({ rows, view, selected, onSelect, handle }: RecordGridProps) {
  const { t } = useTranslation();
  const gridId = useId();
  const scroller = useRef<HTMLDivElement>(null);
  /** The row under the cursor by its place, which stays when others come in above it. */
  const [active, setActive] = useState<number | null>(null);
  const { total, newer, list } = view;
  const inPage = useRowsInPage(scroller, {
    count: total,
    rowHeight,
    around: rowsAround,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
  });
  const { virtualizer, indices, first, last } = inPage;
  useEffect(() => rows.show(first, last), [rows, first, last]);

  const shown = useRef({ list, newer });
  useLayoutEffect(() => {
    const box = scroller.current;
    const was = shown.current;
    shown.current = { list, newer };
    if (!box) return;
    if (was.list !== list) {
      box.scrollTop = 0;
      setActive(null);
    } else if (box.scrollTop >= rowHeight) box.scrollTop += (newer - was.newer) * rowHeight;
  }, [list, newer]);

  const index = active === null ? -1 : Math.min(active + newer, total - 1);
  const put = (next: number, select: boolean) => {
    setActive(next - newer);
    virtualizer.scrollToIndex(next);
    const row = view.rowAt(next);
    if (select && row) onSelect(row);
  };
  useImperativeHandle(handle, () => ({ focus: () => scroller.current?.focus() }));

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      if (!event.repeat && index >= 0) put(index, true);
      return;
    }
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight) - 2);
    const next = event.key.length > 1 ? moved(event.key, index, total, page) : null;
    if (next === null) return;
    event.preventDefault();
    // Whoever reads one entry goes on to read the next.
    put(next, selected !== null);
  };

  const rowId = (at: number) => `${gridId}-${at}`;
  return (
    <div
      ref={scroller}
      className="grid record-grid"
      role="grid"
      tabIndex={0}
      aria-label={t('history.title')}
      aria-rowcount={total + 1}
      aria-colcount={columns.length}
      aria-activedescendant={inPage.isInPage(index) ? rowId(index) : undefined}
      onKeyDown={onKeyDown}
      onClick={({ target }) => {
        const number = target instanceof Element ? target.closest('[data-number]')?.getAttribute('data-number') : null;
        const at = indices.find((one) => String(view.rowAt(one)?.number) === number);
        if (at !== undefined) put(at, true);
      }}
      onFocus={({ currentTarget }) => {
        if (active !== null || total === 0 || !currentTarget.matches(':focus-visible')) return;
        put(Math.min(total - 1, Math.ceil(currentTarget.scrollTop / rowHeight)), false);
      }}
    >
      <div role="row" className="record-head" aria-rowindex={1}>
        {columns.map((column, at) => (
          <div key={column} role="columnheader" className={`record-${column}`} aria-colindex={at + 1}>
            {t(`history.${column}`)}
          </div>
        ))}
      </div>
      <div className="grid-rows" role="presentation" style={{ height: virtualizer.getTotalSize() }}>
        {inPage.placed.map(({ index: at, slot, start }) => {
          const row = view.rowAt(at);
          return (
            <Row
              key={slot}
              id={rowId(at)}
              index={at}
              row={row}
              selected={row !== undefined && row.number === selected}
              active={at === index}
              start={start}
              height={rowHeight}
            />
          );
        })}
      </div>
    </div>
  );
}
