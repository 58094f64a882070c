import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readlinkSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { _electron } from 'playwright/test';
import { electronExecutable } from '../../scripts/electron/runtime.mjs';
import { expect, startConnected, test } from './fixtures.ts';
import { Panel } from './panel.ts';
import * as screen from './screen.ts';
import { flags, projectRoot, rootFlags, type Workstation } from './workstation.ts';

const windows = (station: Workstation) =>
  station.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((one) => (one.isVisible() ? 'shown' : 'hidden')),
  );

/** Starts the app a second time with these arguments, and gives the code with which it ended. */
async function startAgain(station: Workstation, ...args: string[]): Promise<number | null> {
  const child = spawn(await electronExecutable(), ['.', ...rootFlags, ...flags, ...args], {
    cwd: projectRoot,
    env: station.env,
    stdio: 'ignore',
  });
  const [code] = await once(child, 'exit');
  return code as number | null;
}

test('SECURITY 26: a second start hands over its link, and the first takes it and comes forward', async ({
  station,
  service,
}) => {
  const panel = await Panel.start();
  try {
    const page = await startConnected(station, service);
    await expect.poll(() => panel.complete()).toBe(true);
    await station.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await expect.poll(() => windows(station)).toEqual(['hidden']);

    expect(await startAgain(station, '--hidden')).toBe(0);
    expect(await windows(station)).toEqual(['hidden']);

    const jobId = service.addJob();
    expect(await startAgain(station, `countersign://job/${jobId}`)).toBe(0);
    await expect.poll(() => windows(station)).toEqual(['shown']);
    await expect(screen.reviewOf(page)).toContainText(jobId);
  } finally {
    panel.stop();
  }
});

test('started hidden there is no window until the tray is asked for one', async ({ station, service }) => {
  await startConnected(station, service);
  await station.quit();
  const panel = await Panel.start();
  const electron = await _electron.launch({
    executablePath: await electronExecutable(),
    cwd: projectRoot,
    args: ['.', ...flags, '--hidden'],
    env: station.env,
    chromiumSandbox: rootFlags.length === 0,
  });
  try {
    await expect.poll(() => panel.complete()).toBe(true);
    await expect.poll(() => panel.tooltip()).toBe('Countersign: Nothing to do');
    expect(electron.windows()).toEqual([]);
    const opened = electron.waitForEvent('window');
    await panel.activate();
    await expect(screen.queueGrid(await opened)).toBeVisible();
  } finally {
    await electron.close();
    panel.stop();
  }
});

test('without a window, a termination signal still ends the app in order', async ({ station, service }) => {
  await startConnected(station, service);
  await station.quit();
  const panel = await Panel.start();
  const child = spawn(await electronExecutable(), ['.', ...rootFlags, ...flags, '--hidden'], {
    cwd: projectRoot,
    env: station.env,
    stdio: 'ignore',
  });
  try {
    await expect.poll(() => panel.complete()).toBe(true);
    await expect.poll(() => panel.tooltip()).toBe('Countersign: Nothing to do');
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(station.log().at(-1)).toMatchObject({ event: 'situation', name: 'starting' });
  } finally {
    child.kill('SIGKILL');
    panel.stop();
  }
});

test('SECURITY 27: a lock left by a crash does not stop the next start', async ({ station, service }) => {
  await startConnected(station, service);
  const lock = join(station.home, 'SingletonLock');
  expect(readlinkSync(lock)).toMatch(/-\d+$/);
  await station.kill();
  await expect(screen.queueGrid(await station.start())).toBeVisible();
  await station.quit();

  const hostname = execFileSync('hostname', { encoding: 'utf8' }).trim();
  // Of a process that is gone, on this machine and on one that had another name then.
  for (const left of [`${hostname}-4194300`, 'another-name-4194300']) {
    symlinkSync(left, lock);
    await expect(screen.queueGrid(await station.start()), left).toBeVisible();
    await station.quit();
    try {
      unlinkSync(lock);
    } catch {
      // The app took it away as it ended.
    }
  }
});
