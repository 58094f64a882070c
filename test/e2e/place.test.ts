import { expect, startConnected, test } from './fixtures.ts';
import * as screen from './screen.ts';

test('a page that is made anew comes back where it was, with its job in view', async ({ station, service }) => {
  const page = await startConnected(station, service);
  const jobs = Array.from({ length: 60 }, () => service.addJob());
  await screen.addAll(page, jobs);
  await screen.show(page, 'All');
  const row = (index: number) => screen.queueGrid(page).locator(`[aria-rowindex="${index}"]`);
  await expect(row(1)).toContainText('Waiting for confirmation');
  await screen.queueGrid(page).focus();
  await page.keyboard.press('End');
  await expect(row(60)).toContainText('Waiting for confirmation');
  await page.keyboard.press('Enter');
  const jobId = (await screen.reviewOf(page).getByRole('heading', { level: 2 }).first().textContent()) ?? '';
  expect(jobs).toContain(jobId);
  await expect.poll(() => page.evaluate(kept)).toMatchObject({ section: 'queue', filter: 'all', jobId });
  await page.reload();
  await expect(screen.reviewOf(page)).toContainText(jobId);
  await expect(page.getByRole('tab', { name: 'All' })).toHaveAttribute('aria-selected', 'true');
  await expect(screen.rowOf(page, jobId)).toBeInViewport({ ratio: 1 });
  await expect(screen.rowOf(page, jobId)).toHaveAttribute('aria-selected', 'true');
});

test('the section and the filter are remembered beyond a restart', async ({ station, service }) => {
  const page = await startConnected(station, service);
  await screen.show(page, 'Done');
  await screen.goTo(page, 'Health');
  await expect.poll(() => page.evaluate(kept)).toMatchObject({ section: 'health', filter: 'done' });
  await station.quit();
  const again = await station.start();
  await expect(again.getByRole('heading', { name: 'Health', exact: true })).toBeVisible();
  await screen.goTo(again, 'Queue');
  await expect(again.getByRole('tab', { name: 'Done' })).toHaveAttribute('aria-selected', 'true');
});

test('a link takes the page to its job from wherever it is', async ({ station, service }) => {
  const page = await startConnected(station, service);
  const jobId = service.addJob();
  await screen.goTo(page, 'Keys');
  await screen.openLink(station, `countersign://job/${jobId}`);
  await expect(screen.reviewOf(page)).toContainText(jobId);
  await expect(screen.rowOf(page, jobId)).toHaveAttribute('aria-selected', 'true');
  await screen.goTo(page, 'Keys');
  await expect(page.getByRole('heading', { name: 'Keys', exact: true })).toBeVisible();
});

test('a link waits until a reason that is being typed is done with', async ({ station, service }) => {
  const page = await startConnected(station, service);
  const [first, second] = [service.addJob(), service.addJob()];
  await screen.addAll(page, [first]);
  await screen.openJob(page, first);
  await screen.decision(page, 'Reject').click();
  const reason = screen.dialog(page, 'Reject job').getByRole('textbox', { name: 'Reason' });
  await reason.fill('The number belongs to');
  await screen.openLink(station, `countersign://job/${second}`);
  await expect(screen.rowOf(page, second)).toBeAttached();
  await expect(reason).toHaveValue('The number belongs to');
  await page.keyboard.press('Escape');
  await expect(screen.reviewOf(page)).toContainText(second);
});

test('a job that became ready is new until it was looked at', async ({ station, service }) => {
  const page = await startConnected(station, service);
  const jobId = await screen.readyJob(page, service);
  const later = await screen.readyJob(page, service);
  await expect(screen.rowOf(page, jobId)).toContainText('New');
  await expect(page.getByRole('tab', { name: 'Open' })).toContainText('2 new');
  await screen.openJob(page, jobId);
  await expect(screen.rowOf(page, jobId)).not.toContainText('New');
  await expect(page.getByRole('tab', { name: 'Open' })).toContainText('1 new');
  await expect(screen.rowOf(page, later)).toContainText('New');
});

/** What main holds of where the page is. */
const kept = async () => {
  const answer = await window.authority.snapshot(null);
  return answer.ok ? answer.value.place : null;
};
