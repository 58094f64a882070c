import { userInfo } from 'node:os';
import { basename, join } from 'node:path';
import { app, type BrowserWindow, net } from 'electron';
import { systemClock } from './clock.ts';
import { endpointsOf, whereabouts } from './command-line/endpoint.ts';
import { serveCommands } from './command-line/server.ts';
import { createDesk } from './desk.ts';
import { finding } from './errors.ts';
import { publish } from './ipc/publish.ts';
import { serve } from './ipc/serve.ts';
import type { Log } from './log.ts';
import { machineSource } from './managed/machine-source.ts';
import { setApplicationMenu } from './shell/application-menu.ts';
import type { Start } from './shell/arguments.ts';
import { badge } from './shell/badge.ts';
import { confirmInDialog } from './shell/confirmation.ts';
import { keepFront } from './shell/front.ts';
import { type listenForStarts, makeKnown } from './shell/handover.ts';
import { keepAppUpdated } from './shell/keep-updated.ts';
import { followLanguage } from './shell/language.ts';
import { launcherCount } from './shell/launcher-count.ts';
import type { LeftWindow } from './shell/left-window.ts';
import { keepOrder } from './shell/lifecycle.ts';
import { followLoginSetting } from './shell/login-item.ts';
import { notifications } from './shell/notifications.ts';
import { createNotifier } from './shell/notifier.ts';
import { watchMachine } from './shell/power.ts';
import { startPracticeProcess } from './shell/practice-process.ts';
import { localTime } from './shell/quiet-hours.ts';
import { watchReplaced } from './shell/replaced.ts';
import { followScreenReader } from './shell/screen-reader.ts';
import { shellServices } from './shell/services.ts';
import { noSessionBus, openSessionBus } from './shell/session-bus.ts';
import { settingsStore } from './shell/settings.ts';
import { systemProxy } from './shell/system-proxy.ts';
import { askForFinger } from './shell/touch-id.ts';
import { showTray } from './shell/tray.ts';
import { trayHost } from './shell/tray-host.ts';
import { pageParts } from './shell/window.ts';
import { keychain } from './signing/keychain.ts';

export interface PartsOf {
  readonly home: string;
  /** Folder of what was built: pages, icons, programs. */
  readonly dist: string;
  readonly log: Log;
  /** Where the window was left. */
  readonly left: LeftWindow;
  /** What this process was started for. */
  readonly own: Start;
  /** The window, whose page waits to be answered; null where the app starts out of sight. */
  readonly first: BrowserWindow | null;
  /** From now on the page has somebody to answer it. */
  readonly answered: () => void;
  readonly onStart: ReturnType<typeof listenForStarts>;
}

/** Puts the real parts together and starts them, in this order; they are stopped in the reverse one. */
export async function startParts({ home, dist, log, left, own, first, answered, onStart }: PartsOf): Promise<void> {
  const settings = settingsStore(home, log);
  let windowNow: () => BrowserWindow | null = () => first;
  const desk = createDesk({
    home,
    machine: machineSource(process.platform, app.isPackaged),
    configPath: process.env.COUNTERSIGN_CONFIG || undefined,
    settings,
    secrets: keychain,
    confirmation: confirmInDialog(() => windowNow()),
    presence: askForFinger,
    startPractice: (dataFile) => startPracticeProcess(join(dist, 'main', 'practice.js'), dataFile),
    systemProxy,
    clock: systemClock,
    log,
    operator: userInfo().username,
    version: app.getVersion(),
    runtime: { electron: process.versions.electron, packaged: app.isPackaged },
  });

  // Before the first words are said, in a title or an answer.
  let setMenu = () => {};
  await followLanguage(desk, () => setMenu(), log);
  if (first?.isDestroyed()) return;

  const bus = process.platform === 'linux' ? openSessionBus(systemClock, log) : noSessionBus;
  followScreenReader(bus);
  const host = trayHost(bus);
  const icons = join(dist, 'icons');
  const front = keepFront({
    desk,
    settings,
    left,
    host,
    first,
    ...pageParts(dist),
    clock: systemClock,
    log,
  });
  const { keepAlive, window, page } = front;
  windowNow = window;
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
    shellServices({
      window,
      tray: host.present,
      online: () => net.isOnline(),
      keepAlive,
      upkeep,
      sessionBus: bus !== noSessionBus,
    }),
    page,
    log,
  );
  publish(desk, page);
  answered();

  // Until the page has come up nothing else is begun: its files and its answers come through this very thread.
  if (first) {
    front.show();
    await front.loaded();
  }

  const machine = watchMachine(desk, bus, systemClock, front.screenLocked);
  setMenu = () => setApplicationMenu({ close: front.close, quit });
  setMenu();
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
    for (const path of evidence) desk.tell(finding('evidence-by-command', { file: basename(path) }));
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
  if (!first) front.startAway();
  await desk.start();
  upkeep.start();
  followLoginSetting(desk, log);
}
