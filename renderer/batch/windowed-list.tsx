import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type ReactNode,
  type Ref,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { settleTime } from '../review/arming.ts';

export interface ListHandle {
  readonly show: (index: number) => void;
}

interface WindowedListProps {
  readonly label: string;
  readonly count: number;
  /** About how high an item is, in pixels; each is measured. */
  readonly estimate: number;
  readonly item: (index: number) => ReactNode;
  /** An item has rested on screen, down to its lower edge, for as long as it takes to look at it. */
  readonly onSeen?: (index: number) => void;
  readonly handle?: Ref<ListHandle>;
  readonly autoFocus?: boolean;
  /** Stands above the first item and scrolls with it. */
  readonly above?: ReactNode;
}

const steps = Array.from({ length: 21 }, (_, step) => step / 20);

/** A list of items of any height, of which only those on screen are in the page; it scrolls by keyboard. */
export function WindowedList({
  label,
  count,
  estimate,
  item,
  onSeen,
  handle,
  autoFocus = false,
  above,
}: WindowedListProps) {
  const box = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  useLayoutEffect(() => {
    const element = head.current;
    if (!element) return;
    const sizes = new ResizeObserver(() => setScrollMargin(element.offsetHeight));
    sizes.observe(element);
    return () => sizes.disconnect();
  }, []);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => estimate,
    overscan: 4,
    scrollMargin,
  });
  useImperativeHandle(handle, () => ({ show: (index) => virtualizer.scrollToIndex(index, { align: 'start' }) }));
  useEffect(() => {
    if (autoFocus) box.current?.focus();
  }, [autoFocus]);

  const seen = useRef(onSeen);
  seen.current = onSeen;
  /** Items that are on screen and have not been there for long enough: what flits by is not read. */
  const resting = useRef(new Map<Element, ReturnType<typeof setTimeout>>());
  // The browser clips by every scrolling box around an item, and tells nothing while the window is hidden.
  const observer = useMemo(
    () =>
      new IntersectionObserver(
        (entries) => {
          for (const { target, isIntersecting, intersectionRect, boundingClientRect } of entries) {
            clearTimeout(resting.current.get(target));
            // A pixel of grace: at some zoom levels the two differ by a fraction.
            if (!isIntersecting || intersectionRect.bottom < boundingClientRect.bottom - 1) continue;
            const index = Number(target.getAttribute('data-index'));
            resting.current.set(
              target,
              setTimeout(() => seen.current?.(index), settleTime),
            );
          }
        },
        { threshold: steps },
      ),
    [],
  );
  useEffect(() => () => observer.disconnect(), [observer]);
  const watch = useMemo(
    () => (element: HTMLLIElement) => {
      virtualizer.measureElement(element);
      observer.observe(element);
      return () => {
        clearTimeout(resting.current.get(element));
        resting.current.delete(element);
        observer.unobserve(element);
      };
    },
    [virtualizer, observer],
  );

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolling by keyboard needs the focus
    <div ref={box} role="group" tabIndex={0} aria-label={label} className="windowed">
      <div ref={head}>{above}</div>
      {/* Pixels more than the items take: a last one that is cut by a fraction would never count as seen. */}
      <ol style={{ height: Math.ceil(virtualizer.getTotalSize()) + 2 }}>
        {virtualizer.getVirtualItems().map(({ key, index, start }) => (
          <li
            key={key}
            ref={watch}
            data-index={index}
            aria-setsize={count}
            aria-posinset={index + 1}
            style={{ transform: `translateY(${start - scrollMargin}px)` }}
          >
            {item(index)}
          </li>
        ))}
      </ol>
    </div>
  );
}
