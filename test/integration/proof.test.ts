import { describe, expect, it } from 'vitest';
import type { Behaviour } from '../fakes/plain-scope-jobs.ts';
import { scenes } from './scene.ts';

const open = scenes();

describe('what counts as proof', () => {
  const afterSigning: readonly Behaviour['afterSigning'][] = ['jwt', 'json-with-jwt', 'json', 'forget'];
  const readable = (mode: Behaviour['afterSigning']) => mode === 'jwt' || mode === 'json-with-jwt';

  it.each(
    afterSigning.flatMap((after) => (['json', 'jwt', 'empty'] as const).map((putAnswer) => ({ after, putAnswer }))),
  )('after a PUT answered with $putAnswer, where a signed job then gives $after', async ({ after, putAnswer }) => {
    const scene = await open({ service: { afterSigning: after, putAnswer } });
    const jobId = await scene.approvedJob();
    const proved = readable(after) || putAnswer !== 'empty';
    const review = await scene.workplace.reaches(jobId, proved ? 'delivered' : 'sent-not-proved');
    expect(review.delivery?.proof).toBe(readable(after) ? 'read-back' : proved ? 'answer' : null);
    expect(scene.asked('PUT', jobId)).toBe(1);
    expect(scene.service.tokensSeen(jobId)).toEqual([review.token?.compact]);
  });

  it.each(afterSigning)('is never a PUT answered with another token, where a signed job gives %s', async (after) => {
    const scene = await open({ service: { afterSigning: after, putAnswer: 'other-token' } });
    const jobId = await scene.approvedJob();
    expect((await scene.workplace.reaches(jobId, 'attention')).reason).toEqual({ code: 'answer-differs' });
    expect(scene.authority.retry(jobId)).toEqual({ outcome: 'done' });
    await scene.workplace.until('the outcome', () => scene.workplace.status(jobId) !== 'delivering');
    const review = await scene.review(jobId);
    if (readable(after)) expect(review).toMatchObject({ status: 'delivered', delivery: { proof: 'read-back' } });
    else expect(review.reason?.code).toBe(after === 'forget' ? 'outcome-unknown-gone' : 'answer-differs');
  });

  it('looks again when asked to, and finds what the service gives by then', async () => {
    const scene = await open({ service: { afterSigning: 'json', putAnswer: 'empty' } });
    const jobId = await scene.approvedJob();
    await scene.workplace.reaches(jobId, 'sent-not-proved');
    scene.service.afterSigning = 'jwt';
    expect(scene.authority.retry(jobId)).toEqual({ outcome: 'done' });
    await scene.workplace.reaches(jobId, 'delivered');
    expect(scene.asked('PUT', jobId)).toBe(1);
  });

  it('reads back until the service shows the token, which may take a moment', async () => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    // The read before signing is answered so in any case; then come two by a service that has not caught up with itself.
    const notYet = { kind: 'status', status: 204 } as const;
    scene.service.failNext([notYet, notYet, notYet], { method: 'GET', jobId });
    await scene.workplace.reaches(jobId, 'delivered');
    expect(scene.asked('PUT', jobId)).toBe(1);
    expect(scene.service.faultsLeft).toBe(0);
  });

  it('raises an alarm when a token that was accepted is never to be seen', async () => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    scene.service.failNext({ kind: 'status', status: 200, body: { status: 'ready' } }, { method: 'PUT' });
    expect((await scene.workplace.reaches(jobId, 'attention')).reason).toEqual({ code: 'not-taken' });
    scene.authority.retry(jobId);
    const delivered = await scene.workplace.reaches(jobId, 'delivered');
    expect(scene.service.signedToken(jobId)).toBe(delivered.token?.compact);
  });

  it('takes no answer that is too large, or no answer at all, for a proof', async () => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    scene.service.failNext(
      [
        { kind: 'huge', bytes: 3 * 1024 * 1024 },
        { kind: 'garbage', where: 'wire' },
      ],
      { method: 'PUT' },
    );
    const delivered = await scene.workplace.reaches(jobId, 'delivered');
    expect(delivered.delivery?.attempts).toBe(3);
  });
});
