import { makeSubject } from '../fakes/subject.ts';
import { expect, sharedDesk, test } from './fixtures.ts';
import { expectAccessible, expectToFit, findings, resize, sizes } from './looks.ts';
import * as screen from './screen.ts';
import type { Workstation } from './workstation.ts';

const desk = sharedDesk({ undoSeconds: 30 }, { confirmedContent: 'content' });

async function expectToFitEverywhere(station: Workstation, what: string): Promise<void> {
  for (const size of sizes) {
    await resize(station, size);
    await expectToFit(station.page, `${what} at ${size.width}×${size.height}`);
  }
}

/** Jobs in several statuses, and one that is open with everything a review can hold. */
async function fillDesk(): Promise<string> {
  const { page, service } = desk;
  const subject = makeSubject('seen');
  const bob = `b\u0430rb\u202ara.${'long-'.repeat(12)}name@subdomain.of.a.very.long.host.example.org`;
  const claims = { scope: 'email phone', email: bob, phone: '+31 6 1234 5678', note: 'words '.repeat(200) };
  const ready = service.addJob({ content: subject.requestToken(claims), confirmed: true });
  const altered = service.addJob({ content: subject.requestToken(claims, { tamper: true }), confirmed: true });
  await screen.addAll(page, [service.addJob(), altered, service.addJob(), ready]);
  await expect(screen.rowOf(page, ready)).toContainText('Ready for review');
  return ready;
}

test('setup is accessible in light and dark, and fits small windows', async ({ station, service }) => {
  const page = await station.start();
  await expect(page.getByRole('button', { name: 'Practise first' })).toBeVisible();
  await expectAccessible(page, 'setup');
  await expectToFitEverywhere(station, 'setup');
  await page.getByRole('button', { name: 'Connect to a service' }).click();
  await expect(page.getByRole('textbox', { name: 'Service address' })).toBeVisible();
  await expectAccessible(page, 'connecting');
  await expectToFitEverywhere(station, 'connecting');
  await screen.connect(page, service.address, 'https://authority.example.org');
  await expect(page.getByRole('button', { name: 'Create signing key' })).toBeVisible();
  await expectAccessible(page, 'the key');
  await expectToFitEverywhere(station, 'the key');
});

test('queue and review are accessible and fit, with Approve in view', async () => {
  const { page, station } = desk;
  await screen.openJob(page, await fillDesk());
  await expect(screen.approveOf(page)).toBeVisible();
  await expectAccessible(page, 'queue and review');
  for (const size of sizes) {
    await resize(station, size);
    await expectToFit(page, `review at ${size.width}×${size.height}`);
    await expect(screen.approveOf(page)).toBeInViewport({ ratio: 1 });
    await expect(screen.decision(page, 'Reject')).toBeInViewport({ ratio: 1 });
  }
  await page.getByRole('button', { name: 'Exact bytes' }).click();
  await expectAccessible(page, 'the exact bytes');
  await expectToFitEverywhere(station, 'the exact bytes');
});

test('the dialogs are accessible and fit', async () => {
  const { page, station } = desk;
  await page.getByRole('button', { name: 'Add jobs' }).click();
  await expect(screen.dialog(page, 'Add jobs')).toBeVisible();
  await expectAccessible(page, 'adding');
  await expectToFitEverywhere(station, 'adding');
  await page.keyboard.press('Escape');
  await screen.openJob(page, await fillDesk());
  await screen.decision(page, 'Reject').click();
  await expect(screen.dialog(page, 'Reject job')).toBeVisible();
  await expectAccessible(page, 'rejecting');
  await expectToFitEverywhere(station, 'rejecting');
  await page.keyboard.press('Escape');
});

test('an approval that can be undone is accessible and fits', async () => {
  const { page, station } = desk;
  await resize(station, sizes[1]);
  await screen.goTo(page, 'Queue');
  const { service } = desk;
  const jobId = service.addJob({ confirmed: true });
  await screen.addAll(page, [jobId]);
  await screen.openJob(page, jobId);
  await screen.approve(page);
  await expect(page.getByRole('button', { name: 'Undo' }).first()).toBeVisible();
  await expectAccessible(page, 'undoing');
  await expectToFitEverywhere(station, 'undoing');
  await page.getByRole('button', { name: 'Undo' }).first().click();
});

test('a desk that is paused, with troubles and messages, is accessible and fits', async () => {
  const { page, station } = desk;
  // Nothing can be made below a device, so the folder can never be read.
  await station.electron.evaluate(({ dialog }) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: ['/dev/null/inbox'] });
  });
  await page.evaluate(() => window.authority.chooseFolder(null));
  await page.evaluate(() => window.authority.saveSettings({ values: { inboxFolder: '/dev/null/inbox' } }));
  await page.evaluate(() => window.authority.pauseWatching({ length: 'tomorrow' }));
  for (const job of ['one', 'two', 'three', 'four']) await screen.openLink(station, `countersign://job/${job}?${job}`);
  await screen.openLink(station, `countersign://job/${'A'.repeat(20)}?service=Elsewhere`);
  await expect(screen.header(page).getByRole('link', { name: 'The inbox' })).toBeVisible();
  await expect(screen.header(page)).toContainText('Paused until');
  for (const section of ['Queue', 'Health'] as const) {
    await screen.goTo(page, section);
    await expectAccessible(page, `${section}, paused`);
    await expectToFitEverywhere(station, `${section}, paused`);
  }
  await screen.goTo(page, 'Settings');
  await page.getByRole('button', { name: 'None', exact: true }).click();
  await expect(page.getByText('Not saved yet')).toBeVisible();
  await expectAccessible(page, 'unsaved settings');
  await expectToFitEverywhere(station, 'unsaved settings');
  await screen.saveSettings(page);
  await page.evaluate(() => window.authority.resumeWatching(null));
  const dismiss = screen.messages(page).getByRole('button', { name: /^Dismiss/ });
  while ((await dismiss.count()) > 0) {
    const left = await dismiss.count();
    await dismiss.first().click();
    await expect(dismiss).toHaveCount(left - 1);
  }
  await screen.goTo(page, 'Queue');
});

test('the check for accessibility finds a fault that is put in, and so does the one for fitting', async () => {
  const { page } = desk;
  await page.evaluate(() => {
    const button = document.createElement('button');
    button.id = 'faulty';
    button.style.cssText = 'position: fixed; top: 0; left: calc(100vw - 10px); width: 200px';
    document.body.append(button);
  });
  expect(await findings(page)).toEqual([expect.stringContaining('button-name: #faulty')]);
  await expect(expectToFit(page, 'planted')).rejects.toThrow();
  await page.evaluate(() => document.getElementById('faulty')?.remove());
});

for (const section of ['History', 'Keys', 'Health', 'Settings'] as const) {
  test(`${section} is accessible in light and dark, and fits small windows`, async () => {
    const { page, station } = desk;
    await screen.goTo(page, section);
    await expect(page.getByRole('heading', { name: section, exact: true })).toBeVisible();
    if (section === 'History') await page.getByRole('grid', { name: 'History' }).getByRole('row').nth(1).click();
    await expectAccessible(page, section);
    await expectToFitEverywhere(station, section);
    await screen.goTo(page, 'Queue');
  });
}
