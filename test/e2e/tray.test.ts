import { join } from 'node:path';
import { makeSubject } from '../fakes/subject.ts';
import { expect, startConnected, test } from './fixtures.ts';
import { Panel, type Pixmap } from './panel.ts';
import * as screen from './screen.ts';
import { projectRoot, type Workstation } from './workstation.ts';

let panel: Panel;

test.beforeEach(async ({ station }) => {
  // There the item sends its pixels; on GNOME it names a file.
  station.env.XDG_CURRENT_DESKTOP = 'KDE';
  panel = await Panel.start();
});
test.afterEach(() => panel.stop());

/** The shape of a drawn icon, as the item would send it. */
const drawn = (station: Workstation, name: string): Promise<Pixmap> =>
  station.electron.evaluate(
    ({ nativeImage }, path) => {
      const image = nativeImage.createFromPath(path);
      // BGRA
      const shape = [...image.toBitmap()].filter((_, index) => index % 4 === 3);
      return { ...image.getSize(), shape };
    },
    join(projectRoot, 'dist', 'icons', 'tray', 'light', `${name}-22.png`),
  );

const showsIcon = async (station: Workstation, name: string): Promise<void> => {
  const wanted = await drawn(station, name);
  await expect
    .poll(async () => JSON.stringify(await panel.icon()) === JSON.stringify(wanted), { message: name })
    .toBe(true);
};

const inTray = () => expect.poll(() => panel.complete()).toBe(true);

const windows = (station: Workstation) =>
  station.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((one) => one.isVisible()));

test('the tray item tells where the app stands, by its shape and in words', async ({ station, service }) => {
  const page = await startConnected(station, service);
  await inTray();
  expect(panel.items).toBe(1);
  await expect.poll(() => panel.tooltip()).toBe('Countersign: Nothing to do');
  await showsIcon(station, 'clear');

  await screen.readyJob(page, service);
  await expect.poll(() => panel.tooltip()).toBe('Countersign: 1 job waits for your decision');
  await showsIcon(station, 'decide');
  expect(panel.launcherCounts.at(-1)).toBe(1);

  await service.stop();
  await expect.poll(() => panel.tooltip()).toBe('Countersign: Cannot see the service · 1 job waits for your decision');
  await showsIcon(station, 'blind');
});

test('the menu has the newest ready jobs without their values, and takes the operator to one', async ({
  station,
  service,
}) => {
  const page = await startConnected(station, service);
  await inTray();
  const email = 'alice@example.org';
  const token = makeSubject('alice').requestToken({ scope: 'email', email });
  const jobs: string[] = [];
  for (let count = 0; count < 6; count += 1) jobs.push(await screen.readyJob(page, service, token));
  const [, ...newest] = jobs;
  const labels = newest.reverse().map((jobId) => `email · ${jobId}`);
  await expect.poll(async () => (await panel.labels()).filter((label) => label.includes('·'))).toEqual(labels);
  expect((await panel.labels()).join()).not.toContain(email);

  await station.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect.poll(() => windows(station)).toEqual([false]);
  await panel.press(labels[2] ?? '');
  await expect.poll(() => windows(station)).toEqual([true]);
  await expect(screen.reviewOf(page)).toContainText(newest[2] ?? 'no job');
});

test('the menu adds from the clipboard, pauses, resumes, opens and quits', async ({ station, service }) => {
  const page = await startConnected(station, service);
  await expect
    .poll(() => panel.labels())
    .toEqual([
      '[Nothing to do]',
      'Open Countersign',
      'Add from clipboard',
      'Pause watching',
      '  For 1 hour',
      '  Until tomorrow morning',
      '  Until I resume it',
      'Stop signing',
      'Quit',
    ]);
  const jobId = service.addJob();
  await station.electron.evaluate(({ clipboard }, text) => clipboard.writeText(text), `${jobId}\nnot a job\n`);
  await panel.press('Add from clipboard');
  await expect(screen.rowOf(page, jobId)).toBeVisible();
  await expect(page.getByText('From the clipboard: 1 added, 0 already here, 1 refused.')).toBeVisible();

  await panel.press('Until I resume it');
  await expect.poll(() => panel.tooltip()).toBe('Countersign: Watching is paused');
  await showsIcon(station, 'paused');
  await panel.press('Resume watching');
  await expect.poll(() => panel.labels()).toContain('Pause watching');

  const close = () => station.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await close();
  await expect.poll(() => windows(station)).toEqual([false]);
  await panel.press('Open Countersign');
  await expect.poll(() => windows(station)).toEqual([true]);
  await close();
  await expect.poll(() => windows(station)).toEqual([false]);
  await panel.activate();
  await expect.poll(() => windows(station)).toEqual([true]);

  const ended = new Promise((resolve) => station.electron.process().once('exit', resolve));
  await panel.press('Quit');
  expect(await ended).toBe(0);
  // What `stop` leaves behind last: the app ended in order.
  expect(station.log().at(-1)).toMatchObject({ event: 'situation', name: 'starting' });
});

test('practice has another shape than anything real', async ({ station }) => {
  const page = await station.start();
  await inTray();
  await showsIcon(station, 'asking');
  await page.getByRole('button', { name: 'Practise first' }).click();
  await expect(screen.queueGrid(page)).toBeVisible();
  await expect.poll(() => panel.tooltip()).toMatch(/^Countersign: Practice: /);
  const shape = (await panel.icon()).shape.join();
  for (const name of ['clear', 'decide', 'blind', 'asking', 'paused']) {
    expect((await drawn(station, name)).shape.join(), name).not.toBe(shape);
  }
  const practising = await Promise.all(
    ['clear-practice', 'decide-practice', 'asking-practice'].map((name) => drawn(station, name)),
  );
  expect(practising.map((one) => one.shape.join())).toContain(shape);
});

test('a tray that comes later, goes, and comes back is noticed each time', async ({ station, service }) => {
  panel.stop();
  const page = await startConnected(station, service);
  const tray = async () =>
    (await page.evaluate(async () => {
      const answer = await window.authority.health(null);
      return answer.ok && answer.value.surroundings.tray;
    })) as boolean;
  expect(await tray()).toBe(false);
  for (let round = 0; round < 2; round += 1) {
    panel = await Panel.start();
    await expect.poll(tray).toBe(true);
    await inTray();
    await expect.poll(() => panel.tooltip()).toBe('Countersign: Nothing to do');
    panel.stop();
    await expect.poll(tray).toBe(false);
  }
});
