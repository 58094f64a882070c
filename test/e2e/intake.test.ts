import type { Page } from 'playwright/test';
import { notNarrowed } from '../../preload/contract.ts';
import { makeSubject } from '../fakes/subject.ts';
import { expect, sharedDesk, startConnected, test } from './fixtures.ts';
import * as screen from './screen.ts';

const desk = sharedDesk();

test.beforeEach(() => screen.show(desk.page, 'Open'));

test('takes IDs and links, one a line, each with or without its request token', async () => {
  const { page, service } = desk;
  const token = makeSubject('intake').requestToken();
  const [bare, linked, withToken] = [service.addJob(), service.addJob(), service.addJob({ content: token })];
  await screen.addAll(page, [bare, '', `${service.address}/scope/${linked}`, `  ${withToken} ${token}`]);
  for (const jobId of [bare, linked, withToken]) {
    await expect(screen.rowOf(page, jobId)).toContainText('Waiting for confirmation');
  }
});

test('keeps every line that it refuses in the field, with the reason', async () => {
  const { page, service } = desk;
  const good = service.addJob();
  const refused = [
    'not a job',
    makeSubject('intake').requestToken(),
    `https://elsewhere.example.org/scope/${service.addJob()}`,
    'ftp://127.0.0.1/scope/aaaaaaaaaaaaaaaaaaaa',
    'javascript:alert(1)',
    'aaaaaaaaaaaaaaaaaaaaa',
    '../../etc/passwd',
  ];
  const asked = service.requests.length;
  await screen.addJobs(page, [refused[0], good, ...refused.slice(1)].join('\n'));
  const dialog = screen.dialog(page, 'Add jobs');
  const field = dialog.getByRole('textbox', { name: 'Job IDs or links' });
  await expect(field).toHaveValue(refused.join('\n'));
  await expect(dialog.getByRole('listitem')).toHaveCount(refused.length);
  await expect(dialog.getByRole('listitem').nth(1)).toContainText('A token alone names no job');
  await expect(dialog.getByRole('listitem').nth(2)).toContainText('another service');

  // Known already: said so, and not added twice.
  await field.fill(good);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(dialog).toContainText('1 was here already');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(screen.rowOf(page, good)).toHaveCount(1);
  const paths = service.requests.slice(asked).map(({ path }) => path);
  expect(paths.filter((path) => !/^\/scope\/[\w-]{20}$/.test(path))).toEqual([]);
});

test('shows a long refused line as text, hidden characters marked', async () => {
  const { page } = desk;
  await screen.addJobs(page, `<img src=x onerror="window.struck=true">\u202e${'x'.repeat(5_000)}`);
  const dialog = screen.dialog(page, 'Add jobs');
  await expect(dialog).toContainText('U+202E');
  await expect(dialog.locator('img')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('the tabs tell what is open from what is done', async () => {
  const { page, service } = desk;
  const [open, done] = [service.addJob(), await screen.readyJob(page, service)];
  await screen.addAll(page, [open]);
  await screen.openJob(page, done);
  await screen.decision(page, 'Reject').click();
  const dialog = screen.dialog(page, 'Reject job');
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('for the tabs');
  await dialog.getByRole('button', { name: 'Reject', exact: true }).click();

  const panel = page.getByRole('tabpanel');
  await expect(screen.rowOf(page, done)).toHaveCount(0);
  await expect(panel.getByRole('grid', { name: 'Review queue' })).toBeVisible();
  await expect(screen.rowOf(page, open)).toBeVisible();
  await screen.show(page, 'Done');
  await expect(screen.rowOf(page, done)).toContainText('Rejected');
  await expect(screen.rowOf(page, open)).toHaveCount(0);
  await screen.show(page, 'All');
  await expect(screen.rowOf(page, done)).toBeVisible();
  await expect(screen.rowOf(page, open)).toBeVisible();
});

test('a job that nobody can read any more is shown as that, and can only be held or rejected', async () => {
  const { page, service } = desk;
  const jobId = service.addJob({ confirmed: true });
  await screen.addAll(page, [jobId]);
  await expect(screen.rowOf(page, jobId)).toContainText('Content unknown');
  await screen.openJob(page, jobId);
  await expect(screen.decision(page, 'Hold')).toBeEnabled();
  await expect(screen.decision(page, 'Reject')).toBeEnabled();
  await expect(screen.approvable(page)).toHaveCount(0);
  await expect(screen.claimsOf(page)).toHaveCount(0);
});

const jobIds = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `many${String(index).padStart(16, '0')}`);

/** Pastes into the focused field as a person does, which is quicker than typing a hundred thousand lines. */
const pasteInto = (page: Page, text: string): Promise<void> =>
  page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData }),
    );
  }, text);

