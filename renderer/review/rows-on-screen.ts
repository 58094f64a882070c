const steps = Array.from({ length: 21 }, (_, step) => step / 20);

/**
 * Calls back once when the lower edge of every row has been on screen, and every long value in it has been scrolled to
 * its end; at once where there are no rows. The browser clips by every scrolling box around a row, and tells nothing
 * while the window is hidden.
 */
export function watchRows(body: HTMLTableSectionElement | null, onAllSeen: () => void): () => void {
  const unseen = new Set<Element>(body?.rows ?? []);
  // Where a value stands on both sides, the one that will be asserted counts.
  const unread = new Set([...unseen].flatMap((row) => [...row.querySelectorAll('.shown-box')].slice(-1)));
  const done = new AbortController();
  const check = () => {
    for (const box of unread) if (box.scrollTop + box.clientHeight >= box.scrollHeight - 2) unread.delete(box);
    if (unseen.size > 0 || unread.size > 0 || done.signal.aborted) return;
    stop();
    onAllSeen();
  };
  if (unseen.size === 0) {
    onAllSeen();
    return () => {};
  }
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting, intersectionRect, boundingClientRect } of entries) {
        // A pixel of grace: at some zoom levels the two differ by a fraction.
        if (isIntersecting && intersectionRect.bottom >= boundingClientRect.bottom - 1 && unseen.delete(target)) {
          observer.unobserve(target);
        }
      }
      check();
    },
    { threshold: steps },
  );
  const stop = () => {
    observer.disconnect();
    done.abort();
  };
  for (const row of unseen) observer.observe(row);
  for (const box of unread) box.addEventListener('scroll', check, { passive: true, signal: done.signal });
  return stop;
}
