// biome-ignore-all lint/a11y/useSemanticElements: rows that are windowed can't be rows of a table
import {
  type KeyboardEvent,
  type PointerEvent,
  type Ref,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { JobStatus } from '../../preload/contract.ts';
import { besideGap, moved } from '../grid/cursor.ts';
import { useRowsInPage } from '../grid/use-rows-in-page.ts';
import { nearest, shiftOf } from './anchor.ts';
import { Row } from './queue-row.tsx';
import type { QueueRows, RowsView } from './queue-rows.ts';

const rowHeight = 58;
const rowsAround = 6;

/** What can be done with the list from outside: moving its cursor, as J and K do, and going to a row. */
export interface GridHandle {
  readonly move: (key: string) => void;
  readonly show: (index: number) => void;
  readonly focus: () => void;
  /** Selects the row under the cursor, or lets go of it. */
  readonly pick: (range: boolean) => void;
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
  /** Which rows can be seen now. */
  readonly onInView: (view: RowsView, first: number, last: number) => void;
  /** What is selected, to be approved together. */
  readonly picked: ReadonlySet<string>;
  readonly onPick: (jobId: string, range: boolean) => void;
}

const jobAt = (target: EventTarget): string | null =>
  target instanceof Element ? (target.closest('[data-job]')?.getAttribute('data-job') ?? null) : null;

const onBox = (target: EventTarget): boolean => target instanceof Element && target.closest('.row-pick') !== null;

/**
 * The queue as an ARIA grid. Only the rows on screen exist in the page; the grid itself keeps the focus and names the
 * active row, so that focus survives when rows come, go and change places.
 */
export function ReviewGrid(props: ReviewGridProps) {
  const { rows, view, selected, onSelect, handle, seeking, onSought, onInView, picked, onPick } = props;
  const { t } = useTranslation();
  const gridId = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<Active>({ index: -1, jobId: selected, status: null });
  const total = view.total ?? 0;

  const inPage = useRowsInPage(scroller, { count: total, rowHeight, around: rowsAround });
  const { virtualizer, first, last } = inPage;
  useEffect(() => rows.show(first, last), [rows, first, last]);
  const { startIndex, endIndex } = virtualizer.range ?? { startIndex: 0, endIndex: -1 };
  // biome-ignore lint/correctness/useExhaustiveDependencies: told anew when other rows come into view; where the list stands is read then, since it may just have been shifted
  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    onInView(
      view,
      Math.ceil(box.scrollTop / rowHeight),
      Math.floor((box.scrollTop + box.clientHeight) / rowHeight) - 1,
    );
  }, [onInView, view, startIndex, endIndex]);

  // Rows change places under the cursor; it stays with its job as long as that is at hand.
  const place = active.jobId === null ? undefined : view.indexOf(active.jobId);
  const index = Math.min(place ?? active.index, total - 1);
  // A job that was decided goes to another place, or out of the list. Work goes on where it was, not where it went.
  const status = place === undefined ? undefined : view.rowAt(place)?.status;
  const wentAway = active.jobId !== null && active.index >= 0 && status !== active.status;

  /** Where the pointer is over the list, measured from its top edge. */
  const pointer = useRef<number | null>(null);
  const shown = useRef({ view, index });
  // What is under the pointer, or under the cursor, stays where it is when rows come in above it.
  useLayoutEffect(() => {
    const box = scroller.current;
    const was = shown.current;
    shown.current = { view, index };
    if (!box || was.view === view || seeking) return;
    if (was.view.query !== view.query) {
      box.scrollTop = 0;
      return;
    }
    const from = Math.floor(box.scrollTop / rowHeight);
    const to = Math.floor((box.scrollTop + box.clientHeight) / rowHeight);
    const cursor = was.index >= from && was.index <= to ? was.index : null;
    const held = pointer.current === null ? cursor : Math.floor((box.scrollTop + pointer.current) / rowHeight);
    // Nobody is at any row, and the list shows its beginning: what comes in first is what should be seen.
    if (held === null && box.scrollTop < rowHeight) return;
    const shift = shiftOf(was.view, view, nearest(held ?? from, from, to));
    if (shift !== 0) box.scrollTop += shift * rowHeight;
  }, [view, index, seeking]);

  const put = (next: number, jobId: string | null, select: boolean) => {
    setActive({ index: next, jobId, status: view.rowAt(next)?.status ?? null });
    virtualizer.scrollToIndex(next);
    if (seeking) onSought();
    if (select && jobId) onSelect(jobId);
  };
  const settle = (next: number, select: boolean) => put(next, view.rowAt(next)?.jobId ?? null, select);

  const known = view.total !== null;
  // The page was made anew, or taken here: the list shows the job as if the operator had gone to it.
  useEffect(() => {
    if (!seeking || !known) return;
    if (selected === null) return onSought();
    let over = false;
    const near = rows.view().indexOf(selected);
    const found = near === undefined ? rows.find(({ jobId }) => jobId === selected) : Promise.resolve(near);
    found.then(
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

  useImperativeHandle(handle, () => ({
    move: (key) => void move(key, true),
    show: (at) => virtualizer.scrollToIndex(at, { align: 'center' }),
    focus: () => scroller.current?.focus(),
    pick: (range) => {
      const jobId = view.rowAt(index)?.jobId;
      if (jobId !== undefined) onPick(jobId, range);
    },
  }));

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

  // Rows are used again for other jobs. Whoever presses means the job that they saw when they did.
  const pressed = useRef<string | null>(null);
  const onPointer = (event: PointerEvent) => {
    pointer.current = event.clientY - event.currentTarget.getBoundingClientRect().top;
  };

  const rowId = (at: number) => `${gridId}-${at}`;

  return (
    <div
      ref={scroller}
      className="grid"
      role="grid"
      tabIndex={0}
      aria-label={t('queue.grid')}
      aria-rowcount={total}
      aria-colcount={3}
      aria-activedescendant={inPage.isInPage(index) ? rowId(index) : undefined}
      onKeyDown={onKeyDown}
      onPointerMove={onPointer}
      onPointerLeave={() => {
        pointer.current = null;
      }}
      onPointerDown={(event) => {
        onPointer(event);
        pressed.current = jobAt(event.target);
      }}
      onMouseDown={(event) => {
        // The list keeps the focus, and a range of rows is no range of text.
        if (!event.shiftKey && !onBox(event.target)) return;
        event.preventDefault();
        event.currentTarget.focus({ preventScroll: true });
      }}
      onClick={({ target, detail, shiftKey, ctrlKey, metaKey }) => {
        // A click without a press (`detail` 0) comes from a screen reader, and no press from before is meant by it.
        const jobId = (detail > 0 ? pressed.current : null) ?? jobAt(target);
        pressed.current = null;
        if (jobId === null) return;
        const picks = shiftKey || ctrlKey || metaKey || onBox(target);
        put(view.indexOf(jobId) ?? index, jobId, !picks);
        if (picks) onPick(jobId, shiftKey);
      }}
      onFocus={({ currentTarget }) => {
        // A click that brings the focus names its row itself, and the list must not move away under it.
        if (index >= 0 || total === 0 || !currentTarget.matches(':focus-visible')) return;
        settle(Math.min(total - 1, Math.ceil(currentTarget.scrollTop / rowHeight)), false);
      }}
    >
      <div className="grid-rows" role="presentation" style={{ height: virtualizer.getTotalSize() }}>
        {inPage.placed.map(({ index: at, slot, start }) => {
          const row = view.rowAt(at);
          return (
            <Row
              key={slot}
              id={rowId(at)}
              index={at}
              row={row}
              selected={row !== undefined && row.jobId === selected}
              active={at === index}
              picked={row !== undefined && picked.has(row.jobId)}
              start={start}
              height={rowHeight}
            />
          );
        })}
      </div>
    </div>
  );
}
