import { describe, expect, it } from 'vitest';
import { importSigner } from '../../main/signing/signer.ts';
import { makeAuthorityKey } from '../fakes/subject.ts';
import type { Workplace } from '../fakes/workplace.ts';
import { digestOf } from './invariants.ts';
import { ada, request, type Scene, scenes } from './scene.ts';

const open = scenes();
const trusted = makeAuthorityKey('a colleague');
const stranger = makeAuthorityKey('nobody named this one');
const jwks = JSON.stringify({ keys: [trusted.publicJwk] });

const claimsFor = (jobId: string, iss = 'https://other.example') => ({
  sub: ada.sub,
  scope: 'email',
  email: 'ada@example.org',
  iss,
  iat: 1_793_600_000,
  exp: 1_893_600_000,
  jti: jobId,
});

/** A token by this workplace's own key that it never made itself, as another copy of it would. */
async function ownKeyToken({ keychain }: Workplace, jobId: string): Promise<string> {
  const secret = [...keychain.entries].find(([account]) => account.includes('/signing/'))?.[1] ?? '';
  const signer = await importSigner(secret);
  const header = JSON.stringify({ alg: signer.algorithm, kid: signer.kid, typ: 'JWT' });
  const payload = JSON.stringify(claimsFor(jobId, 'https://authority.example.org'));
  const input = [header, payload].map((part) => Buffer.from(part).toString('base64url')).join('.');
  return signer.sign({ header, payload, digest: digestOf(`${input}.`) });
}

const signers: Readonly<
  Record<
    string,
    {
      token: (scene: Scene, jobId: string) => Promise<string> | string;
      status: 'attention' | 'signed-elsewhere';
      reason: string | null;
      late: string;
    }
  >
> = {
  'our own key, in other bytes': {
    token: ({ workplace }, jobId) => ownKeyToken(workplace, jobId),
    status: 'attention',
    reason: 'our-key-other-token',
    late: 'our-key-other-token',
  },
  'a key that the service’s trustedKeys name': {
    token: (_scene, jobId) => trusted.sign(claimsFor(jobId)),
    status: 'signed-elsewhere',
    reason: null,
    late: 'signed-elsewhere-too',
  },
  'a key that nobody named': {
    token: (_scene, jobId) => stranger.sign(claimsFor(jobId)),
    status: 'attention',
    reason: 'unknown-signer',
    late: 'unknown-signer',
  },
  'a stranger who claims to be a trusted key': {
    token: (_scene, jobId) => stranger.sign(claimsFor(jobId), { kid: trusted.kid }),
    status: 'attention',
    reason: 'unknown-signer',
    late: 'unknown-signer',
  },
};

