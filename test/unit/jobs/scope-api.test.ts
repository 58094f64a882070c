import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../main/clock.ts';
import { type ScopeApi, scopeApi } from '../../../main/jobs/scope-api.ts';
import { type PlainScopeService, startPlainScopeService } from '../../fakes/plain-scope-service.ts';
import { makeSubject } from '../../fakes/subject.ts';

const MIB = 1024 * 1024;
const token = makeSubject('ada').requestToken();
const answerTimeout = 300;

let service: PlainScopeService;
let api: ScopeApi;
const apis: ScopeApi[] = [];
const apiFor = (address: string): ScopeApi => {
  const made = scopeApi({ address, clock: systemClock, connectTimeout: 300, answerTimeout });
  apis.push(made);
  return made;
};

beforeEach(async () => {
  service = await startPlainScopeService();
  api = apiFor(service.address);
});
afterEach(async () => {
  for (const one of apis.splice(0)) await one.stop();
  await service.stop();
});

describe('a request', () => {
  it('is the one that the API describes, and gives the answer as it came', async () => {
    const jobId = service.addJob({ content: token });
    expect(await api.get(jobId)).toMatchObject({ kind: 'answer', status: 200, body: token });
    service.confirm(jobId);
    expect(await api.head(jobId)).toMatchObject({ kind: 'answer', status: 204, body: '' });
    expect(await api.put(jobId, token)).toMatchObject({ kind: 'answer', status: 200 });
    expect(await api.remove(jobId)).toMatchObject({ kind: 'answer', status: 200 });
    expect(await api.get(jobId)).toMatchObject({ kind: 'answer', status: 404 });
    const seen = service.requests.map(({ method, path, headers, body }) => [
      method,
      path,
      headers.accept,
      headers['content-type'],
      body,
    ]);
    const path = `/scope/${jobId}`;
    expect(seen).toEqual([
      ['GET', path, 'application/jwt, application/json', undefined, ''],
      ['HEAD', path, 'application/json', undefined, ''],
      ['PUT', path, 'application/jwt, application/json', 'application/jwt', token],
      ['DELETE', path, 'application/json', undefined, ''],
      ['GET', path, 'application/jwt, application/json', undefined, ''],
    ]);
  });

  it('goes below the folder of the address', async () => {
    await apiFor(`${service.address}/api/`).get('AAAAAAAAAAAAAAAAAAAA');
    expect(service.requests[0]?.path).toBe('/api/scope/AAAAAAAAAAAAAAAAAAAA');
  });

  it('is never made for what is no job ID', async () => {
    const wrong = [
      '',
      'A'.repeat(19),
      'A'.repeat(21),
      '../../../../../scope',
      `${'A'.repeat(19)}\n`,
      `${'A'.repeat(19)}?`,
      `${'A'.repeat(19)}%`,
      `${'A'.repeat(18)}\r\n`,
    ];
    for (const jobId of wrong) {
      for (const call of [api.head, api.get, api.remove, (id: string) => api.put(id, token)]) {
        await expect(call(jobId)).rejects.toMatchObject({ code: 'internal' });
      }
    }
    expect(service.requests).toEqual([]);
  });

  it('reads Retry-After, and pauses for the whole service', async () => {
    service.failNext({ kind: 'status', status: 429, headers: { 'retry-after': '7' } });
    const before = Date.now();
    expect(await api.head(service.addJob())).toMatchObject({ status: 429, retryAfterMs: 7_000 });
    expect(api.reach.current().state).toBe('rate-limited');
    expect(api.reach.pausedUntil()).toBeGreaterThanOrEqual(before + 7_000);
  });
});

