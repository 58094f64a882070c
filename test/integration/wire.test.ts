import { describe, expect, it } from 'vitest';
import { ISSUER } from '../fakes/workplace.ts';
import { scenes } from './scene.ts';

const open = scenes();

describe('what goes over the wire', () => {
  it('is the described calls and nothing else', async () => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    const { token } = await scene.workplace.reaches(jobId, 'delivered');
    const rejected = await scene.readyJob();
    scene.authority.reject(rejected, 'no');
    await scene.workplace.until('the deletion', () => scene.workplace.events(rejected).includes('deleted'));
    const { requests } = scene.service;
    expect(new Set(requests.map(({ method }) => method))).toEqual(new Set(['HEAD', 'GET', 'PUT', 'DELETE']));
    for (const { method, path, headers, body } of requests) {
      expect(path).toMatch(/^\/scope\/[\w-]{20}$/);
      expect(headers.accept).toContain('application/json');
      expect(headers.accept?.includes('application/jwt')).toBe(method === 'GET' || method === 'PUT');
      expect(headers['content-type']).toBe(method === 'PUT' ? 'application/jwt' : undefined);
      expect(headers).not.toHaveProperty('authorization');
      // The compact token and nothing else: no line break, no quotes, no wrapping.
      expect(body).toBe(method === 'PUT' ? token?.compact : '');
    }
  });

  it('is a token of exactly the described shape', async () => {
    const scene = await open({ settings: { lifetimeDays: 30 } });
    const jobId = await scene.approvedJob();
    const { token } = await scene.workplace.reaches(jobId, 'delivered');
    const [header = {}, payload = {}] = (token?.compact ?? '')
      .split('.')
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
    expect(header).toEqual({ alg: 'EdDSA', kid: token?.kid, typ: 'JWT' });
    expect(payload).toMatchObject({ iss: ISSUER, jti: jobId, scope: 'email', email: 'ada@example.org' });
    expect(payload.exp - payload.iat).toBe(30 * 86_400);
    expect(token?.kid).toBe(scene.authority.keys()[0]?.kid);
    expect(scene.authority.keys()[0]).toMatchObject({ signatures: 1, lastUsedAt: token?.signedAt });
  });

  it.each<[string, string | object, string]>([
    [
      'an error as described',
      { error: 403, type: 'x:auth-error', title: 'auth-error', detail: 'not you' },
      'auth-error: not you',
    ],
    ['parts of one', { detail: 'only this' }, 'only this'],
    [
      'a page',
      '<html><body>\n\n  <script>alert(1)</script> no</body></html>',
      '<html><body> <script>alert(1)</script> no</body></html>',
    ],
    ['a very long text', 'x'.repeat(100_000), 'x'.repeat(200)],
    ['nothing', '', ''],
  ])('that refuses with %s is quoted as text, and no more of it than fits', async (_name, body, quoted) => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    scene.service.failNext({ kind: 'status', status: 403, body, contentType: 'text/html' }, { method: 'PUT' });
    const { reason } = await scene.workplace.reaches(jobId, 'attention');
    expect(reason).toMatchObject({ code: 'put-refused', values: { status: 403 } });
    expect(String(reason?.values?.detail)).toContain(quoted);
    expect(String(reason?.values?.detail).length).toBeLessThanOrEqual(200);
  });

  it.each(['soon', '-5', '99999999999999', '1e3', ''])(
    'with the odd Retry-After "%s" goes on within the hour',
    async (after) => {
      const scene = await open();
      const jobId = await scene.approvedJob();
      const headers = { 'retry-after': after };
      scene.service.failNext({ kind: 'status', status: 429, headers }, { method: 'PUT' });
      await scene.workplace.until('the refusal', () => scene.workplace.events(jobId).includes('put-answered'));
      const { until } = scene.workplace.desk.snapshot().reach;
      expect((until ?? 0) - scene.workplace.clock.now()).toBeLessThanOrEqual(3_600_000);
      scene.workplace.clock.jump(3_600_000);
      await scene.workplace.reaches(jobId, 'delivered');
    },
  );
});
