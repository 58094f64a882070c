import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, sharedDesk, test } from './fixtures.ts';
import * as screen from './screen.ts';
import { projectRoot } from './workstation.ts';

const desk = sharedDesk();
const pageAddress = 'app://countersign/index.html';

const logged = (event: string) => desk.station.log().filter((line) => line.event === event).length;

/** Where the window is as main knows it: the driver itself waits for the end of navigations that never come to be. */
const whereabouts = () =>
  desk.station.electron.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((contents) => ({ url: contents.getURL(), loading: contents.isLoading() })),
  );

/** Loads the page again, after which the driver can see it as well. */
const settle = () =>
  desk.station.electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    return new Promise<void>((resolve) => {
      contents?.once('did-finish-load', () => resolve());
      contents?.reload();
    });
  });

const leaveFor = (place: string) =>
  desk.page.evaluate((place) => {
    window.location.href = place;
  }, place);

test.afterEach(async () => {
  await expect(screen.queueGrid(desk.page)).toBeVisible();
  expect(await whereabouts()).toEqual([{ url: pageAddress, loading: false }]);
});

test('SECURITY 9: the page goes nowhere, whoever sends it', async () => {
  const { page, station } = desk;
  station.expectComplaint(/^Not allowed to (load local resource|navigate top frame to data URL)/);
  const before = logged('navigation-denied');
  const places = [
    'https://example.org/',
    'http://127.0.0.1:9/',
    pathToFileURL(join(projectRoot, 'package.json')).href,
    'app://elsewhere/index.html',
    'data:text/html,<p>elsewhere</p>',
  ];
  for (const place of places) {
    await leaveFor(place);
    await expect.poll(whereabouts, { message: place }).toEqual([{ url: pageAddress, loading: false }]);
  }
  await page.evaluate(() => {
    const link = document.createElement('a');
    link.href = 'https://example.org/';
    document.body.append(link);
    link.click();
    link.remove();
  });
  // A file and a data URL are refused by the browser itself; the other three and the click come to main.
  await expect.poll(() => logged('navigation-denied') - before).toBeGreaterThanOrEqual(4);
  expect(await page.evaluate(() => document.querySelectorAll('[role="grid"]').length)).toBe(1);
  await settle();
});

test('SECURITY 9: the page does not even leave for an empty one', async () => {
  await leaveFor('about:blank').catch(() => {});
  await expect.poll(whereabouts).toEqual([{ url: pageAddress, loading: false }]);
  await settle();
});

test('SECURITY 9: no window is opened', async () => {
  const { page, station } = desk;
  station.expectComplaint(/^Refused to run the JavaScript URL/);
  const before = logged('window-denied');
  const opened = await page.evaluate(
    (places) => places.map((place) => window.open(place, '_blank') === null),
    ['https://example.org/', 'about:blank', 'app://countersign/index.html', 'javascript:alert(1)', ''],
  );
  expect(opened).toEqual(Array(5).fill(true));
  await page.evaluate(() => {
    const link = document.createElement('a');
    Object.assign(link, { href: 'https://example.org/', target: '_blank' });
    document.body.append(link);
    link.click();
    link.remove();
  });
  await expect.poll(() => logged('window-denied')).toBeGreaterThan(before);
});

test('SECURITY 9: a file that is dropped on the window is not opened', async () => {
  const { page } = desk;
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [join(projectRoot, 'package.json')], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
  }
  await session.detach();
  await expect(screen.queueGrid(page)).toBeVisible();
});

test('SECURITY 9: every permission is denied', async () => {
  const { page } = desk;
  const answers = await page.evaluate(async () => {
    const attempt = async (work: () => Promise<unknown>) => {
      try {
        return `worked: ${JSON.stringify(await work())}`;
      } catch (fault) {
        return fault instanceof Error ? fault.name : 'refused';
      }
    };
    const located = () =>
      new Promise((resolve, reject) =>
        navigator.geolocation.getCurrentPosition(resolve, ({ code }) =>
          reject(Object.assign(new Error(), { name: code === 1 ? 'NotAllowedError' : `code ${code}` })),
        ),
      );
    const names = ['notifications', 'geolocation', 'camera', 'microphone', 'clipboard-read', 'midi'];
    return {
      states: await Promise.all(
        names.map(async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state),
      ),
      notifications: await Notification.requestPermission(),
      clipboard: await attempt(() => navigator.clipboard.readText()),
      camera: await attempt(() => navigator.mediaDevices.getUserMedia({ video: true })),
      microphone: await attempt(() => navigator.mediaDevices.getUserMedia({ audio: true })),
      screen: await attempt(() => navigator.mediaDevices.getDisplayMedia()),
      location: await attempt(located),
    };
  });
  expect(answers.states).toEqual(Array(6).fill('denied'));
  expect(answers.notifications).toBe('denied');
  for (const one of ['clipboard', 'camera', 'microphone', 'screen', 'location'] as const) {
    expect(answers[one], one).toMatch(/^(NotAllowedError|NotFoundError|NotSupportedError|InvalidStateError)$/);
  }
  expect(answers.clipboard).toBe('NotAllowedError');
  expect(answers.location).toBe('NotAllowedError');
});
