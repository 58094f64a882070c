import { afterEach, describe, expect, it } from 'vitest';
import type { Notice } from '../../main/shell/notice.ts';
import { createNotifier, type Notifier } from '../../main/shell/notifier.ts';
import { localTime } from '../../main/shell/quiet-hours.ts';
import { makeAuthorityKey } from '../fakes/subject.ts';
import { type Scene, type SceneOptions, scenes } from './scene.ts';

const openScene = scenes();
const notifiers: Notifier[] = [];
afterEach(() => {
  for (const notifier of notifiers.splice(0)) notifier.stop();
});

/** A scene whose window is out of sight, and what was notified there, the oldest first. */
async function outOfSight(options?: SceneOptions): Promise<{ scene: Scene; notices: Notice[]; listen: () => void }> {
  const scene = await openScene(options);
  const notices: Notice[] = [];
  const listen = () => {
    const { desk, clock } = scene.workplace;
    const notifier = createNotifier({
      desk,
      inFront: () => false,
      clock,
      localTime,
      post: (notice) => notices.push(notice),
      withdraw: () => {},
      showWindow: () => {},
      log: () => {},
    });
    notifiers.push(notifier);
  };
  listen();
  return { scene, notices, listen };
}

describe('notifications of an authority at work', () => {
  it('tell of a job that was confirmed, once, also over a restart', async () => {
    const { scene, notices, listen } = await outOfSight();
    const jobId = await scene.readyJob();
    await scene.workplace.until('a notification', () => notices.length > 0);
    expect(notices[0]).toMatchObject({
      title: 'A request is ready for your decision',
      body: `email · Subject ${makeAuthorityKey('ada').kid.slice(0, 8)}`,
      place: { section: 'queue', filter: 'open', jobId },
    });
    await scene.workplace.restart();
    listen();
    await scene.workplace.pass(2 * 60_000, 1_000);
    expect(notices).toHaveLength(1);
  });

  it('tell after a restart of what was not told before', async () => {
    const { scene, notices, listen } = await outOfSight();
    notifiers.splice(0)[0]?.stop();
    await scene.readyJob();
    await scene.workplace.restart();
    listen();
    await scene.workplace.until('a notification', () => notices.length > 0);
    expect(notices).toHaveLength(1);
  });

  it('say nothing of a job that is waiting, and nothing of one that was decided before it could be told', async () => {
    const { scene, notices } = await outOfSight();
    await scene.waitingJob();
    const decided = await scene.waitingJob();
    // What is gathered from here on is the confirmation alone, and not the last of what came before.
    await scene.workplace.pass(3_000);
    scene.service.confirm(decided);
    await scene.workplace.reaches(decided, 'ready');
    scene.authority.reject(decided, 'no');
    await scene.workplace.pass(2 * 60_000, 1_000);
    expect(notices).toEqual([]);
  });

  it('tell that the service cannot be seen a minute after it went, and not before', async () => {
    const { scene, notices } = await outOfSight();
    await scene.waitingJob();
    await scene.service.stop();
    await scene.workplace.until('the outage', () => scene.workplace.desk.glance().state === 'blind');
    const since = scene.workplace.clock.now();
    await scene.workplace.until('an alarm', () => notices.length > 0);
    expect(notices[0]).toMatchObject({ kind: 'blind', place: { section: 'health' } });
    expect(scene.workplace.clock.now() - since).toBeGreaterThanOrEqual(60_000);
    expect(scene.workplace.clock.now() - since).toBeLessThan(65_000);
    await scene.service.restart();
    await scene.workplace.until('sight', () => scene.workplace.desk.glance().state === 'clear');
    expect(notices).toHaveLength(1);
  });
});
