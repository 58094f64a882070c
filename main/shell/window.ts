import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { systemClock } from '../clock.ts';
import { countDocuments } from '../ipc/sender.ts';
import type { Log } from '../log.ts';
import { PAGE } from './app-protocol.ts';
import type { Left } from './left-window.ts';
import { smallestSize, windowPlace } from './window-place.ts';

const CRASH_LOOP_MS = 5_000;

/** What a page is made with, of what was built. */
export const pageParts = (dist: string) => ({
  preload: join(dist, 'preload', 'index.cjs'),
  /** The app's own icon, for systems that take it from the window. */
  icon: join(dist, 'icons', 'app', '256x256.png'),
});

export interface WindowParts extends ReturnType<typeof pageParts> {
  readonly title: string;
  readonly log: Log;
}

const firstPaints = new WeakMap<BrowserWindow, Promise<void>>();

/** Where a window was left, put back, and shown as soon as there is something to see in it: the frame, before its content. */
export async function appear(window: BrowserWindow, left: Left | null, as: 'shown' | 'minimised'): Promise<void> {
  const screens = screen.getAllDisplays().map(({ workArea }) => workArea);
  const { bounds, maximized } = windowPlace(left, screens);
  window.setBounds({ ...window.getBounds(), ...bounds });
  if (bounds.x === undefined) window.center();
  if (maximized) window.once('show', () => window.maximize());
  await firstPaints.get(window);
  if (window.isDestroyed()) return;
  if (as === 'shown') return window.show();
  window.showInactive();
  window.minimize();
}

/**
 * The one window, not shown yet. Its page has no rights of its own: everything it wants it asks main for, through the
 * preload bridge.
 */
export function openWindow({ preload, icon, title, log }: WindowParts): BrowserWindow {
  const window = new BrowserWindow({
    minWidth: smallestSize.width,
    minHeight: smallestSize.height,
    show: false,
    title,
    // The page's own ground, or it would flash.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#0f1215' : '#f3f5f6',
    icon,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      devTools: false,
      navigateOnDragDrop: false,
      enableWebSQL: false,
    },
  });
  // Its keys work, and pressing Alt does not bring it up.
  window.setMenuBarVisibility(false);
  window.on('page-title-updated', (event) => event.preventDefault());
  countDocuments(window.webContents);
  // Electron announces no navigation to about:blank beforehand, so it can't be denied; the way back is at once.
  window.webContents.on('did-navigate', (_event, url) => {
    if (url !== PAGE) void window.loadURL(PAGE);
  });
  let crashedAt = Number.NEGATIVE_INFINITY;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    // The page keeps nothing that main does not have. One that crashes at once again is left for a person to see.
    const again = systemClock.now() - crashedAt < CRASH_LOOP_MS;
    crashedAt = systemClock.now();
    log('error', 'page-crashed', { reason });
    if (!again) void window.loadURL(PAGE);
  });
  firstPaints.set(window, new Promise((resolve) => window.once('ready-to-show', resolve)));
  void window.loadURL(PAGE);
  return window;
}
