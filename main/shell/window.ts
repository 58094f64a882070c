import { BrowserWindow, nativeTheme } from 'electron';
import { countDocuments } from '../ipc/sender.ts';
import { say } from '../words.ts';
import { PAGE } from './app-protocol.ts';
import { type Area, smallestSize } from './window-place.ts';

/** A build for trying the packaging says in its version what it is, and so does its window. */
export function windowTitle(practice: boolean, version: string): string {
  const title = say(practice ? 'app.practiceTitle' : 'app.name');
  return version.includes('-smoke') ? say('app.smoke', { title, version }) : title;
}

const CRASH_LOOP_MS = 5_000;

export interface WindowParts {
  readonly preload: string;
  readonly icon: string;
  readonly title: string;
  /** Without a position the system chooses one. */
  readonly bounds: Partial<Area>;
  readonly now: () => number;
  readonly onCrash: (reason: string) => void;
}

/**
 * The one window, not shown yet. Its page has no rights of its own: everything it wants it asks main for, through the
 * preload bridge.
 */
export function openWindow({ preload, icon, title, bounds, now, onCrash }: WindowParts): BrowserWindow {
  const window = new BrowserWindow({
    ...bounds,
    minWidth: smallestSize.width,
    minHeight: smallestSize.height,
    show: false,
    title,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#15181d' : '#f6f7f9',
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
    const again = now() - crashedAt < CRASH_LOOP_MS;
    crashedAt = now();
    onCrash(reason);
    if (!again) void window.loadURL(PAGE);
  });
  void window.loadURL(PAGE);
  return window;
}
