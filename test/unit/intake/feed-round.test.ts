import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../main/clock.ts';
import { askPages } from '../../../main/intake/feed-round.ts';
import { takeTurns } from '../../../main/intake/turns.ts';
import { type Transport, transport } from '../../../main/jobs/transport.ts';
import { type Database, openDatabase } from '../../../main/store/database.ts';
import { type Store, storeOver } from '../../../main/store/store.ts';
import { type FeedService, startFeedService } from '../../fakes/feed-service.ts';
import { newJobId } from '../../fakes/plain-scope-jobs.ts';

let folder: string;
let database: Database;
let store: Store;
let feed: FeedService;
let wire: Transport;
let added: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-feed-'));
  database = openDatabase(folder, '0'.repeat(64));
  store = storeOver(database, systemClock, 'tester');
  feed = await startFeedService();
  wire = transport(feed.address, { clock: systemClock });
  added = [];
});
afterEach(async () => {
  await wire.stop();
  await feed.stop();
  database.close();
  rmSync(folder, { recursive: true });
});

const parts = () => ({
  wire,
  store,
  turns: takeTurns(systemClock),
  wanted: () => true,
  add: (jobIds: readonly string[]) => {
    added.push(...jobIds);
    return { added: jobIds };
  },
});
const keepPages = (count: number) =>
  store.transaction(() => {
    for (let page = 0; page < count; page += 1) {
      store.feedPages.save({ url: `${feed.address}/kept/${page}`, etag: '"x"', lastModified: null, next: null });
    }
  });
const page = (path: string) => store.feedPages.find(`${feed.address}${path}`);

describe('a round of a feed', () => {
  it('keeps what its pages were, and forgets those that are not part of it any more', async () => {
    feed.setJobs([newJobId()], { next: '/2' });
    feed.setJobs([newJobId()], { path: '/2' });
    await askPages(feed.url, parts());
    expect(page('/feed')).toEqual({ url: feed.url, etag: '"1"', lastModified: null, next: `${feed.address}/2` });
    feed.setJobs([newJobId()]);
    await askPages(feed.url, parts());
    expect(page('/feed')).toMatchObject({ etag: '"3"', next: null });
    expect(store.feedPages.count()).toBe(1);
  });

  it('keeps the pages after one that could not be read, but not without end', async () => {
    feed.setJobs([]);
    await askPages(feed.url, parts());
    keepPages(1_500);
    feed.failNext({ status: 500 });
    await askPages(feed.url, parts());
    expect(store.feedPages.count()).toBe(1_501);
    keepPages(2_500);
    feed.failNext({ status: 500 });
    await askPages(feed.url, parts());
    expect(store.feedPages.count()).toBe(1);
  });

  it('begins with nothing kept when the first page is a new one', async () => {
    keepPages(3);
    feed.setJobs([]);
    feed.failNext({ status: 500 });
    await askPages(feed.url, parts());
    expect(store.feedPages.count()).toBe(0);
  });

  it('does not call a page taken in whose jobs could not be stored', async () => {
    feed.setJobs(Array.from({ length: 450 }, newJobId));
    let calls = 0;
    const full = () => {
      calls += 1;
      if (calls === 3) throw new Error('the disk is full');
      return { added: [] };
    };
    await expect(askPages(feed.url, { ...parts(), add: full })).rejects.toThrow('the disk is full');
    expect(page('/feed')).toBeNull();
    await askPages(feed.url, parts());
    expect(added).toHaveLength(450);
    expect(feed.asked('/feed', 200)).toBe(2);
  });

  it('ends with a finding after more new jobs than a desk can mean, and goes on there in the next one', async () => {
    for (const number of [1, 2, 3]) {
      const path = number === 1 ? '/feed' : `/feed?page=${number}`;
      const jobs = Array.from({ length: 12_000 }, newJobId);
      feed.setJobs(jobs, { path, ...(number < 3 && { next: `/feed?page=${number + 1}` }) });
    }
    expect(await askPages(feed.url, parts())).toMatchObject({ failed: false, fault: { code: 'feed-too-many' } });
    expect(added).toHaveLength(24_000);
    expect(await askPages(feed.url, parts())).toMatchObject({ failed: false, fault: null });
    expect(added).toHaveLength(36_000);
  });

  it('ends between two slices when it is not wanted any more, and calls nothing taken in', async () => {
    feed.setJobs(Array.from({ length: 450 }, newJobId));
    await askPages(feed.url, { ...parts(), wanted: () => added.length === 0 });
    expect(added).toHaveLength(200);
    expect(page('/feed')).toBeNull();
  });
});
