import { expect, sharedDesk, test } from './fixtures.ts';
import * as screen from './screen.ts';

const desk = sharedDesk({ undoSeconds: 30 });

test.beforeEach(() => screen.show(desk.page, 'Open'));

test('J and K go through the jobs, arrows move the mark and Enter opens it', async () => {
  const { page, service } = desk;
  const jobs = [service.addJob(), service.addJob(), service.addJob()];
  await screen.addAll(page, jobs);
  const rows = screen.queueGrid(page).getByRole('row');
  await expect(rows).toHaveCount(jobs.length);
  const order: string[] = [];
  for (const row of await rows.all()) order.push((await row.getByText(/^[\w-]{20}$/).textContent()) ?? '');

  for (const jobId of order) {
    await page.keyboard.press('j');
    await expect(screen.reviewOf(page)).toContainText(jobId);
  }
  await page.keyboard.press('j');
  await expect(screen.reviewOf(page)).toContainText(order[2] ?? '');
  await page.keyboard.press('k');
  await expect(screen.reviewOf(page)).toContainText(order[1] ?? '');

  await screen.queueGrid(page).focus();
  await page.keyboard.press('ArrowUp');
  await expect(screen.reviewOf(page)).toContainText(order[1] ?? '');
  await page.keyboard.press('Enter');
  await expect(screen.reviewOf(page)).toContainText(order[0] ?? '');
  await page.keyboard.press('End');
  await page.keyboard.press(' ');
  await expect(screen.reviewOf(page)).toContainText(order[2] ?? '');
});

test('A approves, R rejects and H holds the shown job', async () => {
  const { page, service } = desk;
  const approved = await screen.readyJob(page, service);
  await screen.openJob(page, approved);
  await expect(screen.approveOf(page)).toBeEnabled();
  await page.keyboard.press('a');
  await expect(screen.rowOf(page, approved)).toContainText('Approved');

  const other = await screen.readyJob(page, service);
  await screen.openJob(page, other);
  await expect(screen.decision(page, 'Hold')).toBeEnabled();
  await page.keyboard.press('r');
  await expect(screen.dialog(page, 'Reject job')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(screen.dialog(page, 'Reject job')).toBeHidden();
  await page.keyboard.press('h');
  await expect(screen.dialog(page, 'Put on hold')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(screen.rowOf(page, other)).toContainText('On hold');
});

test('after a decision J goes on with the next job of the list, not where the decided one went', async () => {
  const { page, service } = desk;
  const jobs = [service.addJob(), service.addJob(), service.addJob(), service.addJob()];
  await screen.addAll(page, jobs);
  for (const jobId of jobs) await screen.seenByApp(service, jobId);
  for (const jobId of jobs.slice(0, 3)) service.confirm(jobId);
  for (const jobId of jobs.slice(0, 3)) {
    await expect(screen.rowOf(page, jobId)).toContainText('Ready for review');
  }
  await screen.openJob(page, jobs[0] ?? '');
  await expect(screen.approveOf(page)).toBeEnabled();
  await page.keyboard.press('a');
  await expect(screen.rowOf(page, jobs[0] ?? '')).toContainText('Approved');
  await page.keyboard.press('j');
  await expect(screen.reviewOf(page)).toContainText(jobs[1] ?? '');
  await expect(screen.decision(page, 'Hold')).toBeEnabled();
  await page.keyboard.press('h');
  await expect(screen.dialog(page, 'Put on hold')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(screen.rowOf(page, jobs[1] ?? '')).toContainText('On hold');
  await page.keyboard.press('j');
  await expect(screen.reviewOf(page)).toContainText(jobs[2] ?? '');
});

test('letters that are typed stay letters', async () => {
  const { page, service } = desk;
  const jobId = await screen.readyJob(page, service);
  await screen.openJob(page, jobId);
  await expect(screen.approveOf(page)).toBeEnabled();
  await page.getByRole('button', { name: 'Add jobs' }).click();
  const field = screen.dialog(page, 'Add jobs').getByRole('textbox', { name: 'Job IDs or links' });
  await field.pressSequentially('ajkrh');
  await expect(field).toHaveValue('ajkrh');
  // The dialog itself, outside the field, takes no decisions either.
  await screen.dialog(page, 'Add jobs').getByRole('button', { name: 'Cancel' }).focus();
  for (const key of ['a', 'h', 'r']) await page.keyboard.press(key);
  await expect(screen.dialog(page, 'Reject job')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(screen.dialog(page, 'Add jobs')).toBeHidden();
  await expect(screen.rowOf(page, jobId)).toContainText('Ready for review');
  await expect(screen.reviewOf(page)).toContainText(jobId);
});

test('a key that is held down, or pressed with another, decides nothing', async () => {
  const { page, service } = desk;
  const [first, second] = [await screen.readyJob(page, service), await screen.readyJob(page, service)];
  await screen.openJob(page, first);
  await expect(screen.approveOf(page)).toBeEnabled();
  for (const chord of ['Control+a', 'Alt+a', 'Meta+a', 'Control+h']) await page.keyboard.press(chord);
  await expect(screen.rowOf(page, first)).toContainText('Ready for review');

  // Held down from a job whose approval is not on yet; every further `down` is the keyboard's own repeat.
  await screen.rowOf(page, second).click();
  await page.keyboard.down('a');
  await expect(screen.reviewOf(page)).toContainText(second);
  await expect(screen.approveOf(page)).toBeEnabled();
  for (let repeat = 0; repeat < 5; repeat += 1) await page.keyboard.down('a');
  await page.keyboard.up('a');
  await expect(screen.rowOf(page, second)).toContainText('Ready for review');
  await page.keyboard.press('a');
  await expect(screen.rowOf(page, second)).toContainText('Approved');
});
