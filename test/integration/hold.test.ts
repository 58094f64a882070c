import { describe, expect, it } from 'vitest';
import { scenes } from './scene.ts';

const open = scenes();
const DAY_MS = 24 * 3_600_000;

describe('a job on hold', () => {
  it('keeps the note, in the review and on the record, also after it was taken off hold', async () => {
    const scene = await open();
    const jobId = await scene.readyJob();
    expect(scene.authority.hold(jobId, 'asked her for the form')).toEqual({ outcome: 'done' });
    expect((await scene.review(jobId)).hold).toEqual({ note: 'asked her for the form', recheckAt: null });
    const [held] = scene.workplace.wholeRecord().filter(({ event }) => event === 'held');
    expect(JSON.parse(held?.values ?? '')).toEqual({ note: 'asked her for the form' });
    scene.authority.takeOffHold(jobId);
    expect((await scene.review(jobId)).hold).toEqual({ note: 'asked her for the form', recheckAt: null });
  });

  it('comes back when its date has come, as news, and not before', async () => {
    const scene = await open();
    const jobId = await scene.readyJob();
    scene.authority.told();
    const recheckAt = scene.workplace.clock.now() + 3 * DAY_MS;
    scene.authority.hold(jobId, 'until Friday', recheckAt);
    await scene.workplace.pass(3 * DAY_MS - 60_000, 3_600_000);
    expect(scene.workplace.status(jobId)).toBe('held');
    expect(scene.authority.news()).toBeNull();
    const { reason, hold, actions } = await scene.workplace.reaches(jobId, 'ready');
    expect(scene.workplace.clock.now()).toBeGreaterThanOrEqual(recheckAt);
    expect([reason, hold]).toEqual([{ code: 'recheck-due' }, { note: 'until Friday', recheckAt: null }]);
    expect(actions).toContain('approve');
    expect(scene.authority.news()).toMatchObject({ ready: 1, only: { jobId } });
    expect(scene.workplace.events(jobId)).toContain('recheck-due');
  });

  it('comes back although the app was away when its date came', async () => {
    const scene = await open();
    const jobId = await scene.readyJob();
    scene.authority.hold(jobId, '', scene.workplace.clock.now() + DAY_MS);
    await scene.workplace.desk.stop();
    scene.workplace.clock.advance(2 * DAY_MS);
    await scene.workplace.restart();
    await scene.workplace.reaches(jobId, 'ready');
  });

  it('does not come back once it was decided, and takes the date that was set last', async () => {
    const scene = await open();
    const [rejected, later] = [await scene.readyJob(), await scene.readyJob()];
    for (const jobId of [rejected, later]) scene.authority.hold(jobId, '', scene.workplace.clock.now() + DAY_MS);
    scene.authority.reject(rejected, 'no');
    scene.authority.takeOffHold(later);
    scene.authority.hold(later, '', scene.workplace.clock.now() + 3 * DAY_MS);
    await scene.workplace.pass(2 * DAY_MS, 3_600_000);
    expect([scene.workplace.status(rejected), scene.workplace.status(later)]).toEqual(['rejected', 'held']);
    expect(scene.workplace.events()).not.toContain('recheck-due');
  });

  it('is refused a date that has gone by', async () => {
    const scene = await open();
    const jobId = await scene.readyJob();
    const refused = { outcome: 'refused', reason: { code: 'recheck-past' } };
    expect(scene.authority.hold(jobId, '', scene.workplace.clock.now())).toEqual(refused);
    expect(scene.workplace.status(jobId)).toBe('ready');
  });
});
