import type { RecordEntry, RecordPage } from '../../preload/contract.ts';

/** What has been read of the record so far, the newest entry first. */
export interface Pages {
  /** Null until the first answer. */
  readonly entries: readonly RecordEntry[] | null;
  readonly more: boolean;
}

/** Puts a page that was read from the top before what is held; starts afresh where the two don't meet. */
export function withNewest(held: Pages, newest: RecordPage): Pages {
  const top = held.entries?.[0]?.number;
  const lowest = newest.entries.at(-1)?.number;
  if (!held.entries || top === undefined || lowest === undefined || lowest > top + 1) return newest;
  return { entries: [...newest.entries.filter(({ number }) => number > top), ...held.entries], more: held.more };
}
