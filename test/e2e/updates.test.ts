import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright/test';
import { electronFinding, electronStanding } from '../../main/electron-lines.ts';
import { openDatabase } from '../../main/store/database.ts';
import { migrations } from '../../main/store/migrations.ts';
import { electronExecutable } from '../../scripts/electron/runtime.mjs';
import { manifestText, type SigningPair, sha512, signingPair, UpdateFeed } from '../fakes/update-feed.ts';
import { endStation, expect, ISSUER, newStation, pace, startConnected, test } from './fixtures.ts';
import { entriesOf } from './keyring.ts';
import * as screen from './screen.ts';
import { isLinux, type Workstation } from './workstation.ts';

// An AppImage replaces itself; what replaces it on the other systems is written from their documentation.
test.skip(!isLinux, 'the package that can be tried from a checkout is an AppImage');

/** A program that tells that it was started, and how; large enough to be cut off on its way. */
const appImage = (version: string): Buffer =>
  Buffer.from(`#!/bin/sh
echo "exit=$APPIMAGE_EXIT_AFTER_INSTALL" >> "$(dirname "$0")/started"
exit 0
# ${version} ${'.'.repeat(400_000)}
`);

const NEWER = '99.0.0';
const file = (version: string) => ({ name: `Countersign-${version}.AppImage`, bytes: appImage(version) });
const version = (page: Page) => screen.panel(page, 'Version');
const messages = (page: Page) => screen.messages(page).getByRole('listitem');

/** Installs an AppImage on that computer: variables name the file and the folder that the app runs in, as its runtime sets them. */
async function installAppImage(station: Workstation): Promise<string> {
  const path = join(station.folder, 'Countersign.AppImage');
  writeFileSync(path, appImage('running'), { mode: 0o755 });
  station.env.APPIMAGE = path;
  station.env.APPDIR = dirname(await electronExecutable());
  return path;
}

const administered = (address: string, feed: UpdateFeed, key: SigningPair, limits = {}) => ({
  service: { address, issuer: ISSUER },
  ...pace,
  ...limits,
  updates: { feed: feed.address, key: key.publicJwk, channel: 'latest' },
});

async function askFeed(page: Page): Promise<void> {
  await version(page).getByRole('button', { name: 'Check for updates' }).click();
}

const downloads = (station: Workstation) => {
  const pending = join(station.home, 'updates', 'pending');
  return existsSync(pending) ? readdirSync(pending) : [];
};

test('without a feed the app loads no updater, keeps nothing of one, and asks nobody', async ({ station, service }) => {
  await installAppImage(station);
  const page = await startConnected(station, service);
  await screen.goTo(page, 'Health');
  await expect(version(page)).toContainText('Off: your administrator has not set up a feed');
  await expect(version(page).getByRole('button')).toHaveCount(0);
  for (const ask of ['checkForUpdate', 'restartToUpdate'] as const) {
    const answer = await page.evaluate((name) => window.authority[name](null), ask);
    expect(answer).toMatchObject({ ok: true, value: { outcome: 'refused' } });
  }
  expect(readdirSync(station.home).filter((name) => /update/i.test(name))).toEqual([]);
  await station.quit();
  expect(readFileSync(station.env.APPIMAGE ?? '').equals(appImage('running'))).toBe(true);
});

test('a rightly signed version is downloaded, told once, and put in place byte for byte when the operator quits', async ({
  station,
  service,
}) => {
  const feed = await new UpdateFeed().start();
  try {
    const key = await signingPair();
    const path = await installAppImage(station);
    await feed.publish(key, NEWER, file(NEWER));
    station.administer(administered(service.address, feed, key));
    const page = await station.start();
    await screen.createKey(page);
    expect(feed.requests).toEqual([]);
    await screen.goTo(page, 'Health');
    await expect(version(page)).toContainText('Not asked yet');
    await askFeed(page);
    await expect(version(page)).toContainText(`Version ${NEWER} is ready. It is put in place when you quit.`);
    await expect(messages(page)).toHaveCount(1);
    await expect(messages(page)).toContainText(`Version ${NEWER} of Countersign has been downloaded`);
    // It waits for the operator, in the app's own folder.
    expect(readFileSync(path).equals(appImage('running'))).toBe(true);
    expect(downloads(station)).toContain(file(NEWER).name);
    await messages(page)
      .getByRole('button', { name: /^Dismiss/ })
      .click();
    await askFeed(page);
    await expect(version(page)).toContainText('is ready');
    await expect(messages(page)).toHaveCount(0);
    await station.quit();
    expect(readFileSync(path).equals(appImage(NEWER))).toBe(true);
    expect(readFileSync(join(station.folder, 'started'), 'utf8')).toBe('exit=true\n');
    expect(station.log().map(({ event }) => event)).toContain('update-placed');
  } finally {
    await feed.stop();
  }
});

