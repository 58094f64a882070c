import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright/test';
import { endStation, expect, newStation, startConnected, test } from './fixtures.ts';
import { deleteEntry, entriesOf } from './keyring.ts';
import { expectAccessible, expectToFit, resize, sizes } from './looks.ts';
import * as screen from './screen.ts';
import type { Workstation } from './workstation.ts';

const PASSPHRASE = 'seven quiet herons wade north';
const button = (of: Page | Locator, name: string): Locator => of.getByRole('button', { name, exact: true });
const panel = (page: Page) => screen.panel(page, 'Backup');

/** The person chooses this file in the system's dialogs from now on. */
const choosing = (station: Workstation, path: string) =>
  station.electron.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: chosen });
  }, path);

async function backUp(page: Page): Promise<void> {
  await button(page, 'Back up').click();
  const making = screen.dialog(page, 'Back up');
  await making.getByLabel('Passphrase', { exact: true }).fill('password1234');
  await expect(making).toContainText('Strength: Very weak');
  await making.getByLabel('Passphrase again').fill('password1234');
  await expect(button(making, 'Back up')).toBeDisabled();
  await making.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await expect(making).toContainText('The two are not the same');
  await making.getByLabel('Passphrase again').fill(PASSPHRASE);
  await expect(making).toContainText('Strength: Strong');
  await button(making, 'Back up').click();
  await expect(making).toContainText('The backup is made');
  await button(making, 'Close').click();
}

async function open(page: Page, dialog: Locator, passphrase: string, name: string): Promise<void> {
  await button(dialog, 'Choose backup…').click();
  await dialog.getByLabel('Passphrase').fill(passphrase);
  await button(dialog, name).click();
  await expect(page.locator('[data-busy]')).toHaveCount(0);
}

async function restore(page: Page): Promise<void> {
  await button(page, 'Restore from backup').click();
  const restoring = screen.dialog(page, 'Restore from backup');
  await open(page, restoring, 'not the passphrase', 'Restore from backup');
  await expect(restoring).toContainText('The passphrase does not open this backup');
  await restoring.getByLabel('Passphrase').fill(PASSPHRASE);
  await button(restoring, 'Restore from backup').click();
  await expect(restoring).toContainText('Restored');
  await expect(restoring).toContainText('Keys restored');
  await expectAccessible(page, 'the receipt');
  await button(restoring, 'Go to work').click();
  await screen.goTo(page, 'Queue');
  await expect(screen.queueGrid(page)).toBeVisible();
}

async function sign(page: Page, service: Parameters<typeof screen.readyJob>[1]): Promise<string> {
  const jobId = await screen.readyJob(page, service);
  await screen.openJob(page, jobId);
  await screen.approve(page);
  await screen.expectStatus(page, jobId, 'Delivered');
  return jobId;
}

test('a backup is made, proved, and brings the keys to another computer and into a keyring that lost them', async ({
  station,
  service,
}) => {
  test.setTimeout(120_000);
  const page = await startConnected(station, service, { undoSeconds: 0 });
  const jobId = await sign(page, service);
  const jwk = await screen.publicJwk(page);
  await expect(panel(page)).toContainText('There is no backup of the key in use');
  const path = join(station.folder, 'keys.backup');
  await choosing(station, path);
  await backUp(page);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  await expect(panel(page)).toContainText('never proved');

  await button(page, 'Rehearse backup').click();
  const rehearsing = screen.dialog(page, 'Rehearse backup');
  await open(page, rehearsing, PASSPHRASE, 'Rehearse backup');
  await expect(rehearsing).toContainText('The backup works');
  await button(rehearsing, 'Close').click();
  await expect(panel(page)).toContainText('was taken out of a backup and signed on');
  await screen.goTo(page, 'History');
  await expect(page.getByText('Backup proved')).toBeVisible();

  // SECURITY 21: what the file and the log say is of no use without the passphrase.
  const written = readFileSync(path, 'utf8') + JSON.stringify(station.log());
  for (const { password } of await entriesOf(station)) expect(written).not.toContain(password);
  expect(written).not.toContain(PASSPHRASE);

  const second = newStation();
  try {
    const fresh = await second.start();
    await choosing(second, path);
    await restore(fresh);
    expect(await screen.publicJwk(fresh)).toEqual(jwk);
    await screen.goTo(fresh, 'Queue');
    await sign(fresh, service);
  } finally {
    await endStation(second);
  }

  await station.quit();
  for (const { account } of await entriesOf(station)) await deleteEntry(station.env, account);
  const without = await station.start();
  await expect(without.getByRole('heading', { name: 'The signing key is not in the keychain' })).toBeVisible();
  await choosing(station, path);
  await restore(without);
  await screen.expectStatus(without, jobId, 'Delivered');

  await station.quit();
  rmSync(join(station.home, 'live', 'keys.json'));
  const again = await station.start();
  await expect(again.getByRole('heading', { name: 'The list of this desk’s keys is gone' })).toBeVisible();
  await choosing(station, path);
  await restore(again);
  await screen.expectStatus(again, jobId, 'Delivered');
});

test('the dialogs of a backup fit and are accessible in either size and colour', async ({ station, service }) => {
  const page = await startConnected(station, service);
  await screen.goTo(page, 'Keys');
  for (const size of sizes) {
    await resize(station, size);
    for (const name of ['Back up', 'Rehearse backup']) {
      await button(page, name).click();
      const dialog = screen.dialog(page, name);
      await expect(dialog).toBeVisible();
      if (name === 'Back up') {
        await dialog.getByLabel('Passphrase', { exact: true }).fill('password1234');
        await expect(dialog).toContainText('Strength: Very weak');
      }
      await expectToFit(page, `${name} ${size.width}`);
      await expectAccessible(page, name);
      await button(page, 'Cancel').click();
    }
  }
});

test('a desk at work takes in the keys of another one’s backup, beside its own', async ({ station, service }) => {
  const other = newStation();
  try {
    const theirs = await startConnected(other, service);
    await screen.goTo(theirs, 'Keys');
    const path = join(other.home, 'keys.backup');
    await choosing(other, path);
    await backUp(theirs);
    const page = await startConnected(station, service);
    await screen.goTo(page, 'Keys');
    await choosing(station, path);
    await button(page, 'Restore from backup').click();
    const restoring = screen.dialog(page, 'Restore from backup');
    await expect(restoring).toContainText('nothing here is replaced');
    await open(page, restoring, PASSPHRASE, 'Restore from backup');
    await expect(restoring).toContainText('The keys are here');
    await expect(restoring).toContainText('Now waiting to take over');
    for (const size of sizes) {
      await resize(station, size);
      await expectToFit(page, `brought in, ${size.width}`);
    }
    await expectAccessible(page, 'brought in');
    await button(restoring, 'Close').click();
    const grid = page.getByRole('grid', { name: 'Signing keys' });
    await expect(grid).toContainText('In use');
    await expect(grid).toContainText('Waiting');
    await button(page, 'Restore from backup').click();
    await open(page, restoring, PASSPHRASE, 'Restore from backup');
    await expect(restoring).toContainText('is here already. Nothing was changed.');
  } finally {
    await endStation(other);
  }
});
