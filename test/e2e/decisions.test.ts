import { makeSubject } from '../fakes/subject.ts';
import { expect, sharedDesk, test } from './fixtures.ts';
import * as screen from './screen.ts';

const desk = sharedDesk({ undoSeconds: undefined });

test.beforeEach(async () => {
  // Long enough to be undone by hand on a slow machine; tests that wait for a signature shorten it.
  await screen.setUndo(desk.page, 30);
  await screen.show(desk.page, 'Open');
});

test('an approval is undone in the review, and nothing was signed', async () => {
  const { page, service } = desk;
  const jobId = await screen.readyJob(page, service);
  await screen.openJob(page, jobId);
  await screen.approve(page);
  await expect(screen.rowOf(page, jobId)).toContainText('Approved');
  await expect(screen.approveOf(page)).toHaveCount(0);
  await screen.decision(page, 'Undo').click();
  await expect(screen.rowOf(page, jobId)).toContainText('Ready for review');
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);
  expect(service.tokensSeen(jobId)).toEqual([]);
  await expect(screen.approveOf(page)).toBeEnabled();
});

test('an approval is undone in the bar, after the operator has moved on', async () => {
  const { page, service } = desk;
  const jobId = await screen.readyJob(page, service);
  await screen.openJob(page, jobId);
  await screen.approve(page);
  for (const section of ['History', 'Keys', 'Settings'] as const) {
    await screen.goTo(page, section);
    await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
  }
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);
  await screen.goTo(page, 'Queue');
  await expect(screen.rowOf(page, jobId)).toContainText('Ready for review');
  expect(service.tokensSeen(jobId)).toEqual([]);
});

test('a rejection asks for its reason and deletes the job at the service', async () => {
  const { page, service } = desk;
  const jobId = await screen.readyJob(page, service);
  await screen.openJob(page, jobId);
  await screen.decision(page, 'Reject').click();
  const dialog = screen.dialog(page, 'Reject job');
  const reject = dialog.getByRole('button', { name: 'Reject', exact: true });
  const reason = dialog.getByRole('textbox', { name: 'Reason' });
  await reject.click();
  await expect(dialog).toBeVisible();
  await reason.fill('   ');
  await reject.click();
  await expect(reason).toHaveAccessibleDescription(/why/);
  expect(service.requests.filter(({ method }) => method === 'DELETE')).toEqual([]);
  await reason.fill('The address belongs to somebody else');
  await reject.click();
  await expect(dialog).toBeHidden();
  await expect(screen.reviewOf(page)).toContainText('The address belongs to somebody else');
  await expect
    .poll(() => service.requests.filter(({ method }) => method === 'DELETE').map(({ path }) => path))
    .toEqual([`/scope/${jobId}`]);
  await screen.expectStatus(page, jobId, 'Rejected');
  // Nothing of it is asserted, so nothing stands beside what was claimed.
  await screen.openJob(page, jobId);
  await expect(screen.claimsOf(page).getByRole('columnheader')).toHaveText(['Claim', 'Subject signed']);
  await expect(screen.claimsOf(page)).not.toContainText('Same');
  expect(service.tokensSeen(jobId)).toEqual([]);
});

test('a job on hold stays aside until it is taken off hold', async () => {
  const { page, service } = desk;
  const jobId = await screen.readyJob(page, service);
  await screen.openJob(page, jobId);
  await screen.hold(page);
  await expect(screen.rowOf(page, jobId)).toContainText('On hold');
  await expect(screen.approvable(page)).toHaveCount(0);
  await expect(screen.reviewOf(page)).not.toContainText('This cannot be approved');
  await screen.decision(page, 'Take off hold').click();
  await expect(screen.rowOf(page, jobId)).toContainText('Ready for review');
  await expect(screen.approveOf(page)).toBeEnabled();
});

