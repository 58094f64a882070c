import { describe, expect, it } from 'vitest';
import { scenes } from './scene.ts';

const open = scenes();
const tooLate = { outcome: 'refused', reason: { code: 'too-late' } };

describe('undo', () => {
  it('before the deadline: nothing is signed or sent, and the job can be approved again', async () => {
    const scene = await open({ settings: { undoSeconds: 10 } });
    const jobId = await scene.approvedJob();
    await scene.workplace.pass(9_500);
    expect((await scene.review(jobId)).actions).toContain('undo');
    expect(scene.authority.undo(jobId)).toEqual({ outcome: 'done' });
    expect(scene.workplace.desk.snapshot().undoable).toEqual([]);
    await scene.workplace.pass(60_000, 500);
    expect(scene.workplace.status(jobId)).toBe('ready');
    expect(scene.workplace.events(jobId)).not.toContain('signed');
    expect(scene.asked('PUT')).toBe(0);
    expect(await scene.workplace.approve(jobId)).toMatchObject({ outcome: 'approved' });
    const { token } = await scene.workplace.reaches(jobId, 'delivered');
    expect(scene.service.tokensSeen(jobId)).toEqual([token?.compact]);
  });

  it('is too late once the token is made, and for a job that nobody approved', async () => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    await scene.workplace.reaches(jobId, 'delivered');
    expect(scene.authority.undo(jobId)).toEqual(tooLate);
    expect(scene.authority.undo(await scene.readyJob())).toEqual(tooLate);
    expect(scene.workplace.status(jobId)).toBe('delivered');
  });

  it('is too late at the deadline itself', async () => {
    const scene = await open({ settings: { undoSeconds: 10 } });
    const jobId = await scene.approvedJob();
    const [pending] = scene.workplace.desk.snapshot().undoable;
    scene.workplace.clock.jump((pending?.undoUntil ?? 0) - scene.workplace.clock.now() - 1);
    expect(scene.workplace.desk.snapshot().undoable).toHaveLength(1);
    scene.workplace.clock.jump(1);
    expect(scene.workplace.desk.snapshot().undoable).toEqual([]);
    expect(scene.authority.undo(jobId)).toEqual(tooLate);
    await scene.workplace.reaches(jobId, 'delivered');
  });

  it('does not exist where the undo time is 0: what is approved is signed at once', async () => {
    const scene = await open({ settings: { undoSeconds: 0 } });
    const jobId = await scene.approvedJob();
    expect(scene.authority.undo(jobId)).toEqual(tooLate);
    const before = scene.workplace.clock.now();
    await scene.workplace.reaches(jobId, 'delivered');
    expect(scene.workplace.clock.now() - before).toBeLessThan(2_000);
  });

  it('works while the service is being asked before signing, and nothing is signed with that answer', async () => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    scene.service.failNext({ kind: 'hang' }, { method: 'GET', jobId });
    await scene.workplace.until('the read before signing', () => scene.service.faultsLeft === 0);
    await scene.workplace.until('it to fail', () => scene.workplace.desk.snapshot().reach.state === 'unreachable');
    expect(scene.authority.undo(jobId)).toEqual({ outcome: 'done' });
    await scene.workplace.pass(30_000, 500);
    expect(scene.workplace.status(jobId)).toBe('ready');
    expect(scene.asked('PUT')).toBe(0);
  });

  it('twice, or of two approvals, does what it says and no more', async () => {
    const scene = await open({ settings: { undoSeconds: 10 } });
    const [first, second] = [await scene.approvedJob(), await scene.approvedJob()];
    expect(scene.workplace.desk.snapshot().undoable.map(({ jobId }) => jobId)).toEqual([second, first]);
    expect(scene.authority.undo(first)).toEqual({ outcome: 'done' });
    expect(scene.authority.undo(first)).toEqual(tooLate);
    await scene.workplace.reaches(second, 'delivered');
    expect(scene.workplace.status(first)).toBe('ready');
  });

  it('SECURITY 28: keeps its deadline by the wall clock: set forward over it, the job is signed soon', async () => {
    const scene = await open({ settings: { undoSeconds: 30 } });
    const jobId = await scene.approvedJob();
    scene.workplace.clock.jump(3_600_000);
    expect(scene.authority.undo(jobId)).toEqual(tooLate);
    const before = scene.workplace.clock.now();
    await scene.workplace.reaches(jobId, 'delivered');
    expect(scene.workplace.clock.now() - before).toBeLessThan(35_000);
  });

  it('SECURITY 28: keeps its time when the clock is set back: nothing is signed before the undo time has gone by', async () => {
    const scene = await open({ settings: { undoSeconds: 10 } });
    const jobId = await scene.approvedJob();
    await scene.workplace.pass(3_000);
    scene.workplace.clock.jump(-60_000);
    await scene.workplace.pass(6_900);
    expect(scene.workplace.status(jobId)).toBe('approved');
    expect(scene.workplace.desk.snapshot().undoable).toMatchObject([{ jobId }]);
    await scene.workplace.reaches(jobId, 'delivered');
  });

  it('SECURITY 28: has all its time where the clock was set back just before the approval', async () => {
    const scene = await open({ settings: { undoSeconds: 10 } });
    const jobId = await scene.readyJob();
    await scene.review(jobId);
    scene.workplace.clock.jump(-3_600_000);
    expect(await scene.workplace.approve(jobId)).toMatchObject({ outcome: 'approved' });
    await scene.workplace.pass(9_500);
    expect(scene.workplace.events(jobId)).not.toContain('signed');
    expect(scene.authority.undo(jobId)).toEqual({ outcome: 'done' });
  });

  it('is not lost, nor is the watch, when the clock is set back by an hour', async () => {
    const scene = await open({ settings: { undoSeconds: 5 } });
    const [jobId, waiting] = [await scene.approvedJob(), await scene.waitingJob()];
    scene.workplace.clock.jump(-3_600_000);
    scene.service.confirm(waiting);
    await scene.workplace.reaches(waiting, 'ready');
    expect(scene.authority.undo(jobId)).toEqual({ outcome: 'done' });
  });

  it('is not lost, nor is the watch, when the clock was set back while the app was not running', async () => {
    const scene = await open({ settings: { undoSeconds: 5 } });
    const [jobId, waiting] = [await scene.approvedJob(), await scene.waitingJob()];
    await scene.workplace.stop();
    scene.workplace.clock.jump(-3_600_000);
    await scene.workplace.restart();
    scene.service.confirm(waiting);
    await scene.workplace.until('the confirmation', () => scene.workplace.status(waiting) === 'ready', 120_000);
    await scene.workplace.until('the delivery', () => scene.workplace.status(jobId) === 'delivered', 120_000);
  });

  it('is not lost, nor is the watch, when the clock was set back just before the app was quit', async () => {
    const scene = await open({ settings: { undoSeconds: 5 } });
    const [jobId, waiting] = [await scene.approvedJob(), await scene.waitingJob()];
    scene.workplace.clock.jump(-24 * 3_600_000);
    await scene.workplace.stop();
    await scene.workplace.restart();
    scene.service.confirm(waiting);
    await scene.workplace.until('the confirmation', () => scene.workplace.status(waiting) === 'ready', 120_000);
    await scene.workplace.until('the delivery', () => scene.workplace.status(jobId) === 'delivered', 120_000);
  });
});
