/** Where a key moves the cursor in a list of `total` rows, `page` of which fit; null when the key moves nothing. */
export function moved(key: string, from: number, total: number, page: number): number | null {
  if (total === 0) return null;
  const last = total - 1;
  const clamp = (index: number): number => Math.min(last, Math.max(0, index));
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return clamp(from + 1);
    case 'ArrowUp':
    case 'k':
      return clamp(from < 0 ? 0 : from - 1);
    case 'PageDown':
      return clamp(from + page);
    case 'PageUp':
      return clamp(from - page);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}

/**
 * From where a key moves when the row under the cursor went away and another one took its place: forwards, that one is
 * the next.
 */
export const besideGap = (key: string, gap: number): number =>
  key === 'j' || key === 'ArrowDown' || key === 'PageDown' ? gap - 1 : gap;