test('a job on hold shows its note and comes back by itself when its date has come', async () => {
  const { page, service } = desk;
  const jobId = await screen.readyJob(page, service);
  await screen.openJob(page, jobId);
  await screen.decision(page, 'Hold').click();
  const asked = screen.dialog(page, 'Put on hold');
  await asked.getByRole('textbox', { name: 'Note' }).fill('Asked for the form');
  await asked.getByLabel('Comes back on').fill('2001-01-01T08:00');
  await asked.getByRole('button', { name: 'Hold', exact: true }).click();
  await expect(asked).toContainText('That time has gone by already');
  await page.keyboard.press('Escape');

  const soon = await page.evaluate(() => Date.now() + 3_000);
  const held = await page.evaluate(
    ([id, recheckAt]) => window.authority.hold({ jobId: id, note: 'Asked for the form', recheckAt }),
    [jobId, soon] as const,
  );
  expect(held).toMatchObject({ value: { outcome: 'done' } });
  await expect(screen.rowOf(page, jobId)).toContainText('On hold');
  await expect(screen.reviewOf(page)).toContainText('Asked for the form');
  await expect(screen.rowOf(page, jobId)).toContainText('Ready for review');
  await expect(screen.reviewOf(page)).toContainText('You put it on hold until now');
  await expect(screen.reviewOf(page)).toContainText('Asked for the form');
});

test('by keyboard alone a job is put on hold, and a reason is chosen, kept and offered again', async () => {
  const { page, service } = desk;
  const jobId = await screen.readyJob(page, service);
  await screen.openJob(page, jobId);
  await expect(screen.approveOf(page)).toBeEnabled();
  await page.keyboard.press('h');
  await page.keyboard.type('wait');
  await page.keyboard.press('Enter');
  await expect(screen.rowOf(page, jobId)).toContainText('On hold');
  await page.keyboard.press('r');
  const dialog = screen.dialog(page, 'Reject job');
  const reason = dialog.getByRole('textbox', { name: 'Reason' });
  const offered = dialog.getByRole('group', { name: 'Reasons to choose from' });
  await offered.getByRole('button', { name: 'The subject could not be identified' }).click();
  await expect(reason).toHaveValue('The subject could not be identified');
  await expect(dialog.getByRole('button', { name: 'Keep this reason' })).toHaveCount(0);
  await reason.fill('Passport had expired');
  await dialog.getByRole('button', { name: 'Keep this reason' }).click();
  await expect(offered.getByRole('button', { name: 'Passport had expired' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Reject', exact: true }).click();
  await screen.expectStatus(page, jobId, 'Rejected');
  await screen.goTo(page, 'Settings');
  await expect(page.getByRole('textbox', { name: 'Your reasons for rejecting' })).toHaveValue('Passport had expired');
  await screen.goTo(page, 'Queue');
});

test('a refused token is kept, and sent again to the byte when the operator tries again', async () => {
  const { page, service } = desk;
  await screen.setUndo(page, 0);
  const jobId = await screen.readyJob(page, service);
  service.failNext({ kind: 'status', status: 400, body: { title: 'not today' } }, { method: 'PUT', jobId });
  await screen.openJob(page, jobId);
  await screen.approve(page);
  await expect(screen.rowOf(page, jobId)).toContainText('Needs attention');
  await expect(screen.reviewOf(page)).toContainText('400');
  await screen.decision(page, 'Try again').click();
  await screen.expectStatus(page, jobId, 'Delivered');
  expect(service.tokensSeen(jobId)).toHaveLength(1);
});

test('SECURITY 12: content that changes between the approval and the signature is refused and shown anew', async () => {
  const { page, service } = desk;
  await screen.setUndo(page, 2);
  service.confirmedContent = 'content';
  const subject = makeSubject('changing');
  const jobId = await screen.readyJob(page, service, subject.requestToken({ scope: 'email', email: 'a@example.org' }));
  await screen.openJob(page, jobId);
  await screen.approve(page);
  await expect(screen.rowOf(page, jobId)).toContainText('Approved');
  service.setContent(jobId, subject.requestToken({ scope: 'email', email: 'b@example.org' }));
  await expect(screen.rowOf(page, jobId)).toContainText('Ready for review');
  await expect(screen.claimsOf(page)).toContainText('b@example.org');
  await expect(screen.reviewOf(page)).toContainText('The claims changed after you approved them');
  expect(service.tokensSeen(jobId)).toEqual([]);
});
