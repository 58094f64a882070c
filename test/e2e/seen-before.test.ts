import type { Page } from 'playwright/test';
import { makeSubject } from '../fakes/subject.ts';
import { expect, sharedDesk, test } from './fixtures.ts';
import * as screen from './screen.ts';

const desk = sharedDesk({ undoSeconds: 0 });
const seen = (page: Page) => screen.reviewOf(page).getByRole('region', { name: 'Seen before' });

async function opened(email: string, subject = makeSubject()): Promise<string> {
  const { page, service } = desk;
  const jobId = await screen.readyJob(page, service, subject.requestToken({ scope: 'email', email }));
  await screen.openJob(page, jobId);
  return jobId;
}

async function signed(email: string, subject = makeSubject()): Promise<string> {
  const { page } = desk;
  const jobId = await opened(email, subject);
  await screen.approve(page);
  await screen.expectStatus(page, jobId, 'Delivered');
  await screen.show(page, 'Open');
  return jobId;
}

test('a subject who comes for the first time is said to be new, and nothing else is said', async () => {
  await opened('grace@example.org');
  await expect(seen(desk.page)).toContainText('The first job of this subject');
  await expect(seen(desk.page).getByRole('button')).toHaveCount(0);
  await expect(screen.reviewOf(desk.page)).not.toContainText('Look at this before you approve');
});

test('what was signed before is told, with what has changed since, and opens by a press', async () => {
  const { page } = desk;
  const subject = makeSubject('returning');
  const first = await signed('marie.first@example.org', subject);
  await opened('marie.second@elsewhere.example', subject);
  await expect(seen(page)).toContainText('1 token signed, 0 jobs rejected');
  await expect(seen(page)).toContainText('1 other job in the last 24 hours');
  await expect(seen(page)).toContainText('marie.first@example.org');
  await expect(seen(page)).toContainText('marie.second@elsewhere.example');
  await seen(page)
    .getByRole('button', { name: `Open job ${first}` })
    .click();
  await expect(screen.reviewOf(page).getByRole('heading', { name: first })).toBeVisible();
  await expect(screen.rowOf(page, first)).toBeVisible();
  await screen.show(page, 'Open');
});

test('SECURITY 14: a value that looks like an earlier one is warned of, and its row is flagged', async () => {
  const { page } = desk;
  await signed('katherine@example.org');
  const jobId = await opened('kath\u0435rine@example.org');
  await expect(seen(page)).toContainText('Not to be confused with');
  await expect(seen(page)).toContainText('katherine@example.org');
  await expect(seen(page)).toContainText('looks the same, and is another value');
  await expect(screen.reviewOf(page)).toContainText('looks like a value that was decided here before');
  await expect(screen.rowOf(page, jobId).getByRole('img')).toBeVisible();
});
