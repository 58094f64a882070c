import type { Left } from './left-window.ts';

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const usualSize = { width: 1280, height: 800 };
export const smallestSize = { width: 900, height: 600 };

/** So much of the upper edge must be on a screen that the window can be seen and moved. */
const HOLD = { width: 120, height: 32 };

/**
 * Where a window is opened: where it was left, if a screen is still there; else the system finds a place.
 * @param screens the parts of the screens that are free for windows
 */
export function windowPlace(
  left: Left | null,
  screens: readonly Area[],
): { readonly bounds: Partial<Area>; readonly maximized: boolean } {
  if (!left) return { bounds: usualSize, maximized: false };
  const { maximized, ...kept } = left;
  const bounds = {
    ...kept,
    width: Math.max(kept.width, smallestSize.width),
    height: Math.max(kept.height, smallestSize.height),
  };
  if (!screens.some((screen) => holds(screen, bounds))) return { bounds: usualSize, maximized };
  return { bounds, maximized };
}

function holds(screen: Area, window: Area): boolean {
  const across = Math.min(screen.x + screen.width, window.x + window.width) - Math.max(screen.x, window.x);
  const below = screen.y + screen.height - window.y;
  return across >= HOLD.width && window.y >= screen.y - HOLD.height && below >= HOLD.height;
}
