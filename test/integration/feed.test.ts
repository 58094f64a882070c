import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findingWords } from '../../main/words.ts';
import { type FeedReply, type FeedService, startFeedService } from '../fakes/feed-service.ts';
import { newJobId } from '../fakes/plain-scope-jobs.ts';
import { request, type Scene, scenes } from './scene.ts';

const open = scenes();
let feed: FeedService;

beforeEach(async () => {
  feed = await startFeedService();
});
afterEach(() => feed.stop());

const openWithFeed = (settings = {}) => open({ settings: { feed: feed.url, ...settings } });
const ids = (count: number) => Array.from({ length: count }, newJobId);
const queued = (scene: Scene) => scene.authority.queue('all', 0, 500).rows.map(({ jobId }) => jobId);
const source = (scene: Scene) => scene.authority.feed();
const isFaulty = (scene: Scene, code: string) =>
  scene.workplace.until(
    () => `${code}, not ${JSON.stringify(source(scene))}`,
    () => source(scene)?.fault?.code === code,
  );
/** Until the feed has been read to its end once more. */
const round = async (scene: Scene) => {
  const before = source(scene)?.lastReadAt;
  await scene.workplace.until(
    () => `a round, not ${JSON.stringify(source(scene))}`,
    () => source(scene)?.lastReadAt !== before,
  );
};

describe('the jobs of a feed', () => {
  it('come in page by page, in order and each once, and are watched like any other', async () => {
    const jobs = Array.from({ length: 3 }, () => newJobId());
    const scene = await openWithFeed();
    for (const jobId of jobs) scene.service.addJob({ jobId, content: request });
    feed.setJobs(jobs.slice(0, 2), { next: '/feed?page=2' });
    feed.setJobs([...jobs.slice(1)], { path: '/feed?page=2' });
    await round(scene);
    expect(queued(scene)).toEqual(jobs);
    const added = scene.authority.history(0, 500).entries.filter(({ event }) => event === 'job-added');
    expect(added.map(({ detail }) => JSON.parse(detail).from)).toEqual(['feed', 'feed', 'feed']);
    expect(feed.requests[0]?.headers.accept).toBe('application/json, application/x-ndjson');
    scene.service.confirm(jobs[0] ?? '');
    await scene.workplace.reaches(jobs[0] ?? '', 'ready');
    expect(source(scene)).toMatchObject({ where: feed.url, state: 'working', fault: null });
  });

  it('may come a line each', async () => {
    const jobs = ids(700);
    feed.setPage('/feed', {
      body: jobs.map((jobId, at) => JSON.stringify(at % 2 ? jobId : { job: jobId })).join('\n'),
    });
    const scene = await openWithFeed();
    await round(scene);
    expect(scene.authority.queue('all', 0, 1).total).toBe(700);
  });

  it('are asked for about twice a minute, and a page that has not changed is not sent again', async () => {
    const [a, b, c] = ids(3);
    feed.setJobs([`${a}`], { next: '2' });
    feed.setJobs([`${b}`], { path: '/2' });
    const scene = await openWithFeed();
    await round(scene);
    await scene.workplace.pass(600_000, 500);
    expect(feed.asked('/feed')).toBeGreaterThanOrEqual(18);
    expect(feed.asked('/feed')).toBeLessThanOrEqual(24);
    expect([feed.asked('/feed', 200), feed.asked('/2', 200)]).toEqual([1, 1]);
    feed.setJobs([`${b}`, `${c}`], { path: '/2' });
    await scene.workplace.until('the new job', () => queued(scene).length === 3);
    expect([feed.asked('/feed', 200), feed.asked('/2', 200)]).toEqual([1, 2]);
  });

  it('are asked for by date where the server knows no entity tags', async () => {
    const date = 'Mon, 02 Nov 2026 08:00:00 GMT';
    feed.setPage('/feed', { headers: { 'last-modified': date }, body: JSON.stringify({ jobs: ids(1) }) });
    const scene = await openWithFeed();
    await round(scene);
    await round(scene);
    expect(feed.requests.slice(0, 2).map(({ headers }) => headers['if-modified-since'])).toEqual([undefined, date]);
    expect(feed.asked('/feed', 200)).toBe(1);
  });

  it('are not asked for whole again after a restart', async () => {
    feed.setJobs(ids(2), { next: '/2' });
    feed.setJobs(ids(2), { path: '/2' });
    const scene = await openWithFeed();
    await round(scene);
    await scene.workplace.restart();
    await round(scene);
    expect([feed.asked('/feed', 200), feed.asked('/2', 200)]).toEqual([1, 1]);
    expect(feed.asked('/feed', 304)).toBeGreaterThan(0);
    expect(feed.asked('/2', 304)).toBeGreaterThan(0);
    expect(queued(scene)).toHaveLength(4);
  });

  it('are all there after the power failed in the middle of a page', async () => {
    feed.setJobs(ids(1_000));
    const scene = await openWithFeed();
    const total = () => scene.authority.queue('all', 0, 1).total;
    await scene.workplace.until('the first of them', () => total() > 0);
    expect(total()).toBeLessThan(1_000);
    await scene.workplace.crash();
    await round(scene);
    expect(total()).toBe(1_000);
    expect(feed.asked('/feed', 200)).toBe(2);
    await round(scene);
    expect([feed.asked('/feed', 200), feed.asked('/feed', 304)]).toEqual([2, 1]);
  });

  it('are not asked for while watching is called off', async () => {
    feed.setJobs([]);
    const scene = await openWithFeed();
    await round(scene);
    feed.setJobs(ids(1));
    scene.workplace.desk.pauseWatching('hour');
    const before = feed.requests.length;
    await scene.workplace.pass(300_000, 500);
    expect(feed.requests.length).toBe(before);
    scene.workplace.desk.resumeWatching();
    await scene.workplace.until('the job', () => queued(scene).length === 1);
  });

  it('are asked for again when the clock is set back by a day', async () => {
    feed.setJobs(ids(1));
    const scene = await openWithFeed();
    await round(scene);
    scene.workplace.clock.jump(-86_400_000);
    const before = feed.requests.length;
    await scene.workplace.until('another question', () => feed.requests.length > before, 120_000);
  });
});

