import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, startConnected, test } from './fixtures.ts';
import { entriesOf } from './keyring.ts';
import { expectAccessible, expectToFit, resize, sizes } from './looks.ts';
import * as screen from './screen.ts';
import { projectRoot, type Workstation } from './workstation.ts';

const run = promisify(execFile);

/** Another program has the file, with the key from the keyring, while the app does not run. */
async function alter(station: Workstation, ...statements: string[]): Promise<void> {
  const key = (await entriesOf(station)).find(({ account }) => account.endsWith('/database'))?.password ?? '';
  const program = join(projectRoot, 'test/integration/other-program.mjs');
  await run(process.execPath, [program, join(station.home, 'live', 'countersign.db'), key, ...statements]);
}

test('SECURITY 23: an entry that was edited is found at the start, bars signing, and is read before it goes on', async ({
  station,
  service,
}) => {
  const page = await startConnected(station, service, { undoSeconds: 0 });
  const jobId = await screen.readyJob(page, service);
  await screen.goTo(page, 'History');
  await expect(page.getByRole('main').getByText('Record intact')).toBeVisible();
  await page.getByRole('button', { name: 'Check the record' }).click();
  await expect(page.getByRole('main').getByText('Record intact')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Record intact' })).toBeVisible();
  await screen.goTo(page, 'Health');
  await expect(page.getByRole('main').getByText('Record intact')).toBeVisible();
  await expect
    .poll(async () => (await entriesOf(station)).some(({ account }) => account.endsWith('/record-head')))
    .toBe(true);
  await station.quit();

  station.expectComplaint(/record-check-failed/);
  await alter(station, `UPDATE record SET operator = 'somebody else' WHERE number = 3`);
  const again = await station.start();
  const banner = again.getByRole('alert').filter({ hasText: 'Record altered' });
  await expect(banner).toContainText('Nothing is signed');
  await screen.goTo(again, 'Queue');
  await screen.openJob(again, jobId);
  await expect(screen.reviewOf(again)).toContainText('something that nobody has read yet');
  await expect(screen.approvable(again)).toBeHidden();
  for (const size of sizes) {
    await resize(station, size);
    await expectToFit(again, `altered, ${size.width}`);
  }
  await again.getByRole('button', { name: 'Read what was found' }).click();
  const dialog = screen.dialog(again, 'What was found in the record');
  await expect(dialog).toContainText('Entry 3 of the record was changed after it was written');
  await expect(dialog).toContainText('Not lost');
  await expectAccessible(again, 'what was found');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(banner).toBeVisible();

  await again.getByRole('button', { name: 'Read what was found' }).click();
  await dialog.getByRole('button', { name: 'I have read this' }).click();
  await expect(banner).toBeHidden();
  await screen.openJob(again, jobId);
  await screen.approve(again);
  await screen.expectStatus(again, jobId, 'Delivered');
  // What the record is it stays: only the bar is lifted.
  await expect(again.getByRole('link', { name: 'Record altered' })).toBeVisible();
  await screen.goTo(again, 'History');
  await expect(again.getByText('What was found in the record was read', { exact: true })).toBeVisible();
});
