import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../main/clock.ts';
import { type Transport, type Transported, transport } from '../../../main/jobs/transport.ts';
import { ManualClock } from '../../fakes/clock.ts';
import { startPlainScopeService } from '../../fakes/plain-scope-service.ts';
import { makeSubject } from '../../fakes/subject.ts';

const token = makeSubject('ada').requestToken();
const times = { connectTimeout: 300, answerTimeout: 300 };

let server: Server;
let origin: string;
let connections: number;
const open: Transport[] = [];
const to = (where = origin, clock = systemClock): Transport => {
  const made = transport(where, { clock, ...times });
  open.push(made);
  return made;
};
const serve = (listener: RequestListener) => {
  server.removeAllListeners('request');
  server.on('request', listener);
};
const get = (wire: Transport): Promise<Transported> => wire.request({ method: 'GET', path: '/', headers: {} });

beforeEach(async () => {
  connections = 0;
  server = createServer();
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  for (const wire of open.splice(0)) await wire.stop();
  server.closeAllConnections();
  server.close();
});

describe('the clock of a server', () => {
  const clock = new ManualClock(Date.parse('2026-11-02T09:00:00.400Z'));
  const aheadWith = async (date: string | readonly string[] | null, headers: Record<string, string> = {}) => {
    serve((_request, response) => {
      response.sendDate = false;
      if (date !== null) response.setHeader('date', date);
      response.writeHead(204, headers).end();
    });
    const answer = await get(to(origin, clock));
    if (answer.kind !== 'answer') throw new Error(answer.fault.code);
    return answer.clockAheadMs;
  };

  it.each([
    ['Mon, 02 Nov 2026 09:00:00 GMT', 100],
    ['Mon, 02 Nov 2026 10:00:00 GMT', 3_600_100],
    ['Mon, 02 Nov 2026 08:59:00 GMT', -59_900],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 500 - clock.now()],
  ])('is told by its Date: %s', async (date, ahead) => {
    expect(await aheadWith(date)).toBe(ahead);
  });

  it.each([
    null,
    '',
    'now',
    '0',
    'Mon, 02 Nov 2026 10:00:00',
    'Mon Nov  2 10:00:00 2026',
    'Monday, 02-Nov-26 10:00:00 GMT',
    'Tue, 02 Nov 2026 10:00:00 GMT',
    'Mon, 2 Nov 2026 10:00:00 GMT',
    'Mon, 02 Nov 2026 10:00:00 +0500',
    '2026-11-02T10:00:00Z',
    'Mon, 99 Nov 2026 10:00:00 GMT',
  ])('is not guessed from anything else: %s', async (date) => {
    expect(await aheadWith(date)).toBeNull();
  });

  it('is not told by what a cache kept', async () => {
    expect(await aheadWith('Mon, 02 Nov 2026 08:00:00 GMT', { age: '3600' })).toBeNull();
  });

  it('is reckoned from the middle of the wait, and not told by a long one', async () => {
    const aheadAfter = async (ms: number) => {
      const waiting = new ManualClock(Date.parse('2026-11-02T09:00:00Z'));
      serve((_request, response) => {
        waiting.jump(ms);
        response.setHeader('date', 'Mon, 02 Nov 2026 09:00:00 GMT');
        response.writeHead(204).end();
      });
      const answer = await get(to(origin, waiting));
      return answer.kind === 'answer' ? answer.clockAheadMs : answer.fault;
    };
    expect(await aheadAfter(4_000)).toBe(-1_500);
    expect(await aheadAfter(5_001)).toBeNull();
    expect(await aheadAfter(-1)).toBeNull();
  });

  it('is told by an answer of any status', async () => {
    serve((_request, response) => {
      response.writeHead(503, { date: 'Mon, 02 Nov 2026 09:00:00 GMT' }).end();
    });
    expect(await get(to(origin, clock))).toMatchObject({ kind: 'answer', status: 503, clockAheadMs: 100 });
  });
});

