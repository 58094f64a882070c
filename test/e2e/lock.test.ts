import type { Locator, Page } from 'playwright/test';
import { expect, ISSUER, pace, startConnected, test } from './fixtures.ts';
import { entriesOf } from './keyring.ts';
import { expectAccessible, expectToFit, resize, sizes } from './looks.ts';
import * as screen from './screen.ts';

const PASSPHRASE = 'correct horse battery staple';

const button = (of: Page | Locator, name: string): Locator => of.getByRole('button', { name, exact: true });
const keyLocked = (page: Page): Locator => screen.header(page).getByText('Key locked');
const unlocking = (page: Page): Locator => screen.dialog(page, 'Unlock the key');

async function setPassphrase(page: Page): Promise<void> {
  await screen.goTo(page, 'Keys');
  await button(page, 'Set passphrase').click();
  const setting = screen.dialog(page, 'Set passphrase');
  await setting.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await expect(setting).toContainText('Strength: Strong');
  await setting.getByLabel('Passphrase again').fill(PASSPHRASE);
  await button(setting, 'Set passphrase').click();
  await expect(setting).toBeHidden();
}

async function unlock(page: Page, passphrase: string): Promise<void> {
  await unlocking(page).getByLabel('Passphrase of the key').fill(passphrase);
  await button(unlocking(page), 'Unlock').click();
}

/** Tries the right one until the pause after a wrong one is over. */
const insist = (asked: Locator, field: string, passphrase: string, submit: string): Promise<void> =>
  expect(async () => {
    if (await asked.isVisible()) {
      await asked.getByLabel(field).fill(passphrase, { timeout: 1_000 });
      await button(asked, submit).click({ timeout: 1_000 });
    }
    await expect(asked).toBeHidden({ timeout: 5_000 });
  }).toPass({ timeout: 40_000 });

