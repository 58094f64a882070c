import { useVirtualizer, type VirtualizerOptions } from '@tanstack/react-virtual';
import { type RefObject, useState } from 'react';
import { rowPool } from './row-pool.ts';

type Margins = Pick<VirtualizerOptions<HTMLDivElement, Element>, 'scrollMargin' | 'scrollPaddingStart'>;

interface RowsInPageOptions extends Partial<Margins> {
  readonly count: number;
  readonly rowHeight: number;
  /** So many rows more at least on each side of those that are seen. */
  readonly around: number;
}

/** Which rows of a grid are in the page, and where each of them stands: only those on screen and a few around them. */
export function useRowsInPage(scroller: RefObject<HTMLDivElement | null>, options: RowsInPageOptions) {
  const { count, rowHeight, around, ...margins } = options;
  const [pool] = useState(() => rowPool(around));
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    rangeExtractor: pool.indices,
    // So that the last row can be scrolled clear of the undo bar.
    paddingEnd: 80,
    ...margins,
  });
  const indices = virtualizer.getVirtualIndexes();
  const [first, last] = [indices[0] ?? 0, indices.at(-1) ?? 0];
  return {
    virtualizer,
    indices,
    first,
    last,
    isInPage: (index: number) => indices.length > 0 && index >= first && index <= last,
    /** In the order that the page has them in. */
    placed: pool
      .inPlace(indices, virtualizer.isScrolling)
      .map((index) => ({ index, slot: pool.slotOf(index), start: index * rowHeight })),
  };
}
