import { describe, expect, it } from 'vitest';
import type { Fault } from '../fakes/plain-scope-service.ts';
import { type Scene, scenes } from './scene.ts';

const open = scenes();
const status = (code: number, headers = {}): Fault => ({ kind: 'status', status: code, headers });

async function rejected(scene: Scene, faults: Fault | Fault[]): Promise<string> {
  const jobId = await scene.readyJob();
  scene.service.failNext(faults, { method: 'DELETE', jobId });
  expect(scene.authority.reject(jobId, 'not the person')).toEqual({ outcome: 'done' });
  return jobId;
}

async function deletion(scene: Scene, jobId: string) {
  await scene.workplace.until('an answer', () => scene.workplace.events(jobId).some((one) => one.startsWith('delet')));
  return (await scene.review(jobId)).rejection;
}

describe('a rejected job', () => {
  it('is deleted at the service and stays, with its reason, as rejected', async () => {
    const scene = await open();
    const jobId = await rejected(scene, []);
    expect(await deletion(scene, jobId)).toEqual({ reason: 'not the person', deletion: 'deleted', fault: null });
    expect(scene.workplace.status(jobId)).toBe('rejected');
    const entry = scene.authority.history(0, 10).entries.find(({ event }) => event === 'rejected');
    expect(JSON.parse(entry?.values ?? '')).toEqual({ text: 'not the person' });
    await scene.workplace.pass(60_000, 1_000);
    expect(scene.asked('DELETE', jobId)).toBe(1);
    expect(scene.asked('PUT')).toBe(0);
  });

  it('that the service knows no more is as good as deleted', async () => {
    const scene = await open();
    const jobId = await rejected(scene, status(404));
    expect((await deletion(scene, jobId))?.deletion).toBe('already-gone');
  });

  it.each([400, 401, 403, 405, 409, 307])(
    'that the service will not delete (%i) says so and can be tried again',
    async (code) => {
      const scene = await open();
      const jobId = await rejected(scene, status(code));
      const answer = await deletion(scene, jobId);
      expect(answer).toMatchObject({
        deletion: 'refused',
        fault: { code: 'deletion-refused', values: { status: code } },
      });
      expect(scene.workplace.status(jobId)).toBe('rejected');
      expect((await scene.review(jobId)).actions).toEqual(['retry']);
      expect(scene.authority.retry(jobId)).toEqual({ outcome: 'done' });
      await scene.workplace.until('the deletion', () => scene.workplace.events(jobId).includes('deleted'));
      expect((await scene.review(jobId)).rejection?.deletion).toBe('deleted');
    },
  );

  it.each<[string, Fault]>([
    ['500', status(500)],
    ['503', status(503)],
    ['429', status(429, { 'retry-after': '3' })],
    ['no answer', { kind: 'hang' }],
    ['a reset', { kind: 'reset' }],
  ])('is deleted in a later try after %s', async (_name, fault) => {
    const scene = await open();
    const jobId = await rejected(scene, fault);
    expect((await deletion(scene, jobId))?.deletion).toBe('deleted');
    expect(scene.asked('DELETE', jobId)).toBe(2);
    expect(scene.workplace.status(jobId)).toBe('rejected');
  });

  it('can be of any kind that is still undecided, and needs no content', async () => {
    const scene = await open({ service: { unconfirmed: '202' } });
    const jobId = await scene.waitingJob();
    scene.authority.hold(jobId);
    expect(scene.authority.reject(jobId, 'no')).toEqual({ outcome: 'done' });
    expect((await deletion(scene, jobId))?.deletion).toBe('deleted');
    const refused = { outcome: 'refused', reason: { code: 'not-allowed-now', values: { status: 'rejected' } } };
    expect(scene.authority.reject(jobId, 'again')).toEqual(refused);
  });

  it('cannot be approved with what was shown of it before', async () => {
    const scene = await open();
    const jobId = await scene.readyJob();
    const { proposal } = await scene.review(jobId);
    scene.authority.reject(jobId, 'no');
    const ask = { jobId, digest: proposal?.digest ?? '', nonce: proposal?.nonce ?? '' };
    expect(await scene.authority.approve(ask, 'test-frame')).toMatchObject({ outcome: 'refused' });
    expect(scene.workplace.status(jobId)).toBe('rejected');
  });
});
