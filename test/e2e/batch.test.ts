import type { Page } from 'playwright/test';
import { makeSubject } from '../fakes/subject.ts';
import { expect, sharedDesk, startConnected, test } from './fixtures.ts';
import { expectAccessible, expectToFit, resize, sizes } from './looks.ts';
import * as screen from './screen.ts';

// Everything here is done by keyboard alone, but where a test is about the mouse.

const desk = sharedDesk({ undoSeconds: 30 }, { confirmedContent: 'content' });
const ada = makeSubject('ada');
const request = (name: string) => ada.requestToken({ scope: 'email', email: `${name}@example.org` });

const region = (page: Page) => page.getByRole('region', { name: 'Batch', exact: true });
const selection = (page: Page) => page.getByRole('region', { name: 'Selection' });
const box = (page: Page, jobId: string) => page.getByRole('checkbox', { name: `Select ${jobId}` });
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, disabled: false });

/** As many jobs that are ready for review. */
async function readyJobs(page: Page, count: number, name: string): Promise<string[]> {
  const jobIds = Array.from({ length: count }, (_, number) =>
    desk.service.addJob({ content: request(`${name}-${number}`), confirmed: true }),
  );
  await screen.addAll(page, jobIds);
  await screen.show(page, 'Open');
  await expect
    .poll(
      () =>
        page.evaluate(async () => {
          const answer = await window.authority.snapshot(null);
          return answer.ok ? answer.value.counts.ready : 0;
        }),
      { timeout: 60_000 },
    )
    .toBeGreaterThanOrEqual(count);
  return jobIds;
}

/** Puts the focus on a button and presses it, as somebody does who comes by the Tab key. */
async function press(page: Page, name: string | RegExp): Promise<void> {
  await expect(button(page, name)).toBeVisible();
  await button(page, name).focus();
  await page.keyboard.press('Enter');
}

/** Reads the list to its end by the key that goes on by a page. */
async function readToTheEnd(page: Page): Promise<void> {
  const list = page.getByRole('group', { name: 'Jobs that would be signed' });
  await expect(list).toBeFocused();
  const unseen = region(page).getByText(/not been on screen yet/);
  while (await unseen.isVisible()) {
    await page.keyboard.press('PageDown');
    // As long as a page has to rest before it counts as looked at, and as scrolling there takes.
    await page.waitForTimeout(600);
    const atEnd = await list.evaluate(
      ({ scrollTop, clientHeight, scrollHeight }) => scrollTop + clientHeight >= scrollHeight - 2,
    );
    // What went by too fast to be read is gone back to.
    if (atEnd && (await unseen.isVisible())) {
      await press(page, 'Next not shown');
      await list.focus();
      await page.waitForTimeout(600);
    }
  }
}

/** Narrows the list to what has these words, so that all of it is on screen. */
async function search(page: Page, words: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Search' }).fill(words);
  await expect(page.getByRole('status').filter({ hasText: / of \d+ job/ })).toBeVisible();
}

/** Ends what is left of an earlier test. */
async function clearDesk(page: Page): Promise<void> {
  await screen.goTo(page, 'Queue');
  await screen.show(page, 'Open');
  await page.getByRole('textbox', { name: 'Search' }).fill('');
}

test.beforeEach(() => clearDesk(desk.page));

test('200 jobs are selected, read, approved together and one of them undone, by keyboard alone', async () => {
  test.setTimeout(180_000);
  const { page, service } = desk;
  const jobIds = await readyJobs(page, 200, 'many');
  await press(page, /^Select all 200 ready jobs/);
  await expect(selection(page)).toContainText('200 selected');
  await press(page, 'Approve selected');
  await expect(screen.dialog(page, 'Approve 200 jobs')).toBeVisible();
  await press(page, 'All together');
  const approve = page.getByRole('button', { name: 'Approve and sign 200 jobs' });
  await expect(approve).toBeVisible();
  await expect(approve).toBeDisabled();
  await expect(region(page)).toContainText('The same in every token');
  await readToTheEnd(page);
  await press(page, 'Approve and sign 200 jobs');
  await expect(region(page)).toContainText('200 approved, 0 refused', { timeout: 60_000 });
  const undo = page.getByRole('button', { name: `Undo ${jobIds[0]}` });
  await expect(page.getByRole('group', { name: 'Results' })).toBeFocused();
  await undo.focus();
  await page.keyboard.press('Enter');
  await expect(undo).toHaveCount(0);
  await expect.poll(() => jobIds.filter((jobId) => service.signedToken(jobId)).length, { timeout: 90_000 }).toBe(199);
  expect(service.tokensSeen(String(jobIds[0]))).toEqual([]);
  await expectAccessible(page, 'the result of a batch');
  await press(page, 'Dismiss result');
  await expect(screen.queueGrid(page)).toBeVisible();
});

