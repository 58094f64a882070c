import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeAuthorityKey } from '../fakes/subject.ts';
import { digestOf } from './invariants.ts';
import { ada, otherRequest, request, type Scene, scenes } from './scene.ts';

const open = scenes();
const refusedBy = (code: string) => ({ outcome: 'refused', reason: { code } });

async function shown(scene: Scene, jobId: string, frame?: string) {
  const { proposal } = await scene.review(jobId, frame);
  if (!proposal?.nonce) throw new Error('nothing that could be approved was shown');
  return { jobId, digest: proposal.digest, nonce: proposal.nonce };
}

describe('what is shown', () => {
  it('SECURITY 11: is exactly what is signed', async () => {
    const scene = await open();
    const claims = {
      iss: ada.sub,
      iat: 1,
      exp: 9_999_999_999,
      jti: 'hers',
      aud: 'x',
      nbf: 1,
      scope: 'email',
      email: 'ä@b',
    };
    const jobId = await scene.readyJob(ada.requestToken(claims));
    const { proposal, claims: rows } = await scene.review(jobId);
    const changes = rows.map(({ name, change }) => [
      name.runs.map((run) => ('text' in run ? run.text : '')).join(''),
      change,
    ]);
    expect(Object.fromEntries(changes)).toEqual({
      sub: 'same',
      scope: 'same',
      email: 'same',
      iss: 'replaced',
      iat: 'replaced',
      exp: 'replaced',
      jti: 'replaced',
      aud: 'dropped',
      nbf: 'dropped',
    });
    expect(proposal?.digest).toBe(
      createHash('sha256')
        .update(proposal?.signingInput ?? '')
        .digest('hex'),
    );
    await scene.workplace.approve(jobId);
    const { token } = await scene.workplace.reaches(jobId, 'delivered');
    const [header = '', payload = ''] = (token?.compact ?? '')
      .split('.')
      .map((part) => Buffer.from(part, 'base64url').toString());
    expect([header, payload]).toEqual([proposal?.header, proposal?.payload]);
    expect(JSON.parse(payload)).toMatchObject({
      sub: ada.sub,
      email: 'ä@b',
      jti: jobId,
      iss: 'https://authority.example.org',
    });
    expect(Object.keys(JSON.parse(payload)).sort()).toEqual(['email', 'exp', 'iat', 'iss', 'jti', 'scope', 'sub']);
    expect(digestOf(token?.compact ?? '')).toBe(proposal?.digest);
  });

  it('stays the same when the page asks again, and goes on the record once', async () => {
    const scene = await open();
    const jobId = await scene.readyJob();
    const before = await scene.review(jobId);
    await scene.workplace.pass(5_000);
    expect((await scene.review(jobId)).proposal).toEqual(before.proposal);
    expect(scene.workplace.events(jobId).filter((event) => event === 'job-shown')).toHaveLength(1);
  });
});

describe('SECURITY 11: an approval', () => {
  it('of another digest than the one that was shown is refused, and its nonce is spent', async () => {
    const scene = await open();
    const jobId = await scene.readyJob();
    const ask = await shown(scene, jobId);
    const wrong = { ...ask, digest: 'f'.repeat(64) };
    expect(await scene.authority.approve(wrong, 'test-frame')).toEqual(refusedBy('digest-mismatch'));
    expect(await scene.authority.approve(ask, 'test-frame')).toEqual(refusedBy('nonce-unknown'));
    expect(scene.workplace.status(jobId)).toBe('ready');
    expect(scene.workplace.events(jobId).filter((event) => event === 'approval-refused')).toHaveLength(2);
  });

  it.each(['', 'made-up', 'a'.repeat(32)])('with the made-up nonce "%s" is refused', async (nonce) => {
    const scene = await open();
    const jobId = await scene.readyJob();
    const ask = await shown(scene, jobId);
    expect(await scene.authority.approve({ ...ask, nonce }, 'test-frame')).toEqual(refusedBy('nonce-unknown'));
  });

  it('with a nonce of another job is refused', async () => {
    const scene = await open();
    const [jobId, other] = [await scene.readyJob(), await scene.readyJob()];
    const ask = await shown(scene, jobId);
    await shown(scene, other);
    expect(await scene.authority.approve({ ...ask, jobId: other }, 'test-frame')).toEqual(refusedBy('nonce-unknown'));
    expect(scene.workplace.status(other)).toBe('ready');
  });

  it('from another frame than the one it was shown in is refused', async () => {
    const scene = await open();
    const jobId = await scene.readyJob();
    const ask = await shown(scene, jobId, 'frame one');
    expect(await scene.authority.approve(ask, 'frame two')).toEqual(refusedBy('nonce-unknown'));
    expect(await scene.authority.approve(ask, 'frame one')).toMatchObject({ outcome: 'approved' });
  });

  it('counts once, however often and however fast it is sent', async () => {
    const scene = await open();
    const jobId = await scene.readyJob();
    const ask = await shown(scene, jobId);
    const answers = await Promise.all([1, 2, 3].map(() => scene.authority.approve(ask, 'test-frame')));
    expect(answers.map(({ outcome }) => outcome)).toEqual(['approved', 'refused', 'refused']);
    expect(await scene.authority.approve(ask, 'test-frame')).toEqual(refusedBy('nonce-unknown'));
    await scene.workplace.reaches(jobId, 'delivered');
    expect(scene.service.tokensSeen(jobId)).toHaveLength(1);
  });

  it('from two frames at once is one approval', async () => {
    const scene = await open();
    const jobId = await scene.readyJob();
    const [one, two] = [await shown(scene, jobId, 'one'), await shown(scene, jobId, 'two')];
    const answers = await Promise.all([scene.authority.approve(one, 'one'), scene.authority.approve(two, 'two')]);
    expect(answers.filter(({ outcome }) => outcome === 'approved')).toHaveLength(1);
    await scene.workplace.reaches(jobId, 'delivered');
  });

  it('of what was shown over five minutes ago is refused, and is shown anew', async () => {
    const scene = await open();
    const jobId = await scene.readyJob();
    const ask = await shown(scene, jobId);
    scene.workplace.clock.jump(5 * 60_000 + 1);
    expect(await scene.authority.approve(ask, 'test-frame')).toEqual(refusedBy('stale'));
    const fresh = await shown(scene, jobId);
    expect(fresh.digest).not.toBe(ask.digest);
    expect(await scene.authority.approve(fresh, 'test-frame')).toMatchObject({ outcome: 'approved' });
  });

  it('just inside the five minutes counts', async () => {
    const scene = await open();
    const jobId = await scene.readyJob();
    const ask = await shown(scene, jobId);
    scene.workplace.clock.jump(5 * 60_000 - 1_000);
    expect(await scene.authority.approve(ask, 'test-frame')).toMatchObject({ outcome: 'approved' });
  });

  it('of a job that was held, rejected or gone in the meantime is refused', async () => {
    const scene = await open();
    const { authority } = scene;
    for (const change of [
      (jobId: string) => authority.hold(jobId),
      (jobId: string) => authority.reject(jobId, 'no'),
      (jobId: string) => scene.service.forget(jobId),
    ]) {
      const jobId = await scene.readyJob();
      const ask = await shown(scene, jobId);
      change(jobId);
      expect(await authority.approve(ask, 'test-frame')).toMatchObject({ outcome: 'refused' });
      expect(scene.workplace.status(jobId)).not.toBe('approved');
    }
  });

  it('of a job that expired subject claims ask for is a warning, not a refusal', async () => {
    const scene = await open();
    const claims = { scope: 'email', email: 'a@b.example', exp: 1_000, nbf: 9_999_999_999 };
    const jobId = await scene.readyJob(ada.requestToken(claims));
    const { warnings, obstacles } = await scene.review(jobId);
    expect(warnings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['subject-expired', 'subject-not-yet-valid']),
    );
    expect(obstacles).toEqual([]);
  });
});

