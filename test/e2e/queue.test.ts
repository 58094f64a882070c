import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { openDatabase } from '../../main/store/database.ts';
import { makeSubject } from '../fakes/subject.ts';
import { expect, sharedDesk, startConnected, test } from './fixtures.ts';
import { entriesOf } from './keyring.ts';
import { expectAccessible, expectToFit, resize, sizes } from './looks.ts';
import * as screen from './screen.ts';

const desk = sharedDesk({ undoSeconds: 30 });

const searchField = (page: Page) => page.getByRole('textbox', { name: 'Search', exact: true });
const rowsOf = (page: Page) => screen.queueGrid(page).getByRole('row');

/** Jobs of people with these addresses, read by the app and not confirmed yet. */
async function addPeople(emails: readonly string[]): Promise<string[]> {
  const { page, service } = desk;
  const jobs = emails.map((email) =>
    service.addJob({ content: makeSubject(email).requestToken({ scope: 'email', email }) }),
  );
  await screen.addAll(page, jobs);
  for (const job of jobs) await screen.seenByApp(service, job);
  return jobs;
}

test.beforeEach(async () => {
  const { page } = desk;
  await screen.goTo(page, 'Queue');
  await screen.show(page, 'Open');
});

test('a job is found, opened and left by the keyboard alone', async () => {
  const { page } = desk;
  const [ada = '', grace = ''] = await addPeople(['ada@lovelace.example.org', 'grace@hopper.example.org']);
  await expect(rowsOf(page).filter({ hasText: 'hopper' })).toHaveCount(1);
  await page.keyboard.press('/');
  await expect(searchField(page)).toBeFocused();
  await page.keyboard.type('ADA@ lovel');
  await expect(rowsOf(page)).toHaveCount(1);
  await expect(screen.rowOf(page, ada)).toBeVisible();
  await expect(page.getByText('1 of 2 jobs', { exact: true })).toBeVisible();
  await expect(screen.queueGrid(page)).toHaveAttribute('aria-rowcount', '1');
  await page.keyboard.press('Enter');
  await expect(screen.queueGrid(page)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(screen.reviewOf(page)).toContainText(ada);
  await page.keyboard.press('/');
  await page.keyboard.press('Escape');
  await expect(searchField(page)).toHaveValue('');
  await expect(screen.queueGrid(page)).toBeFocused();
  await expect(screen.rowOf(page, grace)).toBeVisible();
  await expect(screen.reviewOf(page)).toContainText(ada);
});

test('what is not found is said, and everything comes back at one press', async () => {
  const { page } = desk;
  await addPeople(['hedy@example.org']);
  await searchField(page).fill(`"nobody' OR * (`);
  await expect(page.getByText('No job found')).toBeVisible();
  await expect(page.getByText('Searched “Open” for')).toContainText(`"nobody' OR * (`);
  await expectAccessible(page, 'nothing found');
  await page.getByRole('button', { name: 'Clear search and filters' }).click();
  await expect(rowsOf(page).filter({ hasText: 'hedy' })).toHaveCount(1);
});

test('filters show what they are set to, and are taken off one by one', async () => {
  const { page, service } = desk;
  const [ready = '', waiting = ''] = await addPeople(['ready@filters.example.org', 'waiting@filters.example.org']);
  service.confirm(ready);
  await expect(screen.rowOf(page, ready)).toContainText('Ready for review');
  await searchField(page).fill('filters.example');
  await expect(rowsOf(page)).toHaveCount(2);
  await page.getByRole('button', { name: 'Filters', exact: true }).click();
  const sheet = screen.dialog(page, 'Filters');
  await sheet.getByText('Ready for review').click();
  await sheet.getByText('Less than an hour').click();
  await expectAccessible(page, 'filters');
  for (const size of sizes) {
    await resize(desk.station, size);
    await expectToFit(page, `filters at ${size.width}×${size.height}`);
  }
  await page.keyboard.press('Escape');
  await expect(rowsOf(page)).toHaveCount(1);
  await expect(screen.rowOf(page, ready)).toBeVisible();
  const chips = page.getByRole('list', { name: 'Filters that are set' });
  await expect(chips.getByRole('button')).toHaveText([/Ready for review/, /Less than an hour/, 'Clear filters']);
  await chips.getByRole('button', { name: /Ready for review/ }).click();
  await expect(screen.rowOf(page, waiting)).toBeVisible();
  await chips.getByRole('button', { name: 'Clear filters' }).click();
  await expect(chips).toBeHidden();
  await expect(searchField(page)).toHaveValue('filters.example');
  await searchField(page).fill('');
});

test('the list stands in the order that was chosen', async () => {
  const { page } = desk;
  const jobs = await addPeople(['a@order.example.org', 'b@order.example.org', 'c@order.example.org']);
  await searchField(page).fill('order.example');
  await expect(rowsOf(page)).toHaveCount(3);
  await page.getByRole('button', { name: /^Order/ }).click();
  await page.getByRole('menuitemradio', { name: 'Newest first' }).click();
  await expect(rowsOf(page).first()).toContainText(jobs[2] ?? '');
  await page.getByRole('button', { name: /^Order/ }).click();
  await page.getByRole('menuitemradio', { name: 'Urgent first' }).click();
  await expect(rowsOf(page).first()).toContainText(jobs[0] ?? '');
  await searchField(page).fill('');
});

test('jobs that arrive move nothing that is under the pointer, and are gone to when asked for', async () => {
  const { page, service } = desk;
  await resize(desk.station, sizes[1]);
  const jobs = await addPeople(Array.from({ length: 30 }, (_, at) => `person${at}@arrivals.example.org`));
  await searchField(page).fill('arrivals');
  await expect(screen.queueGrid(page)).toHaveAttribute('aria-rowcount', '30');
  const under = screen.rowOf(page, jobs[6] ?? '');
  await under.hover();
  const before = await under.boundingBox();
  service.confirm(jobs[29] ?? '');
  const button = page.getByRole('button', { name: '1 new: show' });
  // So many jobs are looked at in turn.
  await expect(button).toBeVisible({ timeout: 40_000 });
  expect(await under.boundingBox()).toEqual(before);
  await button.click();
  await expect(screen.rowOf(page, jobs[29] ?? '')).toBeInViewport({ ratio: 1 });
  await expect(button).toBeHidden();
  await searchField(page).fill('');
});

test('rows that were used again for others stand in order once the list stands still', async () => {
  const { page } = desk;
  // The service knows none of them, and so they stay where they are once they have been looked at.
  await screen.show(page, 'Done');
  await screen.addAll(
    page,
    Array.from({ length: 200 }, (_, at) => `rowsinorder${String(at).padStart(9, '0')}`),
  );
  await searchField(page).fill('rowsinorder');
  const grid = screen.queueGrid(page);
  await expect(grid).toHaveAttribute('aria-rowcount', '200', { timeout: 60_000 });
  const indices = async () => await rowsOf(page).evaluateAll((rows) => rows.map((row) => Number(row.ariaRowIndex)));
  for (const y of [58 * 20, 58 * 90, -58 * 41, 58 * 200]) {
    const from = await indices();
    await grid.evaluate((box, by) => box.scrollBy(0, by), y);
    await expect.poll(indices).not.toEqual(from);
    await expect
      .poll(async () => {
        const found = await indices();
        return found.every((index, at) => at === 0 || index === (found[at - 1] ?? 0) + 1);
      })
      .toBe(true);
  }
  expect((await indices()).at(-1)).toBe(200);
  expect((await indices()).length).toBeLessThanOrEqual(120);
  await searchField(page).fill('');
});

test('a press means the job that was shown when it began', async () => {
  const { page } = desk;
  const [first = '', second = ''] = await addPeople(['first@press.example.org', 'second@press.example.org']);
  await searchField(page).fill('press.example');
  await expect(rowsOf(page)).toHaveCount(2);
  await screen.rowOf(page, first).hover();
  await page.mouse.down();
  await searchField(page).fill('second@press');
  await expect(rowsOf(page)).toHaveCount(1);
  await expect(screen.rowOf(page, second)).toBeVisible();
  await page.mouse.up();
  await expect(screen.reviewOf(page)).toContainText(first);
  await searchField(page).fill('');
});

test('the keys are listed, and single letters can be switched off', async () => {
  const { page } = desk;
  const [job = ''] = await addPeople(['keys@example.org']);
  await page.keyboard.press('?');
  const list = screen.dialog(page, 'Keyboard shortcuts');
  await expect(list).toContainText('Reject with a reason');
  await expectAccessible(page, 'the keys');
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();

  await searchField(page).fill('keys@');
  await expect(rowsOf(page)).toHaveCount(1);
  await screen.openJob(page, job);
  await screen.goTo(page, 'Settings');
  await page.getByText('Single-letter keys', { exact: true }).click();
  await screen.saveSettings(page);
  await screen.goTo(page, 'Queue');
  await expect(screen.decision(page, 'Hold')).not.toHaveAttribute('aria-keyshortcuts');
  for (const key of ['/', '?', 'h', 'r']) await page.keyboard.press(key);
  await expect(searchField(page)).not.toBeFocused();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(screen.rowOf(page, job)).toContainText('Waiting for confirmation');

  await screen.goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  await expect(list).toContainText('Single-letter keys are off');
  await expect(list).not.toContainText('Reject with a reason');
  await page.keyboard.press('Escape');
  await page.getByText('Single-letter keys', { exact: true }).click();
  await screen.saveSettings(page);
});

test('at twice the size nothing of the queue is lost', async () => {
  const { page, station } = desk;
  await addPeople(['zoom@example.org']);
  await station.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(2),
  );
  await expect.poll(() => page.evaluate(() => innerWidth)).toBeLessThan(700);
  await searchField(page).fill('zoom');
  await expect(rowsOf(page).filter({ hasText: 'zoom@' })).toBeVisible();
  await page.getByRole('button', { name: 'Views' }).click();
  await expect(screen.dialog(page, 'Views').getByRole('textbox', { name: 'Name of this view' })).toBeVisible();
  await page.keyboard.press('Escape');
  await searchField(page).fill('');
  await station.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(1),
  );
});