const countJobs = (page: Page): Promise<number> =>
  page.evaluate(
    async (query) => {
      const answer = await window.authority.queue({ query, offset: 0, limit: 1 });
      if (!answer.ok) throw new Error(answer.error.code);
      return answer.value.total;
    },
    { filter: 'all' as const, ...notNarrowed },
  );

test('ten thousand IDs are added with a bar that tells how far it is, while the window stays alive', async ({
  station,
  service,
}) => {
  const page = await startConnected(station, service);
  await page.getByRole('button', { name: 'Add jobs' }).click();
  const dialog = screen.dialog(page, 'Add jobs');
  const list = jobIds(10_000);
  await pasteInto(page, [...list, ...list.slice(0, 100), 'no job'].join('\n'));
  await page.evaluate(() => {
    const seen = { bars: new Set<string>(), longest: 0 };
    Object.assign(window, { seen });
    let last = performance.now();
    const look = () => {
      const now = performance.now();
      seen.longest = Math.max(seen.longest, now - last);
      last = now;
      const bar = document.querySelector('[role="progressbar"]');
      if (bar) seen.bars.add(bar.getAttribute('aria-valuetext') ?? '');
      requestAnimationFrame(look);
    };
    look();
  });
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(dialog).toContainText('10,000 jobs added', { timeout: 60_000 });
  await expect(dialog).toContainText('100 were here already');
  await expect(dialog).toContainText('1 line was not taken');
  await expect(dialog.getByRole('textbox')).toHaveValue('no job');
  const { bars, longest } = await page.evaluate(() => {
    const { seen } = window as unknown as { seen: { bars: Set<string>; longest: number } };
    return { bars: [...seen.bars], longest: seen.longest };
  });
  expect(bars).toContainEqual(expect.stringMatching(/^[1-9][\d,]* of 10,101$/));
  expect(longest).toBeLessThan(1_000);
  expect(await countJobs(page)).toBe(10_000);
});

test('adding is stopped by its button or by Escape: what was taken stays, the rest is still in the field', async ({
  station,
  service,
}) => {
  const page = await startConnected(station, service);
  await page.getByRole('button', { name: 'Add jobs' }).click();
  const dialog = screen.dialog(page, 'Add jobs');
  const list = jobIds(40_000);
  await pasteInto(page, list.join('\n'));
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(dialog.getByRole('progressbar', { name: 'Adding jobs' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Stop' }).click();
  await expect(dialog).toContainText('Stopped');
  const first = await countJobs(page);
  expect(first).toBeLessThan(list.length);
  await expect(dialog.getByRole('textbox')).toHaveValue(list.slice(first).join('\n'));
  await expect(dialog.getByRole('textbox')).toBeFocused();

  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(dialog.getByRole('progressbar', { name: 'Adding jobs' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toContainText('Stopped');
  const second = await countJobs(page);
  expect(second).toBeGreaterThanOrEqual(first);
  await expect(dialog.getByRole('textbox')).toHaveValue(list.slice(second).join('\n'));
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});
