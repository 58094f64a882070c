import { describe, expect, it } from 'vitest';
import { otherRequest, request, type Scene, scenes } from './scene.ts';

const open = scenes();

/** The service is away for a while, and the app notices. */
async function outage({ service, workplace }: Scene, during: () => unknown = () => {}): Promise<void> {
  await service.stop();
  await during();
  await workplace.until('the outage', () => workplace.desk.snapshot().reach.state === 'unreachable');
  await workplace.pass(3_000);
  await service.restart();
}

describe('while the service is away', () => {
  it('jobs can be added, and are read when it is back', async () => {
    const scene = await open();
    const jobId = scene.service.addJob({ content: request });
    await outage(scene, () => expect(scene.authority.addJobs(jobId, 'window').added).toEqual([jobId]));
    await scene.workplace.until('the content', () => scene.workplace.events(jobId).includes('content-read'));
    expect(scene.workplace.status(jobId)).toBe('waiting');
  });

  it('a waiting job waits on, and its confirmation is seen afterwards', async () => {
    const scene = await open();
    const jobId = await scene.waitingJob();
    await outage(scene, () => scene.service.confirm(jobId));
    await scene.workplace.reaches(jobId, 'ready');
  });

  it('a ready job can be approved, is signed only once the service has been asked again, and delivered', async () => {
    const scene = await open();
    const jobId = await scene.readyJob();
    await outage(scene, async () => {
      expect(await scene.workplace.approve(jobId)).toMatchObject({ outcome: 'approved' });
      await scene.workplace.pass(10_000);
      expect(await scene.review(jobId)).toMatchObject({
        status: 'approved',
        reason: { code: 'waiting-for-service' },
        token: null,
      });
    });
    await scene.workplace.reaches(jobId, 'delivered');
  });

  it('an approval whose deadline has passed can still be undone, since nothing is signed yet', async () => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    await outage(scene, async () => {
      await scene.workplace.pass(20_000);
      expect((await scene.review(jobId)).actions).toEqual(['undo']);
      expect(scene.authority.undo(jobId)).toEqual({ outcome: 'done' });
    });
    await scene.workplace.pass(60_000, 500);
    expect(scene.workplace.status(jobId)).toBe('ready');
    expect(scene.asked('PUT')).toBe(0);
  });

  it('an approval is void when the content is another one after the outage', async () => {
    const scene = await open({ service: { confirmedContent: 'content' } });
    const jobId = await scene.approvedJob();
    await outage(scene, () => scene.service.setContent(jobId, otherRequest));
    await scene.workplace.reaches(jobId, 'ready');
    expect(scene.workplace.events(jobId)).toContain('approval-void');
    expect(scene.asked('PUT')).toBe(0);
  });

  it('a token waits in the outbox and is delivered afterwards', async () => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    scene.service.failNext({ kind: 'status', status: 503 }, { method: 'PUT' });
    await scene.workplace.until('the PUT', () => scene.asked('PUT') > 0);
    await outage(scene, () => scene.workplace.pass(5_000));
    const { token } = await scene.workplace.reaches(jobId, 'delivered');
    expect(scene.service.tokensSeen(jobId)).toEqual([token?.compact]);
  });

  it('an accepted token is read back afterwards', async () => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    scene.service.failNext({ kind: 'slow-body', everyMs: 1 }, { method: 'PUT', jobId });
    await scene.workplace.until('the PUT', () => scene.asked('PUT', jobId) > 0);
    scene.service.failNext({ kind: 'hang' }, { method: 'GET', jobId });
    await scene.workplace.until('the read-back', () => scene.service.faultsLeft === 0);
    await outage(scene);
    await scene.workplace.reaches(jobId, 'delivered');
    expect(scene.asked('PUT')).toBe(1);
  });

  it.each([false, true])(
    'one probe at a time finds out, whatever waits for the service; watching paused: %s',
    async (paused) => {
      const scene = await open({ settings: { undoSeconds: 30 } });
      const { workplace, service, authority } = scene;
      const jobIds: string[] = [];
      for (let number = 0; number < 6; number += 1) jobIds.push(await scene.readyJob());
      const [rejected = '', ...approved] = jobIds;
      for (const jobId of approved) expect(await workplace.approve(jobId)).toMatchObject({ outcome: 'approved' });
      service.failNext(Array.from({ length: 16 }, () => ({ kind: 'status', status: 503 }) as const));
      await workplace.until('the outage', () => workplace.desk.snapshot().reach.state === 'unreachable');
      authority.reject(rejected, 'no');
      if (paused) authority.pauseWatching(null);
      await workplace.pass(500);
      const before = service.requests.length;
      // Long enough for every deadline to pass, and for many tries of each.
      await workplace.pass(120_000, 500);
      const asked = service.requests.slice(before);
      expect(asked.filter(({ path }) => jobIds.some((jobId) => path.includes(jobId)))).toEqual([]);
      expect(asked.length).toBeGreaterThan(1);
      expect(asked.length).toBeLessThan(10);
      await workplace.until('the end of the faults', () => {
        authority.awake();
        return service.faultsLeft === 0;
      });
      for (const jobId of approved) await workplace.reaches(jobId, 'delivered');
      await workplace.until('the deletion', () => workplace.events(rejected).includes('deleted'));
      for (const jobId of approved) expect(service.tokensSeen(jobId)).toHaveLength(1);
    },
  );

  it('a rejection stands, and the job is deleted afterwards', async () => {
    const scene = await open();
    const jobId = await scene.readyJob();
    await outage(scene, () => expect(scene.authority.reject(jobId, 'no')).toEqual({ outcome: 'done' }));
    await scene.workplace.until('the deletion', () => scene.workplace.events(jobId).includes('deleted'));
  });

  it('a restart changes nothing: the work goes on when the service is back', async () => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    await outage(scene, async () => {
      await scene.workplace.pass(3_000);
      await scene.workplace.restart();
    });
    await scene.workplace.reaches(jobId, 'delivered');
  });

  it('the app can be quit at once, however slow the service is', async () => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    scene.service.failNext({ kind: 'hang' }, { method: 'PUT' });
    await scene.workplace.until('the PUT', () => scene.asked('PUT') > 0);
    const began = Date.now();
    await scene.workplace.restart();
    expect(Date.now() - began).toBeLessThan(900);
    await scene.workplace.reaches(jobId, 'delivered');
  });
});
