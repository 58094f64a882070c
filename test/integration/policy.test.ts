import { describe, expect, it } from 'vitest';
import { finding } from '../../main/errors.ts';
import { type ConfirmationAsk, oneAtATime, type SystemConfirmation } from '../../main/policy/confirmation.ts';
import { STALE_AFTER_MS } from '../../main/review/proposals.ts';
import type { Finding } from '../../preload/contract.ts';
import { makeSubject } from '../fakes/subject.ts';
import { ada, type Scene, type SceneOptions, scenes } from './scene.ts';

const openScene = scenes();
const open = (policy: object, more: SceneOptions = {}) => openScene({ ...more, config: { policy } });
const refusedBy = (code: string) => ({ outcome: 'refused', reason: { code } });
const HOUR_MS = 3_600_000;
const obstacles = async (scene: Scene, jobId: string) => (await scene.review(jobId)).obstacles.map(({ code }) => code);

describe('the administrator’s policy', () => {
  it('keeps a job from being approved, with the rule in its obstacles and no nonce to approve by', async () => {
    const scene = await open({ scopes: ['phone'], claims: [{ claim: 'email', pattern: '.*@example\\.com' }] });
    const jobId = await scene.readyJob();
    const { obstacles: found, proposal, actions } = await scene.review(jobId);
    expect(found.map(({ code }) => code)).toEqual(['policy-pattern', 'policy-scope']);
    expect([proposal?.nonce, actions.includes('approve')]).toEqual([null, false]);
  });

  it('of a service goes before that of all, field by field', async () => {
    const scene = await openScene({
      config: { policy: { scopes: ['phone'], approvalsPerHour: 1 }, service: { policy: { scopes: ['email'] } } },
    });
    await scene.approvedJob();
    expect(await obstacles(scene, await scene.readyJob())).toEqual(['policy-hour']);
  });

  it('counts the approvals of an hour and a day, without undone ones, and over a restart', async () => {
    const scene = await open({ approvalsPerHour: 2, approvalsPerDay: 3 }, { settings: { undoSeconds: 5 } });
    const undone = await scene.approvedJob();
    expect(scene.authority.undo(undone)).toEqual({ outcome: 'done' });
    await scene.approvedJob();
    await scene.approvedJob();
    await scene.workplace.restart();
    expect(await obstacles(scene, undone)).toEqual(['policy-hour']);
    await scene.workplace.pass(HOUR_MS, 60_000);
    expect((await scene.workplace.approve(undone)).outcome).toBe('approved');
    const last = await scene.readyJob();
    await scene.workplace.pass(HOUR_MS, 60_000);
    expect(await obstacles(scene, last)).toEqual(['policy-day']);
    await scene.workplace.pass(23 * HOUR_MS, HOUR_MS);
    expect(await obstacles(scene, last)).toEqual([]);
  });

  it('is not got round by a clock that is set back', async () => {
    const scene = await open({ approvalsPerHour: 1 });
    const first = await scene.approvedJob();
    await scene.workplace.reaches(first, 'delivered');
    const next = await scene.readyJob();
    scene.workplace.clock.advance(-3 * HOUR_MS);
    await scene.workplace.pass(1_000);
    expect(await obstacles(scene, next)).toEqual(['policy-hour']);
  });

  it('holds for approvals that are asked for at the same time', async () => {
    const scene = await open({ approvalsPerDay: 1 });
    const jobs = [await scene.readyJob(), await scene.readyJob(), await scene.readyJob()];
    const answers = await Promise.all(jobs.map((jobId) => scene.workplace.approve(jobId)));
    expect(answers.filter(({ outcome }) => outcome === 'approved')).toHaveLength(1);
    expect(answers.filter(({ outcome }) => outcome === 'refused')).toMatchObject([
      refusedBy('policy-day'),
      refusedBy('policy-day'),
    ]);
  });
});

describe('SECURITY 11: the first job of a subject', () => {
  const asks = (subject = ada) => subject.requestToken({ scope: 'email', email: 'ada@example.org' });

  it('is approved only with its value typed, which main compares', async () => {
    const scene = await open({ typedForFirstTime: true });
    const jobId = await scene.readyJob(asks());
    expect((await scene.review(jobId)).typing).toMatchObject({ last: 4 });
    expect(await scene.workplace.approve(jobId)).toMatchObject(refusedBy('typing-missing'));
    expect(await scene.workplace.approve(jobId, 'example.com')).toMatchObject(refusedBy('typing-wrong'));
    expect(scene.workplace.status(jobId)).toBe('ready');
    expect(await scene.workplace.approve(jobId, '.org')).toMatchObject({ outcome: 'approved' });
    await scene.workplace.reaches(jobId, 'delivered');
  });

  it('is known afterwards, and another subject is not', async () => {
    const scene = await open({ typedForFirstTime: true });
    const first = await scene.readyJob(asks());
    await scene.workplace.approve(first, 'ada@example.org');
    await scene.workplace.reaches(first, 'delivered');
    const again = await scene.readyJob(asks());
    expect((await scene.review(again)).typing).toBeNull();
    expect(await scene.workplace.approve(again)).toMatchObject({ outcome: 'approved' });
    const other = await scene.readyJob(asks(makeSubject('eve')));
    expect((await scene.review(other)).typing).not.toBeNull();
  });
});

