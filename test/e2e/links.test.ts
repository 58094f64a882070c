import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type Page } from 'playwright/test';
import { electronExecutable } from '../../scripts/electron/runtime.mjs';
import { expect, ISSUER, pace, startConnected, test } from './fixtures.ts';
import * as screen from './screen.ts';
import { startAgain } from './second-process.ts';
import { flags, projectRoot, rootFlags, type Workstation } from './workstation.ts';

const linkTo = (jobId: string, service?: string): string =>
  `countersign://job/${jobId}${service === undefined ? '' : `?service=${encodeURIComponent(service)}`}`;

const messages = (page: Page) => page.getByRole('region', { name: 'Messages' });

test('a link brings its job into the queue of the running app and shows it', async ({ station, service }) => {
  const page = await startConnected(station, service);
  await screen.goTo(page, 'Settings');
  const jobId = service.addJob();
  const { code } = await startAgain(station, [linkTo(jobId)]);
  expect(code).toBe(0);
  await expect(screen.rowOf(page, jobId)).toBeVisible();
  await expect(screen.reviewOf(page)).toContainText(jobId);
  await expect(screen.rowOf(page, jobId)).toHaveCount(1);
  // Once more it is only shown.
  await startAgain(station, [linkTo(jobId).toUpperCase().replace(jobId.toUpperCase(), jobId)]);
  await expect(screen.rowOf(page, jobId)).toHaveCount(1);
});

test('a link for another service is refused with both names, and one that asks for more with its reason', async ({
  station,
  service,
}) => {
  station.administer({ service: { address: service.address, issuer: ISSUER, name: 'Acme' }, ...pace });
  const page = await station.start();
  await screen.createKey(page);
  const jobId = service.addJob();
  await startAgain(station, [linkTo(jobId, 'Elsewhere & Co')]);
  await expect(messages(page)).toContainText(
    `A link to the job ${jobId} was refused: it is for the service “Elsewhere & Co”, and this desk works for “Acme”.`,
  );
  await startAgain(station, [`${linkTo(jobId)}?approve=yes`]);
  await expect(messages(page)).toContainText('it carries more than a job and a service');
  await expect(screen.rowOf(page, jobId)).toHaveCount(0);
  await startAgain(station, [linkTo(jobId, 'Acme')]);
  await expect(screen.rowOf(page, jobId)).toBeVisible();
  expect(service.requests.filter(({ method }) => method !== 'GET' && method !== 'HEAD')).toEqual([]);
});

test('links that come during setup wait, also over a restart, and are taken in when it is done', async ({
  station,
  service,
}) => {
  station.administer({ service: { address: service.address, issuer: ISSUER }, ...pace });
  const [first, second, third] = [service.addJob(), service.addJob(), service.addJob()];
  let page = await station.start();
  await expect(page.getByRole('button', { name: 'Create signing key' })).toBeVisible();
  for (const jobId of [first, second]) await startAgain(station, [linkTo(jobId)]);
  await expect.poll(() => station.log().filter(({ event }) => event === 'link-waits')).toHaveLength(2);
  await station.quit();
  expect(existsSync(join(station.home, 'links.jsonl'))).toBe(true);

  page = await station.start();
  await startAgain(station, [linkTo(third)]);
  await screen.createKey(page);
  for (const jobId of [first, second, third]) await expect(screen.rowOf(page, jobId)).toBeVisible();
  await expect(screen.reviewOf(page)).toContainText(third);
});

test('whoever opens a link while the app is set up is told in the window that it waits', async ({
  station,
  service,
}) => {
  station.administer({ service: { address: service.address, issuer: ISSUER }, ...pace });
  const page = await station.start();
  await expect(page.getByRole('button', { name: 'Create signing key' })).toBeVisible();
  const jobId = service.addJob();
  await startAgain(station, [linkTo(jobId)]);
  await expect(messages(page)).toContainText('1 link waits');
});

test('a link waits while the operator practises', async ({ station, service }) => {
  const page = await startConnected(station, service);
  await screen.goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Practise' }).click();
  await expect(page).toHaveTitle('Countersign (practice)');
  await expect(screen.queueGrid(page)).toBeVisible();
  const jobId = service.addJob();
  await startAgain(station, [linkTo(jobId)]);
  await expect(messages(page)).toContainText('links belong to the live service');
  await screen.goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Leave practice', exact: true }).click();
  await expect(page).toHaveTitle('Countersign');
  await expect(screen.reviewOf(page)).toContainText(jobId);
});

test('a link starts the app where it does not run, and its job is shown', async ({ station, service }) => {
  await startConnected(station, service);
  await station.quit();
  const jobId = service.addJob();
  const { page, quit } = await startWith(station, linkTo(jobId));
  await expect(screen.rowOf(page, jobId)).toBeVisible();
  await expect(screen.reviewOf(page)).toContainText(jobId);
  await quit();
});

/** Starts the app as a browser does that was given a link. */
async function startWith(station: Workstation, link: string) {
  const electron = await _electron.launch({
    executablePath: await electronExecutable(),
    cwd: projectRoot,
    args: ['.', ...flags, link],
    env: station.env,
    chromiumSandbox: rootFlags.length === 0,
  });
  const page = await electron.firstWindow();
  await page.waitForLoadState('domcontentloaded');
  return { page, quit: () => electron.close() };
}