describe('another feed', () => {
  it('is asked at once when it is set, and nothing is remembered of the one before', async () => {
    const other = await startFeedService();
    feed.setJobs(ids(1));
    other.setJobs(ids(1));
    const scene = await openWithFeed();
    await round(scene);
    await scene.workplace.desk.saveSettings({ feed: other.url });
    expect(source(scene)).toMatchObject({ where: other.url, state: 'asking', lastReadAt: null });
    await scene.workplace.until('the other job', () => queued(scene).length === 2, 60_000);
    const asked = feed.requests.length;
    await scene.workplace.desk.saveSettings({ feed: '' });
    expect(source(scene)).toBeNull();
    await scene.workplace.pass(120_000, 500);
    expect(feed.requests.length).toBe(asked);
    await scene.workplace.desk.saveSettings({ feed: feed.url });
    await round(scene);
    expect(feed.asked('/feed', 200)).toBe(2);
    await other.stop();
  });
});

describe('a feed with something wrong', () => {
  it('gives its good entries; the bad ones are told until they are mended', async () => {
    const [good, late] = ids(2);
    feed.setJobs([`${good}`, 'no job', '\u202e'] as string[]);
    const scene = await openWithFeed();
    await isFaulty(scene, 'feed-entries-refused');
    expect(queued(scene)).toEqual([good]);
    expect(findingWords(source(scene)?.fault ?? { code: '' })).toBe(
      'The feed holds entries that are no job IDs (2), the first: "no job". The others were taken.',
    );
    await round(scene);
    await round(scene);
    expect(source(scene)?.state).toBe('faulty');
    feed.setJobs([`${good}`, `${late}`]);
    await scene.workplace.until('the end of it', () => source(scene)?.state === 'working');
    expect(queued(scene).sort()).toEqual([good, late].sort());
  });

  it('is not followed to another server', async () => {
    const evil = await startFeedService();
    const [mine] = ids(1);
    evil.setJobs(ids(1));
    feed.setJobs([`${mine}`], { next: evil.url });
    const scene = await openWithFeed();
    await isFaulty(scene, 'feed-next-refused');
    feed.setPage('/feed', { status: 302, headers: { location: evil.url } });
    await isFaulty(scene, 'feed-redirect');
    expect(evil.requests).toEqual([]);
    expect(queued(scene)).toEqual([mine]);
    await evil.stop();
  });

  it('is not followed in a circle', async () => {
    feed.setJobs(ids(1), { next: '/2' });
    feed.setJobs(ids(1), { path: '/2', next: '/feed#again' });
    const scene = await openWithFeed();
    await isFaulty(scene, 'feed-loop');
    expect(feed.requests.map(({ path }) => path)).toEqual(['/feed', '/2']);
    expect(queued(scene)).toHaveLength(2);
  });

  it('is not followed without end', async () => {
    for (let page = 0; page < 1_100; page += 1) {
      feed.setJobs([], { path: page === 0 ? '/feed' : `/${page}`, next: `/${page + 1}` });
    }
    const scene = await openWithFeed();
    await isFaulty(scene, 'feed-too-long');
    expect(feed.requests).toHaveLength(1_000);
  });

  const faults: [string, FeedReply | 'cut' | 'silence', string][] = [
    ['fails', { status: 500, body: 'oh' }, 'feed-status-said'],
    ['is not there', { status: 404 }, 'feed-status'],
    ['wants a name', { status: 401 }, 'feed-status'],
    ['says that nothing changed since it was never asked', { status: 304 }, 'feed-status'],
    ['asks to wait', { status: 429 }, 'feed-limited'],
    ['ends the connection', 'cut', 'feed-network'],
    ['says nothing', 'silence', 'feed-timeout'],
    ['says too much', { body: `{"jobs":["${'x'.repeat(1024 * 1024)}"]}` }, 'feed-too-large'],
    ['is a page for people', { body: '<!doctype html>' }, 'feed-malformed'],
    ['carries a name that is not known', { body: '{"jobs":[],"nxt":null}' }, 'feed-unknown-name'],
  ];
  it.each(faults)('is asked again when it %s, and the service is not held to blame', async (_, fault, code) => {
    feed.failNext(fault);
    feed.setJobs(ids(1));
    const scene = await openWithFeed();
    await isFaulty(scene, code);
    expect(findingWords(source(scene)?.fault ?? { code: '' })).toMatch(/feed/);
    expect(scene.authority.reach().state).not.toBe('unreachable');
    expect(scene.authority.fault()).toBeNull();
    await scene.workplace.until('the job', () => queued(scene).length === 1);
    expect(source(scene)).toMatchObject({ state: 'working', fault: null });
  });

  it('that stays away is asked more and more rarely, and found again when it comes back', async () => {
    await feed.stop();
    const scene = await openWithFeed();
    await isFaulty(scene, 'feed-network');
    await scene.workplace.pass(900_000, 1_000);
    expect(source(scene)?.lastReadAt).toBeNull();
    expect(scene.authority.reach().state).toBe('reachable');
    await feed.restart();
    feed.setPage('/feed', { status: 503 });
    await scene.workplace.pass(1_800_000, 1_000);
    expect(feed.requests.length).toBeGreaterThan(2);
    expect(feed.requests.length).toBeLessThan(40);
    feed.setJobs(ids(1));
    await scene.workplace.until('the job', () => queued(scene).length === 1);
  });

  it('is left alone for as long as it asks to be', async () => {
    const scene = await openWithFeed();
    feed.setPage('/feed', { status: 503, headers: { 'retry-after': '900' } });
    await scene.workplace.until('the request', () => feed.asked('/feed', 503) === 1);
    await scene.workplace.pass(880_000, 1_000);
    expect(feed.asked('/feed', 503)).toBe(1);
    feed.setPage('/feed', { headers: { 'retry-after': '300' }, body: '{"jobs":[]}' });
    await round(scene);
    await scene.workplace.pass(280_000, 1_000);
    expect(feed.asked('/feed', 200)).toBe(1);
  });

  it('can’t make the app send what no header may hold', async () => {
    feed.setPage('/feed', { headers: { etag: 'unquoted, "é"', 'last-modified': 'x\ty' }, body: '{"jobs":[]}' });
    const scene = await openWithFeed();
    await round(scene);
    await round(scene);
    expect(feed.asked('/feed', 200)).toBe(feed.requests.length);
    expect(feed.requests[1]?.headers).not.toHaveProperty('if-none-match');
    expect(feed.requests[1]?.headers).not.toHaveProperty('if-modified-since');
  });

  it('does not keep the app from ending', async () => {
    feed.failNext('silence');
    const scene = await openWithFeed();
    await scene.workplace.until('the request', () => feed.requests.length === 1);
    const began = Date.now();
    await scene.workplace.desk.stop();
    expect(Date.now() - began).toBeLessThan(1_500);
  });
});
