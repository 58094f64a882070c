import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, startConnected, test } from './fixtures.ts';
import { Panel } from './panel.ts';
import * as screen from './screen.ts';
import type { Workstation } from './workstation.ts';

let panel: Panel | null = null;

test.afterEach(() => {
  panel?.stop();
  panel = null;
});

const withTray = async (): Promise<Panel> => {
  panel = await Panel.start();
  return panel;
};

const windows = (station: Workstation) =>
  station.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((one) => (one.isVisible() ? 'shown' : 'hidden')),
  );

const close = (station: Workstation) =>
  station.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());

/** The minute after which a hidden page ends passes at once. */
const hurryHiddenPages = (station: Workstation) =>
  station.electron.evaluate(() => {
    const real = globalThis.setTimeout;
    const hurried = (callback: () => void, ms?: number) => real(callback, ms === 60_000 ? 50 : ms);
    globalThis.setTimeout = hurried as typeof setTimeout;
  });

const told = (station: Workstation): unknown =>
  JSON.parse(readFileSync(join(station.home, 'settings.json'), 'utf8')).remembered.told;

test('closing hides the window, its page ends, and it comes back where it was', async ({ station, service }) => {
  const tray = await withTray();
  const page = await startConnected(station, service);
  await expect.poll(() => tray.complete()).toBe(true);
  const [, second] = [await screen.readyJob(page, service), await screen.readyJob(page, service)];
  await screen.show(page, 'All');
  await screen.openJob(page, second);
  const place = () =>
    page.evaluate(async () => {
      const answer = await window.authority.snapshot(null);
      return answer.ok ? answer.value.place : null;
    });
  await expect.poll(place).toMatchObject({ filter: 'all', jobId: second });
  await station.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 90, y: 70, width: 1100, height: 700 }),
  );
  await hurryHiddenPages(station);

  await close(station);
  await expect.poll(() => windows(station)).toEqual([]);
  expect(told(station)).toEqual(['keeps-running']);

  // It goes on working without a window.
  const third = service.addJob();
  await station.electron.evaluate(({ clipboard }, text) => clipboard.writeText(text), third);
  const opened = station.electron.waitForEvent('window');
  await tray.press('Add from clipboard');
  const again = await opened;
  await expect(screen.reviewOf(again)).toContainText(second);
  await expect(again.getByRole('tab', { name: 'All' })).toHaveAttribute('aria-selected', 'true');
  await expect(screen.rowOf(again, third)).toBeVisible();
  expect(await station.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())).toEqual(
    { x: 90, y: 70, width: 1100, height: 700 },
  );
});

test('a hidden page in which something is typed is kept until it is not', async ({ station, service }) => {
  const tray = await withTray();
  const page = await startConnected(station, service);
  await expect.poll(() => tray.complete()).toBe(true);
  await hurryHiddenPages(station);
  await page.getByRole('button', { name: 'Add jobs' }).click();
  const typed = screen.dialog(page, 'Add jobs').getByRole('textbox', { name: 'Job IDs or links' });
  await typed.fill('half an ID');
  // The page tells a little later that it is busy, and main shows that nowhere.
  await new Promise((resolve) => setTimeout(resolve, 700));
  await close(station);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await windows(station)).toEqual(['hidden']);
  await typed.fill('');
  await expect.poll(() => windows(station)).toEqual([]);
});

test('SECURITY 29: without a tray closing leaves a window in reach, and says why once', async ({
  station,
  service,
}) => {
  const page = await startConnected(station, service);
  await close(station);
  await expect(page.getByText('This desktop shows no tray icon.')).toBeVisible();
  expect(await windows(station)).toEqual(['shown']);
  expect(told(station)).toEqual(['no-tray']);
});

test('a tray that goes while the window is hidden brings it back', async ({ station, service }) => {
  const tray = await withTray();
  await startConnected(station, service);
  await expect.poll(() => tray.complete()).toBe(true);
  await close(station);
  await expect.poll(() => windows(station)).toEqual(['hidden']);
  tray.stop();
  await expect.poll(() => windows(station), { timeout: 20_000 }).toEqual(['shown']);
});

test('closing quits in order where the operator chose so', async ({ station, service }) => {
  const page = await startConnected(station, service);
  const saved = await page.evaluate(() => window.authority.saveSettings({ values: { keepRunning: false } }));
  expect(saved).toMatchObject({ ok: true });
  const ended = new Promise((resolve) => station.electron.process().once('exit', resolve));
  await close(station);
  expect(await ended).toBe(0);
  expect(station.log().at(-1)).toMatchObject({ event: 'situation', name: 'starting' });
});

test('Ctrl+W closes the window and Ctrl+Q quits, though no menu is shown', async ({ station, service }) => {
  const tray = await withTray();
  await startConnected(station, service);
  await expect.poll(() => tray.complete()).toBe(true);
  const press = (keyCode: string) =>
    station.electron.evaluate(({ BrowserWindow }, keyCode) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      contents?.sendInputEvent({ type: 'keyDown', keyCode, modifiers: ['control'] });
      contents?.sendInputEvent({ type: 'keyUp', keyCode, modifiers: ['control'] });
    }, keyCode);
  await press('W');
  await expect.poll(() => windows(station)).toEqual(['hidden']);
  await tray.activate();
  await expect.poll(() => windows(station)).toEqual(['shown']);
  const ended = new Promise((resolve) => station.electron.process().once('exit', resolve));
  await press('Q').catch(() => {});
  expect(await ended).toBe(0);
});
