import { describe, expect, it } from 'vitest';
import { request, scenes } from './scene.ts';

const open = scenes();

describe('the pace of requests', () => {
  it('lets first reads go before all other looks', async () => {
    const scene = await open();
    const old = Array.from({ length: 30 }, () => scene.service.addJob({ content: request }));
    scene.authority.addJobs(old.join('\n'), 'window');
    await scene.workplace.until('all to be read', () => old.every((jobId) => scene.settled(jobId)));
    // Everything is overdue at once.
    scene.workplace.clock.jump(60_000);
    const fresh = Array.from({ length: 10 }, () => scene.service.addJob({ content: request }));
    const before = scene.service.requests.length;
    scene.authority.addJobs(fresh.join('\n'), 'window');
    await scene.workplace.until('the first reads', () => fresh.every((jobId) => scene.asked('GET', jobId) > 0));
    const others = scene.service.requests.slice(before).filter(({ path }) => !fresh.includes(path.slice(-20)));
    // All 30 would take 90 requests.
    expect(others.length).toBeLessThan(20);
  });

  it.each([
    { attended: true, perSecond: 5 },
    { attended: false, perSecond: 1 },
  ])('keeps to $perSecond requests a second about known jobs, attended: $attended', async ({ attended, perSecond }) => {
    const scene = await open();
    const jobs = Array.from({ length: 30 }, () => scene.service.addJob({ content: request }));
    scene.authority.addJobs(jobs.join('\n'), 'window');
    await scene.workplace.until('all to be read', () => jobs.every((jobId) => scene.settled(jobId)));
    scene.workplace.desk.setInFront(attended);
    await scene.workplace.pass(2_000);
    const before = scene.service.requests.length;
    await scene.workplace.pass(10_000);
    // A look at a job that is still waiting is two requests.
    expect(scene.service.requests.length - before).toBeLessThanOrEqual(10 * perSecond + 2);
    expect(scene.service.requests.length - before).toBeGreaterThan(7 * perSecond);
  });

  it('pauses for the whole service when one request is refused with 429', async () => {
    const scene = await open();
    const jobs = [await scene.waitingJob(), await scene.readyJob(), await scene.approvedJob()];
    scene.service.failNext({ kind: 'status', status: 429, headers: { 'retry-after': '30' } });
    const { workplace } = scene;
    const { until, state } = await workplace.until('the refusal', () => {
      const { reach } = workplace.desk.snapshot();
      return reach.state === 'rate-limited' && reach;
    });
    expect(state).toBe('rate-limited');
    await workplace.pass(100);
    const before = scene.service.requests.length;
    scene.authority.addJobs(scene.service.addJob({ content: request }), 'window');
    scene.authority.reject(jobs[0] ?? '', 'no');
    // The operator's own decisions ask nothing of the service meanwhile either, and are not lost by it.
    expect(await workplace.approve(jobs[1] ?? '')).toMatchObject({ outcome: 'approved' });
    await workplace.pass((until ?? 0) - workplace.clock.now() - 100, 500);
    expect(scene.service.requests.slice(before).map(({ method }) => method)).toEqual([]);
    await workplace.reaches(jobs[1] ?? '', 'delivered');
    await workplace.reaches(jobs[2] ?? '', 'delivered');
    await workplace.until('the deletion', () => workplace.events(jobs[0]).includes('deleted'));
  });

  it('does not take an answer that was under way for the end of the pause', async () => {
    const scene = await open();
    const { workplace, service } = scene;
    const [slow, limited] = [service.addJob({ content: request }), service.addJob({ content: request })];
    service.failNext({ kind: 'slow-body', everyMs: 1 }, { jobId: slow, method: 'GET' });
    service.failNext({ kind: 'status', status: 429, headers: { 'retry-after': '60' } }, { jobId: limited });
    scene.authority.addJobs(`${slow}\n${limited}`, 'window');
    await workplace.until('the refusal', () => workplace.desk.snapshot().reach.state === 'rate-limited');
    await workplace.pass(1, 1);
    // Real time alone: the slow answer comes to its end while the clock of the pause stands still.
    while (workplace.desk.snapshot().reach.lastAnswerAt !== workplace.clock.now()) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const after = service.requests.length;
    await workplace.pass(30_000, 500);
    expect(service.requests.length).toBe(after);
    expect(workplace.desk.snapshot().reach.state).toBe('rate-limited');
    // It is not asked for again what it answered: the look goes on where the pause found it.
    await workplace.until('the look to end', () => workplace.events(slow).includes('content-read'));
    expect(scene.asked('GET', slow)).toBe(1);
  });

  it('asks a service that cannot be reached ever more rarely, and one thing at a time', async () => {
    const scene = await open();
    const jobs = Array.from({ length: 20 }, () => scene.service.addJob({ content: request }));
    scene.authority.addJobs(jobs.join('\n'), 'window');
    await scene.workplace.until('all to be read', () => jobs.every((jobId) => scene.settled(jobId)));
    scene.service.failNext(Array.from({ length: 200 }, () => ({ kind: 'status', status: 503 }) as const));
    const before = scene.service.requests.length;
    await scene.workplace.pass(60_000, 200);
    expect(scene.workplace.desk.snapshot().reach).toMatchObject({
      state: 'unreachable',
      fault: { code: 'http-status' },
    });
    expect(scene.service.requests.length - before).toBeLessThan(15);
  });

  it('asks now and then with nothing to look at, so that silence never passes for "nothing to do"', async () => {
    const scene = await open();
    await scene.workplace.until('an answer', () => scene.workplace.desk.snapshot().reach.state === 'reachable');
    await scene.service.stop();
    await scene.workplace.until(
      'it to be noticed',
      () => scene.workplace.desk.snapshot().reach.state === 'unreachable',
    );
    await scene.service.restart();
    await scene.workplace.until('the return', () => scene.workplace.desk.snapshot().reach.state === 'reachable');
  });
});
