import { afterEach, describe, expect, it } from 'vitest';
import { type PracticeOptions, type PracticeService, startPracticeService } from '../../../main/practice/service.ts';
import { authorityToken, call, jsonBody, jwtBody, newJob, type Reply, TestSubject } from './scope-client.ts';
import { SimulatedClock } from './simulated-clock.ts';

const unknownJob = 'AAAAAAAAAAAAAAAAAAAA';
const DAY = 24 * 60 * 60 * 1000;

let service: PracticeService | undefined;
afterEach(() => service?.stop());

async function start(options: PracticeOptions = {}): Promise<string> {
  service = await startPracticeService({ people: false, ...options });
  return service.address;
}

/** A signed job, and what was signed. */
async function signedJob(address: string, subject = new TestSubject()) {
  const job = await newJob(address, subject);
  await call(address, 'POST', `/scope/${job}`);
  const token = authorityToken({ sub: subject.sub, jti: job });
  const put = await call(address, 'PUT', `/scope/${job}`, jwtBody(token));
  expect(put.status).toBe(200);
  return { job, token, put };
}

function expectProblem(reply: Reply, status: number, label: string): void {
  expect(reply.status).toBe(status);
  expect(reply.type).toBe('application/json');
  const { detail, ...rest } = reply.json();
  expect(rest).toEqual({ error: status, type: `https://scope.example/problems/${label}`, title: label });
  expect(detail).toMatch(/\w.*\.$/);
}

describe('signRequest', () => {
  it('answers 201 with a 20-character job that waits', async () => {
    const address = await start();
    const reply = await call(address, 'POST', '/scope', jwtBody(new TestSubject().requestToken()));
    expect(reply.status).toBe(201);
    expect(reply.type).toBe('application/json');
    expect(reply.json()).toEqual({ job: expect.stringMatching(/^[A-Za-z0-9_-]{20}$/), status: 'waiting' });
  });

  it('takes ?test=1, either name of the algorithm, and scopes and claims it has never heard of', async () => {
    const address = await start();
    const subject = new TestSubject();
    const bodies = [
      subject.requestToken({ email: 'one@example.org' }),
      subject.requestToken({ email: 'two@example.org' }, { alg: 'Ed25519', typ: 'JWT' }),
      subject.requestToken({ email: 'three@example.org', refused: 'auth-error', problem: 'none', job: 'x' }),
      subject.requestToken({ email: undefined, scope: 'address', address: { street: 'Elm Street 1' } }),
    ];
    for (const body of bodies) {
      expect((await call(address, 'POST', '/scope?test=1', jwtBody(body))).status).toBe(201);
    }
  });
});