test('SECURITY 13: a batch can not be approved before its last job has been on screen', async () => {
  const { page } = desk;
  await readyJobs(page, 40, 'unread');
  await press(page, /^Select all \d+ ready jobs/);
  await press(page, 'Approve selected');
  await press(page, 'All together');
  const approve = page.getByRole('button', { name: /^Approve and sign \d+ jobs/ });
  await expect(approve).toBeVisible();
  // Longer than any pause that approval knows.
  await page.waitForTimeout(600);
  await expect(approve).toBeDisabled();
  await page.getByRole('group', { name: 'Jobs that would be signed' }).focus();
  // The end alone is not the whole.
  await page.keyboard.press('End');
  await page.waitForTimeout(600);
  await expect(region(page)).toContainText('not been on screen yet');
  await expect(approve).toBeDisabled();
  await expectAccessible(page, 'a batch');
  for (const size of sizes) {
    await resize(desk.station, size);
    await expectToFit(page, `a batch at ${size.width}×${size.height}`);
    await expect(approve).toBeInViewport({ ratio: 1 });
  }
  await press(page, 'Back');
  await page.keyboard.press('Escape');
  await expect(selection(page)).not.toContainText('selected');
});

test('jobs are selected by X, ranges by Shift and X, and by their boxes, and stay so when others arrive', async () => {
  const { page } = desk;
  const [first = '', , third = ''] = await readyJobs(page, 3, 'picked');
  await search(page, 'picked');
  await screen.openJob(page, first);
  await screen.queueGrid(page).focus();
  await page.keyboard.press('x');
  await expect(box(page, first)).toBeChecked();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+X');
  await expect(selection(page)).toContainText('3 selected');
  await box(page, third).click();
  await expect(selection(page)).toContainText('2 selected');
  await readyJobs(page, 1, 'picked-later');
  await expect(selection(page)).toContainText('2 selected');
  await expect(box(page, first)).toBeChecked();
  await expectAccessible(page, 'the queue with a selection');
  await page.keyboard.press('Escape');
  await expect(box(page, first)).not.toBeChecked();
});

test('selected jobs are gone through one by one: approved, skipped, and the end is told', async () => {
  const { page } = desk;
  const [first = '', second = ''] = await readyJobs(page, 2, 'walked');
  await search(page, 'walked');
  await screen.openJob(page, first);
  await screen.queueGrid(page).focus();
  await page.keyboard.press('x');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('x');
  await press(page, 'Approve selected');
  await press(page, 'One by one');
  const walk = page.getByRole('region', { name: 'One by one' });
  await expect(walk).toContainText('1 of 2');
  await expect(screen.reviewOf(page)).toContainText(first);
  await expect(screen.approvable(page)).toBeVisible();
  await page.keyboard.press('a');
  await expect(walk).toContainText('2 of 2');
  await expect(screen.reviewOf(page)).toContainText(second);
  await expectAccessible(page, 'one by one');
  await page.keyboard.press('s');
  await expect(walk).toContainText('1 decided, 1 skipped');
  await press(page, 'Close');
  await expect(walk).toHaveCount(0);
});

test('a batch is stopped: what was approved stays so, the rest is ready', async () => {
  test.setTimeout(120_000);
  const { page, service } = desk;
  await readyJobs(page, 100, 'stopped');
  await press(page, /^Select all \d+ ready jobs/);
  await press(page, 'Approve selected');
  await press(page, 'All together');
  await expect(page.getByRole('button', { name: /^Approve and sign \d+ jobs/ })).toBeVisible();
  await readToTheEnd(page);
  // The service asks for patience, so that there is something to stop.
  service.failNext({ kind: 'status', status: 429, headers: { 'retry-after': '60' } }, { method: 'GET' });
  await press(page, /^Approve and sign \d+ jobs/);
  await expect(button(page, 'Stop batch')).toBeFocused();
  await expectAccessible(page, 'a batch under way');
  await page.keyboard.press('Enter');
  await expect(region(page)).toContainText('You stopped the batch');
  await expect(region(page)).toContainText('Not decided');
  await press(page, 'Undo all that can still be undone');
  await expect(region(page)).toContainText(/approvals? (was|were) undone/);
  await press(page, 'Dismiss result');
});

test('a batch whose page crashes in the middle goes no further, and tells what came of it', async ({
  station,
  service,
}) => {
  test.setTimeout(120_000);
  service.confirmedContent = 'content';
  const page = await startConnected(station, service, { undoSeconds: 30 });
  const jobIds = Array.from({ length: 30 }, (_, number) =>
    service.addJob({ content: request(`crash-${number}`), confirmed: true }),
  );
  await screen.addAll(page, jobIds);
  await press(page, /^Select all 30 ready jobs/);
  await press(page, 'Approve selected');
  await press(page, 'All together');
  await readToTheEnd(page);
  service.failNext({ kind: 'status', status: 429, headers: { 'retry-after': '20' } }, { method: 'GET' });
  await press(page, 'Approve and sign 30 jobs');
  await expect(button(page, 'Stop batch')).toBeVisible();
  station.expectComplaint(/page-crashed/);
  await station.electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
  });
  await expect
    .poll(() => station.log().some(({ event }) => event === 'page-crashed'), 'the crash to be in the log')
    .toBe(true);
  // The driver loses a page that crashes, so main is asked what the window shows.
  const shown = () =>
    station.electron.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      if (!contents || contents.isCrashed() || contents.isLoading()) return '';
      return String(await contents.executeJavaScript('document.body.innerText'));
    });
  await expect.poll(shown, { timeout: 15_000 }).toMatch(/Batch: \d+ of 30 approved/);
  expect(await shown()).not.toContain('Batch: 30 of 30');
});
