import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, type Locator, type Page } from 'playwright/test';
import { electronExecutable } from '../../scripts/electron/runtime.mjs';
import type { Content } from '../fakes/plain-scope-jobs.ts';
import type { PlainScopeService } from '../fakes/plain-scope-service.ts';
import { flags, projectRoot, rootFlags, type Workstation } from './workstation.ts';

// The app as a person finds it: by the roles and names that its screens promise, and by nothing else.

export const queueGrid = (page: Page): Locator => page.getByRole('grid', { name: 'Review queue' });
export const rowOf = (page: Page, jobId: string): Locator =>
  queueGrid(page).getByRole('row').filter({ hasText: jobId });
export const reviewOf = (page: Page): Locator => page.getByRole('region', { name: 'Review', exact: true });
export const claimsOf = (page: Page): Locator => reviewOf(page).getByRole('table', { name: 'Claims' });
export const decision = (page: Page, name: string): Locator =>
  reviewOf(page).getByRole('button', { name, exact: true });
export const approveOf = (page: Page): Locator => decision(page, 'Approve and sign');
/** The button where it can be pressed: none where approval is off, or not offered at all. */
export const approvable = (page: Page): Locator =>
  reviewOf(page).getByRole('button', { name: 'Approve and sign', exact: true, disabled: false });
export const dialog = (page: Page, name: string): Locator => page.getByRole('dialog', { name });

export async function goTo(page: Page, section: 'Queue' | 'History' | 'Keys' | 'Health' | 'Settings'): Promise<void> {
  await page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: section }).click();
}

export async function show(page: Page, filter: 'Open' | 'Done' | 'All'): Promise<void> {
  await page.getByRole('tab', { name: filter }).click();
}

/** Makes the key where setup asks for it, by one click, and sees the queue. */
export async function createKey(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Create signing key' }).click();
  await expect(queueGrid(page)).toBeVisible();
}

export async function connect(page: Page, address: string, issuer: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Service address' }).fill(address);
  await page.getByRole('textbox', { name: 'Issuer' }).fill(issuer);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
}

/** Types into the dialog `Add jobs` and presses `Add`; what the dialog says to it stays on the screen. */
export async function addJobs(page: Page, text: string): Promise<void> {
  await page.getByRole('button', { name: 'Add jobs' }).click();
  await dialog(page, 'Add jobs').getByRole('textbox', { name: 'Job IDs or links' }).fill(text);
  await dialog(page, 'Add jobs').getByRole('button', { name: 'Add', exact: true }).click();
}

/** Adds jobs that are all taken, so that the dialog closes. */
export async function addAll(page: Page, jobIds: readonly string[]): Promise<void> {
  await addJobs(page, jobIds.join('\n'));
  await expect(dialog(page, 'Add jobs')).toBeHidden();
}

export async function openJob(page: Page, jobId: string): Promise<void> {
  await rowOf(page, jobId).click();
  await expect(reviewOf(page)).toContainText(jobId);
}

/** A new job at the service, read by the app while it waits and then confirmed. Not opened. */
export async function readyJob(page: Page, service: PlainScopeService, content?: Content): Promise<string> {
  const jobId = service.addJob(content === undefined ? {} : { content });
  await addAll(page, [jobId]);
  await seenByApp(service, jobId);
  service.confirm(jobId);
  await expect(rowOf(page, jobId)).toContainText('Ready for review');
  return jobId;
}

/** Waits until the app has been given the job's content: from then on it may be confirmed. */
export const seenByApp = (service: PlainScopeService, jobId: string): Promise<void> =>
  expect
    .poll(() => service.requests.some(({ method, path }) => method === 'GET' && path === `/scope/${jobId}`))
    .toBe(true);

/** Waits until the app allows it and approves; the job must be open. */
export async function approve(page: Page): Promise<void> {
  await expect(approveOf(page)).toBeEnabled();
  await approveOf(page).click();
}

/** Puts the open job on hold, with what is given. */
export async function hold(page: Page, { note = '', until = '' } = {}): Promise<void> {
  await decision(page, 'Hold').click();
  const asked = dialog(page, 'Put on hold');
  await asked.getByRole('textbox', { name: 'Note' }).fill(note);
  if (until !== '') await asked.getByLabel('Comes back on').fill(until);
  await asked.getByRole('button', { name: 'Hold', exact: true }).click();
  await expect(asked).toBeHidden();
}

/** The digest that the review shows: the hexadecimal SHA-256 beside the word. */
export async function shownDigest(page: Page): Promise<string> {
  await expect(reviewOf(page)).toContainText(/Digest\s*[0-9a-f]{64}/);
  return /Digest\s*([0-9a-f]{64})/.exec((await reviewOf(page).textContent()) ?? '')?.[1] ?? '';
}

export async function expectStatus(page: Page, jobId: string, status: string): Promise<void> {
  await show(page, 'All');
  await expect(rowOf(page, jobId)).toContainText(status, { timeout: 30_000 });
}

/** The public JWK as the page `Keys` shows it. */
export async function publicJwk(page: Page): Promise<Record<string, unknown>> {
  await goTo(page, 'Keys');
  const text = (await page.getByRole('region', { name: 'Public key' }).textContent()) ?? '';
  return JSON.parse(text) as Record<string, unknown>;
}

/** Sets the undo time on the page `Settings`, and goes back to the queue. */
export async function setUndo(page: Page, seconds: number): Promise<void> {
  await goTo(page, 'Settings');
  const field = page.getByRole('textbox', { name: 'Undo time' });
  await expect(field).toBeEditable();
  if ((await field.inputValue()) !== String(seconds)) {
    await field.fill(String(seconds));
    await page.getByRole('button', { name: 'Save settings' }).click();
    await expect(page.getByText('Saved')).toBeVisible();
  }
  await goTo(page, 'Queue');
}

/** A panel of the page `Health` or `Settings`, by its heading. */
export const panel = (page: Page, heading: string): Locator =>
  page.locator('section').filter({ has: page.getByRole('heading', { name: heading, exact: true }) });

/** What the window tells of outside events, until each is dismissed. */
export const messages = (page: Page): Locator => page.getByRole('region', { name: 'Messages' });

/** The button that names the service in view, where there are several. */
export const switcher = (page: Page): Locator => header(page).getByRole('button', { name: /^Service: / });

/** Brings another service into view. */
export async function showService(page: Page, name: string): Promise<void> {
  await switcher(page).click();
  await page.getByRole('menu', { name: 'Service' }).getByRole('menuitemradio', { name }).click();
  await expect(switcher(page)).toHaveAccessibleName(`Service: ${name}`);
}

export const header = (page: Page): Locator => page.getByRole('banner');

/** Presses `Save settings` and waits for the answer. */
export async function saveSettings(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save settings' }).click();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
}

/** Opens a link as the system does: by a second start of the app, which hands it over and ends. */
export async function openLink(station: Workstation, link: string): Promise<void> {
  const second = spawn(await electronExecutable(), ['.', ...rootFlags, ...flags, link], {
    cwd: projectRoot,
    env: station.env,
    stdio: 'ignore',
  });
  const [code] = await once(second, 'exit');
  expect(code).toBe(0);
}
