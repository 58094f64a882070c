// What the app costs that nobody looks at, in the tray with a thousand jobs to watch: its memory beside that of an empty
// tray app on the same runtime, and its processor time beside that of a bare loop that makes as many requests.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { startDesktop } from '../../scripts/desktop.mjs';
import { electronExecutable } from '../../scripts/electron/runtime.mjs';
import { addJobs, createKey } from '../e2e/screen.ts';
import { flags, projectRoot, rootFlags, Workstation } from '../e2e/workstation.ts';
import { type PlainScopeService, startPlainScopeService } from '../fakes/plain-scope-service.ts';
import { makeSubject } from '../fakes/subject.ts';
import { cpuMs, pssMegabytes } from './process-cost.ts';
import { startTrayPanel } from './tray-panel.ts';

const JOBS = 1_000;
const SETTLE_MS = 20_000;
/** After the start, until V8 has given back what that took. */
const STEADY_AFTER_MS = 60_000;
const FIRST_ON_DISPLAY_MS = 5_000;
/** Until main has collected what the page left behind, and the allocator has given it back to the system. */
const PAGE_ENDED_MS = 120_000;
const SAMPLE_MS = 20_000;
const WATCH_MS = 90_000;
/** A header that tells the loop's requests from the app's. */
const BY_THE_LOOP = 'x-bare-loop';

const say = (line: string) => process.stdout.write(`${line}\n`);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface App {
  readonly pid: number;
  stop(): Promise<void>;
}

async function start(executable: string, app: string, args: string[], env: Record<string, string>): Promise<App> {
  const child = spawn(executable, [app, ...args, ...rootFlags, ...flags], { cwd: projectRoot, env, stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  if (child.pid === undefined) throw new Error(`${app} did not start`);
  return {
    pid: child.pid,
    stop: async () => {
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(force);
    },
  };
}

/**
 * Makes the key and adds the jobs as a person does, waits until each was read once, and ends the window's page.
 * Gives what the app then weighs, in megabytes.
 */
async function prepare(station: Workstation, service: PlainScopeService): Promise<number> {
  const ada = makeSubject('ada');
  const jobIds = Array.from({ length: JOBS }, (_, number) =>
    service.addJob({ content: ada.requestToken({ scope: 'email', email: `person-${number}@example.org` }) }),
  );
  station.administer({ service: { address: service.address, issuer: 'https://authority.example.org' } });
  const page = await station.start();
  await createKey(page);
  await addJobs(page, jobIds.join('\n'));
  const read = () => new Set(service.requests.filter(({ method }) => method === 'GET').map(({ path }) => path)).size;
  for (let seconds = 0; read() < JOBS; seconds += 1) {
    if (seconds > 120) throw new Error(`only ${read()} jobs were read in two minutes`);
    await pause(1_000);
  }
  await station.electron.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) window.destroy();
  });
  await pause(PAGE_ENDED_MS);
  const megabytes = pssMegabytes(station.electron.process().pid ?? 0);
  await station.quit();
  return megabytes;
}

