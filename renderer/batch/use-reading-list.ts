import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

interface ReadingList {
  /** How many of the items have been on screen. */
  readonly seen: number;
  readonly onSeen: (index: number) => void;
  /** The first item that has not been on screen; null where all have. */
  readonly firstUnseen: () => number | null;
  /** Calls back when all items have been on screen, at once where they have; gives the function that ends it. */
  readonly watch: (onAll: () => void) => () => void;
}

/** Which of a list's items have been on screen; begins anew with other content. */
export function useReadingList(content: string | null, count: number): ReadingList {
  // biome-ignore lint/correctness/useExhaustiveDependencies: other content is to be read from its beginning
  const items = useMemo(() => new Set<number>(), [content]);
  const [seen, setSeen] = useState(0);
  const waiting = useRef<(() => void) | null>(null);
  useEffect(() => setSeen(items.size), [items]);

  const onSeen = useCallback(
    (index: number) => {
      if (items.has(index)) return;
      items.add(index);
      setSeen(items.size);
      if (items.size >= count) waiting.current?.();
    },
    [items, count],
  );
  const firstUnseen = useCallback(() => {
    for (let index = 0; index < count; index += 1) if (!items.has(index)) return index;
    return null;
  }, [items, count]);
  const watch = useCallback(
    (onAll: () => void) => {
      if (items.size >= count) onAll();
      waiting.current = onAll;
      return () => {
        waiting.current = null;
      };
    },
    [items, count],
  );
  return { seen, onSeen, firstUnseen, watch };
}
