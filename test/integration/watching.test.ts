import { describe, expect, it } from 'vitest';
import type { Behaviour } from '../fakes/plain-scope-jobs.ts';
import type { Fault } from '../fakes/plain-scope-service.ts';
import { request, type Scene, scenes } from './scene.ts';

const open = scenes();
const status = (code: number, headers = {}): Fault => ({ kind: 'status', status: code, headers });

/** Looks at the job go on: `times` more requests, which found it where it was. */
async function staysAt(scene: Scene, jobId: string, wanted: string, times = 3): Promise<void> {
  const before = scene.service.requests.length;
  await scene.workplace.until('more looks', () => scene.service.requests.length >= before + times);
  expect(scene.workplace.status(jobId)).toBe(wanted);
}

describe('a job that is watched', () => {
  const unconfirmed: readonly Behaviour['unconfirmed'][] = ['jwt', 'json', '202', '409'];
  const modes = unconfirmed.flatMap((before) => (['204', 'content'] as const).map((after) => ({ before, after })));

  it.each(modes)('answered with $before while unconfirmed, and $after once confirmed', async ({ before, after }) => {
    const scene = await open({ service: { unconfirmed: before, confirmedContent: after } });
    const jobId = await scene.waitingJob();
    await staysAt(scene, jobId, 'waiting');
    const contentBefore = (await scene.review(jobId)).content;
    expect(contentBefore?.source).toBe(
      before === 'jwt' ? 'subject-token' : before === 'json' ? 'service-statement' : undefined,
    );
    scene.service.confirm(jobId);
    const known = before === 'jwt' || before === 'json' || after === 'content';
    const review = await scene.workplace.reaches(jobId, known ? 'ready' : 'content-unknown');
    const signedBySubject = before === 'jwt' || after === 'content';
    expect(review.content?.signature.verdict).toBe(signedBySubject ? 'valid' : known ? 'none' : undefined);
    if (!signedBySubject) return expect(review.obstacles).not.toEqual([]);
    await scene.workplace.approve(jobId);
    await scene.workplace.reaches(jobId, 'delivered');
  });

  it('confirmed before it came is ready where the service still gives its content', async () => {
    const scene = await open({ service: { confirmedContent: 'content' } });
    const jobId = scene.service.addJob({ content: request, confirmed: true });
    scene.authority.addJobs(jobId, 'window');
    expect((await scene.workplace.reaches(jobId, 'ready')).obstacles).toEqual([]);
  });

  it('that the service does not know is gone, and can be looked at again', async () => {
    const scene = await open();
    const jobId = 'unknown-to-everybody';
    scene.authority.addJobs(jobId, 'window');
    await scene.workplace.reaches(jobId, 'gone');
    scene.service.addJob({ jobId, content: request, confirmed: false });
    expect(scene.authority.retry(jobId)).toEqual({ outcome: 'done' });
    await scene.workplace.until('the content', () => scene.workplace.events(jobId).includes('content-read'));
    scene.service.confirm(jobId);
    await scene.workplace.reaches(jobId, 'ready');
  });

  it.each(['waiting', 'ready', 'content-unknown', 'held'] as const)(
    'and becomes unknown while %s is gone',
    async (at) => {
      const scene = await open(at === 'content-unknown' ? { service: { unconfirmed: '202' } } : {});
      const jobId = await scene.waitingJob();
      if (at === 'held') scene.authority.hold(jobId);
      else if (at !== 'waiting') scene.service.confirm(jobId);
      await scene.workplace.reaches(jobId, at);
      scene.service.forget(jobId);
      await scene.workplace.reaches(jobId, 'gone');
    },
  );

  it.each([302, 400, 401, 403, 418, 500, 503])(
    'first answered with %i is read again and nothing is lost',
    async (code) => {
      const scene = await open();
      const jobId = scene.service.addJob({ content: request });
      const fault: Fault = code === 302 ? { kind: 'redirect', status: 302, location: '/elsewhere' } : status(code);
      scene.service.failNext([fault, fault], { jobId });
      scene.authority.addJobs(jobId, 'window');
      await scene.workplace.until('two answers', () => scene.service.faultsLeft === 0);
      expect(scene.workplace.status(jobId)).toBe('waiting');
      await scene.workplace.until('the content', () => scene.workplace.events(jobId).includes('content-read'));
      expect(scene.service.requests.some(({ path }) => path === '/elsewhere')).toBe(false);
    },
  );

  it.each<[string, Fault]>([
    ['garbage', { kind: 'garbage' }],
    ['no HTTP', { kind: 'garbage', where: 'wire' }],
    ['more than 1 MiB', { kind: 'huge', bytes: 1_200_000, declared: true }],
    ['endless chunks', { kind: 'huge', bytes: 64 * 1024 * 1024 }],
    ['half an answer', { kind: 'cut' }],
    ['silence', { kind: 'hang' }],
    ['a drop every day', { kind: 'slow-body', everyMs: 60_000 }],
  ])('SECURITY 25: first answered with %s is read again and nothing is lost', async (_name, fault) => {
    const scene = await open();
    const jobId = scene.service.addJob({ content: request });
    scene.service.failNext(fault, { method: 'GET', jobId });
    scene.authority.addJobs(jobId, 'window');
    await scene.workplace.until('the content', () => scene.workplace.events(jobId).includes('content-read'));
    expect((await scene.review(jobId)).content?.raw.runs).toEqual([{ text: request }]);
  });

  it.each([401, 500])('goes on being watched after a HEAD answered with %i', async (code) => {
    const scene = await open();
    const jobId = await scene.waitingJob();
    scene.service.failNext(status(code), { method: 'HEAD', jobId });
    await scene.workplace.until('the answer', () => scene.service.faultsLeft === 0);
    expect(scene.workplace.status(jobId)).toBe('waiting');
    scene.service.confirm(jobId);
    await scene.workplace.reaches(jobId, 'ready');
  });

  it('whose confirmation is withdrawn waits again, and is not approved meanwhile', async () => {
    const scene = await open();
    const jobId = await scene.readyJob();
    scene.service.forget(jobId);
    scene.service.addJob({ jobId, content: request });
    const review = await scene.workplace.reaches(jobId, 'waiting');
    expect(review.obstacles).toEqual([{ code: 'not-confirmed' }]);
    expect(review.proposal?.nonce).toBeNull();
    scene.service.confirm(jobId);
    await scene.workplace.reaches(jobId, 'ready');
    expect(scene.workplace.events(jobId)).toContain('confirmation-withdrawn');
  });

  it('that nobody confirms expires, visibly, and can be taken up again', async () => {
    const scene = await open();
    const jobId = await scene.waitingJob();
    scene.workplace.clock.jump(29 * 86_400_000);
    await staysAt(scene, jobId, 'waiting', 1);
    scene.workplace.clock.jump(2 * 86_400_000);
    const expired = await scene.workplace.reaches(jobId, 'expired');
    expect(expired.actions).toEqual(['reject', 'retry']);
    const asked = scene.asked('HEAD', jobId);
    await scene.workplace.pass(120_000, 2_000);
    expect(scene.asked('HEAD', jobId)).toBe(asked);
    expect(scene.authority.retry(jobId)).toEqual({ outcome: 'done' });
    await staysAt(scene, jobId, 'waiting');
    scene.service.confirm(jobId);
    await scene.workplace.reaches(jobId, 'ready');
    expect(scene.workplace.events(jobId)).toContain('expired');
  });

  it('on hold stays there whatever its subject does, until it is taken off hold', async () => {
    const scene = await open();
    const jobId = await scene.waitingJob();
    expect(scene.authority.hold(jobId)).toEqual({ outcome: 'done' });
    scene.service.confirm(jobId);
    await scene.workplace.until('the confirmation', () => scene.workplace.events(jobId).includes('job-confirmed'));
    expect(scene.workplace.status(jobId)).toBe('held');
    expect((await scene.review(jobId)).proposal?.nonce).toBeNull();
    expect(scene.authority.takeOffHold(jobId)).toEqual({ outcome: 'done' });
    expect(scene.workplace.status(jobId)).toBe('ready');
  });
});
