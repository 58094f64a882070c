import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bringPackages } from '../../scripts/bring-up/system-packages.mjs';
import { SmallDisk, whyNoSmallDisk } from '../fakes/small-disk.ts';
import { expect, startConnected, test } from './fixtures.ts';
import { expectAccessible, expectToFit, resize, sizes } from './looks.ts';
import * as screen from './screen.ts';
import type { Workstation } from './workstation.ts';

const why = whyNoSmallDisk();

/** How many windows of the system's own, which the driver does not see, have this title. */
function windowsNamed(title: string, { env }: Workstation): number {
  const { stdout } = spawnSync('xdotool', ['search', '--onlyvisible', '--name', `^${title}$`], {
    env,
    encoding: 'utf8',
  });
  return stdout.split('\n').filter((id) => id !== '').length;
}

/** Has the service's data lie on a small disk, which the test may fill. */
async function withSmallDisk(station: Workstation, work: (disk: SmallDisk) => Promise<void>): Promise<void> {
  const live = join(station.home, 'live');
  mkdirSync(live, { recursive: true, mode: 0o700 });
  const disk = new SmallDisk('8m', live);
  try {
    await work(disk);
    await station.quit();
  } finally {
    disk.end();
  }
}

test.describe(() => {
  test.skip(why !== null, why ?? '');

  test('an approval on a full disk is refused in words, and goes through when there is room', async ({
    station,
    service,
  }) => {
    await withSmallDisk(station, async (disk) => {
      const page = await startConnected(station, service, { undoSeconds: 0 });
      const jobId = await screen.readyJob(page, service);
      await screen.openJob(page, jobId);
      station.expectComplaint(/disk-full|engine-fault|disk is full/);
      disk.fill();
      await screen.approve(page);
      await expect(page.getByText(/The disk is full/).first()).toBeVisible();
      await screen.expectStatus(page, jobId, 'Ready for review');
      expect(service.tokensSeen(jobId)).toEqual([]);
      disk.makeRoom();
      // What was refused has to be shown again first; the press may come before it is.
      await expect(async () => {
        await screen.approveOf(page).click({ timeout: 3_000 });
        await expect.poll(() => service.tokensSeen(jobId).length, { timeout: 3_000 }).toBe(1);
      }).toPass({ timeout: 30_000 });
      await screen.expectStatus(page, jobId, 'Delivered');
    });
  });

  test('an approval that falls due on a full disk is not signed, which is said; with room it goes on by itself', async ({
    station,
    service,
  }) => {
    await withSmallDisk(station, async (disk) => {
      const page = await startConnected(station, service, { undoSeconds: 2 });
      const jobId = await screen.readyJob(page, service);
      await screen.openJob(page, jobId);
      await screen.approve(page);
      station.expectComplaint(/disk-full|engine-fault/);
      disk.fill();
      await expect(page.getByText(/nothing is signed that can’t be stored/).first()).toBeVisible();
      expect(service.tokensSeen(jobId)).toEqual([]);
      disk.makeRoom();
      await screen.expectStatus(page, jobId, 'Delivered');
      expect(service.tokensSeen(jobId)).toHaveLength(1);
    });
  });

  test('a start on a full disk ends on a screen that says so, and Try again works when there is room', async ({
    station,
    service,
  }) => {
    await withSmallDisk(station, async (disk) => {
      await startConnected(station, service);
      await station.quit();
      disk.fill();
      station.expectComplaint(/start-failed/);
      const page = await station.start();
      await expect(page.getByRole('heading', { name: 'The disk is full' })).toBeVisible();
      await expect(page.getByText(join(station.home, 'live'))).toBeVisible();
      disk.makeRoom();
      await page.getByRole('button', { name: 'Try again' }).click();
      await expect(screen.queueGrid(page)).toBeVisible();
    });
  });

  test('a start on a read-only disk ends on a screen that says so, and Try again works when it can be written', async ({
    station,
    service,
  }) => {
    await withSmallDisk(station, async (disk) => {
      await startConnected(station, service);
      await station.quit();
      disk.makeReadOnly();
      station.expectComplaint(/start-failed/);
      const page = await station.start();
      await expect(page.getByRole('heading', { name: 'This desk’s data can’t be written' })).toBeVisible();
      disk.makeWritable();
      await page.getByRole('button', { name: 'Try again' }).click();
      await expect(screen.queueGrid(page)).toBeVisible();
    });
  });

  test('where not even the lock of the app can be written, the app stays to say so and does not vanish', async ({
    station,
    service,
  }) => {
    await bringPackages(['xdotool']);
    mkdirSync(station.home, { recursive: true, mode: 0o700 });
    const disk = new SmallDisk('96m', station.home);
    try {
      await startConnected(station, service);
      await station.quit();
      disk.makeReadOnly();
      const app = await station.startPlainly();
      // The box that says that Countersign cannot start.
      await expect.poll(() => windowsNamed('Error', station), { timeout: 20_000 }).toBe(1);
      // Whoever reads it presses OK; there is nothing else to press.
      process.kill(app.pid, 'SIGKILL');
      await app.ended;
      disk.makeWritable();
      await expect(screen.queueGrid(await station.start())).toBeVisible();
      await station.quit();
    } finally {
      disk.end();
    }
  });
});

test('a damaged database ends on a screen that says where it is, and is taken up again when it was put back', async ({
  station,
  service,
}, info) => {
  const shown = await startConnected(station, service);
  const jobId = await screen.readyJob(shown, service);
  await station.quit();
  const path = join(station.home, 'live', 'countersign.db');
  const sound = readFileSync(path);
  const damaged = Buffer.from(sound).fill(0xa5, 0, 100);
  writeFileSync(path, damaged);
  station.expectComplaint(/start-failed/);

  const page = await station.start();
  await expect(page.getByRole('heading', { name: 'This desk’s data could not be opened' })).toBeVisible();
  await expect(page.getByText(join(station.home, 'live'))).toBeVisible();
  for (const size of sizes) {
    await resize(station, size);
    await expectToFit(page, `${size.width} × ${size.height}`);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.screenshot({ path: info.outputPath(`damaged-${size.width}-${colorScheme}.png`) });
    }
  }
  await expectAccessible(page, 'the screen of a damaged database');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.locator('[data-busy]')).toHaveCount(0);
  expect(readFileSync(path).equals(damaged)).toBe(true);

  writeFileSync(path, sound);
  await page.getByRole('button', { name: 'Try again' }).click();
  await screen.expectStatus(page, jobId, 'Ready for review');
});