describe('an answer', () => {
  it('comes with its validators, to the letter, where there are any', async () => {
    const headers = { etag: 'W/"a, b"', 'last-modified': 'Mon, 02 Nov 2026 09:00:00 GMT' };
    serve((_request, response) => response.writeHead(200, headers).end('[]'));
    const wire = to();
    expect(await get(wire)).toMatchObject({ body: '[]', etag: headers.etag, lastModified: headers['last-modified'] });
    serve((_request, response) => response.writeHead(200).end('[]'));
    expect(await get(wire)).toMatchObject({ etag: null, lastModified: null, retryAfterMs: null, location: null });
  });

  it('is given as it came when it points elsewhere, and a POST takes nothing along', async () => {
    const elsewhere = await startPlainScopeService();
    try {
      const wire = to();
      for (const status of [301, 302, 303, 307, 308]) {
        const location = `${elsewhere.address}/scope`;
        serve((request, response) => {
          request.resume();
          response.writeHead(status, { location }).end();
        });
        const headers = { 'content-type': 'application/jwt' };
        const answer = await wire.request({ method: 'POST', path: '/scope', headers, body: token });
        expect(answer).toMatchObject({ kind: 'answer', status, location });
      }
      expect(elsewhere.requests).toEqual([]);
    } finally {
      await elsewhere.stop();
    }
  });
});

describe('connections', () => {
  it('are kept after every method', async () => {
    serve((request, response) => {
      request.resume();
      request.on('end', () => response.writeHead(204).end());
    });
    const wire = to();
    for (const method of ['HEAD', 'GET', 'POST', 'PUT', 'DELETE'] as const) {
      for (let times = 0; times < 10; times += 1) {
        const body = method === 'POST' || method === 'PUT' ? { body: token } : {};
        expect(await wire.request({ method, path: '/', headers: {}, ...body })).toMatchObject({ status: 204 });
      }
    }
    // The pool may open a second one while the first answer is being read.
    expect(connections).toBeLessThanOrEqual(2);
  });
});

describe('a request that brings no answer', () => {
  it('was never sent where there is nobody, or no such name', async () => {
    server.close();
    await once(server, 'close');
    expect(await get(to())).toMatchObject({ kind: 'fault', sent: false, answered: false });
    // A name with several addresses: the fault is a bundle of faults.
    const { port } = new URL(origin);
    expect(await get(to(`http://localhost:${port}`))).toMatchObject({ kind: 'fault', sent: false });
    expect(await get(to('http://nobody.invalid'))).toMatchObject({ kind: 'fault', sent: false });
  });

  it('may have been taken once a connection stood, and a POST is not made again by itself', async () => {
    let posts = 0;
    serve((request) => {
      posts += 1;
      request.resume();
      request.on('end', () => request.socket.resetAndDestroy());
    });
    const posted = await to().request({ method: 'POST', path: '/scope', headers: {}, body: token });
    expect(posted).toMatchObject({ kind: 'fault', fault: { code: 'network' }, sent: true, answered: false });
    expect(posts).toBe(1);
  });

  it('over a kept connection that the server ended meanwhile is not made again by itself, either', async () => {
    let posts = 0;
    serve((request, response) => {
      request.resume();
      if (request.method !== 'POST') return void response.writeHead(204).end();
      posts += 1;
      request.on('end', () => request.socket.destroy());
    });
    const wire = to();
    await get(wire);
    const posted = await wire.request({ method: 'POST', path: '/scope', headers: {}, body: token });
    expect(posted).toMatchObject({ kind: 'fault', sent: true });
    expect(posts).toBe(1);
  });

  it('was answered all the same where the answer broke off', async () => {
    serve((_request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half', () => response.socket?.resetAndDestroy());
    });
    expect(await get(to())).toMatchObject({ kind: 'fault', sent: true, answered: true });
  });

  it('never throws for what cannot be put into a request', async () => {
    const wire = to();
    for (const path of ['no slash', '/with space', '/line\r\nbreak: x']) {
      expect(await wire.request({ method: 'GET', path, headers: {} })).toMatchObject({ kind: 'fault' });
    }
    const headers = { 'if-none-match': '"a"\r\nx: y' };
    expect(await wire.request({ method: 'GET', path: '/', headers })).toMatchObject({ kind: 'fault' });
  });

  it('after the end has a fault for its answer, too', async () => {
    const wire = to();
    await wire.stop();
    expect(await get(wire)).toMatchObject({ kind: 'fault' });
  });
});
