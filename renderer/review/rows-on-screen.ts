const steps = Array.from({ length: 21 }, (_, step) => step / 20);

/**
 * Calls back once when the lower edge of every row has been on screen; at once where there are no rows. The browser
 * clips by every scrolling box around a row, and tells nothing while the window is hidden.
 */
export function watchRows(body: HTMLTableSectionElement | null, onAllSeen: () => void): () => void {
  const unseen = new Set<Element>(body?.rows ?? []);
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
      if (unseen.size > 0) return;
      observer.disconnect();
      onAllSeen();
    },
    { threshold: steps },
  );
  for (const row of unseen) observer.observe(row);
  return () => observer.disconnect();
}
