import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright/test';
import type { PlainScopeService } from '../fakes/plain-scope-service.ts';
import { expect, ISSUER, pace, startConnected, test } from './fixtures.ts';
import * as screen from './screen.ts';

const troubleOf = (page: Page) => screen.header(page).locator('.troubles');

/** A way to the service on which its clock, as its answers tell it, is off by so much. */
async function clockOff(service: PlainScopeService, aheadMs: number) {
  const server = createServer((incoming, outgoing) => {
    const { method, headers, url } = incoming;
    const onward = request(`${service.address}${url}`, { method, headers }, (answer) => {
      const date = new Date(Date.now() + aheadMs).toUTCString();
      outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, date });
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

test('watching is paused and resumed from the window, and a pause never looks like nothing to do', async ({
  station,
  service,
}) => {
  const page = await startConnected(station, service);
  await expect(page.getByText('Nothing to do')).toBeVisible();
  await screen.goTo(page, 'Health');
  await page.getByRole('button', { name: 'Until I resume' }).click();
  await expect(screen.header(page)).toContainText('Watching is paused');
  await expect(screen.header(page)).not.toContainText('Service answers');
  await screen.goTo(page, 'Queue');
  await expect(page.getByText('There may be work that is not shown here', { exact: false })).toBeVisible();
  await expect(page.getByText('Nothing to do')).toHaveCount(0);
  await screen.header(page).getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByText('Nothing to do')).toBeVisible();
  await expect(screen.header(page)).toContainText('Service answers');
});

test('a paused desk asks the service nothing, and sees what came meanwhile when it goes on', async ({
  station,
  service,
}) => {
  const page = await startConnected(station, service);
  const jobId = service.addJob();
  await screen.addAll(page, [jobId]);
  await screen.seenByApp(service, jobId);
  await screen.goTo(page, 'Health');
  await page.getByRole('button', { name: 'For 1 hour' }).click();
  await expect(screen.header(page)).toContainText(/Paused until/);
  // A look that was on its way when the pause began is answered by then.
  await page.waitForTimeout(500);
  const asked = service.requests.length;
  service.confirm(jobId);
  await page.waitForTimeout(1_500);
  expect(service.requests).toHaveLength(asked);
  await expect(screen.panel(page, 'Watching')).toContainText(/Until/);
  await screen.panel(page, 'Watching').getByRole('button', { name: 'Resume' }).click();
  await screen.goTo(page, 'Queue');
  await expect(screen.rowOf(page, jobId)).toContainText('Ready for review');
});

test('an outage is told in words, with what to do, and its end as well', async ({ station, service }) => {
  const page = await startConnected(station, service);
  await screen.addAll(page, [service.addJob()]);
  await screen.goTo(page, 'Health');
  await expect(screen.panel(page, 'Service')).toContainText('Service answers');
  await expect(screen.panel(page, 'Watching')).toContainText('1 job');
  await service.stop();
  const main = page.getByRole('main');
  await expect(main.getByRole('status').filter({ hasText: 'Cannot see the service' })).toBeVisible();
  await expect(main).toContainText('The app keeps asking by itself.');
  await expect(screen.header(page)).toContainText('Cannot see the service since');
  await service.restart();
  await expect(main.getByRole('status').filter({ hasText: 'Nothing to do' })).toBeVisible();
  await expect(main).not.toContainText('The app keeps asking by itself.');
});

test('a clock that is off is told in the header of every section, and by how much on the page Health', async ({
  station,
  service,
}) => {
  const way = await clockOff(service, 5 * 60_000);
  try {
    station.administer({ service: { address: way.address, issuer: ISSUER }, ...pace });
    const page = await station.start();
    await screen.createKey(page);
    const jobId = service.addJob();
    await screen.addAll(page, [jobId]);
    await expect(troubleOf(page)).toContainText('minutes behind');
    await troubleOf(page).click();
    await expect(page.getByRole('heading', { name: 'Health', exact: true })).toBeVisible();
    await expect(screen.panel(page, 'Service')).toContainText('The service’s clock is 5 minutes ahead');
    await expect(page.getByRole('main')).toContainText('set the clock right');
  } finally {
    await way.stop();
  }
});

test('the page Health tells of keychain, disk, desktop and what comes by itself', async ({ station, service }) => {
  const page = await startConnected(station, service);
  await screen.goTo(page, 'Health');
  const machine = screen.panel(page, 'This computer');
  await expect(machine).toContainText('Answers');
  await expect(machine).toContainText(/free of .+B/);
  await expect(machine).toContainText(/Shows the app’s icon|This desktop shows no tray icons/);
  await expect(screen.panel(page, 'Jobs that come by themselves')).toContainText(/Inbox\s*Off\s*Feed\s*Off/);
});

test('a message of what happened outside stays until it is dismissed', async ({ station, service }) => {
  const page = await startConnected(station, service);
  await screen.openLink(station, 'countersign://job/too-short');
  await screen.openLink(station, `countersign://job/${'A'.repeat(20)}?service=Elsewhere`);
  const told = screen.messages(page).getByRole('listitem');
  await expect(told).toHaveCount(2);
  await expect(told.first()).toContainText('Elsewhere');
  await screen.goTo(page, 'Keys');
  await told
    .first()
    .getByRole('button', { name: /^Dismiss/ })
    .click();
  await expect(told).toHaveCount(1);
  await expect(told).toContainText('does not name a job');
  await page.reload();
  await expect(told).toHaveCount(1);
  await told.getByRole('button', { name: /^Dismiss/ }).click();
  await expect(told).toHaveCount(0);
});
