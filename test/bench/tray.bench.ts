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
const WATCH_MS = 90_000;

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

/** Makes the key and adds the jobs as a person does, and waits until each was read once. */
async function prepare(station: Workstation, service: PlainScopeService): Promise<void> {
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
  await station.quit();
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
    await prepare(station, service);

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

    const asked = service.requests.length;
    const probe = `${service.address}/scope/${'A'.repeat(20)}`;
    const loop = await run(trayApp, [], { TRAY_APP_ASKS: probe, TRAY_APP_EVERY_MS: '1000' });
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

    const bare = requests.filter(({ path }) => path.endsWith('A'.repeat(20))).length;
    const percent = (part: number) => ((100 * part) / ms).toFixed(2);
    const perSecond = (count: number) => ((1_000 * count) / ms).toFixed(2);
    const megabytes = (value: number) => value.toFixed(1).padStart(7);
    say(`\nMemory in the tray (PSS of all processes), ${JOBS} jobs watched, no page`);
    say(`  an empty tray app                     ${megabytes(emptyMegabytes)} MB`);
    for (const [name, value] of [
      ['Countersign, just started', before],
      ['Countersign, two minutes later', after],
    ] as const)
      say(
        `  ${name.padEnd(37)} ${megabytes(value)} MB   ${(value / emptyMegabytes).toFixed(2)} × the empty one (aim: 1.25 at most)`,
      );
    say(`\nProcessor time in the tray, over ${Math.round(ms / 1_000)} s`);
    say(`  a bare loop, ${perSecond(bare)} requests/s               ${percent(spent.loop).padStart(5)} %`);
    say(
      `  Countersign, ${perSecond(requests.length - bare)} requests/s               ${percent(spent.app).padStart(5)} %   ${percent(spent.app - spent.loop)} points more (aim: under 0.3)`,
    );
    if (service.requests.length === asked) throw new Error('the app watched nothing');
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