test('a saved view is there after a restart, and sets what it was saved with', async ({ station, service }) => {
  const page = await startConnected(station, service);
  const job = service.addJob({ content: makeSubject('v').requestToken({ scope: 'email', email: 'view@example.org' }) });
  const other = service.addJob();
  await screen.addAll(page, [job, other]);
  await screen.seenByApp(service, job);
  await screen.show(page, 'All');
  await searchField(page).fill('view@');
  await page.getByRole('button', { name: /^Order/ }).click();
  await page.getByRole('menuitemradio', { name: 'Oldest first' }).click();
  await page.getByRole('button', { name: 'Views' }).click();
  const views = screen.dialog(page, 'Views');
  await views.getByRole('textbox', { name: 'Name of this view' }).fill('What I look at');
  await views.getByRole('button', { name: 'Save view' }).click();
  await expect(views.getByRole('button', { name: 'What I look at', exact: true })).toBeVisible();
  await expectAccessible(page, 'views');
  await station.quit();

  const again = await station.start();
  await screen.show(again, 'Open');
  await expect(searchField(again)).toHaveValue('');
  await expect(screen.rowOf(again, other)).toBeVisible();
  await again.getByRole('button', { name: 'Views' }).click();
  await screen.dialog(again, 'Views').getByRole('button', { name: 'What I look at', exact: true }).click();
  await expect(searchField(again)).toHaveValue('view@');
  await expect(again.getByRole('tab', { name: 'All' })).toHaveAttribute('aria-selected', 'true');
  await expect(again.getByRole('button', { name: 'Order: Oldest first' })).toBeVisible();
  await expect(rowsOf(again)).toHaveCount(1);
  await expect(screen.rowOf(again, job)).toBeVisible();
  await again.getByRole('button', { name: 'Views' }).click();
  await screen.dialog(again, 'Views').getByRole('button', { name: 'Delete view What I look at' }).click();
  await expect(again.getByText('No views saved yet')).toBeVisible();
});

test('a job that has waited for a decision for a day or longer says so in its row', async ({ station, service }) => {
  const page = await startConnected(station, service);
  const email = 'patient@example.org';
  const content = makeSubject('patient').requestToken({ scope: 'email', email });
  const old = await screen.readyJob(page, service, content);
  const young = await screen.readyJob(page, service);
  await station.quit();
  const key = (await entriesOf(station)).find(({ account }) => account.endsWith('/database'))?.password ?? '';
  const database = openDatabase(join(station.home, 'live'), key, true);
  database.run('UPDATE jobs SET changed_at = changed_at - 3 * 86400000 - 60000 WHERE id = ?', old);
  database.close();
  const again = await station.start();
  await expect(screen.rowOf(again, old)).toContainText('Waits 3 days');
  await expect(screen.rowOf(again, young)).not.toContainText('Waits');
  await expectAccessible(again, 'a job that waits for long');
  await again.getByRole('button', { name: 'Filters', exact: true }).click();
  await screen.dialog(again, 'Filters').getByText('More than a day').click();
  await again.keyboard.press('Escape');
  await expect(rowsOf(again)).toHaveCount(1);
  await expect(screen.rowOf(again, old)).toBeVisible();
});
