import { describe, expect, it } from 'vitest';
import type { ShiftSummary } from '../../preload/contract.ts';
import { type Scene, scenes } from './scene.ts';

const open = scenes();
const HOUR = 3_600_000;

/** The summary of a time; the clock goes on while it is made. */
async function summaryOf(scene: Scene, from: number, until: number): Promise<ShiftSummary> {
  let made: ShiftSummary | null = null;
  scene.authority.shiftSummary(from, until).then((summary) => {
    made = summary;
  });
  return scene.workplace.until('the summary', () => made);
}

describe('the summary of a shift', () => {
  it('counts what was decided in its time by outcome and reason, and nothing from before or after', async () => {
    const scene = await open({ settings: { undoSeconds: 10 } });
    const { clock } = scene.workplace;
    await scene.approvedJob();
    await scene.workplace.pass(60_000, 500);
    const from = clock.now();
    const [signed, undone] = [await scene.approvedJob(), await scene.approvedJob()];
    scene.authority.undo(undone);
    for (const reason of ['not theirs', 'not theirs', 'unreadable \u202e'])
      scene.authority.reject(await scene.readyJob(), reason);
    const held = await scene.readyJob();
    scene.authority.hold(held);
    await scene.workplace.reaches(signed, 'delivered');
    const until = clock.now() + 1;
    await scene.workplace.pass(1_000);
    scene.authority.hold(undone);
    const summary = await summaryOf(scene, from, until);
    expect(summary).toMatchObject({
      from,
      until,
      approved: 2,
      undone: 1,
      voided: [],
      refused: [],
      rejected: [
        { reason: 'not theirs', count: 2 },
        { reason: 'unreadable U+202E', count: 1 },
      ],
      held: 1,
      signed: 1,
      delivered: 1,
      batches: [],
      now: { toDecide: 0, held: 2, undelivered: 0 },
    });
    expect(summary.onHold.map(({ jobId }) => jobId).sort()).toEqual([held, undone].sort());
  });

  it('measures the age of a decision from when the job was ready', async () => {
    const scene = await open();
    const { clock } = scene.workplace;
    const from = clock.now();
    for (const hours of [1, 2, 9]) {
      const jobId = await scene.readyJob();
      clock.jump(hours * HOUR);
      scene.authority.reject(jobId, 'no');
    }
    const { age } = await summaryOf(scene, from, clock.now() + 1);
    expect(age.decided).toBe(3);
    expect(Math.round((age.medianMs ?? 0) / HOUR)).toBe(2);
    expect(Math.round((age.longestMs ?? 0) / HOUR)).toBe(9);
  });

  it('tells approvals that were refused, or came to nothing, by their reasons', async () => {
    const scene = await open({ service: { confirmedContent: 'content' } });
    const { clock } = scene.workplace;
    const from = clock.now();
    const jobId = await scene.approvedJob();
    scene.service.forget(jobId);
    await scene.workplace.until('the end of it', () => scene.workplace.events(jobId).includes('approval-void'));
    await scene.authority.approve({ jobId, digest: 'ab'.repeat(32), nonce: 'n'.repeat(32) }, 'test-frame');
    expect(await summaryOf(scene, from, clock.now() + 1)).toMatchObject({
      voided: [{ reason: 'gone-at-service', count: 1 }],
      refused: [{ reason: 'nonce-unknown', count: 1 }],
    });
  });

  it('is empty, and without a median, where nothing happened', async () => {
    const scene = await open();
    expect(await summaryOf(scene, 1, 2)).toMatchObject({
      approved: 0,
      rejected: [],
      age: { decided: 0, medianMs: null, longestMs: null },
    });
  });

  it('begins with the session, or where the last one ended that was printed or saved', async () => {
    const scene = await open();
    expect(scene.authority.shiftStarts()).toMatchObject({ session: expect.any(Number), lastSummary: null });
    scene.authority.note('shift-printed', { from: 1, until: 2 });
    scene.authority.note('shift-saved', { from: 2, until: 7 });
    expect(scene.authority.shiftStarts().lastSummary).toBe(7);
  });
});
