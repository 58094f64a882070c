import { join } from 'node:path';
import { app, type BrowserWindow, nativeImage } from 'electron';
import type { Overview } from '../overview.ts';
import { statusLine } from './tray-menu.ts';

/** How many jobs wait, on the app's own icon: the dock's number, Linux launchers' count, a mark on Windows' button. */
export function badge(
  icons: string,
  countOnLauncher: (count: number) => void,
): (overview: Overview, window: BrowserWindow | null) => void {
  let shown: number | null = null;
  let marked: BrowserWindow | null = null;
  return (overview, window) => {
    const { toDecide } = overview.glance;
    const same = shown === toDecide;
    if (process.platform === 'win32') {
      if (same && marked === window) return;
      const drawing = toDecide > 0 ? nativeImage.createFromPath(join(icons, 'overlay.png')) : null;
      window?.setOverlayIcon(drawing, statusLine({ ...overview, paused: null, at: String }));
      marked = window;
    } else if (!same) {
      if (process.platform === 'linux') countOnLauncher(toDecide);
      else app.setBadgeCount(toDecide);
    }
    shown = toDecide;
  };
}