describe('SECURITY 12: content that changes', () => {
  const still = { service: { confirmedContent: 'content' } } as const;

  it('between showing and approving: refused, shown anew with a warning, and what is shown then can be approved', async () => {
    const scene = await open(still);
    const jobId = await scene.readyJob();
    const ask = await shown(scene, jobId);
    scene.service.setContent(jobId, otherRequest);
    expect(await scene.authority.approve(ask, 'test-frame')).toMatchObject({ outcome: 'refused' });
    const review = await scene.review(jobId);
    expect(review.content?.raw.runs).toEqual([{ text: otherRequest }]);
    expect(review.warnings.map(({ code }) => code)).toContain('content-changed');
    expect(scene.workplace.events(jobId)).toContain('content-changed');
    expect(await scene.workplace.approve(jobId)).toMatchObject({ outcome: 'approved' });
    const { proposal } = await scene.workplace.reaches(jobId, 'delivered');
    expect(proposal?.payload).toContain('elsewhere.example');
  });

  it('between approving and the deadline: the approval is void, nothing is signed, and it is shown anew', async () => {
    const scene = await open({ ...still, settings: { undoSeconds: 10 } });
    const jobId = await scene.approvedJob();
    scene.service.setContent(jobId, otherRequest);
    const review = await scene.workplace.reaches(jobId, 'ready');
    expect(review.reason?.code).toBe('content-changed-since-approval');
    expect(review.content?.raw.runs).toEqual([{ text: otherRequest }]);
    expect(review.proposal?.payload).toContain('elsewhere.example');
    expect(review.token).toBeNull();
    expect(scene.workplace.events(jobId)).toContain('approval-void');
    expect(scene.asked('PUT')).toBe(0);
    await scene.workplace.approve(jobId);
    await scene.workplace.reaches(jobId, 'delivered');
  });

  it('and back again between approving and the deadline changes nothing', async () => {
    const scene = await open({ ...still, settings: { undoSeconds: 10 } });
    const jobId = await scene.approvedJob();
    scene.service.setContent(jobId, otherRequest);
    await scene.workplace.pass(2_000);
    scene.service.setContent(jobId, request);
    await scene.workplace.reaches(jobId, 'delivered');
  });

  it.each(['forgotten', 'unconfirmed', 'signed'] as const)(
    'to a job that is %s by the deadline: nothing is signed',
    async (to) => {
      const scene = await open();
      const jobId = await scene.approvedJob();
      scene.service.forget(jobId);
      if (to !== 'forgotten') scene.service.addJob({ jobId, content: request });
      if (to === 'signed') scene.service.setSigned(jobId, makeAuthorityKey().sign({ iss: 'https://other.example' }));
      await scene.workplace.until('the approval to end', () => scene.workplace.events(jobId).includes('approval-void'));
      await scene.workplace.pass(10_000);
      expect(scene.workplace.status(jobId)).not.toBe('ready');
      expect(scene.asked('PUT')).toBe(0);
    },
  );
});
