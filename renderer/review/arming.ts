/**
 * When *Approve and sign* may be pressed. Pure: every time is handed in, in milliseconds of one monotonic clock.
 *
 * A press counts only when all claims of what is shown have been on screen, 300 ms have gone by since the shown content
 * changed, and the press began after that. A key press that began within 300 ms of the window's getting focus was meant
 * for another window.
 */

export const settleTime = 300;

export interface Arming {
  /** Stands for everything shown that the decision is about; null while nothing is shown. */
  readonly content: string | null;
  readonly shownAt: number;
  /** When the last claim came on screen; null until then. */
  readonly readAt: number | null;
  readonly focusedAt: number;
}

export interface Press {
  /** What was shown when the press began. */
  readonly content: string | null;
  readonly startedAt: number;
  readonly by: 'key' | 'pointer';
}

/** Nothing shown yet, in a window that got its focus at `now`. */
export const unarmed = (now: number): Arming => ({ content: null, shownAt: now, readAt: null, focusedAt: now });

/** Other content is shown, or none. The same content again, with a later `iat`, changes nothing. */
export const shown = (arming: Arming, content: string | null, now: number): Arming =>
  arming.content === content ? arming : { ...arming, content, shownAt: now, readAt: null };

/** All claims of this content have been on screen. */
export const read = (arming: Arming, content: string | null, now: number): Arming =>
  content === null || arming.content !== content || arming.readAt !== null ? arming : { ...arming, readAt: now };

export const focused = (arming: Arming, now: number): Arming => ({ ...arming, focusedAt: now });

/** From when on a press may begin; null while that is still open. */
export const armedFrom = ({ content, shownAt, readAt }: Arming): number | null =>
  content === null || readAt === null ? null : Math.max(shownAt + settleTime, readAt);

export const isArmed = (arming: Arming, now: number): boolean => {
  const from = armedFrom(arming);
  return from !== null && now >= from;
};

/** Whether this press may approve what is shown. */
export function accepts(arming: Arming, press: Press): boolean {
  const from = armedFrom(arming);
  if (from === null || press.content !== arming.content || press.startedAt < from) return false;
  return press.by === 'pointer' || press.startedAt >= arming.focusedAt + settleTime;
}
