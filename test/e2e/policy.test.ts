import { expect, ISSUER, pace, test } from './fixtures.ts';
import * as screen from './screen.ts';
import type { Workstation } from './workstation.ts';

async function startUnder(station: Workstation, address: string, policy: object) {
  station.administer({ service: { address, issuer: ISSUER }, ...pace, policy });
  const page = await station.start();
  await screen.createKey(page);
  return page;
}

test('a policy that denies says what the rule is, who fixed it, and what to do', async ({ station, service }) => {
  const page = await startUnder(station, service.address, { scopes: ['phone'], longestLifetimeDays: 90 });
  const jobId = await screen.readyJob(page, service);
  await screen.openJob(page, jobId);
  const review = screen.reviewOf(page);
  await expect(review).toContainText('Your administrator’s rules don’t allow the scope “email”, only phone');
  await expect(review).toContainText('your administrator’s rules allow 90. Set a shorter token lifetime in Settings');
  await expect(screen.approvable(page)).toHaveCount(0);
});

test('SECURITY 13: the first job of a subject waits for its value to be typed, by hand and rightly', async ({
  station,
  service,
}) => {
  const page = await startUnder(station, service.address, { typedForFirstTime: true });
  const jobId = await screen.readyJob(page, service);
  await screen.openJob(page, jobId);
  const field = screen.reviewOf(page).getByRole('textbox', { name: /Type the last 4 characters of “email”/ });
  await expect(field).toBeVisible();
  await expect(screen.reviewOf(page)).toContainText('Type what is asked for above first.');
  await expect(screen.approvable(page)).toHaveCount(0);
  await field.fill('.com');
  await screen.approve(page);
  await expect(screen.reviewOf(page)).toContainText('What you typed is not the end of “email”');
  expect(service.tokensSeen(jobId)).toEqual([]);
  await field.fill('.org');
  await screen.approve(page);
  await screen.expectStatus(page, jobId, 'Delivered');
});

test('the rules in force are to be read in Settings, each in words, and are not to be changed there', async ({
  station,
  service,
}) => {
  const claims = [{ claim: 'email', required: true, pattern: '[^@]+@example\\.org' }];
  const page = await startUnder(station, service.address, {
    claims,
    approvalsPerHour: 20,
    systemConfirmation: 'batches',
  });
  await screen.goTo(page, 'Settings');
  const rules = screen.panel(page, 'Rules for approving');
  await expect(rules.getByRole('definition')).toHaveText([
    'email',
    'email[^@]+@example\\.org',
    '20 at most; undone ones don’t count',
    'Asks you before jobs are approved together',
  ]);
  await expect(rules).toContainText('Only an administrator can change this.');
  await expect(rules.getByRole('textbox')).toHaveCount(0);
});

/** Stands in for the person at the system's dialog, which nothing inside the app can press. */
const answerDialog = (station: Workstation, response: number) =>
  station.electron.evaluate(({ dialog }, answer) => {
    const asked: unknown[] = [];
    Object.assign(globalThis, { asked });
    dialog.showMessageBox = (...given: unknown[]) => {
      asked.push(given.at(-1));
      return Promise.resolve({ response: answer, checkboxChecked: false });
    };
  }, response);
const dialogsShown = (station: Workstation) =>
  station.electron.evaluate(() => (globalThis as unknown as { asked: { detail: string; defaultId: number }[] }).asked);

test('SECURITY 11: the system’s own dialog names job, value and digest, and a page can’t get past it', async ({
  station,
  service,
}) => {
  const page = await startUnder(station, service.address, { systemConfirmation: 'always' });
  const jobId = await screen.readyJob(page, service);
  await screen.openJob(page, jobId);
  const digest = await screen.shownDigest(page);
  await answerDialog(station, 0);
  await screen.approve(page);
  await expect(screen.reviewOf(page)).toContainText('You did not confirm it in the system’s own dialog');
  const [asked] = await dialogsShown(station);
  expect(asked?.defaultId).toBe(0);
  expect(asked?.detail).toContain(jobId);
  expect(asked?.detail).toContain('alice@example.org');
  expect(asked?.detail.replaceAll(' ', '')).toContain(digest);

  // A page that does as it likes and calls main directly comes to the very same dialog.
  const answer = await page.evaluate(async (id) => {
    const review = await window.authority.review({ jobId: id });
    const proposal = review.ok ? review.value.proposal : null;
    return window.authority.approve({ jobId: id, digest: proposal?.digest ?? '', nonce: proposal?.nonce ?? '' });
  }, jobId);
  expect(answer).toMatchObject({ value: { outcome: 'refused', reason: { code: 'confirmation-declined' } } });
  expect(await dialogsShown(station)).toHaveLength(2);
  expect(service.tokensSeen(jobId)).toEqual([]);

  const agreed = await screen.readyJob(page, service);
  await screen.openJob(page, agreed);
  await answerDialog(station, 1);
  await screen.approve(page);
  await screen.expectStatus(page, agreed, 'Delivered');
  expect(service.tokensSeen(jobId)).toEqual([]);
  expect(await dialogsShown(station)).toHaveLength(1);
});