test('a version that the publisher takes back after its download is not put in place', async ({ station, service }) => {
  const feed = await new UpdateFeed().start();
  try {
    const key = await signingPair();
    const path = await installAppImage(station);
    await feed.publish(key, NEWER, file(NEWER));
    station.administer(administered(service.address, feed, key));
    const page = await station.start();
    await screen.createKey(page);
    await screen.goTo(page, 'Health');
    await askFeed(page);
    await expect(version(page)).toContainText('is ready');
    await expect(messages(page)).toHaveCount(1);
    await feed.publish(key, NEWER, file(NEWER), 'stagingPercentage: 0\n');
    await askFeed(page);
    await expect(version(page)).toContainText(`Version ${NEWER} goes to some desks first`);
    await expect(messages(page)).toHaveCount(0);
    await station.quit();
    expect(readFileSync(path).equals(appImage('running'))).toBe(true);
  } finally {
    await feed.stop();
  }
});

test('a restart is refused while anything is undecided or unsent, and says what waits', async ({
  station,
  service,
}) => {
  const feed = await new UpdateFeed().start();
  try {
    const key = await signingPair();
    const path = await installAppImage(station);
    await feed.publish(key, NEWER, file(NEWER));
    station.administer(administered(service.address, feed, key, { undoSeconds: 30 }));
    const page = await station.start();
    await screen.createKey(page);
    const jobId = await screen.readyJob(page, service);
    await screen.goTo(page, 'Health');
    await askFeed(page);
    const restart = version(page).getByRole('button', { name: 'Restart to update' });
    await restart.click();
    await expect(version(page).getByRole('alert')).toContainText('1 job waits for your decision.');
    await screen.goTo(page, 'Queue');
    await screen.openJob(page, jobId);
    await screen.approve(page);
    await expect(screen.decision(page, 'Undo')).toBeVisible();
    await screen.goTo(page, 'Health');
    await restart.click();
    await expect(version(page).getByRole('alert')).toContainText('1 decision is not at the service yet.');
    expect(readFileSync(path).equals(appImage('running'))).toBe(true);
    await page.getByRole('region', { name: 'Undo approvals' }).getByRole('button', { name: 'Undo' }).click();
    await screen.goTo(page, 'Queue');
    await screen.openJob(page, jobId);
    await screen.hold(page);
    await expect(screen.rowOf(page, jobId)).toContainText('On hold');
    await screen.goTo(page, 'Health');
    const child = station.electron.process();
    await restart.click();
    await expect.poll(() => child.exitCode).toBe(0);
    expect(readFileSync(path).equals(appImage(NEWER))).toBe(true);
    // Started to run, not to leave again at once.
    await expect.poll(() => readFileSync(join(station.folder, 'started'), 'utf8')).toBe('exit=\n');
  } finally {
    await feed.stop();
  }
});

