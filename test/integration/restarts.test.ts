import { describe, expect, it } from 'vitest';
import type { JobStatus } from '../../preload/contract.ts';
import { otherRequest, request, type Scene, scenes } from './scene.ts';

const open = scenes();

/** How the app may end: told to, or by a power failure that leaves what is on disk at that moment. */
const endings = {
  'a restart': (scene: Scene) => scene.workplace.restart(),
  'a crash': (scene: Scene) => scene.workplace.crash(),
};
type Ending = keyof typeof endings;

/** Takes a new job as far as the step, and gives its ID. */
const steps: Readonly<Record<string, (scene: Scene) => Promise<string>>> = {
  added: async ({ authority, service }) => {
    const jobId = service.addJob({ content: request });
    service.failNext({ kind: 'hang' }, { jobId });
    authority.addJobs(jobId, 'window');
    return jobId;
  },
  'content read': (scene) => scene.waitingJob(),
  confirmed: (scene) => scene.readyJob(),
  shown: async (scene) => {
    const jobId = await scene.readyJob();
    await scene.review(jobId);
    return jobId;
  },
  'approved, inside the undo time': (scene) => scene.approvedJob(),
  'approved, waiting for the service to answer': async (scene) => {
    const jobId = await scene.approvedJob();
    scene.service.failNext({ kind: 'hang' }, { method: 'GET', jobId });
    await scene.workplace.until('the read before signing', () => scene.service.faultsLeft === 0);
    return jobId;
  },
  'PUT begun, not applied, not answered': async (scene) => {
    const jobId = await scene.approvedJob();
    scene.service.failNext({ kind: 'hang' }, { method: 'PUT', jobId });
    await scene.workplace.until('the PUT', () => scene.asked('PUT', jobId) > 0);
    return jobId;
  },
  'PUT begun, applied, not answered': async (scene) => {
    const jobId = await scene.approvedJob();
    scene.service.failNext({ kind: 'hang', apply: true }, { method: 'PUT', jobId });
    await scene.workplace.until('the PUT', () => scene.asked('PUT', jobId) > 0);
    return jobId;
  },
  'PUT answered with 503': async (scene) => {
    const jobId = await scene.approvedJob();
    scene.service.failNext({ kind: 'status', status: 503 }, { method: 'PUT', jobId });
    await scene.workplace.until('the answer', () => scene.workplace.events(jobId).includes('put-answered'));
    return jobId;
  },
  'accepted, not read back': async (scene) => {
    const jobId = await scene.approvedJob();
    scene.service.failNext({ kind: 'slow-body', everyMs: 1 }, { method: 'PUT', jobId });
    await scene.workplace.until('the PUT', () => scene.asked('PUT', jobId) > 0);
    scene.service.failNext({ kind: 'hang' }, { method: 'GET', jobId });
    await scene.workplace.until('the read-back', () => scene.service.faultsLeft === 0);
    expect(scene.workplace.events(jobId).at(-1)).toBe('put-answered');
    return jobId;
  },
};

const undecided = ['added', 'content read', 'confirmed', 'shown'];

/** Does what is left for a person to do, and waits for the end. */
async function finish(scene: Scene, jobId: string, step: string): Promise<void> {
  if (undecided.includes(step)) {
    await scene.workplace.until('the content', () => scene.workplace.events(jobId).includes('content-read'));
    scene.service.confirm(jobId);
    await scene.workplace.reaches(jobId, 'ready');
    await scene.workplace.approve(jobId);
  }
  const { token } = await scene.workplace.reaches(jobId, 'delivered');
  expect(scene.service.tokensSeen(jobId)).toEqual([token?.compact]);
  for (const once of ['approved', 'signed', 'delivered']) {
    expect(scene.workplace.events(jobId).filter((event) => event === once)).toHaveLength(1);
  }
}

