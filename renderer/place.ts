import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { Place, Snapshot } from '../preload/contract.ts';
import { authority } from './bridge.ts';
import { type Held, placeAfter, start } from './held-place.ts';

/** A place is told this long after it was reached, so that walking through the queue tells only where it ends. */
const tellAfter = 200;

/** How many parts of the page hold something typed that is stored nowhere yet. */
class Unstored {
  #count = 0;
  readonly #listeners = new Set<() => void>();

  readonly add = (by: number): void => {
    this.#count += by;
    for (const listener of this.#listeners) listener();
  };
  readonly any = (): boolean => this.#count > 0;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

const inDialogs = new Unstored();
const onPages = new Unstored();

function useMark(unstored: Unstored, on: boolean): void {
  useEffect(() => {
    if (!on) return;
    unstored.add(1);
    return () => unstored.add(-1);
  }, [unstored, on]);
}

/** For a dialog with something typed in it: a hidden page is kept alive for it, and main's moves wait for its end. */
export const useBusy = (on: boolean): void => useMark(inDialogs, on);

/** For something typed that outlives a change of section: a hidden page is kept alive for it. */
export const useUnsaved = (on: boolean): void => useMark(onPages, on);

/** Tells main where the page is, and whether it holds something typed. */
function useTold(here: Snapshot['place'] | null, ready: boolean, busy: boolean): void {
  const told = useRef<string | null>(null);
  const { section, filter, narrowing, jobId, moves } = here ?? { ...start, moves: 0 };
  const known = here !== null;
  useEffect(() => {
    // Before there are sections main knows the place better; only that something is typed is news.
    if (!known || !(ready || busy || told.current !== null)) return;
    const argument = { place: { section, filter, narrowing, jobId }, moves, busy };
    const words = JSON.stringify(argument);
    if (told.current === words) return;
    const timer = setTimeout(() => {
      told.current = words;
      // A place that could not be told is only one that is not come back to.
      authority.keepPlace(argument).catch(() => {});
    }, tellAfter);
    return () => clearTimeout(timer);
  }, [known, ready, section, filter, narrowing, jobId, moves, busy]);
}

interface PlaceHold {
  /** Null until there are sections. */
  readonly held: Held | null;
  readonly go: (change: Partial<Place>) => void;
}

/** Where the operator is in this page, kept by main over the page's end and followed when main moves it. */
export function usePlace(snapshot: Snapshot | null): PlaceHold {
  const [held, setHeld] = useState<Held | null>(null);
  const typing = useSyncExternalStore(inDialogs.subscribe, inDialogs.any);
  const unsaved = useSyncExternalStore(onPages.subscribe, onPages.any);
  const next = snapshot && placeAfter(held, snapshot, typing);
  if (next !== held && next) setHeld(next);
  const here = next ?? held;
  useTold(here ? { ...here.place, moves: here.moves } : (snapshot?.place ?? null), here !== null, typing || unsaved);
  const go = useCallback((change: Partial<Place>) => {
    // Whoever goes to a job from elsewhere has not picked it in the list, which then has to be taken there.
    const sought = change.section !== undefined && typeof change.jobId === 'string';
    setHeld((was) => was && { ...was, place: { ...was.place, ...change }, arrivals: was.arrivals + (sought ? 1 : 0) });
  }, []);
  return { held: here, go };
}
