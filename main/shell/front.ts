import { app, type BrowserWindow, dialog, Notification, type WebContents } from 'electron';
import type { Clock } from '../clock.ts';
import type { Desk } from '../desk.ts';
import { finding } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Remembered, SettingsStore } from '../settings.ts';
import { say } from '../words.ts';
import { onClosing } from './closing.ts';
import type { LeftWindow } from './left-window.ts';
import { collectGarbage } from './memory.ts';
import type { TrayHost } from './tray-host.ts';
import { appear, openWindow } from './window.ts';
import { windowTitle } from './window-title.ts';

export interface FrontParts {
  readonly desk: Pick<Desk, 'practising' | 'glance' | 'onChange' | 'settings' | 'setInFront' | 'tell'>;
  readonly settings: SettingsStore;
  readonly left: LeftWindow;
  readonly host: TrayHost;
  /** A window that was opened, and appears by itself, before there was a desk; null for none. */
  readonly first: BrowserWindow | null;
  readonly preload: string;
  readonly icon: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** The one window as the operator has it: it goes out of sight, its page ends after a while, and it comes back where it was. */
export interface Front {
  window(): BrowserWindow | null;
  page(): WebContents | null;
  /** Brings the window forward, made anew where there is none. */
  show(): void;
  /** At login: no window where there is a tray, a minimised one where there is none. */
  startAway(): void;
  close(): void;
  /** Settles when the window's page has come up, or has taken too long to be waited for. */
  loaded(): Promise<void>;
  /** Whether the operator has the window before them. */
  inFront(): boolean;
  onFront(listener: (inFront: boolean) => void): void;
  /** A hidden page is kept while something typed in it is stored nowhere else. */
  keepAlive(busy: boolean): void;
  screenLocked(locked: boolean): void;
  /** The app is about to end: nothing is kept from closing any more. */
  leave(): void;
  /** Everything is stored: a page that does not answer must not hold up the end. */
  end(): void;
}

/** How long a hidden page is kept: coming right back to it takes no time, and a day in the tray takes no memory. */
const HIDDEN_PAGE_MS = 60_000;
const COLLECT_AFTER_MS = 5_000;
const PAGE_LOADS_WITHIN_MS = 1_000;
const REMEMBER_AFTER_MS = 500;
/** At login the panel is often later than the app; one that was restarted is back by then. */
const TRAY_COMES_WITHIN_MS = 10_000;

export function keepFront(parts: FrontParts): Front {
  const { desk, settings, left, host, clock } = parts;
  const listeners: ((inFront: boolean) => void)[] = [];
  let window: BrowserWindow | null = null;
  let { first } = parts;
  let busy = false;
  let locked = false;
  let leaving = false;
  let inFront = false;
  let keepPage = () => {};
  let forgetPlace = () => {};
  let waitForTray = () => {};

  const look = () => {
    const now = !!window && !locked && window.isVisible() && window.isFocused() && !window.isMinimized();
    if (now === inFront) return;
    inFront = now;
    desk.setInFront(now);
    for (const listener of listeners) listener(now);
  };

  const endPageLater = () => {
    keepPage();
    keepPage = () => {};
    if (!window || window.isVisible() || busy) return;
    keepPage = clock.after(HIDDEN_PAGE_MS, () => {
      if (!window || window.isVisible() || busy) return;
      parts.log('info', 'page-ended');
      window.destroy();
    });
  };

  const rememberPlace = () => {
    forgetPlace();
    // A minimised window stands nowhere.
    if (!window || window.isMinimized() || window.isFullScreen()) return;
    const { x, y, width, height } = window.getNormalBounds();
    left.write({ x, y, width, height, maximized: window.isMaximized() });
  };
  const rememberPlaceSoon = () => {
    forgetPlace();
    forgetPlace = clock.after(REMEMBER_AFTER_MS, rememberPlace);
  };

  const closing = (event: Electron.Event) => {
    if (leaving || !window) return;
    event.preventDefault();
    rememberPlace();
    const does = onClosing({ keepRunning: desk.settings().values.keepRunning, tray: host.present() });
    if (does === 'minimise') {
      window.minimize();
      tellOnce('no-tray');
      return;
    }
    // Out of sight at once, also where the app still ends what is under way.
    goAway(window);
    if (does === 'quit') app.quit();
    else tellOnce('keeps-running');
  };

  const tellOnce = (what: Remembered['told'][number]) => {
    const { told } = settings.read().remembered;
    if (told.includes(what)) return;
    settings.write({ remembered: { told: [...told, what] } });
    // The window is still there to say it.
    if (what === 'no-tray') return desk.tell(finding('no-tray'));
    const title = say('tray.keepsRunning');
    const body = say('tray.keepsRunningExplained');
    if (Notification.isSupported()) new Notification({ title, body }).show();
    else {
      void dialog.showMessageBox({ type: 'info', message: title, detail: body, buttons: [say('tray.ok')] });
    }
  };

  const make = (as: 'shown' | 'minimised') => {
    const made = first ?? openWindow({ ...parts, title: title() });
    if (made === first) made.setTitle(title());
    else void appear(made, left.read(), as);
    first = null;
    window = made;
    busy = false;
    for (const name of ['focus', 'blur', 'show', 'hide', 'minimize', 'restore'] as const) {
      made.on(name as 'focus', look);
    }
    for (const name of ['show', 'hide'] as const) made.on(name as 'show', endPageLater);
    for (const name of ['move', 'resize', 'maximize', 'unmaximize'] as const)
      made.on(name as 'move', rememberPlaceSoon);
    made.on('close', closing);
    made.on('closed', () => {
      window = null;
      keepPage();
      forgetPlace();
      look();
      // Once everything that was the page's has been let go of.
      clock.after(COLLECT_AFTER_MS, collectGarbage);
    });
    // One that is there already tells nothing more of how it came.
    look();
  };

  const title = () => windowTitle(desk.practising(), desk.glance().signingStopped, app.getVersion());
  desk.onChange(() => window?.setTitle(title()));
  // Until a window is before the operator, nobody sees what happens.
  desk.setInFront(false);
  /** A window out of sight and no tray to call it from would be lost to its owner. */
  const comeUnlessTray = () => {
    waitForTray();
    waitForTray = clock.after(TRAY_COMES_WITHIN_MS, () => {
      if (leaving || host.present() || window?.isVisible() || window?.isMinimized()) return;
      if (!window) return make('minimised');
      window.showInactive();
      window.minimize();
    });
  };
  host.onChange(comeUnlessTray);

  return {
    window: () => window,
    page: () => window?.webContents ?? null,
    show: () => {
      if (leaving) return;
      if (!window) return make('shown');
      if (window.webContents.isCrashed()) window.webContents.reload();
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    startAway: () => {
      comeUnlessTray();
    },
    close: () => window?.close(),
    loaded: () =>
      new Promise((resolve) => {
        const giveUp = clock.after(PAGE_LOADS_WITHIN_MS, resolve);
        window?.webContents.once('did-finish-load', () => {
          giveUp();
          resolve();
        });
      }),
    inFront: () => inFront,
    onFront: (listener) => {
      listeners.push(listener);
    },
    keepAlive: (now) => {
      if (busy === now) return;
      busy = now;
      endPageLater();
    },
    screenLocked: (now) => {
      locked = now;
      look();
    },
    end: () => window?.destroy(),
    leave: () => {
      leaving = true;
      waitForTray();
      keepPage();
      if (window?.isVisible()) rememberPlace();
      forgetPlace();
    },
  };
}

/** macOS leaves a black screen behind where a full-screen window is hidden. */
function goAway(window: BrowserWindow): void {
  if (process.platform === 'darwin' && window.isFullScreen()) {
    window.once('leave-full-screen', () => window.hide());
    window.setFullScreen(false);
  } else window.hide();
}
