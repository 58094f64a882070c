import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PracticeService, startPracticeService } from '../../../main/practice/service.ts';
import { call, jwtBody, newJob, TestSubject } from './scope-client.ts';

let service: PracticeService;
beforeEach(async () => {
  service = await startPracticeService({ people: false });
});
afterEach(() => service.stop());

const port = () => Number(new URL(service.address).port);

const connects = (host: string, to: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect({ host, port: to });
    const settle = (connected: boolean) => {
      socket.destroy();
      resolve(connected);
    };
    socket.once('connect', () => settle(true)).once('error', () => settle(false));
  });

describe('the practice service', () => {
  it('SECURITY 24: listens on 127.0.0.1 alone', async () => {
    expect(service.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await connects('127.0.0.1', port())).toBe(true);
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ family, internal }) => family === 'IPv4' && !internal);
    // Only Linux has all of 127/8 on its loopback interface.
    const siblings = process.platform === 'linux' ? ['127.0.0.2'] : [];
    for (const host of [...siblings, ...others.map(({ address }) => address)]) {
      expect([host, await connects(host, port())]).toEqual([host, false]);
    }
  });

  it.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', 'localhost.evil.example', '10.0.0.1'])(
    'answers 421 to the host %s and does nothing',
    async (host) => {
      const job = await newJob(service.address, new TestSubject());
      const reply = await call(service.address, 'DELETE', `/scope/${job}`, { headers: { host } });
      expect([reply.status, reply.json().title]).toEqual([421, 'misdirected']);
      expect((await call(service.address, 'HEAD', `/scope/${job}`)).status).toBe(200);
    },
  );

  it.each(['localhost', 'LOCALHOST:80', '127.0.0.1', '[::1]:8080'])('answers to the host %s', async (host) => {
    const job = await newJob(service.address, new TestSubject());
    expect((await call(service.address, 'GET', `/scope/${job}`, { headers: { host } })).status).toBe(200);
  });

  it('gives pages of other origins no leave to read it', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'PUT' };
    const job = await newJob(service.address, new TestSubject());
    for (const method of ['OPTIONS', 'GET'] as const) {
      const reply = await call(service.address, method, `/scope/${job}`, { headers });
      expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  it('rejects when its port is taken, and frees it when it stops', async () => {
    const taken = port();
    await expect(startPracticeService({ people: false, port: taken })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await service.stop();
    service = await startPracticeService({ people: false, port: taken });
    expect(port()).toBe(taken);
  });

  it('stops at once, also while a client keeps its connection open', async () => {
    await call(service.address, 'POST', '/scope', jwtBody(new TestSubject().requestToken()));
    const idle = connect({ host: '127.0.0.1', port: port() });
    await new Promise((resolve) => idle.once('connect', resolve));
    const closed = new Promise((resolve) => idle.once('close', resolve));
    await service.stop();
    await closed;
    service = await startPracticeService({ people: false });
  });

  it('outlives a client that hangs up in the middle of its body', async () => {
    const socket = connect({ host: '127.0.0.1', port: port() });
    socket.write('POST /scope HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf');
    await new Promise((resolve) => setImmediate(resolve));
    socket.destroy();
    expect((await call(service.address, 'GET', '/scope')).status).toBe(405);
  });

  it('has no job to confirm that it does not know', () => {
    expect(() => service.confirm('AAAAAAAAAAAAAAAAAAAA')).toThrow('AAAAAAAAAAAAAAAAAAAA');
  });
});
