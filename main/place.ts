import { notNarrowed, type Place, type Snapshot } from '../preload/contract.ts';
import type { SettingsStore } from './settings.ts';

/** Where the operator is in the window, which may be closed and made again meanwhile. */
export interface PlaceKeeper {
  current(): Snapshot['place'];
  /** The page, which has followed so many `moves`, has gone there by itself. */
  keep(place: Place, moves: number): void;
  /** Takes the operator there: the page follows, now or when it is next made. */
  goTo(place: Partial<Place>): void;
  /** Another service's jobs are in the queue now: neither the job nor what narrowed the queue is any of theirs. */
  forgetJob(): void;
}

export function keepPlace(settings: SettingsStore): PlaceKeeper {
  const { section, filter } = settings.read().remembered;
  let place: Place = { section, filter, narrowing: notNarrowed, jobId: null };
  let moves = 0;
  const take = (next: Place) => {
    const remembered = settings.read().remembered;
    // Job and search are not remembered beyond this run: claims belong into no plain file. Moving about writes nothing.
    if (next.section !== remembered.section || next.filter !== remembered.filter) {
      settings.write({ remembered: { section: next.section, filter: next.filter } });
    }
    place = next;
  };
  return {
    current: () => ({ ...place, moves }),
    keep: (next, followed) => {
      // What the page told before it heard of our last move is not where the operator wants to be.
      if (followed >= moves) take(next);
    },
    goTo: (change) => {
      moves += 1;
      // What the operator is taken to must be among what is listed there.
      const narrowing = 'filter' in change || 'jobId' in change ? notNarrowed : place.narrowing;
      take({ ...place, narrowing, ...change });
    },
    forgetJob: () => {
      place = { ...place, narrowing: notNarrowed, jobId: null };
    },
  };
}
