// Makes the README's pictures again, from the real app on the practice service.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { buildApp } from './bring-up/bundles.mjs';
import { runCommand } from './bring-up/fault.mjs';
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
  const { goTo, openReadyJob, readReview, seeApprovable } = await import('./tour/pages.mjs');
  const { showMainJob } = await import('./tour/show.mjs');
  const take = async (/** @type {import('playwright').Page} */ page, /** @type {string} */ name) => {
    const file = path.join(folder, `${name}.png`);
    await page.screenshot({ path: file, animations: 'disabled' });
    return file;
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
  };

  const pictures = {
    take: async (/** @type {import('playwright').Page} */ page, /** @type {string} */ moment) => {
      const name = momentNames.get(moment);
      return name === undefined ? 'none was taken' : take(page, name);
    },
  };
  say('Walking through the app …');
  await showMainJob({ executable, size, pictures, print: () => {}, limitMs: 420_000, afterwards: restOfTheApp });
  process.stdout.write(`The pictures are in ${folder}\n`);
});
