import { Fault } from '../bring-up/fault.mjs';
import { findToken } from './proof.mjs';

// The app as a person finds it: by the roles and names that its screens promise, and by nothing else.

/** @typedef {import('playwright').Page} Page */

const jobIdText = /^[A-Za-z0-9_-]{20}$/;
const arrivalLimitMs = 90_000;
const deliveryLimitMs = 60_000;

const reviewOf = (/** @type {Page} */ page) => page.getByRole('region', { name: 'Review', exact: true });
const rows = (/** @type {Page} */ page) => page.getByRole('grid', { name: 'Review queue' }).getByRole('row');

/** @param {Page} page @param {'Queue' | 'History' | 'Keys' | 'Health' | 'Settings'} section */
export const goTo = (page, section) =>
  page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: section }).click();

/** @param {Page} page */
export const seeSetup = (page) =>
  page.getByRole('heading', { name: 'Set up your authority' }).waitFor({ timeout: 30_000 });

/** @param {Page} page */
export const practise = async (page) => {
  await page.getByRole('button', { name: 'Practise first' }).click();
  const grid = page.getByRole('grid', { name: 'Review queue' });
  const makeKey = page.getByRole('button', { name: 'Create signing key' });
  const queueLink = page.getByRole('navigation', { name: 'Sections' });
  await grid.or(makeKey).or(queueLink).first().waitFor({ timeout: 30_000 });
  if (await makeKey.isVisible()) await makeKey.click();
  await queueLink.waitFor({ timeout: 30_000 });
};

/** Gives a service and an issuer on the first screen. @param {Page} page @param {{ address: string, issuer: string }} to */
export const fillConnection = async (page, { address, issuer }) => {
  await page.getByRole('button', { name: 'Connect to a service' }).click();
  await page.getByLabel('Service address').fill(address);
  await page.getByLabel('Issuer').fill(issuer);
};

/** Opens a job by its ID, wherever it stands in the queue, once it says so. @param {Page} page @param {string} jobId @param {string} status */
export const openJob = async (page, jobId, status) => {
  const row = rows(page).filter({ hasText: jobId });
  await row.filter({ hasText: status }).first().waitFor({ timeout: deliveryLimitMs });
  await row.first().click();
  await reviewOf(page).getByText(jobId).first().waitFor();
};

/** @param {Page} page the first request in the queue, whatever its status */
export const seeArrival = (page) =>
  rows(page)
    .filter({ hasText: 'Waiting for confirmation' })
    .or(rows(page).filter({ hasText: 'Ready for review' }))
    .first()
    .waitFor({ timeout: arrivalLimitMs });

/** Waits for a job that its subject has confirmed and opens it. @param {Page} page @returns {Promise<string>} its ID */
export const openReadyJob = async (page) => {
  const row = rows(page).filter({ hasText: 'Ready for review' }).first();
  await row.waitFor({ timeout: arrivalLimitMs });
  const jobId = (await row.getByText(jobIdText).first().textContent())?.trim() ?? '';
  // From here on by its ID: the queue may change places while it is looked at.
  await rows(page).filter({ hasText: jobId }).first().click();
  await reviewOf(page).getByText(jobId).first().waitFor();
  return jobId;
};

/**
 * Reads what would be signed, to the last claim.
 * @param {Page} page
 * @returns {Promise<{ claims: string[][], digest: string }>} the table's rows, its head first
 */
export const readReview = async (page) => {
  const table = reviewOf(page).getByRole('table', { name: 'Claims' });
  await table.waitFor();
  const claims = [];
  for (const row of await table.getByRole('row').all()) {
    await row.scrollIntoViewIfNeeded();
    const cells = await row.locator('th, td').allInnerTexts();
    claims.push(cells.map((cell) => cell.replace(/\s+/g, ' ').trim()));
  }
  const text = (await reviewOf(page).textContent()) ?? '';
  const digest = /Digest\s*([0-9a-f]{64})/.exec(text)?.[1];
  if (!digest) throw new Fault('The review shows no digest.');
  return { claims, digest };
};

/** Waits until the app allows approval: all claims were on screen for long enough. @param {Page} page */
export const seeApprovable = (page) =>
  reviewOf(page).getByRole('button', { name: 'Approve and sign', disabled: false }).waitFor({ timeout: 30_000 });

/** Approves once the app allows it, and sees that it can be undone. @param {Page} page */
export const approve = async (page) => {
  await reviewOf(page).getByRole('button', { name: 'Approve and sign' }).click({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Undo' }).first().waitFor({ timeout: 10_000 });
};

/** Waits until the job's row says Delivered, and opens it. @param {Page} page @param {string} jobId */
export const seeDelivered = async (page, jobId) => {
  await page.getByRole('tab', { name: 'All' }).click();
  const row = rows(page).filter({ hasText: jobId });
  await row.filter({ hasText: 'Delivered' }).first().waitFor({ timeout: deliveryLimitMs });
  await row.first().click();
  // The row may know before the review does, whose words for what was only approved speak of delivery as well.
  await reviewOf(page).getByText('Delivered', { exact: true }).first().waitFor();
};

/** @param {Page} page @param {string} jobId @returns the token that the delivered job's review shows */
export const readToken = async (page, jobId) => {
  const token = findToken((await reviewOf(page).textContent()) ?? '', jobId);
  if (!token) throw new Fault(`The review of ${jobId} shows no token of that job.`);
  return token;
};

/** Where the service answers that the window is about. @param {Page} page @returns {Promise<string | null>} */
export const serviceAddress = async (page) => {
  const address = await page.evaluate(async () => {
    const bridge = /** @type {any} */ (globalThis).authority;
    const answer = await bridge.snapshot(null);
    return answer.ok ? (answer.value.service?.address ?? null) : null;
  });
  return typeof address === 'string' ? address : null;
};

/** @param {Page} page @returns {Promise<Record<string, unknown>>} the public JWK from the page `Keys` */
export const readPublicKey = async (page) => {
  await goTo(page, 'Keys');
  const region = page.getByRole('region', { name: 'Public key' }).first();
  await region.waitFor();
  const text = (await region.textContent()) ?? '';
  return JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1));
};
