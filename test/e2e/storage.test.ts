import { chmodSync, mkdirSync } from 'node:fs';
import { entriesBelow } from './files.ts';
import { expect, startConnected, test } from './fixtures.ts';
import { isLoopback, listeningSockets, processTree } from './processes.ts';
import * as screen from './screen.ts';
import { isLinux, type Workstation } from './workstation.ts';

test.skip(process.platform === 'win32', 'Windows has no permission bits');

const tooOpen = (station: Workstation) =>
  entriesBelow(station.home).filter(
    ({ kind, mode }) => kind !== 'other' && mode !== (kind === 'folder' ? 0o700 : 0o600),
  );

const ready = (station: Workstation) =>
  station.log().filter(({ event, name }) => event === 'situation' && name === 'ready').length;

test('SECURITY 24: the data folder is 0700 and every file in it 0600, whatever it was before', async ({
  station,
  service,
}) => {
  mkdirSync(station.home, { mode: 0o755 });
  chmodSync(station.home, 0o755);
  const page = await startConnected(station, service, { undoSeconds: 0 });
  const jobId = await screen.readyJob(page, service);
  await screen.openJob(page, jobId);
  await screen.approve(page);
  await screen.expectStatus(page, jobId, 'Delivered');
  await screen.goTo(page, 'Settings');
  await page.getByRole('textbox', { name: 'Token lifetime' }).fill('30');
  await page.getByRole('button', { name: 'Save settings' }).click();
  await expect(page.getByText('Saved')).toBeVisible();
  expect(tooOpen(station)).toEqual([]);
  await page.getByRole('button', { name: 'Practise' }).click();
  await expect(page).toHaveTitle('Countersign (practice)');
  await expect(screen.queueGrid(page)).toBeVisible();
  expect(tooOpen(station)).toEqual([]);
  await station.quit();
  expect(tooOpen(station)).toEqual([]);
  // The browser's own files are among those that were looked at.
  const files = entriesBelow(station.home).map(({ path }) => path.slice(station.home.length + 1));
  expect(files).toEqual(expect.arrayContaining(['settings.json', 'live/keys.json', 'live/countersign.db', 'browser']));
});

test('SECURITY 24: no port is open, but for the practice service on loopback', async ({ station, service }) => {
  test.skip(!isLinux, 'open ports are read from /proc');
  await startConnected(station, service);
  await station.quit();
  const readyOnce = ready(station);
  const live = await station.startPlainly();
  try {
    await expect.poll(() => ready(station)).toBe(readyOnce + 1);
    expect(processTree(live.pid).length).toBeGreaterThan(2);
    expect(listeningSockets(processTree(live.pid))).toEqual([]);
    // The same look does find a port: the service's, in this very process.
    expect(listeningSockets([process.pid]).length).toBeGreaterThan(0);
  } finally {
    await live.stop();
  }

  const page = await station.start();
  await screen.goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Practise' }).click();
  await expect(page).toHaveTitle('Countersign (practice)');
  await expect(screen.queueGrid(page)).toBeVisible();
  await station.quit();
  const readyBefore = ready(station);
  const practice = await station.startPlainly();
  try {
    await expect.poll(() => ready(station)).toBe(readyBefore + 1);
    const open = listeningSockets(processTree(practice.pid));
    expect(open).toHaveLength(1);
    expect(open.filter((socket) => !isLoopback(socket))).toEqual([]);
  } finally {
    await practice.stop();
  }
});
