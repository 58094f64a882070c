import { describe, expect, it } from 'vitest';
import { makeAuthorityKey } from '../fakes/subject.ts';
import { ada, type Scene, scenes } from './scene.ts';

const open = scenes();
const strangerToken = makeAuthorityKey('nobody named this one').sign({ sub: ada.sub, iss: 'https://other.example' });
const fresh = (scene: Scene, jobId: string) =>
  scene.authority.queue('all', 0, 500).rows.find((row) => row.jobId === jobId)?.fresh;

describe('SECURITY 29: jobs that came to need a decision, whether or not a notification was seen', () => {
  it('are news until somebody was told of them, and marked as new until somebody looked', async () => {
    const scene = await open();
    expect(scene.authority.news()).toBeNull();
    const jobId = await scene.waitingJob();
    expect(scene.authority.news()).toBeNull();
    expect(fresh(scene, jobId)).toBe(false);
    scene.service.confirm(jobId);
    await scene.workplace.reaches(jobId, 'ready');
    expect(scene.authority.news()).toEqual({
      ready: 1,
      attention: 0,
      only: { jobId, status: 'ready', subject: ada.sub, scope: 'email' },
    });
    scene.authority.told();
    expect(scene.authority.news()).toBeNull();
    expect(fresh(scene, jobId)).toBe(true);
    expect(scene.workplace.desk.snapshot().fresh).toBe(1);
    expect(scene.authority.seen(jobId)).toEqual({ outcome: 'done' });
    expect(fresh(scene, jobId)).toBe(false);
    expect(scene.workplace.desk.snapshot().fresh).toBe(0);
  });

  it('are counted, those in need of attention apart', async () => {
    const scene = await open();
    await scene.readyJob();
    await scene.readyJob();
    const odd = await scene.readyJob();
    scene.service.setSigned(odd, strangerToken);
    await scene.workplace.until('attention', () => scene.workplace.status(odd) === 'attention');
    expect(scene.authority.news()).toEqual({ ready: 2, attention: 1, only: null });
  });

  it('stay news over a restart, and over a crash', async () => {
    const scene = await open();
    const jobId = await scene.readyJob();
    await scene.workplace.restart();
    expect(scene.authority.news()?.only?.jobId).toBe(jobId);
    await scene.workplace.crash();
    expect(scene.authority.news()?.only?.jobId).toBe(jobId);
    scene.authority.told();
    await scene.workplace.restart();
    expect(scene.authority.news()).toBeNull();
    expect(fresh(scene, jobId)).toBe(true);
  });

  it('are no news any more once they were decided', async () => {
    const scene = await open();
    const approved = await scene.readyJob();
    const held = await scene.readyJob();
    await scene.workplace.approve(approved);
    scene.authority.hold(held);
    expect(scene.authority.news()).toBeNull();
  });

  it('are not made new by what the operator did themselves', async () => {
    const scene = await open({ settings: { undoSeconds: 5 } });
    const jobId = await scene.readyJob();
    scene.authority.told();
    scene.authority.seen(jobId);
    await scene.workplace.approve(jobId);
    scene.authority.undo(jobId);
    scene.authority.hold(jobId);
    scene.authority.takeOffHold(jobId);
    expect(scene.workplace.status(jobId)).toBe('ready');
    expect(scene.authority.news()).toBeNull();
    expect(fresh(scene, jobId)).toBe(false);
  });

  it('are new again when they need another decision', async () => {
    const scene = await open();
    const jobId = await scene.readyJob();
    scene.authority.told();
    scene.authority.seen(jobId);
    scene.service.setSigned(jobId, strangerToken);
    await scene.workplace.until('attention', () => scene.workplace.status(jobId) === 'attention');
    expect(scene.authority.news()).toMatchObject({ attention: 1, only: { jobId } });
    expect(fresh(scene, jobId)).toBe(true);
  });
});
