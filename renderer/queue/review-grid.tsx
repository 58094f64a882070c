// biome-ignore-all lint/a11y/useSemanticElements: rows that are windowed can't be rows of a table
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type Ref, useEffect, useId, useImperativeHandle, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobStatus } from '../../preload/contract.ts';
import { besideGap, moved } from './cursor.ts';
import { Row } from './queue-row.tsx';
import type { QueueRows, RowsView } from './queue-rows.ts';

const rowHeight = 58;

/** Moves the cursor from outside the grid, as J and K do. */
export interface GridHandle {
  readonly move: (key: string) => void;
}

/** Where the cursor was put: on which job, in which row, and how the job stood then. */
interface Active {
  readonly index: number;
  readonly jobId: string | null;
  readonly status: JobStatus | null;
}

interface ReviewGridProps {
  readonly rows: QueueRows;
  readonly view: RowsView;
  readonly selected: string | null;
  readonly onSelect: (jobId: string) => void;
  readonly handle: Ref<GridHandle>;
  /** Whether the list has still to be scrolled to the selected job, and whom to tell that it was. */
  readonly seeking: boolean;
  readonly onSought: () => void;
}

/**
 * The queue as an ARIA grid. Only the rows on screen exist in the page; the grid itself keeps the focus and names the
 * active row, so that focus survives when rows come, go and change places.
 */
export function ReviewGrid({ rows, view, selected, onSelect, handle, seeking, onSought }: ReviewGridProps) {
  const { t } = useTranslation();
  const gridId = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<Active>({ index: -1, jobId: selected, status: null });
  const total = view.total ?? 0;

  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    // So that the last row can be scrolled clear of the undo bar.
    paddingEnd: 80,
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => rows.show(first, last), [rows, first, last]);

  // Rows change places under the cursor; it stays with its job as long as that is at hand.
  const place = active.jobId === null ? undefined : view.indexOf(active.jobId);
  const index = Math.min(place ?? active.index, total - 1);
  // A job that was decided goes to another place, or out of the list. Work goes on where it was, not where it went.
  const status = place === undefined ? undefined : view.rowAt(place)?.status;
  const wentAway = active.jobId !== null && active.index >= 0 && status !== active.status;

  const settle = (next: number, select: boolean) => {
    const row = view.rowAt(next);
    const jobId = row?.jobId ?? null;
    setActive({ index: next, jobId, status: row?.status ?? null });
    virtualizer.scrollToIndex(next);
    if (seeking) onSought();
    if (select && jobId) onSelect(jobId);
  };

  const known = view.total !== null;
  // The page was made anew, or taken here: the list shows the job as if the operator had gone to it.
  useEffect(() => {
    if (!seeking || !known) return;
    if (selected === null) return onSought();
    let over = false;
    rows.find(selected).then(
      (at) => {
        if (over) return;
        onSought();
        if (at === null) return;
        setActive({ index: at, jobId: selected, status: rows.view().rowAt(at)?.status ?? null });
        virtualizer.scrollToIndex(at, { align: 'center' });
      },
      () => {
        if (!over) onSought();
      },
    );
    return () => {
      over = true;
    };
  }, [rows, known, virtualizer, selected, seeking, onSought]);

  const move = (key: string, select: boolean): boolean => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight) - 1);
    const next = moved(key, wentAway ? besideGap(key, active.index) : index, total, page);
    if (next === null) return false;
    settle(next, select);
    return true;
  };

  useImperativeHandle(handle, () => ({ move: (key) => void move(key, true) }));

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      if (!event.repeat && index >= 0) settle(index, true);
      // J and K are heard by the whole section, wherever its focus is.
    } else if (event.key.length > 1 && move(event.key, false)) {
      event.preventDefault();
    }
  };

  const rowId = (at: number) => `${gridId}-${at}`;
  const activeOnScreen = items.some((item) => item.index === index);

  return (
    <div
      ref={scroller}
      className="grid"
      role="grid"
      tabIndex={0}
      aria-label={t('queue.grid')}
      aria-rowcount={total}
      aria-colcount={2}
      aria-activedescendant={activeOnScreen ? rowId(index) : undefined}
      onKeyDown={onKeyDown}
      onFocus={({ currentTarget }) => {
        // A click that brings the focus names its row itself, and the list must not move away under it.
        if (index >= 0 || total === 0 || !currentTarget.matches(':focus-visible')) return;
        settle(Math.min(total - 1, Math.ceil(currentTarget.scrollTop / rowHeight)), false);
      }}
    >
      <div className="grid-rows" role="presentation" style={{ height: virtualizer.getTotalSize() }}>
        {items.map((item) => {
          const row = view.rowAt(item.index);
          return (
            <Row
              key={item.key}
              id={rowId(item.index)}
              index={item.index}
              row={row}
              selected={row !== undefined && row.jobId === selected}
              active={item.index === index}
              style={{ height: item.size, transform: `translateY(${item.start}px)` }}
              onSelect={(at) => settle(at, true)}
            />
          );
        })}
      </div>
    </div>
  );
}
