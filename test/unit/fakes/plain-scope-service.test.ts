import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PlainScopeService, startPlainScopeService } from '../../fakes/plain-scope-service.ts';
import { makeAuthorityKey, makeSubject } from '../../fakes/subject.ts';

const subject = makeSubject('alice');
const REQUEST = subject.requestToken({ scope: 'email', email: 'alice@example.org' });
const TOKEN = makeAuthorityKey('authority').sign({ sub: subject.sub });
const OTHER_TOKEN = makeAuthorityKey('elsewhere').sign({ sub: subject.sub });
const JWT = { 'content-type': 'application/jwt' };

let service: PlainScopeService;
beforeEach(async () => {
  service = await startPlainScopeService({ now: () => 1000 });
});
afterEach(() => service.stop());

const call = (method: string, path: string, body?: string, headers: Record<string, string> = {}) =>
  fetch(`${service.address}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
const at = (job: string) => `/scope/${job}`;

describe('the six operations', () => {
  it('take a job from request over confirmation and signing to deletion', async () => {
    const created = await call('POST', '/scope?test=1', REQUEST, JWT);
    expect(created.status).toBe(201);
    const { job, status } = (await created.json()) as { job: string; status: string };
    expect([job.length, status]).toEqual([20, 'waiting']);

    expect(await (await call('GET', at(job))).text()).toBe(REQUEST);
    const early = await call('PUT', at(job), TOKEN, JWT);
    expect([early.status, await early.json()]).toMatchObject([409, { error: 409, title: 'confirm-first' }]);

    const confirmed = await call('POST', at(job));
    expect([confirmed.status, await confirmed.json()]).toEqual([202, { status: 'confirmed' }]);
    expect((await call('HEAD', at(job))).status).toBe(204);
    expect((await call('GET', at(job))).status).toBe(204);

    const signed = await call('PUT', at(job), TOKEN, JWT);
    expect([signed.status, await signed.json()]).toEqual([200, { status: 'ready', jwt: TOKEN }]);
    expect((await call('HEAD', at(job))).status).toBe(200);
    const content = await call('GET', at(job));
    expect([content.headers.get('content-type'), await content.text()]).toEqual(['application/jwt', TOKEN]);

    const deleted = await call('DELETE', at(job));
    expect([deleted.status, await deleted.json()]).toEqual([200, { status: 'done' }]);
  });

  it.each(['GET', 'HEAD', 'POST', 'PUT', 'DELETE'])('answer 404 to %s of an unknown job', async (method) => {
    expect((await call(method, at('a'.repeat(20)))).status).toBe(404);
  });

  it('refuse a JWT posted to a job and a wrong code', async () => {
    const job = service.addJob({ code: '1234' });
    const json = { 'content-type': 'application/json' };
    expect((await call('POST', at(job), TOKEN, JWT)).status).toBe(405);
    expect((await call('POST', at(job), '{"code":"9"}', json)).status).toBe(401);
    expect((await call('POST', at(job), '{"code":"1234"}', json)).status).toBe(202);
  });

  it.each([
    ['text/plain', TOKEN, 415],
    ['application/jwt', `${TOKEN}\n`, 400],
    ['application/jwt', `\ufeff${TOKEN}`, 400],
    ['application/jwt', JSON.stringify({ jwt: TOKEN }), 400],
  ])('refuse a PUT that is not a compact token and nothing else (%s)', async (type, body, status) => {
    const job = service.addJob({ confirmed: true });
    expect((await call('PUT', at(job), body, { 'content-type': type })).status).toBe(status);
    expect(service.signedToken(job)).toBeUndefined();
  });
});

describe('what is left to the service', () => {
  it.each([
    ['202', 202, undefined],
    ['409', 409, undefined],
    ['jwt', 200, REQUEST],
    ['json', 200, Buffer.from(REQUEST.split('.')[1] ?? '', 'base64url').toString()],
  ] as const)('an unconfirmed job answers %s', async (unconfirmed, status, body) => {
    service.unconfirmed = unconfirmed;
    const job = service.addJob({ content: REQUEST });
    expect((await call('HEAD', at(job))).status).toBe(status);
    const answer = await call('GET', at(job));
    expect(answer.status).toBe(status);
    if (body !== undefined) expect(await answer.text()).toBe(body);
  });

  it('a confirmed job may still show its content, and HEAD says 204 all the same', async () => {
    service.confirmedContent = 'content';
    const job = service.addJob({ content: { sub: subject.sub }, confirmed: true });
    expect(await (await call('GET', at(job))).json()).toEqual({ sub: subject.sub });
    expect((await call('HEAD', at(job))).status).toBe(204);
  });

  it('a signed job may show its token in JSON, its claims only, or be forgotten', async () => {
    const job = service.addJob({ content: { field: 'email' } });
    service.setSigned(job, OTHER_TOKEN);
    service.afterSigning = 'json-with-jwt';
    expect(await (await call('GET', at(job))).json()).toEqual({ status: 'ready', jwt: OTHER_TOKEN });
    service.afterSigning = 'json';
    expect(await (await call('GET', at(job))).json()).toEqual({ field: 'email' });
    service.afterSigning = 'forget';
    expect((await call('HEAD', at(job))).status).toBe(404);
  });

  it('a PUT may be answered with the token, with nothing, or with another token', async () => {
    const job = service.addJob({ confirmed: true });
    const put = async () => (await call('PUT', at(job), TOKEN, JWT)).text();
    service.putAnswer = 'jwt';
    expect(await put()).toBe(TOKEN);
    service.putAnswer = 'empty';
    expect(await put()).toBe('');
    service.putAnswer = 'other-token';
    const { jwt } = JSON.parse(await put()) as { jwt: string };
    expect([jwt === TOKEN, jwt.length, service.signedToken(job)]).toEqual([false, TOKEN.length, TOKEN]);
  });
});

describe("the test's own hand", () => {
  it('keeps every request, and every distinct token a PUT brought', async () => {
    const job = service.addJob({ confirmed: true });
    service.failNext({ kind: 'status', status: 503 }, { method: 'PUT' });
    for (const token of [OTHER_TOKEN, TOKEN, OTHER_TOKEN]) await call('PUT', at(job), token, JWT);
    expect(service.tokensSeen(job)).toEqual([OTHER_TOKEN, TOKEN]);
    expect(service.requests).toHaveLength(3);
    expect(service.requests[0]).toMatchObject({
      method: 'PUT',
      path: at(job),
      body: OTHER_TOKEN,
      headers: JWT,
      at: 1000,
    });
  });

  it('confirms, changes and forgets jobs, and refuses to touch one that is not there', async () => {
    const job = service.addJob({ confirmed: false });
    service.setContent(job, REQUEST);
    expect(await (await call('GET', at(job))).text()).toBe(REQUEST);
    service.confirm(job);
    expect((await call('GET', at(job))).status).toBe(204);
    service.forget(job);
    expect((await call('GET', at(job))).status).toBe(404);
    expect(() => service.confirm(job)).toThrow(job);
    expect(() => service.addJob({ jobId: 'short' })).toThrow('short');
  });

  it('goes down and comes back on the same port with the same jobs', async () => {
    const job = service.addJob({ content: REQUEST });
    const { address } = service;
    await service.stop();
    await expect(call('GET', at(job))).rejects.toThrow();
    await service.restart();
    expect(service.address).toBe(address);
    expect(await (await call('GET', at(job))).text()).toBe(REQUEST);
  });
});
