import { describe, expect, it } from 'vitest';
import { startPlainScopeService } from '../fakes/plain-scope-service.ts';
import { request, scenes } from './scene.ts';

const open = scenes();

describe('jobs that the service answers badly', () => {
  it.each([
    ['500', { kind: 'status', status: 500 }],
    ['two megabytes', { kind: 'huge', bytes: 2_000_000 }],
  ] as const)('with %s do not keep the others from being read, nor the service from being seen', async (_, fault) => {
    const scene = await open();
    const bad = Array.from({ length: 8 }, () => scene.service.addJob({ content: request }));
    for (const jobId of bad)
      scene.service.failNext(
        Array.from({ length: 50 }, () => fault),
        { jobId },
      );
    scene.authority.addJobs(bad.join('\n'), 'window');
    await scene.workplace.until('the bad answers', () => bad.every((jobId) => scene.asked('GET', jobId) > 0));
    const added = scene.workplace.clock.now();
    const jobId = await scene.readyJob();
    expect(scene.workplace.clock.now() - added).toBeLessThan(6_000);
    expect(scene.workplace.status(jobId)).toBe('ready');
    await scene.workplace.until('the service', () => scene.workplace.desk.snapshot().reach.state === 'reachable');
    // They are asked for less and less: nine tries of each would be one a second.
    await scene.workplace.pass(30_000, 500);
    for (const one of bad) expect(scene.asked('GET', one)).toBeLessThan(12);
  });
});

describe('a token that is parked', () => {
  const parked = async () => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    scene.service.failNext({ kind: 'status', status: 404 }, { method: 'PUT' });
    await scene.workplace.reaches(jobId, 'attention');
    return { scene, jobId };
  };

  it('does not hold the desk to its service for ever, and is never sent to another one', async () => {
    const { scene, jobId } = await parked();
    const other = await startPlainScopeService();
    expect(await scene.workplace.desk.saveSettings({ address: other.address })).toEqual({ outcome: 'saved' });
    expect(scene.authority.retry(jobId)).toEqual({
      outcome: 'refused',
      reason: { code: 'token-for-other-service', values: { address: scene.service.address } },
    });
    await scene.workplace.pass(5_000);
    expect(other.tokensSeen(jobId)).toEqual([]);
    await other.stop();
  });

  it('because the PUT was answered with 404 says so, also after another try', async () => {
    const { scene, jobId } = await parked();
    scene.service.forget(jobId);
    expect(scene.authority.retry(jobId)).toEqual({ outcome: 'done' });
    expect((await scene.workplace.reaches(jobId, 'attention')).reason).toEqual({ code: 'gone-with-token' });
  });
});

describe('a token that waits for its confirmation', () => {
  it('and whose job disappears was never taken, and says so', async () => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    scene.service.failNext({ kind: 'status', status: 409 }, { method: 'PUT' });
    await scene.workplace.until('the 409', () => scene.workplace.events(jobId).includes('put-answered'));
    scene.service.forget(jobId);
    expect((await scene.workplace.reaches(jobId, 'attention')).reason).toEqual({ code: 'gone-with-token' });
  });
});

describe('an approval', () => {
  it('made under another issuer is void, and the job is to be decided anew', async () => {
    const scene = await open({ settings: { undoSeconds: 20 } });
    const jobId = await scene.approvedJob();
    scene.workplace.administer({ service: { issuer: 'https://other.example.org' } });
    await scene.workplace.restart();
    const review = await scene.workplace.reaches(jobId, 'ready');
    expect(review.reason).toEqual({ code: 'rules-changed' });
    expect(review.proposal?.issuer).toBe('https://other.example.org');
    expect(scene.service.tokensSeen(jobId)).toEqual([]);
  });
});

describe('a job that somebody else has signed', () => {
  it('can not be rejected: that would delete their token', async () => {
    const scene = await open();
    const jobId = await scene.readyJob();
    scene.service.setSigned(jobId, request.replace(/^[^.]+/, 'eyJhbGciOiJFZERTQSIsImtpZCI6IngifQ'));
    const review = await scene.workplace.reaches(jobId, 'attention');
    expect(review.actions).not.toContain('reject');
    expect(scene.authority.reject(jobId, 'no')).toMatchObject({ outcome: 'refused' });
    expect(scene.asked('DELETE', jobId)).toBe(0);
  });
});

describe('practice', () => {
  it('whose throwaway key is lost begins anew, and leaves the live desk as it was', async () => {
    const scene = await open();
    const { workplace } = scene;
    const [live] = workplace.authority.keys();
    await workplace.desk.practise();
    const [key] = workplace.authority.keys();
    for (const account of workplace.keychain.entries.keys()) {
      if (account.endsWith(key?.kid ?? '-')) workplace.keychain.entries.delete(account);
    }
    await workplace.restart();
    expect(workplace.desk.snapshot().situation).toEqual({ name: 'ready' });
    expect(workplace.authority.keys()[0]?.kid).not.toBe(key?.kid);
    await workplace.desk.leavePractice();
    expect(workplace.authority.keys()).toEqual([live]);
  });
});
