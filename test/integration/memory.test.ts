import { describe, expect, it } from 'vitest';
import type { Shown } from '../../preload/contract.ts';
import { makeSubject } from '../fakes/subject.ts';
import { ada, request, type Scene, scenes } from './scene.ts';

const open = scenes();
const eve = makeSubject('eve');
const asks = (email: string, subject = ada) => subject.requestToken({ scope: 'email', email });
const text = ({ runs }: Shown) => runs.map((run) => ('text' in run ? run.text : run.mark)).join('');

async function signed(scene: Scene, content: string): Promise<string> {
  const jobId = await scene.approvedJob(content);
  await scene.workplace.reaches(jobId, 'delivered');
  return jobId;
}

const seen = async (scene: Scene, jobId: string) => {
  const { seenBefore, warnings } = await scene.review(jobId);
  if (!seenBefore) throw new Error('nothing is told of what was seen before');
  return { ...seenBefore, codes: warnings.map(({ code }) => code) };
};
const flagged = (scene: Scene, jobId: string) =>
  scene.authority.queue('all', 0, 500).rows.find((row) => row.jobId === jobId)?.flagged;

describe('what was seen before', () => {
  it('is nothing for a subject who comes for the first time', async () => {
    const scene = await open();
    const jobId = await scene.readyJob();
    expect(await seen(scene, jobId)).toEqual({
      subject: { signed: 0, rejected: 0, latest: [] },
      jobsInDay: 0,
      jobsInMonth: 0,
      changes: null,
      values: [],
      lookalikes: [],
      codes: [],
    });
  });

  it('is what was signed and rejected for the same subject, with the reason, and how often it came lately', async () => {
    const scene = await open();
    const first = await signed(scene, asks('ada@example.org'));
    const second = await scene.readyJob(asks('ada@example.org'));
    scene.authority.reject(second, 'twice in a minute');
    await scene.workplace.pass(1_000);
    const third = await scene.readyJob(asks('ada@example.org'));
    const { subject, jobsInDay, jobsInMonth, changes } = await seen(scene, third);
    expect(subject).toMatchObject({ signed: 1, rejected: 1 });
    expect(subject.latest).toMatchObject([
      { jobId: second, outcome: 'rejected', reason: 'twice in a minute', sameSubject: true },
      { jobId: first, outcome: 'signed', reason: null },
    ]);
    expect([jobsInDay, jobsInMonth]).toEqual([2, 2]);
    expect(changes).toEqual({ jobId: first, claims: [] });
    await scene.workplace.pass(25 * 3_600_000, 3_600_000);
    expect(await seen(scene, third)).toMatchObject({ jobsInDay: 0, jobsInMonth: 2 });
  });

  it('names the claims that are not as in the last token for the subject', async () => {
    const scene = await open();
    await signed(scene, ada.requestToken({ scope: 'email', email: 'ada@example.org', name: 'Ada', iat: 5 }));
    const jobId = await scene.readyJob(
      ada.requestToken({ scope: 'email', email: 'ada@elsewhere.example', note: 'new', iat: 9 }),
    );
    const { changes } = await seen(scene, jobId);
    expect(changes?.claims.map(({ name, change }) => [text(name), change])).toEqual([
      ['email', 'replaced'],
      ['name', 'dropped'],
      ['note', 'added'],
    ]);
  });

  it('tells that the same value was signed for somebody else', async () => {
    const scene = await open();
    const hers = await signed(scene, asks('ada@example.org'));
    const jobId = await scene.readyJob(asks('ADA@example.org', eve));
    const { subject, values, codes } = await seen(scene, jobId);
    expect(subject.signed).toBe(0);
    expect(values).toMatchObject([{ signed: 1, latest: [{ jobId: hers, sameSubject: false }] }]);
    expect(codes).toEqual([]);
  });

  it.each([
    ['is drawn alike', 'p\u0430ypal-desk@example.org', 'earlier-drawn-alike'],
    ['is nearly the same', 'paypal-dezk@example.org', 'earlier-nearly-same'],
  ])('warns of a value that %s, and flags its row', async (_, email, code) => {
    const scene = await open();
    const first = await signed(scene, asks('paypal-desk@example.org'));
    const jobId = await scene.readyJob(asks(email, eve));
    expect(flagged(scene, jobId)).toBe(true);
    const { lookalikes, codes } = await seen(scene, jobId);
    expect(codes).toContain(code);
    expect(lookalikes.map(({ value, last }) => [text(value), last.jobId])).toEqual([
      ['paypal-desk@example.org', first],
    ]);
  });

  it('flags a row that was clean when it was read, once what it looks like has been decided', async () => {
    const scene = await open();
    const jobId = await scene.readyJob(asks('anna.schmidt@example.org', eve));
    expect(flagged(scene, jobId)).toBe(false);
    await signed(scene, asks('anna.schmitt@example.org'));
    expect((await seen(scene, jobId)).codes).toEqual(['earlier-nearly-same']);
    expect(flagged(scene, jobId)).toBe(true);
  });

  it('holds over a restart, and does not tell a job of itself', async () => {
    const scene = await open();
    await signed(scene, request);
    const jobId = await scene.readyJob();
    await scene.workplace.restart();
    expect((await seen(scene, jobId)).subject.signed).toBe(1);
    await scene.workplace.approve(jobId);
    expect((await scene.review(jobId)).seenBefore).toBeNull();
  });
});
