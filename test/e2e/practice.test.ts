import { PRACTICE_ISSUER } from '../../main/config.ts';
import { decodeToken, problemsOf } from '../../scripts/tour/proof.mjs';
import { expect, test } from './fixtures.ts';
import * as screen from './screen.ts';
import type { Workstation } from './workstation.ts';

const windowTitle = (station: Workstation) =>
  station.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle());

test('practises the whole job before there is a service, and leaves no trace of it behind', async ({ station }) => {
  test.setTimeout(120_000);
  station.administer({ undoSeconds: 1, pollSeconds: 0.2 });
  const page = await station.start();
  await page.getByRole('button', { name: 'Practise first' }).click();
  await expect(screen.queueGrid(page)).toBeVisible();
  await expect(page).toHaveTitle('Countersign (practice)');
  await expect.poll(() => windowTitle(station)).toBe('Countersign (practice)');

  const ready = screen.queueGrid(page).getByRole('row').filter({ hasText: 'Ready for review' }).first();
  await expect(ready).toBeVisible({ timeout: 60_000 });
  const jobId = (await ready.getByText(/^[\w-]{20}$/).textContent()) ?? '';
  await screen.openJob(page, jobId);
  const digest = await screen.shownDigest(page);
  await screen.approve(page);
  await screen.expectStatus(page, jobId, 'Delivered');

  const compact = await page.evaluate(async (jobId) => {
    const answer = await window.authority.review({ jobId });
    return answer.ok ? answer.value.token?.compact : undefined;
  }, jobId);
  const token = decodeToken(compact ?? '');
  if (!token) throw new Error('the delivered job shows no token');
  expect(token.claims.iss).toBe(PRACTICE_ISSUER);
  expect(problemsOf(token, await screen.publicJwk(page), { jobId, digest })).toEqual([]);

  await screen.goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Leave practice' }).click();
  await expect(page.getByRole('heading', { name: 'Set up your authority' })).toBeVisible();
  await expect(page).toHaveTitle('Countersign');
  await expect.poll(() => windowTitle(station)).toBe('Countersign');
});

test('goes back to the live queue after practising beside it', async ({ station, service }) => {
  station.administer({ pollSeconds: 0.2 });
  const page = await station.start();
  await page.getByRole('button', { name: 'Connect to a service' }).click();
  await screen.connect(page, service.address, 'https://authority.example.org');
  await screen.createKey(page);
  const jobId = service.addJob();
  await screen.addAll(page, [jobId]);
  await expect(screen.rowOf(page, jobId)).toBeVisible();
  const live = await screen.publicJwk(page);

  await screen.goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Practise' }).click();
  await expect(page).toHaveTitle('Countersign (practice)');
  await expect(screen.queueGrid(page)).toBeVisible();
  await screen.show(page, 'All');
  await expect(screen.rowOf(page, jobId)).toHaveCount(0);
  expect(await screen.publicJwk(page)).not.toEqual(live);

  await screen.goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Leave practice' }).click();
  await expect(page).toHaveTitle('Countersign');
  await expect(screen.rowOf(page, jobId)).toBeVisible();
  expect(await screen.publicJwk(page)).toEqual(live);
});
