import type { Page } from 'playwright/test';
import { makeSubject } from '../fakes/subject.ts';
import { expect, sharedDesk, test } from './fixtures.ts';
import * as screen from './screen.ts';

const desk = sharedDesk({ undoSeconds: 30 });
const subject = makeSubject('guarded');

/** So much may pass between two frames, or between the app's look at its clock and ours. */
const FRAMES_MS = 40;

test.beforeEach(() => screen.show(desk.page, 'Open'));

/** What the record says was approved: the one witness that doesn't depend on the screen. */
const approvals = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const answer = await window.authority.history({ from: 0, limit: 500 });
    if (!answer.ok) throw new Error(answer.error.code);
    return answer.value.entries.filter(({ event }) => event === 'approved').map(({ jobId }) => String(jobId));
  });

/** How long after the job's claims came on the screen approval came on, in milliseconds of the page's clock. */
const armingTime = (page: Page, jobId: string): Promise<number> =>
  page.evaluate(
    (jobId) =>
      new Promise<number>((resolve) => {
        let shownAt: number | null = null;
        const look = () => {
          const review = document.querySelector('[aria-label="Review"]');
          if (review?.textContent?.includes(jobId) && review.querySelector('table')) shownAt ??= performance.now();
          const approve = [...(review?.querySelectorAll('button') ?? [])].find((button) =>
            button.textContent?.includes('Approve and sign'),
          );
          if (shownAt !== null && approve && !approve.disabled) resolve(performance.now() - shownAt);
          else requestAnimationFrame(look);
        };
        look();
      }),
    jobId,
  );

/** Lets the page's clock go past every pause that approval knows, so that what is off now stays off. */
const settled = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const until = performance.now() + 350;
    return new Promise<void>((resolve) => {
      const look = () => (performance.now() > until ? resolve() : requestAnimationFrame(look));
      look();
    });
  });

test('SECURITY 13: approval is off for 300 ms after another job is shown, to mouse and key', async () => {
  const { page, service } = desk;
  const [first, second] = [await screen.readyJob(page, service), await screen.readyJob(page, service)];
  for (const jobId of [first, second, first]) {
    const time = armingTime(page, jobId);
    await screen.rowOf(page, jobId).click();
    expect(await time).toBeGreaterThanOrEqual(300 - FRAMES_MS);
  }
  // The same with the key: pressed in every frame from the switch on, the first press that counts is a late one.
  const pressed = page.evaluate(
    (jobId) =>
      new Promise<number>((resolve) => {
        let shownAt: number | null = null;
        const press = () => {
          const review = document.querySelector('[aria-label="Review"]');
          const shown = review?.textContent?.includes(jobId) ?? false;
          if (shown && review?.querySelector('table')) shownAt ??= performance.now();
          if (shownAt !== null && review?.textContent?.includes('Undo')) return resolve(performance.now() - shownAt);
          const a = { key: 'a', bubbles: true, cancelable: true };
          if (shown) document.body.dispatchEvent(new KeyboardEvent('keydown', a));
          requestAnimationFrame(press);
        };
        press();
      }),
    second,
  );
  await screen.rowOf(page, second).click();
  expect(await pressed).toBeGreaterThanOrEqual(300 - FRAMES_MS);
  expect(await approvals(page)).toEqual([second]);
});

test('SECURITY 13: approval goes off again when the shown content changes', async () => {
  const { page, service } = desk;
  service.confirmedContent = 'content';
  const jobId = await screen.readyJob(page, service, subject.requestToken({ scope: 'email', email: 'a@example.org' }));
  await screen.openJob(page, jobId);
  await expect(screen.approveOf(page)).toBeEnabled();
  service.setContent(jobId, subject.requestToken({ scope: 'email', email: 'changed@example.org' }));
  // What the operator looked at is not what the service would have signed now.
  await screen.approveOf(page).click();
  await expect(screen.claimsOf(page)).toContainText('changed@example.org');
  await expect(screen.rowOf(page, jobId)).toContainText('Ready for review');
  expect(await approvals(page)).not.toContain(jobId);
  service.confirmedContent = '204';
});

test('SECURITY 13: the key press that brings the window to the front decides nothing', async () => {
  const { page, service } = desk;
  const jobId = await screen.readyJob(page, service);
  await screen.openJob(page, jobId);
  await expect(screen.approveOf(page)).toBeEnabled();
  const before = await approvals(page);
  // In one turn of the page, since a slow machine must not put 300 ms between them.
  await page.evaluate(() => {
    window.dispatchEvent(new Event('focus'));
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true, cancelable: true }));
  });
  await page.evaluate(() => {
    window.dispatchEvent(new Event('blur'));
    document.body.dispatchEvent(new KeyboardEvent('keyup', { key: 'a', bubbles: true }));
  });
  expect(await approvals(page)).toEqual(before);
  await expect(screen.rowOf(page, jobId)).toContainText('Ready for review');
  // The same key, pressed when the window has had the focus for a while, approves.
  await settled(page);
  await page.keyboard.press('a');
  await expect(screen.rowOf(page, jobId)).toContainText('Approved');
});

test('SECURITY 13: many claims must all have been on the screen', async () => {
  const { page, service } = desk;
  const many = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`note_${index}`, `value ${index}`]));
  const content = subject.requestToken({ scope: 'email', email: 'a@example.org', ...many });
  const jobId = await screen.readyJob(page, service, content);
  await screen.openJob(page, jobId);
  const rows = screen.claimsOf(page).getByRole('row');
  await expect(rows).not.toHaveCount(0);
  // A jump to the end passes over what lies between.
  await rows.last().scrollIntoViewIfNeeded();
  await settled(page);
  await expect(screen.approvable(page)).toHaveCount(0);
  await page.keyboard.press('a');
  const all = await rows.all();
  for (const row of all.slice(0, 30)) await row.scrollIntoViewIfNeeded();
  await settled(page);
  await expect(screen.approvable(page)).toHaveCount(0);
  for (const row of all.slice(30)) await row.scrollIntoViewIfNeeded();
  await expect(screen.approveOf(page)).toBeEnabled();
  expect(await approvals(page)).not.toContain(jobId);
});

test('SECURITY 13: a long value must have been scrolled to its end', async () => {
  const { page, service } = desk;
  const content = subject.requestToken({ scope: 'email', email: 'a@example.org', note: 'long '.repeat(20_000) });
  const jobId = await screen.readyJob(page, service, content);
  await screen.openJob(page, jobId);
  await expect(screen.claimsOf(page)).toContainText('100,000');
  const rows = screen.claimsOf(page).getByRole('row');
  for (const row of await rows.all()) await row.scrollIntoViewIfNeeded();
  await settled(page);
  await expect(screen.approvable(page)).toHaveCount(0);
  for (const box of await screen.claimsOf(page).getByRole('group').all()) {
    await box.evaluate(async (element) => {
      while (element.scrollTop + element.clientHeight < element.scrollHeight - 1) {
        element.scrollTop += Math.max(element.clientHeight, element.scrollHeight / 20);
        await new Promise(requestAnimationFrame);
      }
    });
  }
  await expect(screen.approveOf(page)).toBeEnabled();
});
