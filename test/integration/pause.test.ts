import { describe, expect, it } from 'vitest';
import { request, type Scene, scenes } from './scene.ts';

const open = scenes();
const HOUR = 3_600_000;

/** Whether nothing at all is asked of the service for a good while. */
async function silent(scene: Scene): Promise<boolean> {
  await scene.workplace.pass(500);
  const before = scene.service.requests.length;
  await scene.workplace.pass(180_000, 5_000);
  return scene.service.requests.length === before;
}

describe('watching that the operator called off', () => {
  it('asks nothing of the service until it is resumed, and then at once', async () => {
    const scene = await open();
    const { desk } = scene.workplace;
    const jobId = await scene.waitingJob();
    expect(desk.pauseWatching('resumed')).toEqual({ outcome: 'done' });
    expect(desk.snapshot()).toMatchObject({ paused: { until: null }, glance: { state: 'paused' } });
    scene.service.confirm(jobId);
    expect(await silent(scene)).toBe(true);
    expect(scene.workplace.status(jobId)).toBe('waiting');
    desk.resumeWatching();
    expect(desk.snapshot().paused).toBeNull();
    await scene.workplace.reaches(jobId, 'ready');
    expect(scene.workplace.events().filter((event) => event.startsWith('watching-'))).toEqual([
      'watching-paused',
      'watching-resumed',
    ]);
  });

  it('goes on by itself after an hour', async () => {
    const scene = await open();
    const { workplace } = scene;
    const jobId = await scene.waitingJob();
    workplace.desk.pauseWatching('hour');
    const { until } = workplace.desk.snapshot().paused ?? {};
    expect(until).toBe(workplace.clock.now() + HOUR);
    scene.service.confirm(jobId);
    await workplace.pass(HOUR - 1_000, 60_000);
    expect(workplace.status(jobId)).toBe('waiting');
    await workplace.reaches(jobId, 'ready');
    expect(workplace.desk.snapshot()).toMatchObject({ paused: null, glance: { state: 'decide' } });
    expect(workplace.events()).toContain('watching-resumed');
  });

  it('until tomorrow lasts until the next morning', async () => {
    const scene = await open();
    scene.workplace.desk.pauseWatching('tomorrow');
    const until = new Date(scene.workplace.desk.snapshot().paused?.until ?? 0);
    expect([until.getHours(), until.getMinutes()]).toEqual([6, 0]);
    expect(until.getTime() - scene.workplace.clock.now()).toBeGreaterThan(6 * HOUR);
    expect(until.getTime() - scene.workplace.clock.now()).toBeLessThan(31 * HOUR);
  });

  it('is still called off after a restart and after a crash', async () => {
    const scene = await open();
    const jobId = await scene.waitingJob();
    scene.workplace.desk.pauseWatching('resumed');
    await scene.workplace.restart();
    await scene.workplace.crash();
    expect(scene.workplace.desk.glance().state).toBe('paused');
    scene.service.confirm(jobId);
    expect(await silent(scene)).toBe(true);
    scene.workplace.desk.resumeWatching();
    await scene.workplace.reaches(jobId, 'ready');
  });

  it('lets what was decided be signed and delivered all the same', async () => {
    const scene = await open();
    const jobId = await scene.readyJob();
    scene.workplace.desk.pauseWatching('resumed');
    expect(await scene.workplace.approve(jobId)).toMatchObject({ outcome: 'approved' });
    await scene.workplace.reaches(jobId, 'delivered');
    expect(scene.workplace.desk.glance().state).toBe('paused');
  });

  it('lasts as long as it was meant to when the clock is set back', async () => {
    const scene = await open();
    const { workplace } = scene;
    const jobId = await scene.waitingJob();
    workplace.desk.pauseWatching('hour');
    workplace.clock.jump(-24 * HOUR);
    scene.service.confirm(jobId);
    await workplace.pass(HOUR - 60_000, 10_000);
    expect(workplace.status(jobId)).toBe('waiting');
    await workplace.pass(5 * 60_000, 5_000);
    await workplace.reaches(jobId, 'ready');
  });

  it('lasts as long as it was meant to where the clock was set back just before it began', async () => {
    const scene = await open();
    const { workplace } = scene;
    const jobId = await scene.waitingJob();
    workplace.clock.jump(-24 * HOUR);
    workplace.desk.pauseWatching('hour');
    scene.service.confirm(jobId);
    await workplace.pass(HOUR - 60_000, 10_000);
    expect(workplace.status(jobId)).toBe('waiting');
    await workplace.pass(5 * 60_000, 5_000);
    await workplace.reaches(jobId, 'ready');
  });

  it('still takes in jobs, which are read when it goes on', async () => {
    const scene = await open();
    scene.workplace.desk.pauseWatching('resumed');
    const jobId = scene.service.addJob({ content: request });
    expect(scene.authority.addJobs(jobId, 'window').added).toEqual([jobId]);
    expect(await silent(scene)).toBe(true);
    scene.workplace.desk.resumeWatching();
    await scene.workplace.until('the first read', () => scene.settled(jobId));
  });
});

describe('SECURITY 28: a machine that wakes, or finds its network again', () => {
  it('asks at once instead of waiting for the pause after a fault to end', async () => {
    const scene = await open();
    const { workplace, service } = scene;
    const jobId = await scene.waitingJob();
    await service.stop();
    await workplace.until('the outage', () => workplace.desk.snapshot().reach.state === 'unreachable');
    await workplace.pass(300_000, 1_000);
    await service.restart();
    service.confirm(jobId);
    const woken = workplace.clock.now();
    workplace.desk.awake();
    await workplace.until('an answer', () => workplace.desk.snapshot().reach.state === 'reachable');
    // The pause after a fault had grown to a minute.
    expect(workplace.clock.now() - woken).toBeLessThan(10_000);
  });
});