describe('signRetrieve and signRetrieveHead', () => {
  it.each([
    ['202', 202, 'application/json'],
    ['409', 409, 'application/json'],
    ['jwt', 200, 'application/jwt'],
    ['json', 200, 'application/json'],
  ] as const)('answer for an unconfirmed job as told: %s', async (unconfirmed, status, type) => {
    const address = await start({ unconfirmed });
    const job = await newJob(address, new TestSubject());
    const get = await call(address, 'GET', `/scope/${job}`);
    const head = await call(address, 'HEAD', `/scope/${job}`);
    expect([get.status, get.type]).toEqual([status, type]);
    expect([head.status, head.type, head.text]).toEqual([status, type, '']);
    expect(head.headers['content-length']).toBe(String(Buffer.byteLength(get.text)));
  });

  it('gives the request token byte for byte, whatever Accept says', async () => {
    const address = await start();
    const token = new TestSubject().requestToken();
    const { job } = (await call(address, 'POST', '/scope', jwtBody(token))).json();
    const reply = await call(address, 'GET', `/scope/${job}`, { headers: { accept: 'application/json' } });
    expect(reply.text).toBe(token);
  });

  it('states the content as JSON: the claims, what they are about, and when the job ends', async () => {
    const clock = new SimulatedClock();
    const address = await start({ unconfirmed: 'json', clock });
    const subject = new TestSubject();
    const job = await newJob(address, subject, { email: 'stated@example.org', type: 'work', iat: 1, jti: 'x' });
    expect((await call(address, 'GET', `/scope/${job}`)).json()).toEqual({
      sub: subject.sub,
      field: 'email',
      scope: 'email',
      email: 'stated@example.org',
      type: 'work',
      exp: Math.floor((clock.now() + DAY) / 1000),
    });
  });

  it('says in so many words that an unconfirmed job waits (202) or must be confirmed first (409)', async () => {
    const waiting = await start({ unconfirmed: '202' });
    expect((await call(waiting, 'GET', `/scope/${await newJob(waiting, new TestSubject())}`)).json()).toEqual({
      status: 'waiting',
    });
    await service?.stop();
    const conflicting = await start({ unconfirmed: '409' });
    const job = await newJob(conflicting, new TestSubject());
    expectProblem(await call(conflicting, 'GET', `/scope/${job}`), 409, 'confirm-first');
  });

  it.each(['202', '409', 'jwt', 'json'] as const)(
    'answer 204 without a body once confirmed (%s)',
    async (unconfirmed) => {
      const address = await start({ unconfirmed });
      const job = await newJob(address, new TestSubject());
      await call(address, 'POST', `/scope/${job}`);
      for (const method of ['GET', 'HEAD'] as const) {
        const reply = await call(address, method, `/scope/${job}`);
        expect([reply.status, reply.text, reply.type]).toEqual([204, '', null]);
      }
    },
  );

  it('give the signed token back, byte for byte', async () => {
    const address = await start();
    const { job, token } = await signedJob(address);
    const get = await call(address, 'GET', `/scope/${job}`);
    expect([get.status, get.type, get.text]).toEqual([200, 'application/jwt', token]);
    const head = await call(address, 'HEAD', `/scope/${job}`);
    expect([head.status, head.text]).toEqual([200, '']);
  });

  it('give JSON after signing, where told so', async () => {
    const address = await start({ afterSigning: 'json' });
    const subject = new TestSubject();
    const { job } = await signedJob(address, subject);
    const get = await call(address, 'GET', `/scope/${job}`);
    expect([get.status, get.type]).toEqual([200, 'application/json']);
    expect(get.json()).toMatchObject({ sub: subject.sub, field: 'email' });
    expect((await call(address, 'HEAD', `/scope/${job}`)).status).toBe(200);
  });

  it('forget the job after signing, where told so: only the PUT answers with the token', async () => {
    const address = await start({ afterSigning: 'forget' });
    const { job, token, put } = await signedJob(address);
    expect(put.json()).toEqual({ status: 'ready', jwt: token });
    expectProblem(await call(address, 'GET', `/scope/${job}`), 404, 'unknown-job');
    expectProblem(await call(address, 'PUT', `/scope/${job}`, jwtBody(token)), 404, 'unknown-job');
  });

  it('forget a job a day after its request, and a signed one a day after its signing', async () => {
    const clock = new SimulatedClock();
    const address = await start({ clock });
    const waiting = await newJob(address, new TestSubject());
    clock.advance(DAY / 2);
    const { job: signed } = await signedJob(address);
    clock.advance(DAY / 2 - 1);
    expect((await call(address, 'GET', `/scope/${waiting}`)).status).toBe(200);
    clock.advance(1);
    expect((await call(address, 'GET', `/scope/${waiting}`)).status).toBe(404);
    clock.advance(DAY / 2 - 1);
    expect((await call(address, 'GET', `/scope/${signed}`)).status).toBe(200);
    clock.advance(1);
    expect((await call(address, 'GET', `/scope/${signed}`)).status).toBe(404);
  });
});

