import { decodeToken, problemsOf } from '../../scripts/tour/proof.mjs';
import type { PlainScopeService } from '../fakes/plain-scope-service.ts';
import { expect, startConnected, test } from './fixtures.ts';
import * as screen from './screen.ts';
import type { Workstation } from './workstation.ts';

/** Approves a job and gives what the operator saw of it. */
async function approved(station: Workstation, service: PlainScopeService, undoSeconds: number) {
  const page = await startConnected(station, service, { undoSeconds });
  const jobId = await screen.readyJob(page, service);
  await screen.openJob(page, jobId);
  const digest = await screen.shownDigest(page);
  await screen.approve(page);
  return { page, jobId, digest };
}

/** Starts the app again and sees one token, the approved one, arrive. */
async function seeDelivered(
  station: Workstation,
  service: PlainScopeService,
  shown: { jobId: string; digest: string },
) {
  const page = await station.start();
  await expect(screen.queueGrid(page)).toBeVisible();
  await screen.expectStatus(page, shown.jobId, 'Delivered');
  const [token = '', ...others] = service.tokensSeen(shown.jobId);
  expect(others).toEqual([]);
  const decoded = decodeToken(token);
  if (!decoded) throw new Error('the service was sent something that is no token');
  expect(problemsOf(decoded, await screen.publicJwk(page), shown)).toEqual([]);
}

test('quitting in the middle of the undo time signs nothing, and the next start goes on', async ({
  station,
  service,
}) => {
  const shown = await approved(station, service, 4);
  await expect(screen.decision(shown.page, 'Undo')).toBeVisible();
  await station.quit();
  expect(service.tokensSeen(shown.jobId)).toEqual([]);
  await seeDelivered(station, service, shown);
});

test('after a restart in the undo time the approval can still be undone', async ({ station, service }) => {
  const { jobId } = await approved(station, service, 30);
  await station.quit();
  const page = await station.start();
  await page.getByRole('button', { name: 'Undo' }).click();
  await screen.expectStatus(page, jobId, 'Ready for review');
  expect(service.tokensSeen(jobId)).toEqual([]);
});

test('an approval outlives a service that is down and a restart', async ({ station, service }) => {
  const shown = await approved(station, service, 1);
  await service.stop();
  await expect(shown.page.getByText('Cannot see the service').first()).toBeVisible();
  await expect(screen.rowOf(shown.page, shown.jobId)).toContainText(/Approved|Delivering/);
  await station.quit();
  const page = await station.start();
  await screen.expectStatus(page, shown.jobId, 'Approved');
  await station.quit();
  await service.restart();
  await seeDelivered(station, service, shown);
});

test('a power cut right after the approval loses nothing and signs once', async ({ station, service }) => {
  const shown = await approved(station, service, 1);
  await expect(screen.rowOf(shown.page, shown.jobId)).toContainText(/Approved|Delivering/);
  await station.kill();
  await seeDelivered(station, service, shown);
});

test('a power cut while the token is on its way brings the very same token again', async ({ station, service }) => {
  const page = await startConnected(station, service, { undoSeconds: 0 });
  const jobId = await screen.readyJob(page, service);
  service.failNext({ kind: 'hang' }, { method: 'PUT', jobId });
  await screen.openJob(page, jobId);
  const digest = await screen.shownDigest(page);
  await screen.approve(page);
  await expect.poll(() => service.faultsLeft).toBe(0);
  expect(service.tokensSeen(jobId)).toHaveLength(1);
  await station.kill();
  await seeDelivered(station, service, { jobId, digest });
  expect(service.requests.filter(({ method }) => method === 'PUT')).toHaveLength(2);
});

test('a token that arrived although its answer was lost is proved, not sent a second time', async ({
  station,
  service,
}) => {
  const page = await startConnected(station, service, { undoSeconds: 0 });
  const jobId = await screen.readyJob(page, service);
  service.failNext({ kind: 'hang', apply: true }, { method: 'PUT', jobId });
  await screen.openJob(page, jobId);
  const digest = await screen.shownDigest(page);
  await screen.approve(page);
  await expect.poll(() => service.faultsLeft).toBe(0);
  await station.kill();
  await seeDelivered(station, service, { jobId, digest });
  expect(service.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
});

test('a second start brings the first window forward and touches nothing', async ({ station, service }) => {
  const page = await startConnected(station, service);
  const second = await station.startPlainly();
  expect(await second.ended).toBe(0);
  await expect(screen.queueGrid(page)).toBeVisible();
  expect(await station.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});
