import type { Page } from 'playwright/test';
import type { PlainScopeService } from '../fakes/plain-scope-service.ts';
import { makeSubject } from '../fakes/subject.ts';
import { expect, ISSUER, pace, startConnected, test } from './fixtures.ts';
import * as screen from './screen.ts';
import type { Workstation } from './workstation.ts';

const subject = makeSubject('at the desk');
const token = subject.requestToken({ scope: 'email', email: 'ines@example.org', iat: 1_761_000_000 });

const requesting = (page: Page) => screen.dialog(page, 'New request');
const confirming = (page: Page) => screen.dialog(page, 'Confirm for the subject');
const send = (page: Page, name = 'Send') => requesting(page).getByRole('button', { name, exact: true });
const field = (page: Page) => requesting(page).getByRole('textbox', { name: 'Subject’s token' });
const posts = (service: PlainScopeService) => service.requests.filter(({ method }) => method === 'POST');

async function fillRequest(page: Page, text: string): Promise<void> {
  await page.getByRole('button', { name: 'New request' }).click();
  await expect(field(page)).toBeFocused();
  await field(page).fill(text);
}

async function startConfirming(station: Workstation, service: PlainScopeService): Promise<Page> {
  station.administer({ service: { address: service.address, issuer: ISSUER, mayConfirm: true }, ...pace });
  const page = await station.start();
  await screen.createKey(page);
  return page;
}

/** The newest events of the record, the oldest first. */
const events = (page: Page, about: RegExp): Promise<string[]> =>
  page.evaluate(async (about) => {
    const answer = await window.authority.history({ from: 0, limit: 100 });
    if (!answer.ok) throw new Error(answer.error.code);
    const found = answer.value.entries.map(({ event }) => event).filter((event) => new RegExp(about).test(event));
    return found.reverse();
  }, about.source);

test('a request made at this desk becomes a job that is selected and waits for its subject', async ({
  station,
  service,
}) => {
  const page = await startConnected(station, service);
  await fillRequest(page, `${token.slice(0, 70)}\n${token.slice(70)}\n`);
  const claims = requesting(page).getByRole('table', { name: 'Claims in the token' });
  await expect(claims).toContainText('ines@example.org');
  await expect(claims.getByRole('row', { name: /iat/ })).toContainText('2025');
  await expect(requesting(page)).toContainText('The subject’s signature is valid');
  expect(posts(service)).toEqual([]);
  await send(page).click();
  await expect(requesting(page)).toBeHidden();
  await expect(screen.reviewOf(page)).toContainText('Waiting for confirmation');
  await expect(screen.claimsOf(page)).toContainText('ines@example.org');
  expect(posts(service).map(({ path, body }) => [path, body])).toEqual([['/scope', token]]);
  expect(await events(page, /^request-/)).toEqual(['request-sent', 'request-made']);
  await expect(screen.decision(page, 'Confirm for subject')).toHaveCount(0);

  // It goes on like any other job.
  const jobId = (await screen.reviewOf(page).getByRole('heading', { level: 2 }).textContent()) ?? '';
  service.confirm(jobId);
  await expect(screen.rowOf(page, jobId)).toContainText('Ready for review');
});

test('a test request asks for the service’s test issuer', async ({ station, service }) => {
  const page = await startConnected(station, service);
  await fillRequest(page, token);
  await requesting(page).getByText('Test request').click();
  await expect(requesting(page).getByRole('checkbox', { name: /Test request/ })).toBeChecked();
  await send(page).click();
  await expect(requesting(page)).toBeHidden();
  expect(posts(service).map(({ path }) => path)).toEqual(['/scope?test=1']);
});

test('what is no request of a subject cannot be sent, and says why', async ({ station, service }) => {
  const page = await startConnected(station, service);
  await fillRequest(page, subject.requestToken(undefined, { tamper: true }));
  await expect(requesting(page)).toContainText('No request can be made of this');
  await expect(send(page)).toBeDisabled();
  await field(page).fill('hello');
  await expect(requesting(page).getByRole('table')).toHaveCount(0);
  await expect(send(page)).toBeDisabled();
  await field(page).fill('x'.repeat(300_000));
  await expect(field(page)).toHaveAccessibleDescription(/too long/);
  await field(page).fill(subject.requestToken({ scope: 'email', email: 'ali\u202ece@example.org' }));
  await expect(requesting(page)).toContainText('U+202E');
  await expect(requesting(page)).toContainText('before you send it');
  await page.keyboard.press('Escape');
  await expect(requesting(page)).toBeHidden();
  expect(posts(service)).toEqual([]);
});

