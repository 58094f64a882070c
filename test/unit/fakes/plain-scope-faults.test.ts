import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fault, type PlainScopeService, startPlainScopeService } from '../../fakes/plain-scope-service.ts';
import { makeAuthorityKey } from '../../fakes/subject.ts';

const TOKEN = makeAuthorityKey('authority').sign({ scope: 'email' });
/** Long enough for a local answer, short enough to wait for one that never comes. */
const PATIENCE_MS = 150;

let service: PlainScopeService;
let job: string;
beforeEach(async () => {
  service = await startPlainScopeService({ putAnswer: 'jwt' });
  job = service.addJob({ confirmed: true });
});
afterEach(() => service.stop());

const put = (init: RequestInit = {}) =>
  fetch(`${service.address}/scope/${job}`, {
    method: 'PUT',
    body: TOKEN,
    headers: { 'content-type': 'application/jwt' },
    redirect: 'manual',
    ...init,
  });
const head = () => fetch(`${service.address}/scope/${job}`, { method: 'HEAD' });

describe('the fault queue', () => {
  it('meets matching calls in order and leaves the others alone', async () => {
    const other = service.addJob();
    service.failNext([500, 503].map((status) => ({ kind: 'status', status })));
    service.failNext({ kind: 'status', status: 429 }, { method: 'PUT', jobId: other });
    expect([(await head()).status, (await put()).status, (await put()).status]).toEqual([500, 503, 200]);
    expect(service.faultsLeft).toBe(1);
    service.failNext({ kind: 'status', status: 502 }, { method: 'PUT' });
    expect([(await head()).status, (await put()).status]).toEqual([200, 502]);
  });
});

describe('a status fault', () => {
  it('carries the headers given and the described error body', async () => {
    service.failNext({ kind: 'status', status: 429, headers: { 'retry-after': '7' } });
    const answer = await put();
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7']);
    expect(await answer.json()).toMatchObject({ error: 429, title: 'rate-limit' });
  });

  it('carries any body of any type', async () => {
    service.failNext([
      { kind: 'status', status: 502, body: '<h1>Bad</h1>', contentType: 'text/html' },
      { kind: 'status', status: 200, body: { status: 'ready' } },
    ]);
    const html = await put();
    expect([html.headers.get('content-type'), await html.text()]).toEqual(['text/html', '<h1>Bad</h1>']);
    expect(await (await put()).json()).toEqual({ status: 'ready' });
    expect(service.signedToken(job)).toBeUndefined();
  });
});

describe('a lost answer', () => {
  const lost: Fault[] = [{ kind: 'reset' }, { kind: 'hang' }, { kind: 'garbage', where: 'wire' }];

  it.each(lost)('leaves the job as it was, and the token seen: %o', async (fault) => {
    service.failNext(fault);
    await expect(put({ signal: AbortSignal.timeout(PATIENCE_MS) })).rejects.toThrow();
    expect(service.signedToken(job)).toBeUndefined();
    expect(service.tokensSeen(job)).toEqual([TOKEN]);
  });

  it.each(lost)('hides an operation that took effect, when told to: %o', async (fault) => {
    service.failNext({ ...fault, apply: true });
    await expect(put({ signal: AbortSignal.timeout(PATIENCE_MS) })).rejects.toThrow();
    expect((await head()).status).toBe(200);
  });

  it('may break off in the middle of the body', async () => {
    service.failNext({ kind: 'cut' });
    const answer = await put();
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
    expect(service.signedToken(job)).toBe(TOKEN);
  });

  it('does not keep the service from stopping', async () => {
    service.failNext([{ kind: 'hang' }, { kind: 'slow-body', everyMs: 60_000 }]);
    const hanging = expect(put()).rejects.toThrow();
    while (service.requests.length === 0) await new Promise(setImmediate);
    const slow = await put();
    await service.stop();
    await hanging;
    await expect(slow.text()).rejects.toThrow();
  });
});

describe('an answer that is not what it should be', () => {
  it.each([true, false])('is as long as told (length declared: %s)', async (declared) => {
    const bytes = 3_000_001;
    service.failNext({ kind: 'huge', bytes, declared });
    const answer = await put();
    expect(answer.headers.get('content-length')).toBe(declared ? String(bytes) : null);
    expect((await answer.arrayBuffer()).byteLength).toBe(bytes);
  });

  it('points elsewhere', async () => {
    service.failNext({ kind: 'redirect', location: 'http://127.0.0.1:9/' });
    const answer = await put();
    expect([answer.status, answer.headers.get('location')]).toEqual([307, 'http://127.0.0.1:9/']);
  });

  it('is complete in the end, for a client with patience', async () => {
    service.failNext({ kind: 'slow-body', everyMs: 0 });
    expect(await (await put()).text()).toBe(TOKEN);
  });

  it('is neither JSON nor UTF-8', async () => {
    service.failNext({ kind: 'garbage' });
    const bytes = await (await put()).arrayBuffer();
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).toThrow();
  });

  it('is not even HTTP', async () => {
    service.failNext({ kind: 'garbage', where: 'wire' });
    const socket = connect(Number(new URL(service.address).port), '127.0.0.1');
    socket.write('GET /scope/x HTTP/1.1\r\nhost: x\r\n\r\n');
    expect(await text(socket)).not.toMatch(/^HTTP/);
  });
});
