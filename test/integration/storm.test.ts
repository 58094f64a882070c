import { expect, it } from 'vitest';
import { seededRandom } from '../../main/practice/random.ts';
import type { Fault } from '../fakes/plain-scope-service.ts';
import { request, type Scene, scenes } from './scene.ts';

const open = scenes();

const faults: readonly Fault[] = [
  { kind: 'hang' },
  { kind: 'hang', apply: true },
  { kind: 'reset' },
  { kind: 'reset', apply: true },
  { kind: 'cut' },
  { kind: 'garbage', where: 'wire' },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503 },
  { kind: 'status', status: 403 },
  { kind: 'status', status: 429, headers: { 'retry-after': '2' } },
];
const methods = ['GET', 'HEAD', 'PUT', 'DELETE'] as const;

/** An operator who shows, approves, undoes, holds and tries again, in no sensible order. */
async function act(scene: Scene, jobId: string, what: number): Promise<void> {
  const { authority, workplace } = scene;
  const { proposal } = await scene.review(jobId);
  const ask = { jobId, digest: proposal?.digest ?? '', nonce: proposal?.nonce ?? '' };
  const actions = [
    () => authority.approve(ask, 'test-frame'),
    () => Promise.all([authority.approve(ask, 'test-frame'), authority.approve(ask, 'test-frame')]),
    () => authority.undo(jobId),
    () => authority.hold(jobId),
    () => authority.takeOffHold(jobId),
    () => authority.retry(jobId),
    () => scene.service.confirm(jobId),
    () => workplace.restart(),
    () => workplace.crash(),
  ];
  await actions[what % actions.length]?.();
}

/** Whatever is still open is brought to its end by a patient operator and a service that behaves. */
async function bringToEnd(scene: Scene, jobs: readonly string[]): Promise<void> {
  const { workplace, service, authority } = scene;
  for (const jobId of jobs) {
    service.confirm(jobId);
    await workplace.until(
      () => `${jobId} to be delivered, not ${workplace.status(jobId)}`,
      () => {
        const status = workplace.status(jobId);
        if (status === 'held') authority.takeOffHold(jobId);
        if (status === 'attention') authority.retry(jobId);
        if (status === 'ready') void workplace.approve(jobId).catch(() => {});
        return status === 'delivered';
      },
      60 * 60_000,
    );
  }
}

it.each([1, 2])('whatever happens, every job ends with the one token that was approved (storm %i)', async (seed) => {
  const scene = await open({ service: { confirmedContent: 'content' } });
  const random = seededRandom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const jobs = Array.from({ length: 4 }, () => scene.service.addJob({ content: request }));
  scene.authority.addJobs(jobs.join('\n'), 'window');
  for (let turn = 0; turn < 40; turn += 1) {
    if (random() < 0.4) scene.service.failNext(pick(faults), { method: pick(methods) });
    if (random() < 0.5) await act(scene, pick(jobs), Math.floor(random() * 100));
    await scene.workplace.pass(pick([100, 500, 1_500, 3_000]));
  }
  await bringToEnd(scene, jobs);
  for (const jobId of jobs) {
    const { token, record } = await scene.review(jobId);
    expect(scene.service.signedToken(jobId)).toBe(token?.compact);
    expect(record.filter(({ event }) => event === 'signed')).toHaveLength(1);
  }
});
