import { makeSubject } from '../fakes/subject.ts';
import { expect, sharedDesk, test } from './fixtures.ts';
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
  await expect(dialog.getByRole('img')).toHaveCount(0);
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
