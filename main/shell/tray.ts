import { join } from 'node:path';
import { clipboard, Menu, type MenuItemConstructorOptions, nativeImage, nativeTheme, screen, Tray } from 'electron';
import type { ActionAnswer, Finding, QueueRow } from '../../preload/contract.ts';
import type { Authority } from '../authority.ts';
import type { Clock } from '../clock.ts';
import type { Desk } from '../desk.ts';
import { faultText, finding, findingOf } from '../errors.ts';
import { readInboxFile } from '../intake/inbox-file.ts';
import type { Log } from '../log.ts';
import { atWork, type Overview } from '../overview.ts';
import { say, spoken } from '../words.ts';
import type { TrayHost } from './tray-host.ts';
import { barIsDark, trayDrawings, trayIcon } from './tray-icon.ts';
import { type ReadyRow, statusLine, type TrayAction, type TrayItem, trayMenu } from './tray-menu.ts';

export interface TrayParts {
  readonly desk: Desk;
  readonly host: TrayHost;
  /** Folder of the drawn icons. */
  readonly icons: string;
  readonly showWindow: () => void;
  readonly quit: () => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** A burst of changes is drawn once. */
const DRAW_AFTER_MS = 250;
const NEWEST = 5;
/** More than a heap of IDs by hand; what is longer goes through the window, which takes it bit by bit. */
const LONGEST_CLIPBOARD = 100_000;

/** The app's item in the tray: where it stands at a glance, and the few things that need no window. */
export function showTray(parts: TrayParts): { readonly stop: () => void } {
  const { desk, clock } = parts;
  let tray: Tray | null = null;
  let drawn = { icon: '', line: '', menu: '' };
  let cancel: (() => void) | null = null;
  let asked = false;
  let stopped = false;

  const drawSafely = () => {
    cancel = null;
    try {
      if (asked && !stopped) draw();
    } catch (fault) {
      // The database does not answer: the engine says so by itself, and the next change draws again.
      parts.log('warn', 'tray-not-drawn', { detail: faultText(fault) });
    }
  };
  const draw = () => {
    const overview = desk.overview();
    const view = { ...overview, ready: newestReady(desk, overview), at: moment(clock.now()) };
    const icon = trayIcon(overview.glance);
    const line = say('tray.tooltip', { line: statusLine(view) });
    const items = trayMenu(view);
    const menu = JSON.stringify(items);
    tray ??= new Tray(image(parts.icons, icon));
    const fresh = drawn.icon === '';
    if (fresh) tray.on('click', parts.showWindow);
    if (drawn.icon !== icon) tray.setImage(image(parts.icons, icon));
    if (drawn.line !== line) tray.setToolTip(line);
    // Rebuilt only when it says something else: an open menu closes when it is replaced.
    if (drawn.menu !== menu) tray.setContextMenu(Menu.buildFromTemplate(items.map((item) => template(item, act))));
    drawn = { icon, line, menu };
  };
  const drawSoon = () => {
    cancel ??= clock.after(DRAW_AFTER_MS, drawSafely);
  };
  const drawAnew = () => {
    if (stopped) return;
    tray?.destroy();
    tray = null;
    drawn = { icon: '', line: '', menu: '' };
    drawSafely();
  };

  const done = (answer: ActionAnswer) => {
    if (answer.outcome === 'done') return;
    desk.tell(answer.reason);
    parts.showWindow();
  };
  const act = async (action: TrayAction) => {
    try {
      if (action.act === 'quit') return parts.quit();
      if (action.act === 'pause') return done(desk.pauseAll(action.length));
      if (action.act === 'resume') return done(desk.resumeAll());
      if (action.act === 'stop-signing') return done(desk.stopAllSigning());
      if (action.act === 'job') desk.goToJob(action.jobId, action.service);
      if (action.act === 'service') desk.goTo({}, action.service);
      if (action.act === 'add') desk.tell(await addFromClipboard(desk, action.service), 'clipboard');
      parts.showWindow();
    } catch (fault) {
      parts.log('warn', 'tray-action-failed', { action: action.act, detail: faultText(fault) });
      desk.tell(findingOf(fault));
      parts.showWindow();
    }
  };

  const recolour = () => {
    drawn = { ...drawn, icon: drawn.icon && 'of another colour' };
    drawSoon();
  };
  nativeTheme.on('updated', recolour);
  screen.on('display-metrics-changed', recolour);
  desk.onChange(drawSoon);
  // Electron's item does not find a host that comes later, nor back to one that was restarted.
  parts.host.onChange(drawAnew);
  // Made before the host is known, it would have to be made a second time at once.
  void parts.host.asked.then(() => {
    asked = true;
    drawSafely();
  });
  return {
    stop: () => {
      stopped = true;
      cancel?.();
      const last = tray;
      tray = null;
      // Not from inside a press on its own menu, which quitting may be.
      clock.after(0, () => last?.destroy());
    },
  };
}

/** The newest of all services at work. */
function newestReady(desk: Desk, { services }: Overview): ReadyRow[] {
  const rows = services
    .filter(({ glance }) => atWork(glance))
    .flatMap((service) =>
      newestReadyOf(desk.authority(service.id)).map((row) => (services.length > 1 ? { ...row, service } : row)),
    );
  return services.length > 1 ? rows.sort((a, b) => b.addedAt - a.addedAt).slice(0, NEWEST) : rows;
}

/** The queue has those in need of attention before the ready ones, and of these the oldest first. */
function newestReadyOf(authority: Authority): QueueRow[] {
  const { attention, ready } = authority.counts();
  if (ready === 0) return [];
  const first = attention + Math.max(0, ready - NEWEST);
  const { rows } = authority.queue('open', first, NEWEST);
  return rows.filter(({ status }) => status === 'ready').reverse();
}

async function addFromClipboard(desk: Desk, service?: string): Promise<Finding> {
  // A promise from Electron 45 on, a text before.
  const text = (await clipboard.readText()).trim();
  if (text === '') return finding('clipboard-empty');
  if (text.length > LONGEST_CLIPBOARD) return finding('clipboard-too-long');
  // Job files are copied as well as saved: what looks like JSON is read as the inbox reads it.
  const read = readInboxFile(/^[{[]/.test(text) ? 'clipboard.json' : 'clipboard.txt', Buffer.from(text, 'utf8'));
  if ('reason' in read) return read.reason;
  const lines: string[] = [];
  let firstReason: Finding | null = null;
  let refused = 0;
  for (const entry of read.entries) {
    if ('line' in entry) lines.push(entry.line);
    else {
      refused += 1;
      firstReason ??= entry.reason;
    }
  }
  const answer = desk.authority(service).addJobs(lines.join('\n'), 'window');
  refused += answer.refusedLines.length;
  firstReason ??= answer.refused[0]?.reason ?? null;
  const taken = answer.added.length + answer.known.length;
  if (taken === 0 && firstReason) return refused === 1 ? firstReason : finding('clipboard-refused', { refused });
  return finding('clipboard-added', { added: answer.added.length, known: answer.known.length, refused });
}

function image(folder: string, name: string): Electron.NativeImage {
  const { platform } = process;
  const dark = barIsDark(nativeTheme.shouldUseDarkColors, platform, process.env.XDG_CURRENT_DESKTOP);
  const { scaleFactor: scale } = screen.getPrimaryDisplay();
  const [first, ...others] = trayDrawings(join(folder, 'tray'), name, { platform, dark, scale });
  const whole = nativeImage.createFromPath(first?.path ?? '');
  for (const other of others) {
    const dataURL = nativeImage.createFromPath(other.path).toDataURL();
    whole.addRepresentation({ scaleFactor: other.scale, dataURL });
  }
  return whole;
}

function template(item: TrayItem, act: (action: TrayAction) => unknown): MenuItemConstructorOptions {
  if (item === 'line') return { type: 'separator' };
  // An ampersand would underline the letter after it.
  const label = item.label.replaceAll('&', '&&');
  if ('items' in item) return { label, submenu: item.items.map((one) => template(one, act)) };
  if ('action' in item) return { label, click: () => act(item.action) };
  return { label, enabled: false };
}

/** A time of today as hours and minutes, any other with its day. */
const moment =
  (now: number) =>
  (at: number): string => {
    const today = new Date(at).toDateString() === new Date(now).toDateString();
    return new Intl.DateTimeFormat(
      spoken(),
      today ? { timeStyle: 'short' } : { weekday: 'short', hour: 'numeric', minute: '2-digit' },
    ).format(at);
  };
