import { describe, expect, it } from 'vitest';
import type { Fault } from '../fakes/plain-scope-service.ts';
import { otherRequest, request, type Scene, scenes } from './scene.ts';

const open = scenes();
const status = (code: number, headers = {}): Fault => ({ kind: 'status', status: code, headers });

/** An approved job whose PUT will be met by these faults. */
async function approvedWith(scene: Scene, faults: Fault | Fault[]): Promise<string> {
  const jobId = await scene.approvedJob();
  scene.service.failNext(faults, { method: 'PUT', jobId });
  return jobId;
}

/** The same job, as if its subject had never confirmed it. */
function withdrawConfirmation({ service }: Scene, jobId: string, content = request): void {
  service.forget(jobId);
  service.addJob({ jobId, content });
}

describe('a PUT that the service answers', () => {
  it.each([500, 502, 503, 504])('with %i is sent again, the same bytes, until it is taken', async (code) => {
    const scene = await open();
    const jobId = await approvedWith(scene, [status(code), status(code)]);
    const review = await scene.workplace.reaches(jobId, 'delivered');
    expect(scene.asked('PUT', jobId)).toBe(3);
    expect(review.delivery).toMatchObject({ attempts: 3, proof: 'read-back', lastFault: null });
    expect(scene.service.tokensSeen(jobId)).toEqual([review.token?.compact]);
  });

  it.each([400, 401, 403, 405, 410, 413, 415, 422])(
    'with %i parks, with the reason, and Try again sends the same bytes',
    async (code) => {
      const scene = await open();
      const jobId = await approvedWith(scene, status(code));
      const parked = await scene.workplace.reaches(jobId, 'attention');
      expect(parked.reason).toMatchObject({ code: 'put-refused', values: { status: code } });
      expect(parked.delivery?.nextAttemptAt).toBeNull();
      expect(parked.actions).toEqual(['retry']);
      await scene.workplace.pass(60_000, 2_000);
      expect(scene.asked('PUT', jobId)).toBe(1);
      expect(scene.authority.retry(jobId)).toEqual({ outcome: 'done' });
      await scene.workplace.reaches(jobId, 'delivered');
      expect(scene.service.tokensSeen(jobId)).toEqual([parked.token?.compact]);
    },
  );

  it.each([301, 302, 303, 307, 308] as const)(
    'SECURITY 25: with a redirect (%i) parks and sends the token nowhere',
    async (code) => {
      const scene = await open();
      const elsewhere = scene.service.addJob({ content: request, confirmed: true });
      const location = `${scene.service.address}/scope/${elsewhere}`;
      const jobId = await approvedWith(scene, { kind: 'redirect', status: code, location });
      const parked = await scene.workplace.reaches(jobId, 'attention');
      expect(parked.reason).toMatchObject({ code: 'redirect-refused', values: { location } });
      expect(scene.service.requests.some(({ path }) => path.endsWith(elsewhere))).toBe(false);
    },
  );

  it('with 404 parks: a token is left that nobody takes', async () => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    scene.service.failNext(status(404), { method: 'PUT' });
    const parked = await scene.workplace.reaches(jobId, 'attention');
    expect(parked.reason).toEqual({ code: 'gone-with-token' });
    expect(parked.token).not.toBeNull();
  });

  it('with 429 and seconds waits that long, with every request', async () => {
    const scene = await open();
    const jobId = await approvedWith(scene, status(429, { 'retry-after': '20' }));
    await scene.workplace.until('the refusal', () => scene.workplace.desk.snapshot().reach.state === 'rate-limited');
    const asked = scene.service.requests.length;
    const { now } = scene.workplace.desk.snapshot();
    const { until } = scene.workplace.desk.snapshot().reach;
    expect((until ?? 0) - now).toBeGreaterThan(19_000);
    const another = scene.service.addJob();
    scene.authority.addJobs(another, 'window');
    await scene.workplace.pass((until ?? 0) - scene.workplace.clock.now() - 200);
    expect(scene.service.requests.length).toBe(asked);
    await scene.workplace.reaches(jobId, 'delivered');
    expect(scene.asked('PUT', jobId)).toBe(2);
    await scene.workplace.until('the first read', () => scene.asked('GET', another) > 0);
  });

  it('with 429 and a date waits until then', async () => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    const end = Math.ceil(scene.workplace.clock.now() / 1000) * 1000 + 30_000;
    scene.service.failNext(status(429, { 'retry-after': new Date(end).toUTCString() }), { method: 'PUT' });
    await scene.workplace.reaches(jobId, 'delivered');
    const [first, second] = scene.service.requests.filter(({ method }) => method === 'PUT');
    expect(first?.at).toBeLessThan(end - 20_000);
    expect(second?.at).toBeGreaterThanOrEqual(end);
  });

  it('with 409 waits for the confirmation and then sends the same bytes', async () => {
    const scene = await open();
    const jobId = await approvedWith(scene, status(409));
    const waiting = await scene.workplace.reaches(jobId, 'waiting');
    withdrawConfirmation(scene, jobId);
    expect(waiting.reason).toEqual({ code: 'confirm-first' });
    expect(waiting.actions).toEqual([]);
    await scene.workplace.pass(10_000);
    expect(scene.workplace.status(jobId)).toBe('waiting');
    expect(scene.asked('PUT', jobId)).toBe(1);
    scene.service.confirm(jobId);
    await scene.workplace.reaches(jobId, 'delivered');
    expect(scene.asked('PUT', jobId)).toBe(2);
    expect(scene.service.tokensSeen(jobId)).toEqual([waiting.token?.compact]);
  });

  it('with 409, and then other content, needs attention and is never sent again', async () => {
    const scene = await open();
    const jobId = await approvedWith(scene, status(409));
    await scene.workplace.reaches(jobId, 'waiting');
    withdrawConfirmation(scene, jobId, otherRequest);
    expect((await scene.workplace.reaches(jobId, 'attention')).reason).toEqual({ code: 'content-changed' });
    scene.service.confirm(jobId);
    await scene.workplace.pass(30_000, 1_000);
    expect(scene.asked('PUT', jobId)).toBe(1);
  });

  it('with 409, and content that changed and is still given once confirmed, needs attention', async () => {
    const scene = await open({ service: { unconfirmed: '202', confirmedContent: 'content' } });
    const jobId = scene.service.addJob({ content: request, confirmed: true });
    scene.authority.addJobs(jobId, 'window');
    await scene.workplace.reaches(jobId, 'ready');
    await scene.workplace.approve(jobId);
    scene.service.failNext(status(409), { method: 'PUT' });
    await scene.workplace.reaches(jobId, 'waiting');
    withdrawConfirmation(scene, jobId, otherRequest);
    scene.service.confirm(jobId);
    expect((await scene.workplace.reaches(jobId, 'attention')).reason).toEqual({ code: 'content-changed' });
    expect(scene.asked('PUT', jobId)).toBe(1);
  });

  it('neither rejects nor holds a job whose token is made', async () => {
    const scene = await open();
    const jobId = await approvedWith(scene, status(400));
    await scene.workplace.reaches(jobId, 'attention');
    const refused = { outcome: 'refused', reason: { code: 'not-allowed-now', values: { status: 'attention' } } };
    expect(scene.authority.reject(jobId, 'changed my mind')).toEqual(refused);
    expect(scene.authority.hold(jobId)).toEqual(refused);
    expect(scene.asked('DELETE')).toBe(0);
  });
});
