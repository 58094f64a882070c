import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FeedService, startFeedService } from '../fakes/feed-service.ts';
import { makeSubject } from '../fakes/subject.ts';
import { expect, ISSUER, pace, test } from './fixtures.ts';
import * as screen from './screen.ts';

const withSources = test.extend<{ feed: FeedService; inbox: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads from the pattern which fixtures are needed
  feed: async ({}, use) => {
    const feed = await startFeedService();
    await use(feed);
    await feed.stop();
  },
  inbox: async ({ station }, use) => {
    const folder = join(station.folder, 'inbox');
    mkdirSync(folder);
    await use(folder);
  },
});

const taken = (inbox: string, name: string) =>
  expect.poll(() => existsSync(join(inbox, 'done', name)), { timeout: 15_000 });

withSources(
  'a file that is dropped into the inbox folder is in the queue, and one that is no use comes with its reason',
  async ({ station, service, inbox }) => {
    station.administer({ service: { address: service.address, issuer: ISSUER }, ...pace, inboxFolder: inbox });
    const page = await station.start();
    await screen.createKey(page);

    const token = makeSubject('inbox').requestToken();
    const [listed, named] = [service.addJob(), service.addJob({ content: token })];
    writeFileSync(join(inbox, 'monday.txt'), `${service.address}/scope/${listed}\n`);
    writeFileSync(join(inbox, `${named}.jwt`), token);
    for (const jobId of [listed, named]) {
      await expect(screen.rowOf(page, jobId)).toContainText('Waiting for confirmation', { timeout: 15_000 });
    }
    await taken(inbox, 'monday.txt').toBe(true);
    await taken(inbox, `${named}.jwt`).toBe(true);

    const good = service.addJob();
    // Written elsewhere and moved in, as programs do.
    writeFileSync(
      join(station.folder, 'tuesday.txt'),
      `${good}\n<b>hello</b>\nhttps://elsewhere.example/scope/${good}\n`,
    );
    renameSync(join(station.folder, 'tuesday.txt'), join(inbox, 'tuesday.txt'));
    await expect(screen.rowOf(page, good)).toBeVisible({ timeout: 15_000 });
    await expect(screen.messages(page)).toContainText(
      'Files in the inbox were not taken, or not all of them (1). The first is tuesday.txt.',
    );
    expect(readdirSync(join(inbox, 'refused')).sort()).toEqual(['tuesday.txt', 'tuesday.txt.reason.txt']);
    const reason = readFileSync(join(inbox, 'refused', 'tuesday.txt.reason.txt'), 'utf8');
    expect(reason).toContain('Countersign took only a part of this file: tuesday.txt');
    expect(reason).toContain('Line 2: <b>hello</b>\n    This is neither a job ID');
    expect(reason).toContain('belongs to another service (https://elsewhere.example)');
    expect(readdirSync(inbox).sort()).toEqual(['done', 'refused']);

    await screen.goTo(page, 'Health');
    const sources = screen.panel(page, 'Jobs that come by themselves');
    await expect(sources).toContainText(inbox);
    await expect(sources).toContainText('Working');
  },
);

withSources(
  'an inbox folder that goes away is told, and so is that it came back',
  async ({ station, service, inbox }) => {
    station.administer({ service: { address: service.address, issuer: ISSUER }, ...pace, inboxFolder: inbox });
    const page = await station.start();
    await screen.createKey(page);
    await screen.goTo(page, 'Health');
    const sources = screen.panel(page, 'Jobs that come by themselves');
    await expect(sources).toContainText('Working', { timeout: 15_000 });
    rmSync(inbox, { recursive: true });
    await expect(sources).toContainText('The inbox folder is not there.', { timeout: 15_000 });
    await expect(screen.header(page)).toContainText('The inbox can’t be worked through');
    await expect(page.getByRole('main').getByText(`The inbox can’t be worked through: ${inbox}.`)).toBeVisible();
    mkdirSync(inbox);
    await expect(sources).toContainText('Working', { timeout: 15_000 });
    await expect(page.getByText('can’t be worked through')).toHaveCount(0);
  },
);

withSources(
  'the jobs of a feed come by themselves, and a feed that is down is told on the page Health',
  async ({ station, service, feed }) => {
    const jobs = [service.addJob(), service.addJob(), service.addJob()];
    feed.setJobs(jobs.slice(0, 2), { next: '/feed?page=2' });
    feed.setJobs(jobs.slice(2), { path: '/feed?page=2' });
    station.administer({ service: { address: service.address, issuer: ISSUER, feed: feed.url }, ...pace });
    const page = await station.start();
    await screen.createKey(page);
    for (const jobId of jobs) {
      await expect(screen.rowOf(page, jobId)).toContainText('Waiting for confirmation', { timeout: 15_000 });
    }
    await screen.goTo(page, 'Health');
    const sources = screen.panel(page, 'Jobs that come by themselves');
    await expect(sources).toContainText(feed.url);
    await expect(sources).toContainText('Working');

    await station.quit();
    await feed.stop();
    const again = await station.start();
    await screen.goTo(again, 'Health');
    const told = screen.panel(again, 'Jobs that come by themselves');
    await expect(told).toContainText('The feed cannot be reached', { timeout: 15_000 });
    await expect(again.getByRole('main').getByText(`so jobs may be missing here: ${feed.url}.`)).toBeVisible();
    // The service itself answers all the while.
    await expect(screen.panel(again, 'Service')).not.toContainText('Cannot see');
  },
);
