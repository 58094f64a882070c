import { describe, expect, it } from 'vitest';
import type { Fault } from '../fakes/plain-scope-service.ts';
import { otherRequest, request, scenes } from './scene.ts';

const open = scenes();

describe('a PUT whose answer is lost', () => {
  it.each<Fault>([
    { kind: 'hang', apply: true },
    { kind: 'hang', apply: false },
    { kind: 'reset', apply: true },
    { kind: 'reset', apply: false },
    { kind: 'cut', apply: true },
    { kind: 'garbage', where: 'wire', apply: true },
    { kind: 'garbage', where: 'wire', apply: false },
  ])('by a $kind (applied: $apply) ends with exactly one token', async (fault) => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    scene.service.failNext(fault, { method: 'PUT', jobId });
    const review = await scene.workplace.reaches(jobId, 'delivered');
    // What was applied is found by looking first; only what was not applied goes out again.
    expect(scene.asked('PUT', jobId)).toBe(fault.apply ? 1 : 2);
    expect(review.delivery?.proof).toBe('read-back');
    expect(scene.service.tokensSeen(jobId)).toEqual([review.token?.compact]);
  });

  it('again and again is sent with the same bytes every time', async () => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    scene.service.failNext(
      [{ kind: 'hang' }, { kind: 'reset' }, { kind: 'garbage', where: 'wire' }, { kind: 'status', status: 500 }],
      { method: 'PUT', jobId },
    );
    const review = await scene.workplace.reaches(jobId, 'delivered');
    expect(review.delivery?.attempts).toBe(5);
    expect(scene.service.tokensSeen(jobId)).toHaveLength(1);
  });

  it('says in so many words that the time was up', async () => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    scene.service.failNext({ kind: 'hang' }, { method: 'PUT', jobId });
    const fault = await scene.workplace.until('the fault', () => scene.workplace.desk.snapshot().reach.fault);
    expect(fault.code).toBe('timeout');
  });

  it('needs attention when the job is gone by then', async () => {
    const scene = await open({ service: { afterSigning: 'forget' } });
    const jobId = await scene.approvedJob();
    scene.service.failNext({ kind: 'reset', apply: true }, { method: 'PUT', jobId });
    expect((await scene.workplace.reaches(jobId, 'attention')).reason).toEqual({ code: 'outcome-unknown-gone' });
    expect(scene.asked('PUT', jobId)).toBe(1);
  });

  it('is not repeated when the content is another one by then', async () => {
    const scene = await open({ service: { confirmedContent: 'content' } });
    const jobId = await scene.approvedJob();
    scene.service.failNext({ kind: 'reset' }, { method: 'PUT', jobId });
    await scene.workplace.until('the PUT', () => scene.asked('PUT', jobId) > 0);
    scene.service.setContent(jobId, otherRequest);
    expect((await scene.workplace.reaches(jobId, 'attention')).reason).toEqual({ code: 'content-changed' });
    expect(scene.asked('PUT', jobId)).toBe(1);
    scene.service.setContent(jobId, request);
    scene.authority.retry(jobId);
    await scene.workplace.reaches(jobId, 'delivered');
  });

  it('goes on once the service can be connected to again', async () => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    scene.service.failNext({ kind: 'hang' }, { method: 'PUT', jobId });
    await scene.workplace.until('the PUT', () => scene.asked('PUT', jobId) > 0);
    await scene.service.stop();
    await scene.workplace.pass(5_000);
    expect(scene.workplace.status(jobId)).toBe('delivering');
    expect(scene.workplace.desk.snapshot().reach.state).toBe('unreachable');
    await scene.service.restart();
    await scene.workplace.reaches(jobId, 'delivered');
    expect(scene.workplace.desk.snapshot().reach.state).toBe('reachable');
  });
});
