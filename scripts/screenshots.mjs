// Makes the pictures of README and docs again, from the real app: a first start, several services, the practice service, and
// then every screen and state.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { buildApp } from './bring-up/bundles.mjs';
import { Fault, runCommand } from './bring-up/fault.mjs';
import { prepare } from './bring-up/prepare.mjs';
import { say } from './bring-up/progress.mjs';
import { inProject } from './bring-up/project.mjs';
import { electronExecutable } from './electron/runtime.mjs';

const size = { width: 1280, height: 800 };

/** Which moments of the main job become pictures. */
const momentNames = new Map([
  ['setup', 'setup'],
  ['review', 'review-light'],
  ['approved', 'undo'],
  ['delivered', 'delivered'],
]);

await runCommand(async () => {
  await prepare({ desktop: true });
  const executable = await electronExecutable();
  await buildApp();
  const folder = inProject('docs', 'images');
  await mkdir(folder, { recursive: true });
  const { fillConnection, goTo, openJob, openReadyJob, readReview, seeApprovable, seeSetup, serviceAddress } =
    await import('./tour/pages.mjs');
  const { makeGallery } = await import('./tour/gallery.mjs');
  const { showMainJob, showWalk } = await import('./tour/show.mjs');
  const { askToVerify } = await import('./tour/stranger.mjs');
  const take = async (/** @type {import('playwright').Page} */ page, /** @type {string} */ name) => {
    const file = path.join(folder, `${name}.png`);
    await page.screenshot({ path: file, animations: 'disabled' });
    return file;
  };

  /** A service that is not there is connected to all the same: so much for the key, and for what is said then. */
  const firstStart = async (/** @type {import('playwright').Page} */ page) => {
    await seeSetup(page);
    await fillConnection(page, { address: 'https://scope.example.org', issuer: 'https://authority.example.org' });
    await take(page, 'connect');
    const connect = page.getByRole('button', { name: 'Connect', exact: true });
    await connect.click();
    await page.getByText('Press Connect again').waitFor({ timeout: 30_000 });
    await connect.click();
    const create = page.getByRole('button', { name: 'Create signing key' });
    await create.waitFor();
    await take(page, 'create-key');
    await create.click();
    await page.getByText('Cannot see the service since').first().waitFor({ timeout: 60_000 });
    await take(page, 'cannot-see');
  };

  /** One service has its key, the other waits for one. */
  const severalServices = async (/** @type {import('playwright').Page} */ page) => {
    await page.getByRole('button', { name: 'Create signing key' }).click();
    await page.getByText('Cannot see the service since').first().waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: /^Service: / }).click();
    await page.getByRole('menu').waitFor();
    await take(page, 'several-services');
  };

  const decisionsAndWarnings = async (/** @type {import('playwright').Page} */ page) => {
    const address = await serviceAddress(page);
    if (address === null) throw new Fault('The practice service has no address.');
    // Cyrillic letters among Latin ones, and a character that nobody sees.
    const email = 'p\u0430ula.meyer@ex\u0430mple\u200b.com';
    const doubtful = await askToVerify(address, { scope: 'email', email, type: 'work' });
    const taken = await askToVerify(address, { scope: 'email', email: 'old.meyer@example.com', type: 'home' });
    await page.getByRole('button', { name: 'Add jobs' }).click();
    const field = page.getByLabel('Job IDs or links');
    await field.fill(`${doubtful.jobId}\n${address}/scope/${taken.jobId}\nJb3k0Qp1xYz`);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('2 jobs added').waitFor();
    await take(page, 'add-jobs');
    await page.getByRole('button', { name: 'Close' }).first().click();
    await openJob(page, doubtful.jobId, 'Waiting for confirmation');
    await page.getByRole('table', { name: 'Claims' }).waitFor();
    await openJob(page, taken.jobId, 'Waiting for confirmation');
    await page.getByRole('table', { name: 'Claims' }).waitFor();
    await doubtful.confirm();
    await openJob(page, doubtful.jobId, 'Ready for review');
    await page.getByText('Look at these').waitFor();
    await take(page, 'look-closely');
    await page.keyboard.press('r');
    await page
      .getByRole('textbox', { name: 'Reason', exact: true })
      .fill('The address is written with letters of two alphabets. Asked the person to start again.');
    await take(page, 'reject');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await taken.confirm();
    await taken.signElsewhere();
    await openJob(page, taken.jobId, 'Needs attention');
    await take(page, 'needs-attention');
  };

  /** What makes a day with hundreds of jobs bearable. */
  const manyJobs = async (/** @type {import('playwright').Page} */ page) => {
    const address = await serviceAddress(page);
    if (address === null) throw new Fault('The practice service has no address.');
    const names = ['nora.keller', 'samir.haddad', 'lena.brandt', 'tomas.novak', 'iris.vogel', 'paul.meyer'];
    const asked = [];
    for (const name of names) asked.push(await askToVerify(address, { scope: 'email', email: `${name}@example.com` }));
    await page.getByRole('button', { name: 'Add jobs' }).click();
    await page.getByLabel('Job IDs or links').fill(asked.map(({ jobId }) => jobId).join('\n'));
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    const row = (/** @type {string} */ jobId) =>
      page.getByRole('grid', { name: 'Review queue' }).getByRole('row').filter({ hasText: jobId });
    for (const { jobId, confirm } of asked) {
      await row(jobId).filter({ hasText: 'Waiting for confirmation' }).waitFor({ timeout: 60_000 });
      await confirm();
      await row(jobId).filter({ hasText: 'Ready for review' }).waitFor({ timeout: 60_000 });
    }
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await take(page, 'keyboard');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Filters' }).click();
    await page.getByRole('dialog').waitFor();
    await take(page, 'filters');
    await page.keyboard.press('Escape');
    await page.getByRole('textbox', { name: 'Search', exact: true }).fill('meyer');
    await row(asked.at(-1)?.jobId ?? '').waitFor();
    await row(asked.at(-1)?.jobId ?? '').click();
    await page.getByRole('region', { name: 'Seen before' }).waitFor();
    await take(page, 'search');
    await page.keyboard.press('h');
    await page.getByRole('dialog').waitFor();
    await take(page, 'hold');
    await page.keyboard.press('Escape');
    await page.getByRole('textbox', { name: 'Search', exact: true }).fill('@example.com');
    for (const { jobId } of asked) await row(jobId).getByRole('checkbox').click();
    await take(page, 'selected');
    await page.getByRole('button', { name: 'Approve selected' }).click();
    await page.getByRole('button', { name: 'All together' }).waitFor();
    await take(page, 'one-by-one-or-all');
    await page.getByRole('button', { name: 'All together' }).click();
    await page.getByRole('heading', { name: 'Read before you approve' }).waitFor();
    await take(page, 'batch');
    await page.getByRole('button', { name: 'Back', exact: true }).click();
    await goTo(page, 'History');
    await page.getByRole('button', { name: 'Shift summary' }).click();
    await page.getByRole('heading', { name: 'Decided' }).waitFor();
    await take(page, 'shift');
    await page.getByRole('button', { name: 'Back', exact: true }).click();
    await goTo(page, 'Keys');
    await page.getByRole('button', { name: 'Back up' }).click();
    await page.getByRole('dialog').waitFor();
    await take(page, 'back-up');
    await page.keyboard.press('Escape');
  };

  const restOfTheApp = async (/** @type {import('playwright').Page} */ page) => {
    await goTo(page, 'Keys');
    await take(page, 'keys');
    await goTo(page, 'History');
    await page.getByText('Delivered').first().waitFor();
    await take(page, 'history');
    await goTo(page, 'Health');
    await page.getByText('Service answers').first().waitFor();
    await take(page, 'health');
    await goTo(page, 'Settings');
    await take(page, 'settings');
    await page.emulateMedia({ colorScheme: 'dark' });
    await goTo(page, 'Queue');
    await page.getByRole('tab', { name: 'Open' }).click();
    await openReadyJob(page);
    await readReview(page);
    await seeApprovable(page);
    await take(page, 'review-dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await decisionsAndWarnings(page);
    await manyJobs(page);
  };

  const pictures = {
    take: async (/** @type {import('playwright').Page} */ page, /** @type {string} */ moment) => {
      const name = momentNames.get(moment);
      return name === undefined ? 'none was taken' : take(page, name);
    },
  };
  say('Walking through a first start …');
  await showWalk({ executable, size, pictures, limitMs: 180_000, walk: firstStart });
  say('Walking through several services …');
  const services = [
    {
      id: 'live',
      name: 'Verification desk',
      address: 'https://scope.example.org',
      issuer: 'https://authority.example.org',
    },
    {
      id: 'branch-office',
      name: 'Branch office',
      address: 'https://branch.example.org/scope',
      issuer: 'https://authority.example.org/branch',
    },
  ];
  await showWalk({
    executable,
    size,
    pictures,
    limitMs: 180_000,
    walk: severalServices,
    administrator: { services },
  });
  say('Walking through the app …');
  await showMainJob({ executable, size, pictures, print: () => {}, limitMs: 420_000, afterwards: restOfTheApp });
  say('Walking through every screen …');
  await makeGallery(executable);
  process.stdout.write(`The pictures are in ${folder}\n`);
});