describe('SECURITY 11: the system’s own confirmation', () => {
  /** A person at the dialog: what they were asked, and what they answer. */
  const person = (answer: (ask: ConfirmationAsk) => Finding | null | Promise<Finding | null>) => {
    const asked: ConfirmationAsk[] = [];
    const confirmation: SystemConfirmation = oneAtATime(async (ask) => {
      asked.push(ask);
      return answer(ask);
    });
    return { asked, confirmation };
  };

  it('shows what main would sign, and nothing is approved before it was agreed to', async () => {
    let scene: Scene | null = null;
    let during: string | null = null;
    const { asked, confirmation } = person(({ jobs }) => {
      during = scene?.workplace.status(jobs[0]?.jobId ?? '') ?? null;
      return null;
    });
    scene = await open({ systemConfirmation: 'always' }, { confirmation });
    const jobId = await scene.readyJob();
    const { proposal } = await scene.review(jobId);
    expect(await scene.workplace.approve(jobId)).toMatchObject({ outcome: 'approved' });
    expect(during).toBe('ready');
    const jobs = [{ jobId, value: 'ada@example.org', digest: proposal?.digest }];
    expect(asked).toEqual([{ jobs, issuer: 'https://authority.example.org' }]);
  });

  it('that is declined leaves the job as it was, on the record, and its nonce spent', async () => {
    const { confirmation } = person(() => finding('confirmation-declined'));
    const scene = await open({ systemConfirmation: 'always' }, { confirmation });
    const jobId = await scene.readyJob();
    const { proposal } = await scene.review(jobId);
    const ask = { jobId, digest: proposal?.digest ?? '', nonce: proposal?.nonce ?? '' };
    expect(await scene.authority.approve(ask, 'test-frame')).toEqual(refusedBy('confirmation-declined'));
    expect(await scene.authority.approve(ask, 'test-frame')).toEqual(refusedBy('nonce-unknown'));
    expect(scene.workplace.status(jobId)).toBe('ready');
    expect(scene.workplace.events(jobId).filter((event) => event === 'approval-refused')).toHaveLength(2);
  });

  it('is not asked for again while one is open, so that one press answers one job', async () => {
    let agree = () => {};
    const { asked, confirmation } = person(() => new Promise((resolve) => (agree = () => resolve(null))));
    const scene = await open({ systemConfirmation: 'always' }, { confirmation });
    const [one, other] = [await scene.readyJob(), await scene.readyJob()];
    const first = scene.workplace.approve(one);
    await scene.workplace.until('the dialog', () => asked.length > 0);
    expect(await scene.workplace.approve(other)).toMatchObject(refusedBy('confirmation-open'));
    agree();
    expect(await first).toMatchObject({ outcome: 'approved' });
  });

  it('that is answered too late approves nothing', async () => {
    let agree = () => {};
    const { asked, confirmation } = person(() => new Promise((resolve) => (agree = () => resolve(null))));
    const scene = await open({ systemConfirmation: 'always' }, { confirmation });
    const jobId = await scene.readyJob();
    const approving = scene.workplace.approve(jobId);
    await scene.workplace.until('the dialog', () => asked.length > 0);
    await scene.workplace.pass(STALE_AFTER_MS + 1_000, 10_000);
    agree();
    expect(await approving).toMatchObject(refusedBy('stale'));
    expect(scene.workplace.status(jobId)).toBe('ready');
  });

  it('refuses where the system has no dialog to show, and is not asked where no rule wants it', async () => {
    const scene = await open({ systemConfirmation: 'always' });
    const jobId = await scene.readyJob();
    expect(await scene.workplace.approve(jobId)).toMatchObject(refusedBy('confirmation-unavailable'));
    const { asked, confirmation } = person(() => null);
    const other = await open({ systemConfirmation: 'batches' }, { confirmation });
    await other.approvedJob();
    expect(asked).toEqual([]);
  });
});