test.describe('what the feed offers is not taken', () => {
  let station: Workstation;
  let feed: UpdateFeed;
  let key: SigningPair;
  let page: Page;
  let path: string;

  test.beforeAll(async () => {
    station = newStation();
    feed = await new UpdateFeed().start();
    key = await signingPair();
    path = await installAppImage(station);
    // No service is needed to be refused an update.
    station.administer(administered('http://127.0.0.1:9', feed, key));
    page = await station.start();
    await screen.createKey(page);
    await screen.goTo(page, 'Health');
  });
  test.afterAll(async () => {
    await endStation(station);
    await feed.stop();
  });

  const manifest = 'latest-linux.yml';
  /** Checks that came to their end; one that leads to a download is not over with its verdict. */
  const checks = () =>
    station
      .log()
      .filter(({ event, verdict }) => /^update-(checked|refused|failed)$/.test(event) && verdict !== 'download');
  /** Has the feed asked, and sees what comes of it: in the log by its code, in the window by its words. */
  const refusedAs = async (code: string, state: string, ...words: string[]) => {
    const asked = feed.requests.length;
    const before = checks().length;
    await askFeed(page);
    await expect.poll(() => checks().length).toBe(before + 1);
    const last = checks().at(-1);
    expect(last?.code ?? last?.verdict).toBe(code);
    await expect(version(page).getByRole('status')).toHaveText(state);
    for (const said of words) await expect(version(page)).toContainText(said);
    await expect(version(page).getByRole('button', { name: 'Restart to update' })).toHaveCount(0);
    expect(downloads(station).filter((name) => name.endsWith('.AppImage'))).toEqual([]);
    expect(readFileSync(path).equals(appImage('running'))).toBe(true);
    return feed.requests.slice(asked);
  };
  const REFUSED = 'Refused. Nothing was downloaded or changed.';
  const FAILED = 'That did not work. Nothing was changed, and it is tried again by itself.';

  test('where the manifest was altered after it was signed', async () => {
    await feed.publish(key, NEWER, file(NEWER));
    feed.put(manifest, manifestText('99.0.1', file(NEWER)));
    const asked = await refusedAs('update-signature-wrong', REFUSED, `The signature of ${manifest} does not fit it`);
    expect(asked).toEqual([`/updates/${manifest}`, `/updates/${manifest}.sig`]);
  });

  test('where one byte of the manifest differs that YAML does not see', async () => {
    await feed.publish(key, NEWER, file(NEWER));
    feed.put(manifest, `${manifestText(NEWER, file(NEWER))}\n`);
    await refusedAs('update-signature-wrong', REFUSED, 'does not fit it');
  });

  test('where it carries no signature', async () => {
    await feed.publish(key, NEWER, file(NEWER));
    feed.put(`${manifest}.sig`, null);
    await refusedAs('update-unsigned', REFUSED, `The update feed has no signature for ${manifest}`);
  });

  test('where another key signed it', async () => {
    await feed.publish(await signingPair(), NEWER, file(NEWER));
    await refusedAs(
      'update-signed-by-another',
      REFUSED,
      'signed with another key than the one that your administrator set',
    );
  });

  test('where the version is older, however rightly signed', async () => {
    await feed.publish(key, '0.0.1', file('0.0.1'));
    const asked = await refusedAs('older', 'The feed offers 0.0.1, which is older. The app never goes back by itself.');
    expect(asked).not.toContain('/updates/Countersign-0.0.1.AppImage');
  });

  test('where it is staged for none', async () => {
    await feed.publish(key, NEWER, file(NEWER), 'stagingPercentage: 0\n');
    await refusedAs('later', `Version ${NEWER} goes to some desks first. This one gets it later.`);
  });

  test('where the file is not the one that the manifest names', async () => {
    await feed.publish(key, NEWER, file(NEWER));
    const other = appImage(NEWER);
    other[200] = (other[200] ?? 0) ^ 1;
    expect(sha512(other)).not.toBe(sha512(appImage(NEWER)));
    feed.put(file(NEWER).name, other);
    await refusedAs(
      'update-file-wrong',
      FAILED,
      'The downloaded file is not the one that the signed list names, so it was thrown away.',
    );
  });

  test('where the download breaks off', async () => {
    await feed.publish(key, NEWER, file(NEWER));
    const { bytes, name } = file(NEWER);
    feed.put(name, (_request, response) => {
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 100_000), () => response.destroy());
    });
    await refusedAs('update-download-failed', FAILED, 'The download failed');
  });

  test('where the download is led away from https', async () => {
    await feed.publish(key, NEWER, file(NEWER));
    feed.put(file(NEWER).name, (_request, response) =>
      response.writeHead(302, { location: 'http://updates.example/Countersign.AppImage' }).end(),
    );
    await refusedAs('update-file-not-https', FAILED, 'an address that is not https (http://updates.example/)');
  });

  test('where the manifest is led elsewhere', async () => {
    await feed.publish(key, NEWER, file(NEWER));
    feed.put(manifest, (_request, response) =>
      response.writeHead(302, { location: `${feed.address}/elsewhere.yml` }).end(),
    );
    const asked = await refusedAs('update-feed-redirects', FAILED, 'pointed to another address');
    expect(asked).toEqual([`/updates/${manifest}`]);
  });

  test('where the manifest is larger than 1 MiB', async () => {
    await feed.publish(key, NEWER, file(NEWER), `releaseNotes: ${'n'.repeat(1024 * 1024)}\n`);
    await refusedAs('update-manifest-too-large', FAILED, 'larger than 1 MiB and was not read');
  });

  test('where the feed fails, or is down', async () => {
    feed.put(manifest, (_request, response) => response.writeHead(503).end());
    await refusedAs('update-feed-status', FAILED, 'answered with status 503');
    await feed.stop();
    await refusedAs('update-feed-unreachable', FAILED, 'The update feed could not be reached');
  });
});

