import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { app, dialog, Menu, net } from 'electron';
import { systemClock } from './clock.ts';
import { endpointsOf, whereabouts } from './command-line/endpoint.ts';
import { serveCommands } from './command-line/server.ts';
import { createDesk } from './desk.ts';
import { faultText, finding } from './errors.ts';
import { publish } from './ipc/publish.ts';
import { serve } from './ipc/serve.ts';
import { fileLog } from './log.ts';
import { machineSource } from './managed/machine-source.ts';
import { readyAnswers, registerAppScheme, serveApp } from './shell/app-protocol.ts';
import { setApplicationMenu } from './shell/application-menu.ts';
import { type Start, startOf } from './shell/arguments.ts';
import { badge } from './shell/badge.ts';
import { keepFront } from './shell/front.ts';
import { listenForStarts, makeKnown, takeDesk } from './shell/handover.ts';
import { keepAppUpdated } from './shell/keep-updated.ts';
import { launcherCount } from './shell/launcher-count.ts';
import { keepOrder } from './shell/lifecycle.ts';
import { followLoginSetting, startedByLogin } from './shell/login-item.ts';
import { notifications } from './shell/notifications.ts';
import { createNotifier } from './shell/notifier.ts';
import { watchMachine } from './shell/power.ts';
import { startPracticeProcess } from './shell/practice-process.ts';
import { localTime } from './shell/quiet-hours.ts';
import { watchReplaced } from './shell/replaced.ts';
import { followScreenReader } from './shell/screen-reader.ts';
import { denyEverythingElse, lockSession } from './shell/security.ts';
import { shellServices } from './shell/services.ts';
import { noSessionBus, openSessionBus } from './shell/session-bus.ts';
import { settingsStore } from './shell/settings.ts';
import { clearForeignLock, lockIsHeld } from './shell/stale-lock.ts';
import { showTray } from './shell/tray.ts';
import { trayHost } from './shell/tray-host.ts';
import { keychain } from './signing/keychain.ts';
import { obstacleIn } from './store/obstacle.ts';

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
} else if (!lockIsHeld(home) && obstacleIn(home)) {
  // Nobody has the desk: it could not be taken, and would end without a word.
  app.whenReady().then(() => cannotStart('Nothing can be written to the disk: it is full, or takes no changes.'));
} else {
  app.quit();
}

/** Without a window nobody would learn why; and a process that does nothing would keep the next start from trying. */
function cannotStart(fault: unknown): void {
  dialog.showErrorBox('Countersign cannot start', `${faultText(fault)}\n\nNothing was changed. Data folder: ${home}`);
  app.exit(1);
}

async function run(): Promise<void> {
  const dist = join(import.meta.dirname, '..');
  const log = fileLog(join(home, 'log', 'countersign.log'), systemClock.now);
  const settings = settingsStore(home, log);
  const desk = createDesk({
    home,
    machine: machineSource(process.platform, app.isPackaged),
    configPath: process.env.COUNTERSIGN_CONFIG || undefined,
    settings,
    secrets: keychain,
    startPractice: (dataFile) => startPracticeProcess(join(dist, 'main', 'practice.js'), dataFile),
    clock: systemClock,
    log,
    operator: userInfo().username,
    version: app.getVersion(),
    runtime: { electron: process.versions.electron, packaged: app.isPackaged },
  });

  denyEverythingElse(log);
  await lockSession(log);
  serveApp(join(dist, 'renderer'));

  const bus = process.platform === 'linux' ? openSessionBus(systemClock, log) : noSessionBus;
  followScreenReader(bus);
  const host = trayHost(bus);
  const icons = join(dist, 'icons');
  const front = keepFront({
    desk,
    settings,
    host,
    preload: join(dist, 'preload', 'index.cjs'),
    icon: join(icons, 'app', '256x256.png'),
    clock: systemClock,
    log,
  });
  const { keepAlive, window, page } = front;
  const quit = () => app.quit();
  const upkeep = keepAppUpdated({
    desk,
    home,
    source: desk.updateSource,
    online: () => net.isOnline(),
    quit,
    clock: systemClock,
    log,
  });
  serve(
    desk,
    shellServices({ window, tray: host.present, online: () => net.isOnline(), keepAlive, upkeep }),
    page,
    log,
  );
  publish(desk, page);

  const own = startOf(process.argv);
  const away = (own.hidden || startedByLogin()) && own.links.length === 0;
  // As soon as there is somebody to answer the page. Until it has come up nothing else is begun: its files and its process
  // come through this very thread.
  if (!away) {
    front.show();
    readyAnswers();
    await front.loaded();
  }

  const machine = watchMachine(desk, bus, systemClock, front.screenLocked);
  setApplicationMenu({ close: front.close, quit });
  const tray = showTray({ desk, host, icons, showWindow: front.show, quit, clock: systemClock, log });
  const count = badge(icons, launcherCount(bus, 'countersign.desktop'));
  desk.onChange(() => count(desk.overview(), window()));
  const notifier = createNotifier({
    desk,
    inFront: front.inFront,
    clock: systemClock,
    localTime,
    showWindow: front.show,
    log,
    ...notifications(log),
  });
  front.onFront((inFront) => inFront && notifier.seen());
  makeKnown();
  const receive = ({ links, evidence }: Start) => {
    for (const link of links) desk.takeLink(link);
    for (const path of evidence) desk.tell(finding('evidence-not-yet', { file: basename(path) }));
  };
  onStart((start) => {
    receive(start);
    if (!start.hidden || start.links.length > 0) front.show();
  });
  const [endpoint] = endpointsOf(whereabouts(home));
  const commands = serveCommands({ desk, endpoint, showWindow: front.show, log });
  const stopWatchingFiles = app.isPackaged
    ? watchReplaced(app.getAppPath(), systemClock, () => desk.tell(finding('app-replaced')))
    : () => {};
  keepOrder({
    log,
    leave: () => {
      front.leave();
      tray.stop();
    },
    show: front.show,
    clock: systemClock,
    stop: async () => {
      notifier.stop();
      upkeep.stop();
      await (await commands).stop();
      await desk.stop();
      front.end();
      machine.stop();
      stopWatchingFiles();
      bus.close();
    },
  });

  receive(own);
  if (app.commandLine.hasSwitch('no-sandbox')) {
    log('warn', 'no-sandbox');
    if (app.isPackaged) desk.tell(finding('no-sandbox'));
  }
  if (away) front.startAway();
  await desk.start();
  upkeep.start();
  followLoginSetting(desk, log);
}
