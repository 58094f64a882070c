import { createHash } from 'node:crypto';
import { makeSubject } from '../../fakes/subject.ts';
import { expect, sharedDesk, test } from '../fixtures.ts';
import * as screen from '../screen.ts';

const desk = sharedDesk({ undoSeconds: 2 });

/** The window loses the focus and gets it back, as when another program comes to the front and goes. */
const focusGoesAndComes = () =>
  desk.station.electron.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    if (!window) throw new Error('there is no window');
    window.blur();
    window.hide();
    window.show();
    window.focus();
  });

test('SECURITY 13: losing the focus decides nothing, and takes no decision back', async () => {
  const { page, service } = desk;
  const [kept, approved] = [await screen.readyJob(page, service), await screen.readyJob(page, service)];
  await screen.openJob(page, kept);
  await expect(screen.approveOf(page)).toBeEnabled();
  await focusGoesAndComes();
  await page.evaluate(() => window.dispatchEvent(new Event('blur')));
  await expect(screen.rowOf(page, kept)).toContainText('Ready for review');

  // A dialog that was begun is still there, and has not been answered.
  await screen.decision(page, 'Reject').click();
  const reason = screen.dialog(page, 'Reject job').getByRole('textbox');
  await reason.fill('not sure yet');
  await focusGoesAndComes();
  await expect(reason).toHaveValue('not sure yet');
  await page.keyboard.press('Escape');
  await expect(screen.rowOf(page, kept)).toContainText('Ready for review');

  await screen.openJob(page, approved);
  await screen.approve(page);
  await expect(screen.rowOf(page, approved)).toContainText('Approved');
  await focusGoesAndComes();
  await screen.expectStatus(page, approved, 'Delivered');
  await screen.show(page, 'Open');
  await expect(screen.rowOf(page, kept)).toContainText('Ready for review');
});

test('SECURITY 14: the raw bytes are there to be read: what would be signed, and what the service gave', async () => {
  const { page, service } = desk;
  const content = makeSubject('bytes').requestToken({ scope: 'email', email: 'ada@example.org', note: 'a\u202eb' });
  const jobId = await screen.readyJob(page, service, content);
  await screen.openJob(page, jobId);
  await screen.reviewOf(page).getByRole('button', { name: 'Exact bytes' }).click();
  const box = async (name: string) =>
    (await screen.reviewOf(page).getByLabel(name, { exact: true }).textContent()) ?? '';
  const [header, payload, input] = [await box('Header'), await box('Payload'), await box('Signing input')];
  expect(JSON.parse(header)).toMatchObject({ alg: 'EdDSA', typ: 'JWT' });
  // A mark stands where a character would have reordered the text around it.
  expect(payload).toContain('U+202E');
  expect(payload).not.toContain('\u202e');
  const signed = Buffer.from(input.split('.')[1] ?? '', 'base64url').toString();
  expect(JSON.parse(signed)).toMatchObject({ email: 'ada@example.org', note: 'a\u202eb', jti: jobId });
  expect(createHash('sha256').update(input).digest('hex')).toBe(await screen.shownDigest(page));
  await expect(screen.reviewOf(page)).toContainText(content);
});
