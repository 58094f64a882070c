import type { Locator, Page } from 'playwright/test';
import type { PlainScopeService } from '../fakes/plain-scope-service.ts';
import { expect, startConnected, test } from './fixtures.ts';
import { expectAccessible, expectToFit, resize, sizes } from './looks.ts';
import { Panel } from './panel.ts';
import * as screen from './screen.ts';

const button = (of: Page | Locator, name: string): Locator => of.getByRole('button', { name, exact: true });
const banner = (page: Page): Locator => page.getByRole('alert').filter({ hasText: 'All signing is stopped' });
const sent = (service: PlainScopeService) => service.requests.filter(({ method }) => method === 'PUT').length;

async function resume(page: Page, typed: string): Promise<void> {
  await button(page, 'Resume signing').click();
  const asked = screen.dialog(page, 'Resume signing');
  await asked.getByRole('textbox', { name: 'Type “resume” to go on' }).fill(typed);
  await button(asked, 'Resume signing').click();
}

test('one press stops all signing in any section; what was approved waits until a word is typed', async ({
  station,
  service,
}) => {
  const page = await startConnected(station, service, { undoSeconds: 3 });
  const jobId = await screen.readyJob(page, service);
  const other = await screen.readyJob(page, service);
  await screen.openJob(page, jobId);
  await screen.approve(page);
  await screen.goTo(page, 'Keys');
  await button(page, 'Stop signing').click();
  await expect(banner(page)).toBeVisible();
  await expect(button(page, 'Stop signing')).toBeHidden();
  for (const section of ['Queue', 'History', 'Keys', 'Health', 'Settings'] as const) {
    await screen.goTo(page, section);
    await expect(banner(page), section).toBeVisible();
    await expect(button(page, 'Resume signing'), section).toBeVisible();
  }
  await expect.poll(() => page.title()).toBe('Signing stopped – Countersign');
  await screen.goTo(page, 'Queue');
  const undo = page.getByRole('region', { name: 'Undo approvals' });
  await expect(undo).toContainText('Waits until signing is resumed');
  // Longer than the undo time.
  await page.waitForTimeout(4_000);
  await screen.openJob(page, other);
  await expect(screen.reviewOf(page)).toContainText('All signing is stopped. This waits');
  await expect(screen.approvable(page)).toBeHidden();
  await screen.openJob(page, jobId);
  await expect(screen.decision(page, 'Undo')).toBeEnabled();
  expect(sent(service)).toBe(0);

  for (const size of sizes) {
    await resize(station, size);
    await expectToFit(page, `stopped, ${size.width}`);
  }
  await expectAccessible(page, 'stopped');

  await station.quit();
  await station.start();
  await expect(banner(station.page)).toBeVisible();
  await station.page.waitForTimeout(1_500);
  expect(sent(service)).toBe(0);
  await resume(station.page, 'yes');
  await expect(screen.dialog(station.page, 'Resume signing')).toContainText('That is not the word');
  await button(screen.dialog(station.page, 'Resume signing'), 'Cancel').click();
  await expect(banner(station.page)).toBeVisible();
  await resume(station.page, 'Resume');
  await expect(banner(station.page)).toBeHidden();
  await screen.expectStatus(station.page, jobId, 'Delivered');
  expect(service.tokensSeen(jobId)).toHaveLength(1);
  await screen.goTo(station.page, 'History');
  await expect(station.page.getByText('Signing stopped', { exact: true })).toBeVisible();
  await expect(station.page.getByText('Signing resumed', { exact: true })).toBeVisible();
});

test('the tray stops signing by one press, says so, and leads to the window to resume it', async ({
  station,
  service,
}) => {
  station.env.XDG_CURRENT_DESKTOP = 'KDE';
  const panel = await Panel.start();
  try {
    const page = await startConnected(station, service);
    await expect.poll(() => panel.labels()).toContain('Stop signing');
    await station.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await panel.press('Stop signing');
    await expect.poll(() => panel.tooltip()).toBe('Countersign: Signing is stopped');
    await expect.poll(() => panel.labels()).not.toContain('Stop signing');
    await panel.press('Resume signing');
    await expect(banner(page)).toBeVisible();
    await resume(page, 'resume');
    await expect.poll(() => panel.tooltip()).toBe('Countersign: Nothing to do');
    await expect.poll(() => panel.labels()).toContain('Stop signing');
  } finally {
    panel.stop();
  }
});

test('where the key in use has a passphrase, that and no word resumes signing', async ({ station, service }) => {
  const page = await startConnected(station, service, { undoSeconds: 1 });
  const passphrase = 'correct horse battery staple';
  await screen.goTo(page, 'Keys');
  await button(page, 'Set passphrase').click();
  const setting = screen.dialog(page, 'Set passphrase');
  await setting.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await setting.getByLabel('Passphrase again').fill(passphrase);
  await button(setting, 'Set passphrase').click();
  await expect(setting).toBeHidden();
  await button(page, 'Stop signing').click();
  await button(page, 'Resume signing').click();
  const asked = screen.dialog(page, 'Resume signing');
  await asked.getByLabel('Passphrase of the key that was in use when signing was stopped').fill('resume');
  await button(asked, 'Resume signing').click();
  await expect(asked).toContainText('This is not the passphrase of the key');
  await expect(banner(page)).toBeAttached();
  await asked.getByLabel('Passphrase of the key that was in use when signing was stopped').fill(passphrase);
  await expect(async () => {
    if (await asked.isVisible()) await button(asked, 'Resume signing').click({ timeout: 1_000 });
    await expect(asked).toBeHidden({ timeout: 5_000 });
  }).toPass({ timeout: 40_000 });
  await expect(banner(page)).toBeHidden();
  await screen.goTo(page, 'Queue');
  const jobId = await screen.readyJob(page, service);
  await screen.openJob(page, jobId);
  await screen.approve(page);
  await screen.expectStatus(page, jobId, 'Delivered');
});
