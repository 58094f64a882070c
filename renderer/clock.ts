import { useSyncExternalStore } from 'react';

/**
 * Main's clock, as the page knows it. Deadlines are main's, so countdowns follow its clock and not the page's own.
 */
let offset = 0;

/** Takes main's time from a snapshot that has just arrived. */
export const setClock = (now: number): void => {
  offset = now - Date.now();
};

/** Milliseconds since the Unix epoch by main's clock. */
export const mainNow = (): number => Date.now() + offset;

const listeners = new Set<() => void>();
let ticking: ReturnType<typeof setInterval> | undefined;

// One timer for every clock on the page; it stops when nothing shows a time.
const onTick = (listener: () => void): (() => void) => {
  listeners.add(listener);
  ticking ??= setInterval(() => {
    for (const each of listeners) each();
  }, 250);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(ticking);
    ticking = undefined;
  };
};

/** Main's time, rounded down to `step` ms: renders again only when that changes. */
export const useNow = (step: number): number => useSyncExternalStore(onTick, () => Math.floor(mainNow() / step) * step);

/** Whole seconds until a deadline, never below zero. */
export const secondsUntil = (deadline: number, now: number): number => Math.max(0, Math.ceil((deadline - now) / 1000));

/** Counts down to a deadline in whole seconds. The time is up to a tick old; that must not show as a second too many. */
export const useSecondsUntil = (deadline: number): number => secondsUntil(deadline, useNow(250) + 249);
