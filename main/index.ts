import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { app, dialog, Menu } from 'electron';
import { systemClock } from './clock.ts';
import { faultText } from './errors.ts';
import { fileLog } from './log.ts';
import { readyAnswers, registerAppScheme, serveApp } from './shell/app-protocol.ts';
import { startOf } from './shell/arguments.ts';
import { listenForStarts, takeDesk } from './shell/handover.ts';
import { leftWindow } from './shell/left-window.ts';
import { startedByLogin } from './shell/login-item.ts';
import { denyEverythingElse, lockSession } from './shell/security.ts';
import { clearForeignLock, lockIsHeld } from './shell/stale-lock.ts';
import { appear, openWindow, pageParts } from './shell/window.ts';

// Everything the app writes is the operator's alone, the browser's own files included.
process.umask(0o077);
const home = resolve(process.env.COUNTERSIGN_HOME || app.getPath('userData'));
mkdirSync(home, { recursive: true, mode: 0o700 });
// A disk that takes no changes refuses even this; it is the desk that says so then, on a screen.
if ((statSync(home).mode & 0o777) !== 0o700) chmodSync(home, 0o700);
app.setPath('userData', home);
app.setPath('sessionData', join(home, 'browser'));

const onStart = listenForStarts();
clearForeignLock(home);
if (takeDesk(process.argv)) {
  registerAppScheme();
  // Electron would make a menu of its own meanwhile, only for ours to replace it.
  Menu.setApplicationMenu(null);
  // As root Chromium runs only without its process sandbox (tests, containers); asking for both ends every child process.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  // Not awaited: Electron becomes ready only after this module has been evaluated.
  app.whenReady().then(run).catch(cannotStart);
} else if (!lockIsHeld(home) && (await import('./store/obstacle.ts')).obstacleIn(home)) {
  // Nobody has the desk: it could not be taken, and would end without a word.
  app.whenReady().then(() => cannotStart('Nothing can be written to the disk: it is full, or takes no changes.'));
} else {
  app.quit();
}

/** A page that can't be painted is no reason to do nothing. */
const FIRST_PAINT_WITHIN_MS = 1_000;

/** Without a window nobody would learn why; and a process that does nothing would keep the next start from trying. */
function cannotStart(fault: unknown): void {
  dialog.showErrorBox('Countersign cannot start', `${faultText(fault)}\n\nNothing was changed. Data folder: ${home}`);
  app.exit(1);
}

async function run(): Promise<void> {
  const dist = join(import.meta.dirname, '..');
  const log = fileLog(join(home, 'log', 'countersign.log'), systemClock.now);
  denyEverythingElse(log);
  await lockSession(log);
  const answered = serveApp(join(dist, 'renderer'));
  const own = startOf(process.argv);
  const away = (own.hidden || startedByLogin()) && own.links.length === 0;
  // Its process takes longest to come up, so it is begun first of all; what its first paint can do without waits for it.
  const first = away ? null : openWindow({ ...pageParts(dist), title: app.name, log });
  readyAnswers();
  const left = leftWindow(home, log);
  if (first) {
    const late = new Promise<void>((resolve) => systemClock.after(FIRST_PAINT_WITHIN_MS, resolve));
    await Promise.race([appear(first, left.read(), 'shown'), late]);
  }
  const { startParts } = await import('./parts.ts');
  // Closed before there was anything in it: Electron ends the app.
  if (first?.isDestroyed()) return;
  await startParts({ home, dist, log, left, own, first, answered, onStart });
}
