import { useEffect, useState } from 'react';

interface Explained {
  readonly mark: HTMLElement;
  readonly left: number;
  readonly top: number;
  readonly above: boolean;
}

const markAt = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('[data-explained]') : null;

/** Where the words stand: beside the mark, towards the middle of the window. */
function beside(mark: HTMLElement | null): Explained | null {
  if (!mark?.isConnected) return null;
  const box = mark.getBoundingClientRect();
  const above = box.bottom > window.innerHeight / 2;
  return { mark, left: box.left, top: above ? box.top : box.bottom, above };
}

/**
 * The words of the mark under the pointer, or in focus, beside it. One for the whole page, since there may be a thousand
 * marks; who listens instead of looking hears the same words as the mark's name. Escape puts them away.
 */
export function MarkExplanation() {
  const [explained, setExplained] = useState<Explained | null>(null);
  useEffect(() => {
    const done = new AbortController();
    const { signal } = done;
    const show = ({ target }: Event) => setExplained(beside(markAt(target)));
    const hide = () => setExplained(null);
    document.addEventListener('pointerover', show, { signal });
    document.addEventListener('focusin', show, { signal });
    document.addEventListener('focusout', hide, { signal });
    // Reaching a mark by keyboard scrolls to it: its words come along.
    const follow = () => setExplained((was) => was && beside(was.mark));
    document.addEventListener('scroll', follow, { signal, capture: true });
    document.addEventListener('keydown', ({ key }) => key === 'Escape' && hide(), { signal });
    return () => done.abort();
  }, []);
  if (!explained) return null;
  const { mark, left, top, above } = explained;
  return (
    <div
      className="mark-explanation"
      aria-hidden="true"
      data-above={above || undefined}
      style={{ left: Math.min(left, Math.max(0, window.innerWidth - 340)), top }}
    >
      {mark.dataset.explained}
    </div>
  );
}