describe('signConfirm', () => {
  it.each([
    ['no body', {}],
    ['an empty JSON body', { headers: { 'content-type': 'application/json' }, body: '' }],
    ['an object', jsonBody({})],
    ['a code that nobody asked for', jsonBody({ code: '123456' })],
  ])('answers 202 to %s, as often as it is asked', async (_, message) => {
    const address = await start();
    const job = await newJob(address, new TestSubject());
    for (let time = 0; time < 2; time += 1) {
      const reply = await call(address, 'POST', `/scope/${job}`, message);
      expect([reply.status, reply.json()]).toEqual([202, { status: 'confirmed' }]);
    }
  });

  it('answers 401 auth-error until the code that was sent comes back', async () => {
    const sent: { jobId: string; to: string; code: string }[] = [];
    const address = await start({ sendCode: (message) => sent.push(message) });
    const job = await newJob(address, new TestSubject(), { scope: 'phone', email: undefined, phone: '+12025550100' });
    expect(sent).toEqual([{ jobId: job, to: '+12025550100', code: expect.stringMatching(/^\d{6}$/) }]);
    const code = sent[0]?.code ?? '';
    expectProblem(await call(address, 'POST', `/scope/${job}`), 401, 'auth-error');
    expectProblem(await call(address, 'POST', `/scope/${job}`, jsonBody({ code: `${code}0` })), 401, 'auth-error');
    expect((await call(address, 'HEAD', `/scope/${job}`)).status).toBe(200);
    expect((await call(address, 'POST', `/scope/${job}`, jsonBody({ code }))).status).toBe(202);
    expect((await call(address, 'HEAD', `/scope/${job}`)).status).toBe(204);
  });

  it('sends no code for an address', async () => {
    const sent: unknown[] = [];
    const address = await start({ sendCode: (message) => sent.push(message) });
    const job = await newJob(address, new TestSubject());
    expect(sent).toEqual([]);
    expect((await call(address, 'POST', `/scope/${job}`)).status).toBe(202);
  });

  it('answers 405 not-supported to a posted JWT and leaves the job as it is', async () => {
    const address = await start();
    const subject = new TestSubject();
    const job = await newJob(address, subject);
    const reply = await call(address, 'POST', `/scope/${job}`, jwtBody(authorityToken({ sub: subject.sub })));
    expectProblem(reply, 405, 'not-supported');
    expect(reply.headers.allow).toBe('GET, HEAD, POST, PUT, DELETE');
    expect((await call(address, 'HEAD', `/scope/${job}`)).status).toBe(200);
  });

  it('refuses other bodies', async () => {
    const address = await start();
    const path = `/scope/${await newJob(address, new TestSubject())}`;
    for (const body of ['[]', '{"code":1}', '{"code"', 'null']) {
      const reply = await call(address, 'POST', path, { headers: { 'content-type': 'application/json' }, body });
      expectProblem(reply, 400, 'invalid-body');
    }
    const form = { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'code=1' };
    expectProblem(await call(address, 'POST', path, form), 415, 'unsupported-media-type');
  });

  it('does not undo a signature', async () => {
    const address = await start();
    const { job, token } = await signedJob(address);
    expect((await call(address, 'POST', `/scope/${job}`)).status).toBe(202);
    expect((await call(address, 'GET', `/scope/${job}`)).text).toBe(token);
  });
});

