import { chmodSync, mkdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { app, type BrowserWindow, dialog, Menu } from 'electron';
import { systemClock } from './clock.ts';
import { createDesk } from './desk.ts';
import { faultText } from './errors.ts';
import { publish } from './ipc/publish.ts';
import { serve } from './ipc/serve.ts';
import { fileLog } from './log.ts';
import { registerAppScheme, serveApp } from './shell/app-protocol.ts';
import { keepOrder } from './shell/lifecycle.ts';
import { startPracticeProcess } from './shell/practice-process.ts';
import { denyEverythingElse, lockSession } from './shell/security.ts';
import { shellServices } from './shell/services.ts';
import { settingsStore } from './shell/settings.ts';
import { openWindow, windowTitle } from './shell/window.ts';
import { keychain } from './signing/keychain.ts';

// Everything the app writes is the operator's alone, the browser's own files included.
process.umask(0o077);
const home = resolve(process.env.COUNTERSIGN_HOME || app.getPath('userData'));
mkdirSync(home, { recursive: true, mode: 0o700 });
chmodSync(home, 0o700);
app.setPath('userData', home);
app.setPath('sessionData', join(home, 'browser'));

if (app.requestSingleInstanceLock()) {
  registerAppScheme();
  // As root Chromium runs only without its process sandbox (tests, containers); asking for both ends every child process.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  // Not awaited: Electron becomes ready only after this module has been evaluated.
  app
    .whenReady()
    .then(run)
    .catch((fault: unknown) => {
      // Without a window nobody would learn why; and a process that does nothing would keep the next start from trying.
      dialog.showErrorBox(
        'Countersign cannot start',
        `${faultText(fault)}\n\nNothing was changed. Data folder: ${home}`,
      );
      app.exit(1);
    });
} else {
  app.quit();
}

async function run(): Promise<void> {
  const dist = join(import.meta.dirname, '..');
  const log = fileLog(join(home, 'log', 'countersign.log'), systemClock.now);
  const desk = createDesk({
    home,
    configPath: process.env.COUNTERSIGN_CONFIG || undefined,
    settings: settingsStore(home, log),
    secrets: keychain,
    startPractice: (dataFile) => startPracticeProcess(join(dist, 'main', 'practice.js'), dataFile),
    clock: systemClock,
    log,
    operator: userInfo().username,
    version: app.getVersion(),
  });

  if (process.platform !== 'darwin') Menu.setApplicationMenu(null);
  denyEverythingElse(log);
  lockSession(log);
  serveApp(join(dist, 'renderer'));

  let window: BrowserWindow | null = null;
  const page = () => window?.webContents ?? null;
  const open = () => {
    const preload = join(dist, 'preload', 'index.cjs');
    window = openWindow(preload, desk.practising(), systemClock.now, (reason) =>
      log('error', 'page-crashed', { reason }),
    );
    window.on('closed', () => {
      window = null;
    });
  };
  serve(desk, shellServices, page, log);
  publish(desk, page);
  desk.onChange(() => window?.setTitle(windowTitle(desk.practising())));
  keepOrder(() => window, open, desk.stop);
  open();
  await desk.start();
}