test('SECURITY 1: the page Health names the Electron that runs, and warns in words where it is not safe', async ({
  station,
  service,
}) => {
  const page = await startConnected(station, service);
  await screen.goTo(page, 'Health');
  const electron = await station.electron.evaluate(() => process.versions.electron);
  const warning = electronFinding(electronStanding({ electron, packaged: false }, Date.now()));
  await expect(version(page)).toContainText(`Electron${electron}`);
  await expect(version(page).getByText('Ask your administrator for a newer version')).toHaveCount(warning ? 1 : 0);
  // The runtime of a checkout is no trouble of the desk's.
  await expect(screen.header(page).locator('.troubles')).toHaveCount(0);
  await expect(page.getByRole('main').getByRole('status').first()).toContainText('Nothing to do');
});

test('after a roll-back to an app that does not know the database, a screen says so and the data stays as it is', async ({
  station,
  service,
}) => {
  await startConnected(station, service);
  await station.quit();
  const [entry] = (await entriesOf(station)).filter(({ account }) => account.endsWith('/database'));
  const live = join(station.home, 'live');
  const newer = openDatabase(live, entry?.password ?? '');
  newer.run(`PRAGMA user_version = ${migrations.length + 1}`);
  // All of it in the one file, so that it can be compared.
  newer.all('PRAGMA wal_checkpoint(TRUNCATE)');
  newer.close();
  const before = readFileSync(join(live, 'countersign.db'));
  station.expectComplaint(/start-failed/);
  const page = await station.start();
  const told = page.getByRole('alert');
  await expect(told).toContainText('This desk’s data belongs to a newer Countersign');
  await expect(told).toContainText('Install the newer version again');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(told).toContainText('This desk’s data belongs to a newer Countersign');
  await station.quit();
  expect(readFileSync(join(live, 'countersign.db')).equals(before)).toBe(true);
});

test('what a package manager installed is announced, and left to its administrator', async ({ station, service }) => {
  const feed = await new UpdateFeed().start();
  try {
    const key = await signingPair();
    await feed.publish(key, NEWER, file(NEWER));
    // Started from within another program's AppImage, whose variables it inherits.
    const others = await installAppImage(station);
    station.env.APPDIR = station.folder;
    station.administer(administered(service.address, feed, key));
    const page = await station.start();
    await screen.createKey(page);
    await screen.goTo(page, 'Health');
    await askFeed(page);
    await expect(version(page)).toContainText(
      `Version ${NEWER} is out. Your administrator installs it on this computer.`,
    );
    await expect(messages(page)).toContainText('nothing is asked of you');
    await expect(version(page).getByRole('button', { name: 'Restart to update' })).toHaveCount(0);
    expect(feed.requests).not.toContain(`/updates/${file(NEWER).name}`);
    expect(downloads(station)).toEqual([]);
    await station.quit();
    expect(readFileSync(others).equals(appImage('running'))).toBe(true);
  } finally {
    await feed.stop();
  }
});
