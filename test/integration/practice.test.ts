import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PRACTICE_ISSUER } from '../../main/config.ts';
import { startPracticeService } from '../../main/practice/service.ts';
import { startPlainScopeService } from '../fakes/plain-scope-service.ts';
import { Workplace } from '../fakes/workplace.ts';
import { expectChained } from './invariants.ts';
import { request } from './scene.ts';

describe('the practice service', () => {
  let workplace: Workplace;

  beforeEach(async () => {
    workplace = new Workplace({ address: '', settings: { address: '', issuer: '', undoSeconds: 1 } });
    await workplace.desk.start();
  });
  afterEach(async () => {
    expectChained(workplace.wholeRecord());
    await workplace.stop();
    rmSync(workplace.home, { recursive: true, force: true });
  });

  const readyJob = () =>
    workplace.until('a confirmed request', () => {
      const { rows } = workplace.authority.queue('open', 0, 50);
      return rows.find(({ status }) => status === 'ready')?.jobId;
    });

  it('needs no setup: requests come, are confirmed, approved, and delivered', async () => {
    expect(workplace.desk.snapshot().situation).toMatchObject({ name: 'setup', step: 'service' });
    expect(await workplace.desk.practise()).toEqual({ outcome: 'done' });
    expect(workplace.desk.snapshot()).toMatchObject({ situation: { name: 'ready' }, practice: true });
    const jobId = await readyJob();
    const review = await workplace.authority.review(jobId, 'test-frame');
    expect(review.content?.signature.verdict).toBe('valid');
    expect(review.warnings).toEqual([]);
    expect(await workplace.approve(jobId)).toMatchObject({ outcome: 'approved' });
    const delivered = await workplace.reaches(jobId, 'delivered');
    expect(delivered.delivery?.proof).toBe('read-back');
    const payload = JSON.parse(Buffer.from(delivered.token?.compact.split('.')[1] ?? '', 'base64url').toString());
    expect(payload).toMatchObject({ iss: PRACTICE_ISSUER, jti: jobId });
  });

  it('goes on after a restart, with the jobs and the key from before', async () => {
    await workplace.desk.practise();
    const jobId = await readyJob();
    const [key] = workplace.authority.keys();
    await workplace.restart();
    expect(workplace.desk.snapshot()).toMatchObject({ situation: { name: 'ready' }, practice: true });
    expect(workplace.authority.keys()).toEqual([key]);
    expect(workplace.status(jobId)).toBe('ready');
    await workplace.approve(jobId);
    await workplace.restart();
    const { token } = await workplace.reaches(jobId, 'delivered');
    expect(token?.kid).toBe(key?.kid);
    await workplace.restart();
    expect(workplace.status(jobId)).toBe('delivered');
    await readyJob();
  });

  it('deletes what is rejected, and lets it be held', async () => {
    await workplace.desk.practise();
    const jobId = await readyJob();
    workplace.authority.hold(jobId);
    workplace.authority.takeOffHold(jobId);
    workplace.authority.reject(jobId, 'practising');
    await workplace.until('the deletion', () => workplace.events(jobId).includes('deleted'));
  });

  it('shares nothing with the live service', async () => {
    await workplace.desk.practise();
    const [practiceKey] = workplace.authority.keys();
    const jobId = await readyJob();
    expect(await workplace.desk.leavePractice()).toEqual({ outcome: 'done' });
    expect(workplace.desk.snapshot()).toMatchObject({ situation: { name: 'setup', step: 'service' }, practice: false });
    const ask = { address: 'http://127.0.0.1:1', issuer: 'https://authority.example.org', anyway: true };
    await workplace.desk.connect(ask);
    await workplace.desk.createKey();
    expect(workplace.authority.keys()[0]?.kid).not.toBe(practiceKey?.kid);
    expect(workplace.status(jobId)).toBeNull();
    expect(workplace.desk.snapshot().service?.issuer).toBe('https://authority.example.org');
    await workplace.desk.practise();
    expect(workplace.authority.keys()).toEqual([practiceKey]);
    expect(workplace.status(jobId)).not.toBeNull();
  });

  it('never accepts what only the service states, whatever the administrator allows', async () => {
    await workplace.desk.practise();
    expect(workplace.desk.settings().acceptServiceStatements).toBe(false);
    expect(await workplace.desk.saveSettings({ issuer: PRACTICE_ISSUER })).toMatchObject({ outcome: 'refused' });
  });

  it('may tell of a job while it is being left: nothing comes of it', async () => {
    const service = await startPlainScopeService();
    let tell = (_job: { jobId: string; requestToken: string }) => {};
    const late = new Workplace({
      address: '',
      settings: { address: '', issuer: '' },
      startPractice: async () => ({
        address: service.address,
        onJob: (listener) => {
          tell = listener;
        },
        onEnd: () => {},
        stop: async () => tell({ jobId: service.addJob(), requestToken: request }),
      }),
    });
    await late.desk.practise();
    expect(await late.desk.leavePractice()).toEqual({ outcome: 'done' });
    expect(late.desk.snapshot().situation.name).toBe('setup');
    await late.stop();
    await service.stop();
    rmSync(late.home, { recursive: true, force: true });
  });

  it('that ends by itself is started again, and the work goes on', async () => {
    const runs: (() => void)[] = [];
    const restarting: Workplace = new Workplace({
      address: '',
      settings: { address: '', issuer: '' },
      startPractice: async (dataFile) => {
        const service = await startPracticeService({ dataFile, clock: restarting.clock });
        return {
          address: service.address,
          onJob: (listener) => void service.onJob(listener),
          onEnd: (listener) =>
            void runs.push(() => {
              void service.stop();
              listener();
            }),
          stop: () => service.stop(),
        };
      },
    });
    await restarting.desk.practise();
    await restarting.until('a request', () => restarting.authority.queue('all', 0, 10).total > 0);
    runs[0]?.();
    await restarting.until(
      'the next run',
      () => runs.length === 2 && restarting.desk.snapshot().situation.name === 'ready',
    );
    expect(restarting.authority.queue('all', 0, 10).total).toBeGreaterThan(0);
    await restarting.until('an answer', () => restarting.desk.snapshot().reach.state === 'reachable');
    await restarting.stop();
    rmSync(restarting.home, { recursive: true, force: true });
  });

  it('can be left and entered again at once, with its people still coming', async () => {
    await workplace.desk.practise();
    for (let times = 0; times < 3; times += 1) {
      const leaving = workplace.desk.leavePractice();
      workplace.clock.advance(5_000);
      await leaving;
      await workplace.desk.practise();
    }
    await readyJob();
  });
});