test('a refused request makes nothing, keeps the token, and says what the service said', async ({
  station,
  service,
}) => {
  const page = await startConnected(station, service);
  await fillRequest(page, token);
  service.failNext({ kind: 'status', status: 400, body: { title: 'scope not served here' } }, { method: 'POST' });
  await send(page).click();
  await expect(requesting(page)).toContainText('The request was refused');
  await expect(requesting(page)).toContainText('No job was made');
  await expect(requesting(page)).toContainText('400');
  await expect(field(page)).toHaveValue(token);
  service.failNext({ kind: 'status', status: 429, headers: { 'retry-after': '2' } }, { method: 'POST' });
  await send(page).click();
  await expect(requesting(page)).toContainText('wait');
  await expect(requesting(page)).toContainText('No job was made');
  await expect(async () => {
    // One that was taken after all closes the dialog, and its button with it.
    if (await requesting(page).isVisible()) await send(page).click({ timeout: 500 });
    await expect(requesting(page)).toBeHidden({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await expect(screen.reviewOf(page)).toContainText('Waiting for confirmation');
  expect(await events(page, /^request-made/)).toEqual(['request-made']);
});

test('no answer is said to be none, and sending again is said to make another job', async ({ station, service }) => {
  const page = await startConnected(station, service);
  await fillRequest(page, token);
  service.failNext({ kind: 'reset', apply: true }, { method: 'POST' });
  await send(page).click();
  await expect(requesting(page)).toContainText('may have made a job');
  await expect(requesting(page)).toContainText('Nothing was signed');
  await expect(requesting(page)).toContainText('Sending it again makes another job');
  expect(posts(service)).toHaveLength(1);
  await expect(send(page)).toHaveCount(0);
  await send(page, 'Send again').click();
  await expect(requesting(page)).toBeHidden();
  expect(posts(service)).toHaveLength(2);
  expect(await events(page, /^request-/)).toEqual([
    'request-sent',
    'request-unanswered',
    'request-sent',
    'request-made',
  ]);
});

test('a confirmation is posted with the code that the subject reads out; a wrong one confirms nothing', async ({
  station,
  service,
}) => {
  const page = await startConfirming(station, service);
  const jobId = service.addJob({ code: '48 15 16' });
  await screen.addAll(page, [jobId]);
  await screen.openJob(page, jobId);
  await screen.decision(page, 'Confirm for subject').click();
  const code = confirming(page).getByRole('textbox', { name: 'Code' });
  await expect(code).toBeFocused();
  // Without a code, the Enter key that opened the dialog could post by a slip.
  await page.keyboard.press('Enter');
  expect(posts(service)).toEqual([]);
  await code.fill('48 15 17');
  await page.keyboard.press('Enter');
  await expect(confirming(page)).toContainText('Not confirmed');
  await expect(screen.rowOf(page, jobId)).toContainText('Waiting for confirmation');
  await code.fill(' 48 15 16 ');
  await confirming(page).getByRole('button', { name: 'Confirm', exact: true }).click();
  await expect(confirming(page)).toBeHidden();
  await expect(screen.rowOf(page, jobId)).toContainText('Ready for review');
  await expect(screen.decision(page, 'Confirm for subject')).toHaveCount(0);
  expect(posts(service).map(({ body }) => body)).toEqual(['{"code":"48 15 17"}', '{"code":"48 15 16"}']);
  expect(await events(page, /^confirmation-/)).toEqual([
    'confirmation-sent',
    'confirmation-answered',
    'confirmation-sent',
    'confirmation-answered',
  ]);
  await page.getByRole('button', { name: 'Record of this job' }).click();
  await expect(screen.reviewOf(page)).toContainText('Confirmation sent from this desk');
});

test('a confirmation without a code, where the service sent none', async ({ station, service }) => {
  const page = await startConfirming(station, service);
  const jobId = service.addJob();
  await screen.addAll(page, [jobId]);
  await screen.openJob(page, jobId);
  await screen.decision(page, 'Confirm for subject').click();
  await confirming(page).getByRole('button', { name: 'Confirm', exact: true }).click();
  await expect(confirming(page)).toBeHidden();
  await expect(screen.rowOf(page, jobId)).toContainText('Ready for review');
});

test('confirming is not offered where the administrator did not allow it, nor by any key', async ({
  station,
  service,
}) => {
  const page = await startConnected(station, service);
  const jobId = service.addJob();
  await screen.addAll(page, [jobId]);
  await screen.openJob(page, jobId);
  await expect(screen.decision(page, 'Reject')).toBeVisible();
  await expect(screen.decision(page, 'Confirm for subject')).toHaveCount(0);
  await page.keyboard.press('c');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  const answer = await page.evaluate((jobId) => window.authority.confirm({ jobId, code: '' }), jobId);
  expect(answer).toMatchObject({ ok: true, value: { outcome: 'refused', reason: { code: 'confirm-not-allowed' } } });
  expect(posts(service)).toEqual([]);
});