describe('signUpdate', () => {
  it('answers 409 confirm-first before the confirmation and keeps nothing', async () => {
    const address = await start();
    const subject = new TestSubject();
    const job = await newJob(address, subject);
    const token = authorityToken({ sub: subject.sub, jti: job });
    expectProblem(await call(address, 'PUT', `/scope/${job}`, jwtBody(token)), 409, 'confirm-first');
    await call(address, 'POST', `/scope/${job}`);
    expect((await call(address, 'GET', `/scope/${job}`)).status).toBe(204);
  });

  it.each([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['application/json, */*', 'application/json'],
    ['application/jwt, */*', 'application/jwt'],
    ['application/jwt', 'application/jwt'],
    ['application/jwt, application/json', 'application/jwt'],
    ['application/json, application/jwt', 'application/json'],
    ['application/json;q=0.5, application/jwt', 'application/jwt'],
    ['application/json;q=0, */*;q=0.1', 'application/jwt'],
    ['application/jwt;q=0, text/html', 'application/json'],
    ['text/html', 'application/json'],
  ])('answers Accept %j with %s', async (accept, type) => {
    const address = await start();
    const subject = new TestSubject();
    const job = await newJob(address, subject);
    await call(address, 'POST', `/scope/${job}`);
    const token = authorityToken({ sub: subject.sub });
    const message = jwtBody(token);
    const headers = accept === undefined ? message.headers : { ...message.headers, accept };
    const reply = await call(address, 'PUT', `/scope/${job}`, { ...message, headers });
    expect([reply.status, reply.type]).toEqual([200, type]);
    if (type === 'application/jwt') expect(reply.text).toBe(token);
    else expect(reply.json()).toEqual({ status: 'ready', jwt: token });
  });

  it('takes the same token again, and answers 409 already-signed to a second one', async () => {
    const address = await start();
    const subject = new TestSubject();
    const { job, token } = await signedJob(address, subject);
    expect((await call(address, 'PUT', `/scope/${job}`, jwtBody(token))).status).toBe(200);
    const second = authorityToken({ sub: subject.sub, jti: job, iat: 1 });
    expectProblem(await call(address, 'PUT', `/scope/${job}`, jwtBody(second)), 409, 'already-signed');
    expect((await call(address, 'GET', `/scope/${job}`)).text).toBe(token);
  });
});

describe('signDelete', () => {
  it.each(['waiting', 'confirmed', 'signed'])('answers 200 for a %s job, and 404 from then on', async (state) => {
    const address = await start();
    const job = state === 'signed' ? (await signedJob(address)).job : await newJob(address, new TestSubject());
    if (state === 'confirmed') await call(address, 'POST', `/scope/${job}`);
    const reply = await call(address, 'DELETE', `/scope/${job}`);
    expect([reply.status, reply.json()]).toEqual([200, { status: 'done' }]);
    expectProblem(await call(address, 'DELETE', `/scope/${job}`), 404, 'unknown-job');
    expectProblem(await call(address, 'GET', `/scope/${job}`), 404, 'unknown-job');
  });
});

describe('what is not there', () => {
  it.each(['GET', 'POST', 'PUT', 'DELETE'] as const)('%s of an unknown job is 404 unknown-job', async (method) => {
    const address = await start();
    expectProblem(await call(address, method, `/scope/${unknownJob}`), 404, 'unknown-job');
  });

  it('HEAD of an unknown job is 404 without a body', async () => {
    const address = await start();
    const reply = await call(address, 'HEAD', `/scope/${unknownJob}`);
    expect([reply.status, reply.text]).toEqual([404, '']);
  });

  it.each(['short', 'A'.repeat(21), 'AAAAAAAAAAAAAAAAAAA%41', 'AAAAAAAAAAAAAAAAAAA.', '__proto__'])(
    'a job named %s is unknown',
    async (id) => {
      const address = await start();
      expectProblem(await call(address, 'GET', `/scope/${id}`), 404, 'unknown-job');
    },
  );

  it('other paths are 404 and other methods 405 with Allow', async () => {
    const address = await start();
    for (const path of ['/', '/scope/', '/scopes', `/scope/${unknownJob}/`, '//scope']) {
      expectProblem(await call(address, 'GET', path), 404, 'not-found');
    }
    const list = await call(address, 'GET', '/scope');
    expectProblem(list, 405, 'method-not-allowed');
    expect(list.headers.allow).toBe('POST');
    for (const method of ['PATCH', 'OPTIONS'] as const) {
      const reply = await call(address, method, `/scope/${unknownJob}`);
      expectProblem(reply, 405, 'method-not-allowed');
      expect(reply.headers.allow).toBe('GET, HEAD, POST, PUT, DELETE');
    }
  });
});
