import type { Page } from 'playwright/test';
import { decodeToken, problemsOf } from '../../scripts/tour/proof.mjs';
import { layCable } from '../fakes/cable.ts';
import { expect, pace, startConnected, test } from './fixtures.ts';
import { processTree } from './processes.ts';
import * as screen from './screen.ts';
import { isLinux, type Workstation } from './workstation.ts';

/** Everything that belongs to the app stands still, as on a machine that sleeps, and then goes on by the clock of later. */
async function sleep(station: Workstation, ms: number, meanwhile: () => void): Promise<void> {
  const tree = processTree(station.electron.process().pid ?? 0);
  for (const pid of tree) process.kill(pid, 'SIGSTOP');
  meanwhile();
  await new Promise((resolve) => setTimeout(resolve, ms));
  for (const pid of tree) process.kill(pid, 'SIGCONT');
}

test('pulled cables, sleep, kills and restarts in the middle of deliveries lose no token and double none', async ({
  station,
  service,
}) => {
  test.skip(!isLinux, 'processes are stopped and found by what Linux tells of them');
  test.setTimeout(180_000);
  const cable = await layCable(service.address);
  const digests = new Map<string, string>();
  const approve = async (page: Page, jobId: string) => {
    // What was decided before may change its place in the list just when the row is pressed.
    await expect(async () => {
      await screen.rowOf(page, jobId).click();
      await expect(screen.reviewOf(page)).toContainText(jobId, { timeout: 2_000 });
    }).toPass();
    digests.set(jobId, await screen.shownDigest(page));
    await screen.approve(page);
  };
  const stored = (page: Page, jobId: string) =>
    expect(screen.rowOf(page, jobId)).toContainText(/Approved|Delivering|Delivered/);
  const onItsWay = (jobId: string) => expect.poll(() => service.tokensSeen(jobId).length).toBe(1);
  const again = async () => {
    const page = await station.start();
    await expect(screen.queueGrid(page)).toBeVisible();
    await screen.show(page, 'All');
    return page;
  };
  try {
    let page = await startConnected(station, { ...service, address: cable.address }, { ...pace, undoSeconds: 0 });
    await screen.show(page, 'All');
    const jobs: string[] = [];
    for (let number = 0; number < 4; number += 1) jobs.push(await screen.readyJob(page, service));
    const [lost = '', unread = '', asleep = '', cutOff = ''] = jobs;

    // The answer is lost with the cable, a second decision is made without one, and the power goes.
    service.failNext({ kind: 'hang', apply: true }, { method: 'PUT', jobId: lost });
    await approve(page, lost);
    await onItsWay(lost);
    cable.pull();
    await approve(page, unread);
    await stored(page, unread);
    await station.kill();
    page = await again();
    for (const jobId of [lost, unread]) await stored(page, jobId);
    expect(service.tokensSeen(unread)).toEqual([]);
    cable.plugIn();
    for (const jobId of [lost, unread]) await screen.expectStatus(page, jobId, 'Delivered');

    // The machine sleeps on a token that never arrived, wakes without a network, and the app is quit.
    service.failNext({ kind: 'hang' }, { method: 'PUT', jobId: asleep });
    await approve(page, asleep);
    await onItsWay(asleep);
    await sleep(station, 3_000, cable.pull);
    await stored(page, asleep);
    await station.quit();
    page = await again();
    await stored(page, asleep);
    cable.plugIn();
    await screen.expectStatus(page, asleep, 'Delivered');

    // The connection breaks after the service took the token, and the power goes twice.
    service.failNext({ kind: 'reset', apply: true }, { method: 'PUT', jobId: cutOff });
    await approve(page, cutOff);
    await onItsWay(cutOff);
    await station.kill();
    await again();
    await station.kill();
    page = await again();
    for (const jobId of jobs) await screen.expectStatus(page, jobId, 'Delivered');

    const key = await screen.publicJwk(page);
    for (const jobId of jobs) {
      const [token = '', ...others] = service.tokensSeen(jobId);
      expect(others).toEqual([]);
      expect(service.signedToken(jobId)).toBe(token);
      const decoded = decodeToken(token);
      if (!decoded) throw new Error('the service was sent something that is no token');
      expect(problemsOf(decoded, key, { jobId, digest: digests.get(jobId) ?? '' })).toEqual([]);
    }
  } finally {
    await station.quit().catch(() => {});
    await cable.stop();
  }
});