describe('SECURITY 25: what a service does is bounded', () => {
  it.each([301, 302, 303, 307, 308] as const)(
    'a redirect (%d) is not followed, and takes no token along',
    async (status) => {
      const elsewhere = await startPlainScopeService();
      try {
        const jobId = service.addJob({ confirmed: true });
        const location = `${elsewhere.address}/scope/${jobId}`;
        service.failNext([0, 1, 2, 3].map(() => ({ kind: 'redirect', location, status }) as const));
        for (const exchange of [
          await api.get(jobId),
          await api.head(jobId),
          await api.put(jobId, token),
          await api.remove(jobId),
        ]) {
          expect(exchange).toMatchObject({ kind: 'answer', status, location });
        }
        expect(elsewhere.requests).toEqual([]);
        expect(service.requests).toHaveLength(4);
      } finally {
        await elsewhere.stop();
      }
    },
  );

  it.each([
    ['declared', true],
    ['chunked', false],
  ])('an answer of more than 1 MiB is refused, %s', async (_, declared) => {
    const jobId = service.addJob();
    service.failNext({ kind: 'huge', bytes: MIB + 1, declared });
    expect(await api.get(jobId)).toEqual({ kind: 'fault', fault: { code: 'answer-too-large' }, sent: true });
    service.failNext({ kind: 'huge', bytes: 500 * MIB, declared });
    expect(await api.get(jobId)).toMatchObject({ kind: 'fault', fault: { code: 'answer-too-large' } });
    expect(await api.get(jobId)).toMatchObject({ kind: 'answer', status: 200 });
  });

  it.each([true, false])('an answer of exactly 1 MiB is taken (declared: %s)', async (declared) => {
    service.failNext({ kind: 'huge', bytes: MIB, declared });
    const exchange = await api.get(service.addJob());
    expect(exchange.kind === 'answer' && exchange.body.length).toBe(MIB);
  });

  it('a service that never answers is given up, and the request may have taken effect', async () => {
    service.failNext({ kind: 'hang' });
    const before = performance.now();
    expect(await api.put(service.addJob(), token)).toEqual({ kind: 'fault', fault: { code: 'timeout' }, sent: true });
    expect(performance.now() - before).toBeLessThan(3_000);
    expect(api.reach.current()).toMatchObject({ state: 'unreachable', fault: { code: 'timeout' } });
  });

  it('a body that trickles in is given up, though no single pause is long', async () => {
    const jobId = service.addJob({ content: token });
    service.failNext({ kind: 'slow-body', everyMs: 50 });
    const before = performance.now();
    expect(await api.get(jobId)).toEqual({ kind: 'fault', fault: { code: 'timeout' }, sent: true });
    expect(performance.now() - before).toBeLessThan(3_000);
  });

  it.each<[string, Parameters<PlainScopeService['failNext']>[0]]>([
    ['a reset', { kind: 'reset' }],
    ['an answer cut in half', { kind: 'cut' }],
    ['an answer that is not HTTP', { kind: 'garbage', where: 'wire' }],
  ])('%s is a fault of the network, after the request was sent', async (_, fault) => {
    const jobId = service.addJob();
    service.failNext(fault);
    expect(await api.get(jobId)).toMatchObject({ kind: 'fault', fault: { code: 'network' }, sent: true });
    expect(await api.get(jobId)).toMatchObject({ kind: 'answer', status: 200 });
  });

  it('bytes that are no UTF-8 never pass for a token', async () => {
    service.failNext({ kind: 'garbage' });
    expect(await api.get(service.addJob())).toMatchObject({
      kind: 'answer',
      status: 200,
      body: expect.stringContaining('\ufffd'),
    });
  });

  it('a service that is not there never got the request', async () => {
    await service.stop();
    expect(await api.put('AAAAAAAAAAAAAAAAAAAA', token)).toMatchObject({
      kind: 'fault',
      fault: { code: 'network' },
      sent: false,
    });
    await service.restart();
    expect(await api.head('AAAAAAAAAAAAAAAAAAAA')).toMatchObject({ kind: 'answer', status: 404 });
    expect(api.reach.current().state).toBe('reachable');
  });

  it('a certificate that nobody vouches for, or none at all, is a fault before anything is sent', async () => {
    const plain = apiFor(service.address.replace('http:', 'https:'));
    expect(await plain.put('AAAAAAAAAAAAAAAAAAAA', token)).toMatchObject({ kind: 'fault', fault: { code: 'tls' } });
    expect(service.requests).toEqual([]);
  });
});

describe('connections', () => {
  let server: Server;
  let connections: number;
  beforeEach(async () => {
    connections = 0;
    server = createServer((request, response) => {
      request.resume();
      response.writeHead(204).end();
    });
    server.on('connection', () => {
      connections += 1;
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('are kept: a hundred HEAD and GET one after another open no more than a second one', async () => {
    const kept = apiFor(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    for (let look = 0; look < 50; look += 1) {
      expect(await kept.head('AAAAAAAAAAAAAAAAAAAA')).toMatchObject({ kind: 'answer', status: 204 });
      expect(await kept.get('AAAAAAAAAAAAAAAAAAAA')).toMatchObject({ kind: 'answer', status: 204 });
    }
    // The pool may open a second one while the first answer is being read; one for every HEAD would be fifty.
    expect(connections).toBeLessThanOrEqual(2);
  });

  it('are eight at most, however much is asked at once', async () => {
    const busy = apiFor(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await Promise.all(Array.from({ length: 200 }, () => busy.head('AAAAAAAAAAAAAAAAAAAA')));
    expect(connections).toBeLessThanOrEqual(8);
  });

  it('end when it is stopped, and what was under way ends with them', async () => {
    server.removeAllListeners('request');
    server.on('request', () => {});
    const stopped = apiFor(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const asking = stopped.get('AAAAAAAAAAAAAAAAAAAA');
    await once(server, 'request');
    await stopped.stop();
    expect(await asking).toMatchObject({ kind: 'fault', sent: true });
  });
});