describe.each(Object.entries(signers))(
  'SECURITY 16: a job that is found signed by %s',
  (_name, { token, status, reason, late }) => {
    it.each(['waiting', 'ready', 'held'] as const)('while it was %s', async (at) => {
      const scene = await open({ settings: { trustedKeys: jwks } });
      const jobId = at === 'waiting' ? await scene.waitingJob() : await scene.readyJob();
      if (at === 'held') scene.authority.hold(jobId);
      scene.service.setSigned(jobId, await token(scene, jobId));
      const review = await scene.workplace.reaches(jobId, status);
      expect(review.reason?.code ?? null).toBe(reason);
      expect(review.proposal?.nonce ?? null).toBeNull();
      expect(review.token).toBeNull();
      expect(scene.asked('PUT')).toBe(0);
    });

    it('at the very first look', async () => {
      const scene = await open({ settings: { trustedKeys: jwks } });
      const jobId = scene.service.addJob({ content: request });
      scene.service.setSigned(jobId, await token(scene, jobId));
      scene.authority.addJobs(jobId, 'window');
      await scene.workplace.reaches(jobId, status);
    });

    it('between showing and approving, or before the deadline, is not signed again', async () => {
      const scene = await open({ settings: { trustedKeys: jwks } });
      const [shown, approved] = [await scene.readyJob(), await scene.approvedJob()];
      const { proposal } = await scene.review(shown);
      for (const jobId of [shown, approved]) scene.service.setSigned(jobId, await token(scene, jobId));
      const ask = { jobId: shown, digest: proposal?.digest ?? '', nonce: proposal?.nonce ?? '' };
      expect(await scene.authority.approve(ask, 'test-frame')).toMatchObject({ outcome: 'refused' });
      await scene.workplace.reaches(shown, status);
      await scene.workplace.reaches(approved, status);
      expect(scene.workplace.events(approved)).toContain('approval-void');
      expect(scene.asked('PUT')).toBe(0);
    });

    it('where our own token should be needs attention', async () => {
      const scene = await open({ settings: { trustedKeys: jwks } });
      const jobId = await scene.approvedJob();
      // Accepted, says the service; and holds another one.
      scene.service.failNext({ kind: 'status', status: 200 }, { method: 'PUT' });
      await scene.workplace.until('the PUT', () => scene.asked('PUT', jobId) > 0);
      scene.service.setSigned(jobId, await token(scene, jobId));
      expect((await scene.workplace.reaches(jobId, 'attention')).reason?.code).toBe(late);
      await scene.workplace.pass(60_000, 1_000);
      expect(scene.asked('PUT', jobId)).toBe(1);
    });

    it('after a PUT whose outcome is unknown needs attention, and ours is not sent over it', async () => {
      const scene = await open({ settings: { trustedKeys: jwks } });
      const jobId = await scene.approvedJob();
      scene.service.failNext({ kind: 'hang' }, { method: 'PUT' });
      await scene.workplace.until('the PUT', () => scene.asked('PUT', jobId) > 0);
      scene.service.setSigned(jobId, await token(scene, jobId));
      expect((await scene.workplace.reaches(jobId, 'attention')).reason?.code).toBe(late);
      expect(scene.asked('PUT', jobId)).toBe(1);
    });
  },
);

describe('two copies of one workplace', () => {
  it('after a restored backup: what the first one signed needs attention in the other', async () => {
    const scene = await open();
    const jobId = await scene.readyJob();
    const backup = scene.workplace.saveDisk();
    await scene.workplace.approve(jobId);
    await scene.workplace.reaches(jobId, 'delivered');
    const restored = await scene.anotherWorkplace({ home: backup, keychain: scene.workplace.keychain });
    expect((await restored.reaches(jobId, 'attention')).reason).toEqual({ code: 'our-key-other-token' });
    expect(scene.asked('PUT', jobId)).toBe(1);
  });

  it('a second copy on the same folder is told that the store is in use, and takes over when the first one ends', async () => {
    const scene = await open();
    const { workplace } = scene;
    const second = await scene.anotherWorkplace({ home: workplace.home, keychain: workplace.keychain });
    expect(second.desk.snapshot().situation).toEqual({ name: 'store-in-use' });
    await workplace.stop();
    await second.desk.startAgain();
    expect(second.desk.snapshot().situation).toEqual({ name: 'ready' });
  });
});

describe('a 200 alone', () => {
  it('with the subject’s own claims, or JSON, is a job that waits', async () => {
    for (const unconfirmed of ['jwt', 'json'] as const) {
      const scene = await open({ service: { unconfirmed } });
      const jobId = await scene.waitingJob();
      await scene.workplace.pass(10_000);
      expect(scene.workplace.status(jobId)).toBe('waiting');
    }
  });

  it('with a token that names no issuer and that nobody known signed needs attention once the job was confirmed', async () => {
    const scene = await open();
    const jobId = await scene.readyJob();
    const { iss: _iss, ...claims } = claimsFor(jobId);
    scene.service.setSigned(jobId, stranger.sign(claims));
    expect((await scene.workplace.reaches(jobId, 'attention')).reason).toEqual({ code: 'unknown-signer' });
  });
});