async function measure(): Promise<void> {
  const installed = await electronExecutable();
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  // A copy of its own: the pages of one that also runs elsewhere would be shared, and seem to cost next to nothing.
  const runtime = join(folder, 'runtime');
  cpSync(dirname(installed), runtime, { recursive: true });
  const executable = join(runtime, basename(installed));
  process.env.ELECTRON_OVERRIDE_DIST_PATH = runtime;
  const desktop = await startDesktop();
  const panel = await startTrayPanel(desktop.env.DBUS_SESSION_BUS_ADDRESS ?? '');
  const service = await startPlainScopeService();
  const station = new Workstation(desktop.env);
  const trayApp = join(import.meta.dirname, 'tray-app');
  const running = new Set<App>();
  const run = async (app: string, args: string[], more: Record<string, string>) => {
    const started = await start(executable, app, args, {
      ...station.env,
      TRAY_APP_HOME: join(folder, 'tray-app'),
      ...more,
    });
    running.add(started);
    return started;
  };
  const end = async (app: App) => {
    running.delete(app);
    await app.stop();
  };
  try {
    // Whoever comes first to a display has GTK ask for its GL visuals, loads the drivers into its own memory for that, and
    // leaves the answer on the root window for all who come after.
    const first = await run(trayApp, [], {});
    await pause(FIRST_ON_DISPLAY_MS);
    await end(first);

    const opened = await prepare(station, service);

    // One at a time: two Electrons share their code's pages, and each would seem to need half of them.
    const empty = await run(trayApp, [], {});
    await pause(SETTLE_MS);
    const emptyMegabytes = pssMegabytes(empty.pid);
    await end(empty);

    const items = panel.items();
    const countersign = await run('.', ['--hidden'], {});
    await pause(SETTLE_MS);
    if (panel.items() === items) throw new Error('the app put no item into the tray');
    const before = pssMegabytes(countersign.pid);

    await pause(STEADY_AFTER_MS);
    const since = Date.now();
    const asked = service.requests.length;
    await pause(SAMPLE_MS);
    const sample = service.requests.slice(asked).map(({ method, path }) => ({ method, path }));
    if (sample.length === 0) throw new Error('the app watched nothing');
    const asks = {
      origin: service.address,
      everyMs: (Date.now() - since) / sample.length,
      headers: { [BY_THE_LOOP]: 'yes' },
      requests: sample,
    };
    const loop = await run(trayApp, [], { TRAY_APP_ASKS: JSON.stringify(asks) });
    await pause(SETTLE_MS);
    const from = {
      app: cpuMs(countersign.pid),
      loop: cpuMs(loop.pid),
      requests: service.requests.length,
      at: Date.now(),
    };
    await pause(WATCH_MS);
    const ms = Date.now() - from.at;
    const spent = { app: cpuMs(countersign.pid) - from.app, loop: cpuMs(loop.pid) - from.loop };
    const requests = service.requests.slice(from.requests);
    await end(loop);
    await pause(2_000);
    const after = pssMegabytes(countersign.pid);
    await end(countersign);

    const bare = requests.filter(({ headers }) => BY_THE_LOOP in headers).length;
    const percent = (part: number) => ((100 * part) / ms).toFixed(2);
    const perSecond = (count: number) => ((1_000 * count) / ms).toFixed(2);
    const memory = (name: string, value: number, aside = '') =>
      say(`  ${name.padEnd(37)} ${value.toFixed(1).padStart(6)} MB   ${aside}`);
    const times = (value: number) => `${(value / emptyMegabytes).toFixed(2)} × the empty one`;
    say(`\nMemory in the tray (PSS of all processes), ${JOBS} jobs watched, no page`);
    memory('an empty tray app', emptyMegabytes);
    memory('Countersign, started hidden', before, times(before));
    memory('Countersign, minutes later', after, `${times(after)} (aim: 1.25 at most)`);
    memory('Countersign, after its window was open', opened, `${times(opened)} (with a debugger attached)`);
    const processor = (name: string, count: number, spentMs: number, aside = '') =>
      say(`  ${`${name}, ${perSecond(count)} requests/s`.padEnd(37)} ${percent(spentMs).padStart(6)} %    ${aside}`);
    say(`\nProcessor time in the tray, over ${Math.round(ms / 1_000)} s`);
    processor('a bare loop', bare, spent.loop);
    const more = percent(spent.app - spent.loop);
    processor('Countersign', requests.length - bare, spent.app, `${more} points more (aim: under 0.3)`);
  } finally {
    for (const app of running) await end(app);
    await station.end();
    await service.stop();
    panel.stop();
    await desktop.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

if (process.platform === 'linux') await measure();
else say('Only Linux tells what a whole tree of processes costs: nothing was measured.');