describe.each(Object.keys(endings) as Ending[])('after %s', (ending) => {
  it.each(Object.keys(steps))('a job that was %s goes on to its end', async (step) => {
    const scene = await open();
    const jobId = await (steps[step] as (scene: Scene) => Promise<string>)(scene);
    await endings[ending](scene);
    await finish(scene, jobId, step);
  });

  it('a job whose deadline passed meanwhile is signed, once', async () => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    scene.workplace.clock.jump(3 * 3_600_000);
    await endings[ending](scene);
    await finish(scene, jobId, 'approved');
  });

  it('an approval inside its undo time can still be undone', async () => {
    const scene = await open({ settings: { undoSeconds: 30 } });
    const jobId = await scene.approvedJob();
    await endings[ending](scene);
    expect(scene.workplace.desk.snapshot().undoable).toMatchObject([{ jobId }]);
    expect(scene.authority.undo(jobId)).toEqual({ outcome: 'done' });
    await scene.workplace.pass(60_000, 1_000);
    expect(scene.workplace.status(jobId)).toBe('ready');
    expect(scene.asked('PUT')).toBe(0);
  });

  it('a rejected job that is not deleted yet is deleted', async () => {
    const scene = await open();
    const jobId = await scene.readyJob();
    scene.service.failNext({ kind: 'hang' }, { method: 'DELETE', jobId });
    scene.authority.reject(jobId, 'no');
    await scene.workplace.until('the DELETE', () => scene.asked('DELETE', jobId) > 0);
    await endings[ending](scene);
    await scene.workplace.until('the deletion', () => scene.workplace.events(jobId).includes('deleted'));
    expect((await scene.review(jobId)).rejection).toMatchObject({ reason: 'no', deletion: 'deleted' });
  });

  it.each<JobStatus>(['held', 'attention', 'sent-not-proved', 'delivered', 'gone', 'content-unknown'])(
    'a job that was %s is that still',
    async (status) => {
      const loose = status === 'sent-not-proved' || status === 'content-unknown';
      const scene = await open(loose ? { service: { unconfirmed: '202', putAnswer: 'empty' } } : {});
      const jobId = await jobThatIs(scene, status);
      const { reason, token, delivery } = await scene.review(jobId);
      await endings[ending](scene);
      await scene.workplace.pass(20_000, 500);
      expect(await scene.review(jobId)).toMatchObject({ status, reason, token, delivery });
      expect(scene.service.tokensSeen(jobId)).toHaveLength(token ? 1 : 0);
    },
  );

  it('what was shown before is worth nothing and has to be shown again', async () => {
    const scene = await open();
    const jobId = await scene.readyJob();
    const { proposal } = await scene.review(jobId);
    await endings[ending](scene);
    const ask = { jobId, digest: proposal?.digest ?? '', nonce: proposal?.nonce ?? '' };
    expect(await scene.authority.approve(ask, 'test-frame')).toEqual({
      outcome: 'refused',
      reason: { code: 'nonce-unknown' },
    });
    expect(scene.workplace.status(jobId)).toBe('ready');
  });
});

async function jobThatIs(scene: Scene, status: JobStatus): Promise<string> {
  const { service, workplace } = scene;
  if (status === 'content-unknown' || status === 'sent-not-proved') {
    const jobId = service.addJob({ content: request, confirmed: true });
    service.confirmedContent = status === 'content-unknown' ? '204' : 'content';
    service.afterSigning = 'forget';
    scene.authority.addJobs(jobId, 'window');
    if (status === 'sent-not-proved') {
      await workplace.reaches(jobId, 'ready');
      await workplace.approve(jobId);
    }
    await workplace.reaches(jobId, status);
    return jobId;
  }
  const jobId = status === 'held' || status === 'gone' ? await scene.readyJob() : await scene.approvedJob();
  if (status === 'held') scene.authority.hold(jobId);
  if (status === 'gone') service.forget(jobId);
  if (status === 'attention') service.failNext({ kind: 'status', status: 403 }, { method: 'PUT' });
  await workplace.reaches(jobId, status);
  return jobId;
}

describe('a crash between two steps', () => {
  it('after the token was stored, and before anything was sent, sends that token', async () => {
    const scene = await open();
    const { workplace, service } = scene;
    const jobId = await scene.approvedJob();
    // What the old run still sends is lost on the way; the disk is the one from before.
    service.failNext({ kind: 'reset' }, { method: 'PUT', jobId });
    let disk = '';
    workplace.clock.onRead = () => {
      if (disk !== '' || workplace.events(jobId).at(-1) !== 'signed') return;
      disk = workplace.saveDisk();
    };
    await workplace.until('the signature', () => disk !== '');
    workplace.clock.onRead = null;
    await workplace.crash(disk);
    const { token, delivery } = await workplace.reaches(jobId, 'delivered');
    // By what was on disk it is the first PUT; the service has had the same bytes before.
    expect(delivery?.attempts).toBe(1);
    expect(scene.asked('PUT', jobId)).toBe(2);
    expect(service.tokensSeen(jobId)).toEqual([token?.compact]);
  });

  it('keeps the undo time as it was promised where the clock was set back, and a crash came before anybody noticed', async () => {
    const scene = await open({ settings: { undoSeconds: 5 } });
    const { workplace } = scene;
    const jobId = await scene.approvedJob();
    workplace.clock.jump(-86_400_000);
    // The record has an entry by the new clock, and no part of the engine has looked at it.
    const ask = { jobId, digest: '0'.repeat(64), nonce: 'n'.repeat(32) };
    expect(await scene.authority.approve(ask, 'frame')).toMatchObject({ outcome: 'refused' });
    await workplace.crash();
    await workplace.pass(10_000);
    await workplace.reaches(jobId, 'delivered');
  });

  it('puts nothing off to the time of a clock that was set back since', async () => {
    const scene = await open({ settings: { undoSeconds: 0 } });
    const { workplace, service } = scene;
    const [rejected, waiting] = [await scene.readyJob(), await scene.waitingJob(otherRequest)];
    service.failNext({ kind: 'status', status: 503 }, { method: 'DELETE', jobId: rejected });
    scene.authority.reject(rejected, 'not this one');
    await workplace.until('the DELETE', () => scene.asked('DELETE', rejected) > 0);
    workplace.clock.jump(-30 * 86_400_000);
    const ask = { jobId: waiting, digest: '0'.repeat(64), nonce: 'n'.repeat(32) };
    expect(await scene.authority.approve(ask, 'frame')).toMatchObject({ outcome: 'refused' });
    await workplace.crash();
    service.confirm(waiting);
    await workplace.pass(65 * 60_000, 1_000);
    expect(scene.asked('DELETE', rejected)).toBeGreaterThan(1);
    expect(workplace.status(waiting)).toBe('ready');
  });
});