test('SECURITY 22: a locked key is unlocked before a job can be approved, and the job is shown again before that', async ({
  station,
  service,
}) => {
  const page = await startConnected(station, service, { undoSeconds: 0 });
  await setPassphrase(page);
  // Nothing of the key lies open in the real keyring any more.
  const [held] = (await entriesOf(station)).filter(({ account }) => account.includes('/signing/'));
  const text = Buffer.from(held?.password ?? '', 'base64url').toString('utf8');
  expect(text).toMatch(/^\{"format":"countersign-key","version":1,/);
  expect(text).not.toContain('"d"');

  await screen.goTo(page, 'Queue');
  const jobId = await screen.readyJob(page, service);
  await screen.openJob(page, jobId);
  await expect(screen.approveOf(page)).toBeEnabled();
  await button(page, 'Lock now').click();
  await expect(keyLocked(page)).toBeVisible();

  await expect(screen.reviewOf(page)).toContainText('approving asks to unlock it first');
  await screen.approveOf(page).click();
  await unlock(page, 'not the passphrase');
  await expect(unlocking(page)).toContainText('This is not the passphrase of the key');
  await expect(unlocking(page)).toContainText('tried again in 1 s');
  await insist(unlocking(page), 'Passphrase of the key', PASSPHRASE, 'Unlock');
  await expect(keyLocked(page)).toBeHidden();

  // The press that asked to unlock approved nothing.
  await expect(screen.rowOf(page, jobId)).toContainText('Ready for review');
  await screen.approve(page);
  await screen.expectStatus(page, jobId, 'Delivered');
  await screen.goTo(page, 'History');
  for (const event of ['Key given a passphrase', 'Locked: the keys are out of memory', 'Not unlocked', 'Unlocked']) {
    await expect(page.getByText(event, { exact: true }).first()).toBeVisible();
  }
});

test('an approval waits for the key through a restart, which locks a key with a passphrase', async ({
  station,
  service,
}) => {
  const page = await startConnected(station, service, { undoSeconds: 4 });
  await setPassphrase(page);
  await screen.goTo(page, 'Queue');
  const jobId = await screen.readyJob(page, service);
  await screen.openJob(page, jobId);
  await screen.approve(page);
  await expect(screen.rowOf(page, jobId)).toContainText('Approved');
  await button(page, 'Lock now').click();
  await expect(screen.reviewOf(page)).toContainText('waiting for the key to be unlocked', { timeout: 15_000 });
  await station.quit();

  const again = await station.start();
  await expect(keyLocked(again)).toBeVisible();
  await screen.openJob(again, jobId);
  await expect(screen.reviewOf(again)).toContainText('waiting for the key to be unlocked');
  await expect(screen.decision(again, 'Undo')).toBeVisible();
  expect(service.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
  await button(again, 'Unlock').click();
  await unlock(again, PASSPHRASE);
  await screen.expectStatus(again, jobId, 'Delivered');
});

test('a key without a passphrase is locked and unlocked by a press each, and changes nothing else', async ({
  station,
  service,
}) => {
  const page = await startConnected(station, service);
  await screen.goTo(page, 'Keys');
  await button(page, 'Lock now').click();
  await expect(page.getByRole('grid', { name: 'Signing keys' })).toContainText('Locked');
  await button(page, 'Rotate').click();
  const rotating = screen.dialog(page, 'Rotate the signing key');
  await button(rotating, 'Rotate').click();
  await expect(rotating).toContainText('The key is locked');
  await button(rotating, 'Cancel').click();
  await button(page, 'Unlock').click();
  await button(unlocking(page), 'Unlock').click();
  await expect(page.getByRole('grid', { name: 'Signing keys' })).not.toContainText('Locked');
  await expect(button(page, 'Lock now')).toBeVisible();
});

test('a passphrase is changed and removed for the one that the key has', async ({ station, service }) => {
  const page = await startConnected(station, service);
  await setPassphrase(page);
  const next = 'staple battery horse correct anew';
  await button(page, 'Change passphrase').click();
  const changing = screen.dialog(page, 'Change passphrase');
  await changing.getByLabel('Passphrase now').fill('not the passphrase');
  await changing.getByLabel('Passphrase', { exact: true }).fill(next);
  await changing.getByLabel('Passphrase again').fill(next);
  await button(changing, 'Change passphrase').click();
  await expect(changing).toContainText('This is not the passphrase of the key');
  await insist(changing, 'Passphrase now', PASSPHRASE, 'Change passphrase');
  await button(page, 'Rotate').click();
  const rotating = screen.dialog(page, 'Rotate the signing key');
  await expect(rotating).toContainText('the successor has none until you set one');
  await button(rotating, 'Cancel').click();
  await button(page, 'Remove passphrase').click();
  const removing = screen.dialog(page, 'Remove passphrase');
  await removing.getByLabel('Passphrase now').fill(next);
  await button(removing, 'Remove passphrase').click();
  await expect(removing).toBeHidden();
  await expect(button(page, 'Set passphrase')).toBeVisible();
  const [held] = (await entriesOf(station)).filter(({ account }) => account.includes('/signing/'));
  expect(Buffer.from(held?.password ?? '', 'base64url').toString('utf8')).toMatch(/^\{"kty":"OKP"/);
});

test('SECURITY 22: suspend, the screen’s lock and a window that nobody uses lock the key', async ({
  station,
  service,
}) => {
  station.administer({
    service: { address: service.address, issuer: ISSUER },
    ...pace,
    lockOnSuspend: true,
    lockOnScreenLock: true,
    lockAfterMinutes: 0.1,
  });
  const page = await station.start();
  await screen.createKey(page);
  for (const event of ['suspend', 'lock-screen'] as const) {
    await station.electron.evaluate(({ powerMonitor }, name) => powerMonitor.emit(name), event);
    await expect(keyLocked(page)).toBeVisible();
    await button(page, 'Unlock').click();
    await button(unlocking(page), 'Unlock').click();
    await expect(keyLocked(page)).toBeHidden();
  }
  // Six seconds, over which a mouse that moves keeps it open.
  for (let move = 0; move < 16; move += 1) {
    await page.mouse.move(100 + move, 200);
    await page.waitForTimeout(500);
    await expect(keyLocked(page)).toBeHidden();
  }
  await expect(keyLocked(page)).toBeVisible({ timeout: 15_000 });
});

test('a batch that was read is listed and read again once the key is unlocked', async ({ station, service }) => {
  const page = await startConnected(station, service);
  for (let count = 0; count < 2; count += 1) await screen.readyJob(page, service);
  await button(page, 'Select all 2 ready jobs of this list').click();
  await button(page, 'Approve selected').click();
  await button(page, 'All together').click();
  const approve = button(page, 'Approve and sign 2 jobs');
  await expect(approve).toBeEnabled();
  await button(page, 'Lock now').click();
  await expect(approve).toBeHidden();
  const batch = page.getByRole('region', { name: 'Batch', exact: true });
  await expect(batch).toContainText('nothing can be approved together');
  await expectAccessible(page, 'a locked batch');
  await button(batch, 'Unlock').click();
  await button(unlocking(page), 'Unlock').click();
  await expect(approve).toBeEnabled();
  await approve.click();
  await expect(batch).toContainText('2 approved, 0 refused');
});

test('what is said of the lock fits and is accessible in either size and colour', async ({ station, service }) => {
  const page = await startConnected(station, service);
  const jobId = await screen.readyJob(page, service);
  await setPassphrase(page);
  await button(page, 'Lock now').click();
  for (const size of sizes) {
    await resize(station, size);
    await screen.goTo(page, 'Keys');
    await expectToFit(page, `keys ${size.width}`);
    await button(page, 'Change passphrase').click();
    await expectToFit(page, `passphrase ${size.width}`);
    await expectAccessible(page, 'passphrase');
    await button(page, 'Cancel').click();
    await screen.goTo(page, 'Queue');
    await screen.openJob(page, jobId);
    await expectToFit(page, `locked job ${size.width}`);
    await screen.approveOf(page).click();
    await expectToFit(page, `unlock ${size.width}`);
    await expectAccessible(page, 'unlock');
    await button(page, 'Cancel').click();
  }
  await expectAccessible(page, 'locked job');
});
