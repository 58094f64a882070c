import { notNarrowed, type Place, type Snapshot } from '../preload/contract.ts';

export const start: Place = { section: 'queue', filter: 'open', narrowing: notNarrowed, jobId: null };

/** Where this page is, and which of main's moves it has followed. */
export interface Held {
  readonly place: Place;
  readonly moves: number;
  /** The `id` of the service in view. */
  readonly service: string | null;
  /** Grows when the page is taken somewhere: the list then scrolls to the job. */
  readonly arrivals: number;
}

/**
 * Where the page is once it knows a snapshot. It takes over main's place when it has none of its own yet, follows main's
 * moves, and starts afresh when another service's jobs are shown. While something is being typed into a dialog it stays,
 * and follows when that is done: a move would throw away what was typed.
 */
export function placeAfter(held: Held | null, snapshot: Snapshot, typing: boolean): Held | null {
  if (snapshot.situation.name !== 'ready') return held;
  const { moves, ...place } = snapshot.place;
  const arrivals = (held?.arrivals ?? 0) + 1;
  const service = snapshot.inView;
  const elsewhere = held !== null && held.service !== service;
  if (held === null || (moves > held.moves && (elsewhere || !typing))) return { place, moves, service, arrivals };
  return elsewhere ? { place: start, moves, service, arrivals } : held;
}
