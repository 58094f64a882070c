import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { newJobId } from '../fakes/plain-scope-jobs.ts';
import type { Fault } from '../fakes/plain-scope-service.ts';
import { Workplace } from '../fakes/workplace.ts';
import { request, scenes } from './scene.ts';

const open = scenes();
const failing = (count: number): Fault[] => Array.from({ length: count }, () => ({ kind: 'status', status: 500 }));

describe('silence is not success: nothing to do is not said', () => {
  it('while the watched jobs cannot be read, though the service answers', async () => {
    const scene = await open();
    const { workplace, service, authority } = scene;
    const jobs = [1, 2, 3].map(() => service.addJob({ content: request }));
    for (const jobId of jobs) service.failNext(failing(500), { jobId });
    authority.addJobs(jobs.join('\n'), 'window');
    const troubles = () => workplace.desk.snapshot().troubles;
    await workplace.until('the trouble', () => troubles()[0]?.values?.count === 3);
    expect(troubles().map(({ code }) => code)).toEqual(['jobs-not-read']);
    for (let minute = 0; minute < 10; minute += 1) {
      await workplace.pass(60_000, 2_000);
      expect(workplace.desk.glance().state).not.toBe('clear');
    }
  });

  it('while something answers whatever is asked, and is no Scope service', async () => {
    const server = createServer((_request, response) => {
      response.sendDate = false;
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><title>Sign in</title>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const workplace = new Workplace({ address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    await workplace.start();
    workplace.authority.addJobs(newJobId(), 'window');
    await workplace.until('the trouble', () => workplace.desk.snapshot().troubles.length > 0);
    expect(workplace.desk.snapshot().troubles.map(({ code }) => code)).toEqual(['jobs-not-read']);
    expect(workplace.desk.glance().state).toBe('trouble');
    await workplace.stop();
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  });

  it('while a pause holds back what was decided, and the service is gone', async () => {
    const scene = await open();
    const { workplace, service } = scene;
    const jobId = await scene.readyJob();
    workplace.desk.pauseWatching('resumed');
    await workplace.approve(jobId);
    await service.stop();
    await workplace.until('the outage', () => workplace.desk.glance().state === 'blind');
    await service.restart();
    await workplace.reaches(jobId, 'delivered');
    expect(workplace.desk.glance().state).toBe('paused');
  });

  it('while the database does not answer: the fault is told, with the last that was read', async () => {
    const scene = await open();
    const { workplace } = scene;
    await scene.readyJob();
    const before = workplace.desk.glance();
    const { counts } = scene.authority;
    Object.assign(scene.authority, {
      counts: () => {
        throw new Error('SQLITE_IOERR: disk I/O error');
      },
    });
    expect(workplace.desk.glance()).toEqual({ ...before, state: 'fault' });
    expect(workplace.desk.snapshot().fault?.code).toBe('internal');
    expect((await workplace.desk.health({ tray: null, notifications: null, online: true })).glance.state).toBe('fault');
    Object.assign(scene.authority, { counts });
    expect(workplace.desk.glance()).toEqual(before);
  });
});

describe('what somebody waits for', () => {
  it('is read before a heap that came earlier', async () => {
    const scene = await open();
    const { workplace, service, authority } = scene;
    const heap = Array.from({ length: 400 }, () => service.addJob({ content: request }));
    authority.addJobs(heap.join('\n'), 'window');
    const one = service.addJob({ content: request });
    authority.addJobs(one, 'link');
    await workplace.until('the one', () => scene.asked('GET', one) > 0);
    expect(heap.filter((jobId) => scene.asked('GET', jobId) > 0).length).toBeLessThan(50);
  });
});

describe('a request whose answer nobody saw', () => {
  it('is spoken of at the next start, once', async () => {
    const scene = await open();
    const { workplace, service } = scene;
    service.failNext({ kind: 'hang' }, { method: 'POST' });
    const sending = scene.authority.sendRequest(request, false);
    await workplace.until('the request', () => service.requests.some(({ method }) => method === 'POST'));
    const disk = workplace.saveDisk();
    await workplace.crash(disk);
    await sending;
    const codes = () => workplace.desk.snapshot().messages.map(({ finding }) => finding.code);
    expect(codes()).toEqual(['request-unanswered-before']);
    expect(workplace.events().filter((event) => event.startsWith('request-'))).toEqual([
      'request-sent',
      'request-unanswered',
    ]);
    await workplace.restart();
    expect(codes()).toEqual([]);
  });
});
