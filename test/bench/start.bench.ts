// What the installed app costs to start and to have open, beside an empty window on the very same runtime: the time from
// the start of the process until the window is on the screen, which is at its first paint, and the memory of all processes.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bringPackages } from '../../scripts/bring-up/system-packages.mjs';
import { startDesktop } from '../../scripts/desktop.mjs';
import { buildSmoke } from '../../scripts/packaging/smoke.mjs';
import { addJobs, createKey } from '../e2e/screen.ts';
import { flags, rootFlags, Workstation } from '../e2e/workstation.ts';
import { startPlainScopeService } from '../fakes/plain-scope-service.ts';
import { pssMegabytes } from './process-cost.ts';

const ROUNDS = 7;
const JOBS = 50;
const SETTLE_MS = 8_000;

const say = (line: string) => process.stdout.write(`${line}\n`);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

interface Contender {
  readonly name: string;
  readonly folder: string;
  readonly title: string;
  readonly env: Record<string, string>;
}

/** Starts it, waits for its window, lets it settle where its memory is wanted, and ends it. */
async function measure({ folder, title, env }: Contender, weigh: boolean): Promise<{ ms: number; megabytes: number }> {
  const began = performance.now();
  const child = spawn(join(folder, 'countersign'), [...rootFlags, ...flags], { env, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const visible = () => {
    try {
      return execFileSync('xdotool', ['search', '--onlyvisible', '--name', title], { env, stdio: 'pipe' }).length > 0;
    } catch {
      return false;
    }
  };
  try {
    while (!visible()) {
      if (performance.now() - began > 60_000 || child.exitCode !== null) throw new Error(`no window “${title}” came`);
      await pause(10);
    }
    const ms = performance.now() - began;
    if (weigh) await pause(SETTLE_MS);
    return { ms, megabytes: weigh ? pssMegabytes(child.pid ?? 0) : 0 };
  } finally {
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(force);
  }
}

async function compareStarts(): Promise<void> {
  await bringPackages(['xdotool']);
  const place = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  const desktop = await startDesktop();
  const service = await startPlainScopeService();
  const station = new Workstation(desktop.env);
  try {
    const { folder } = await buildSmoke({ number: 1, to: join(place, 'built'), deb: false, log: () => {} });
    const empty = join(place, 'empty');
    cpSync(folder, empty, { recursive: true });
    const { createPackage } = await import('@electron/asar');
    rmSync(join(empty, 'resources', 'app.asar.unpacked'), { recursive: true });
    await createPackage(join(import.meta.dirname, 'window-app'), join(empty, 'resources', 'app.asar'));

    station.administer({ service: { address: service.address, issuer: 'https://authority.example.org' } });
    const page = await station.start();
    await createKey(page);
    await addJobs(page, Array.from({ length: JOBS }, () => service.addJob()).join('\n'));
    await station.quit();

    const contenders: readonly Contender[] = [
      {
        name: 'an empty window',
        folder: empty,
        title: '^Empty$',
        env: { ...station.env, WINDOW_APP_HOME: join(place, 'home') },
      },
      { name: `Countersign, ${JOBS} jobs`, folder, title: '^Countersign', env: station.env },
    ];
    // Whoever comes first to a display pays for what all later ones find done, and fills the disk's cache.
    for (const contender of contenders) await measure(contender, false);
    const times = contenders.map((): number[] => []);
    const weights = contenders.map((): number[] => []);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [index, contender] of contenders.entries()) {
        const weigh = round < 3;
        const { ms, megabytes } = await measure(contender, weigh);
        times[index]?.push(ms);
        if (weigh) weights[index]?.push(megabytes);
      }
    }
    const [baseTime = 1, baseWeight = 1] = [median(times[0] ?? []), median(weights[0] ?? [])];
    for (const [title, figures, base, unit, aim] of [
      ['Until the window is on the screen', times, baseTime, 'ms', '1.3'],
      ['Memory with the window open (PSS of all processes)', weights, baseWeight, 'MB', '1.35'],
    ] as const) {
      say(`\n${title}`);
      for (const [index, { name }] of contenders.entries()) {
        const value = median(figures[index] ?? []);
        const aside = index === 0 ? '' : `   ${(value / base).toFixed(2)} × the empty one (aim: ${aim} at most)`;
        say(`  ${name.padEnd(30)} ${value.toFixed(0).padStart(6)} ${unit}${aside}`);
      }
    }
  } finally {
    await station.end();
    await service.stop();
    await desktop.stop();
    rmSync(place, { recursive: true, force: true, maxRetries: 5 });
  }
}

if (process.platform === 'linux') await compareStarts();
else say('Only Linux tells what a whole tree of processes costs: nothing was measured.');
