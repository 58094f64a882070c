import { describe, expect, it } from 'vitest';
import { finding } from '../../main/errors.ts';
import type { ConfirmationAsk } from '../../main/policy/confirmation.ts';
import { sha256Hex } from '../../main/review/digest.ts';
import { type BatchJob, type BatchProposal, type Finding, notNarrowed } from '../../preload/contract.ts';
import { makeSubject } from '../fakes/subject.ts';
import { FRAME, ISSUER } from '../fakes/workplace.ts';
import { type Scene, type SceneOptions, scenes } from './scene.ts';

const scene = scenes();
/** A service that gives a job's content to whoever asks, so that hundreds can be read once they are confirmed. */
const open = (options: SceneOptions = {}) => scene({ service: { confirmedContent: 'content' }, ...options });
const present = () => true;
const ada = makeSubject('ada');
const request = (number: number) => ada.requestToken({ scope: 'email', email: `person-${number}@example.org` });
const refused = (code: string) => ({ outcome: 'refused', reason: { code } });

/** As many jobs that are ready for review, in the order in which they were added. */
async function readyJobs(scene: Scene, count: number): Promise<string[]> {
  const jobIds = Array.from({ length: count }, (_, number) => scene.service.addJob({ content: request(number) }));
  for (const jobId of jobIds) scene.service.confirm(jobId);
  scene.authority.addJobs(jobIds.join('\n'), 'window');
  await scene.workplace.until('the first reads', () => scene.authority.counts().ready >= count);
  return jobIds;
}

/** Prepares a batch and has all of it handed out, as a page does that shows it. */
async function shown(scene: Scene, jobIds: readonly string[], frame = FRAME) {
  const batch = await scene.authority.batches.prepare(jobIds, frame);
  const jobs: BatchJob[] = [];
  while (batch.nonce !== null && jobs.length < batch.count) {
    jobs.push(...scene.authority.batches.jobs(batch.nonce, jobs.length, 50, frame));
  }
  return { batch, jobs };
}

const askOf = ({ nonce, digest }: BatchProposal) => ({ nonce: nonce ?? '', digest });

async function ended(scene: Scene) {
  await scene.workplace.until('the end of the batch', () => scene.authority.batches.progress()?.state === 'ended');
  const standing = scene.authority.batches.standing();
  if (!standing) throw new Error('there is no batch');
  return standing;
}

const approvedInOrder = (scene: Scene) =>
  scene.workplace
    .wholeRecord()
    .filter(({ event }) => event === 'approved')
    .map(({ jobId }) => jobId);

describe('a batch', () => {
  it('of 200 jobs: each is approved, signed and delivered by itself, in the order in which they were shown', async () => {
    const scene = await open();
    const jobIds = await readyJobs(scene, 200);
    const { batch, jobs } = await shown(scene, jobIds);
    expect(batch).toMatchObject({ count: 200, leftOut: [], scopes: [{ count: 200 }] });
    expect(batch.digest).toBe(sha256Hex(jobs.map(({ digest }) => digest).join('\n')));
    expect(await scene.authority.batches.approve(askOf(batch), FRAME, present)).toEqual({ outcome: 'done' });
    const { results } = await ended(scene);
    expect(results.map(({ jobId, outcome }) => [jobId, outcome])).toEqual(jobIds.map((jobId) => [jobId, 'approved']));
    expect(approvedInOrder(scene)).toEqual(jobIds);
    await scene.workplace.until('every delivery', () => scene.authority.counts().delivered === 200);
    for (const jobId of jobIds) expect(scene.service.tokensSeen(jobId)).toHaveLength(1);
    const record = scene.workplace.wholeRecord();
    const entry = (event: string) => JSON.parse(record.find((one) => one.event === event)?.detail ?? 'null');
    expect(entry('batch-shown')).toEqual({ count: 200, digest: batch.digest, leftOut: 0 });
    expect(entry('batch-approved')).toEqual({ count: 200, digest: batch.digest, leftOut: 0 });
    expect(entry('batch-ended')).toEqual({ approved: 200, digest: batch.digest, refused: 0, stopped: 0 });
    expect(record.filter(({ event }) => event === 'job-shown').map(({ jobId }) => jobId)).toEqual(jobIds);
  }, 60_000);

  it('shows what each token would say: the bytes that are signed then', async () => {
    const scene = await open();
    const [jobId = ''] = await readyJobs(scene, 1);
    const { batch, jobs } = await shown(scene, [jobId]);
    const text = (shownText: BatchJob['claims'][number]['name']) =>
      shownText.runs.map((run) => ('text' in run ? run.text : run.mark)).join('');
    const told = [...(jobs[0]?.claims ?? []), ...batch.common].map(({ name, asserted }) => [
      text(name),
      text(asserted),
    ]);
    await scene.authority.batches.approve(askOf(batch), FRAME, present);
    await ended(scene);
    const { token } = await scene.workplace.reaches(jobId, 'delivered');
    const payload = JSON.parse(Buffer.from(token?.compact.split('.')[1] ?? '', 'base64url').toString());
    expect(token?.digest).toBe(jobs[0]?.digest);
    expect(Object.fromEntries([...told, ['jti', jobId]])).toEqual(
      Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, String(value)])),
    );
  });

  it('leaves out what has to be looked at by itself, with the reason, and approves the rest', async () => {
    const scene = await open();
    const [good = '', held = ''] = await readyJobs(scene, 2);
    const changed = await scene.waitingJob();
    const hostile = await scene.readyJob(ada.requestToken({ scope: 'email', email: 'ada@ex\u0430mple.org' }));
    const unsigned = await scene.readyJob({ scope: 'email', sub: 'nobody', email: 'a@example.org' });
    const long = await scene.readyJob(ada.requestToken({ scope: 'email', email: `${'a'.repeat(2_100)}@example.org` }));
    scene.service.setContent(changed, request(77));
    await scene.workplace.until('the change', () => scene.workplace.events(changed).includes('content-changed'));
    scene.service.confirm(changed);
    await scene.workplace.reaches(changed, 'ready');
    scene.authority.hold(held);
    const unknown = 'never-heard-of-it-00';
    const { batch } = await shown(scene, [unknown, hostile, good, unsigned, changed, held, long, good]);
    expect(batch.count).toBe(1);
    const codes = Object.fromEntries(
      batch.leftOut.map(({ jobId, reasons }) => [jobId, reasons.map(({ code }) => code)]),
    );
    expect(codes).toMatchObject({
      [unknown]: ['unknown-job'],
      [unsigned]: expect.arrayContaining(['signature-missing']),
      [changed]: ['content-changed'],
      [held]: ['not-allowed-now'],
      [long]: ['batch-too-long'],
    });
    expect(codes[hostile]).not.toEqual([]);
    await scene.authority.batches.approve(askOf(batch), FRAME, present);
    const { results, approved, leftOut } = await ended(scene);
    expect({ approved, leftOut }).toEqual({ approved: 1, leftOut: 6 });
    expect(results.filter(({ outcome }) => outcome === 'approved').map(({ jobId }) => jobId)).toEqual([good]);
    expect(approvedInOrder(scene)).toEqual([good]);
  });

  it('has no nonce where nothing is left to approve', async () => {
    const scene = await open();
    const jobId = await scene.waitingJob();
    const { batch } = await shown(scene, [jobId]);
    expect(batch).toMatchObject({ nonce: null, count: 0, leftOut: [{ jobId }] });
    expect(scene.workplace.events()).not.toContain('batch-shown');
  });

  it('refuses the job whose content changed since the list was shown, and no other', async () => {
    const scene = await open({ settings: { pollSeconds: 3_600 } });
    const jobIds = await readyJobs(scene, 20);
    const { batch } = await shown(scene, jobIds);
    const [, , third = ''] = jobIds;
    scene.service.setContent(third, request(99));
    await scene.authority.batches.approve(askOf(batch), FRAME, present);
    const { results } = await ended(scene);
    expect(results[2]).toMatchObject({ outcome: 'refused', reasons: [{ code: 'content-changed-since-approval' }] });
    expect(results.filter(({ outcome }) => outcome === 'approved')).toHaveLength(19);
    expect(approvedInOrder(scene)).toEqual(jobIds.filter((jobId) => jobId !== third));
  });

  it('is as little stopped by a service that fails in the middle as a single approval is, and nothing is lost', async () => {
    const scene = await open();
    const jobIds = await readyJobs(scene, 60);
    const { batch } = await shown(scene, jobIds);
    const [tenth = '', twentieth = '', thirtieth = ''] = [jobIds[10], jobIds[20], jobIds[30]];
    scene.service.failNext({ kind: 'status', status: 500 }, { method: 'GET', jobId: tenth });
    scene.service.failNext({ kind: 'reset' }, { method: 'GET', jobId: twentieth });
    scene.service.failNext(
      { kind: 'status', status: 429, headers: { 'retry-after': '7' } },
      { method: 'GET', jobId: thirtieth },
    );
    await scene.authority.batches.approve(askOf(batch), FRAME, present);
    const { approved } = await ended(scene);
    expect(approved).toBe(60);
    expect(approvedInOrder(scene)).toEqual(jobIds);
    await scene.workplace.until('every delivery', () => scene.authority.counts().delivered === 60);
  });

  it('waits while the service asks for patience, and can be stopped meanwhile', async () => {
    const scene = await open();
    const jobIds = await readyJobs(scene, 30);
    const { batch } = await shown(scene, jobIds);
    const limited = { kind: 'status', status: 429, headers: { 'retry-after': '600' } } as const;
    scene.service.failNext(limited, { method: 'GET', jobId: String(jobIds[0]) });
    await scene.authority.batches.approve(askOf(batch), FRAME, present);
    await scene.workplace.until('the pause', () => scene.authority.reach().state === 'rate-limited');
    await scene.workplace.pass(5_000);
    const before = scene.authority.batches.progress();
    expect(before).toMatchObject({ state: 'running' });
    expect(before?.approved).toBeLessThan(30);
    scene.authority.batches.halt();
    const { stopped, approved } = await ended(scene);
    expect(stopped + approved).toBe(30);
    expect(stopped).toBeGreaterThan(0);
  });

  it('stops when it is told to: what was approved stays approved, the rest is undecided and can be decided later', async () => {
    const scene = await open({ settings: { undoSeconds: 30 } });
    const jobIds = await readyJobs(scene, 100);
    const { batch } = await shown(scene, jobIds);
    await scene.authority.batches.approve(askOf(batch), FRAME, present);
    await scene.workplace.until('some approvals', () => (scene.authority.batches.progress()?.approved ?? 0) >= 10);
    scene.authority.batches.halt();
    const count = approvedInOrder(scene).length;
    const { approved, stopped, refused: none, results, reason } = await ended(scene);
    // The one whose turn it was is decided to its end.
    expect(approved - count).toBeLessThanOrEqual(1);
    expect(approved).toBeLessThan(100);
    expect({ none, together: approved + stopped, code: reason?.code }).toEqual({
      none: 0,
      together: 100,
      code: 'batch-stopped',
    });
    expect(approvedInOrder(scene)).toEqual(jobIds.slice(0, approved));
    expect(results.at(-1)).toMatchObject({ outcome: 'stopped', status: 'ready', undoUntil: null });
    expect(await scene.workplace.approve(String(jobIds.at(-1)))).toMatchObject({ outcome: 'approved' });
  });

  it('goes no further when the page that approved it is gone', async () => {
    const scene = await open();
    const jobIds = await readyJobs(scene, 100);
    const { batch } = await shown(scene, jobIds);
    let there = true;
    await scene.authority.batches.approve(askOf(batch), FRAME, () => there);
    await scene.workplace.until('some approvals', () => (scene.authority.batches.progress()?.approved ?? 0) >= 10);
    there = false;
    const { approved, stopped, reason } = await ended(scene);
    expect(reason).toEqual({ code: 'batch-page-gone' });
    expect(approved + stopped).toBe(100);
    expect(stopped).toBeGreaterThan(0);
    expect(approvedInOrder(scene)).toEqual(jobIds.slice(0, approved));
  });

  it('whose app ends in the middle: what was approved is delivered after the next start, the rest is ready', async () => {
    const scene = await open();
    const jobIds = await readyJobs(scene, 100);
    const { batch } = await shown(scene, jobIds);
    await scene.authority.batches.approve(askOf(batch), FRAME, present);
    await scene.workplace.until('some approvals', () => (scene.authority.batches.progress()?.approved ?? 0) >= 10);
    await scene.workplace.crash();
    const approved = approvedInOrder(scene);
    expect(approved).toEqual(jobIds.slice(0, approved.length));
    expect(approved.length).toBeLessThan(100);
    expect(scene.authority.batches.standing()).toBeNull();
    await scene.workplace.until('the deliveries', () => scene.authority.counts().delivered === approved.length);
    expect(scene.authority.counts().ready).toBe(100 - approved.length);
  });

  it('is undone job by job, and all that can still be undone at once', async () => {
    const scene = await open({ settings: { undoSeconds: 30 } });
    const jobIds = await readyJobs(scene, 40);
    const { batch } = await shown(scene, jobIds);
    await scene.authority.batches.approve(askOf(batch), FRAME, present);
    await ended(scene);
    const [first = '', second = ''] = jobIds;
    expect(scene.authority.undo(first)).toEqual({ outcome: 'done' });
    expect(scene.authority.undo(second)).toEqual({ outcome: 'done' });
    // Approved anew by itself, it is none of the batch's any more.
    expect(await scene.workplace.approve(second)).toMatchObject({ outcome: 'approved' });
    const undoing = scene.authority.batches.undoAll();
    await scene.workplace.until('the undoing', () => scene.authority.counts().ready === 39, 10_000);
    expect(await undoing).toEqual({ undone: 38, late: 0 });
    await scene.workplace.reaches(second, 'delivered');
    expect(scene.asked('PUT')).toBe(1);
    expect(scene.authority.counts().ready).toBe(39);
  });

  it('tells, of what can be undone, the newest and how many more there are', async () => {
    const scene = await open({ settings: { undoSeconds: 30 } });
    const jobIds = await readyJobs(scene, 40);
    const { batch } = await shown(scene, jobIds);
    await scene.authority.batches.approve(askOf(batch), FRAME, present);
    await ended(scene);
    const { undoable, undoableMore, batch: progress } = scene.workplace.desk.snapshot();
    expect(undoable.length + undoableMore).toBe(40);
    expect(undoable[0]?.jobId).toBe(jobIds.at(-1));
    expect(progress).toMatchObject({ state: 'ended', total: 40, approved: 40 });
    expect(scene.authority.batches.dismiss()).toEqual({ outcome: 'done' });
    expect(scene.workplace.desk.snapshot().batch).toBeNull();
  });

  it('is selected by what the list shows: what is ready of it, as many as make a batch', async () => {
    const scene = await open();
    const jobIds = await readyJobs(scene, 5);
    const waiting = await scene.waitingJob();
    const everything = { filter: 'open', ...notNarrowed } as const;
    expect(scene.authority.selectReady(everything)).toEqual({ jobIds, total: 5 });
    const narrowed = { ...everything, search: String(jobIds[3]) };
    expect(scene.authority.selectReady(narrowed)).toEqual({ jobIds: [jobIds[3]], total: 1 });
    for (const none of [
      { ...everything, filter: 'done' } as const,
      { ...everything, statuses: ['waiting'] } as const,
    ]) {
      expect(scene.authority.selectReady(none)).toEqual({ jobIds: [], total: 0 });
    }
    expect(jobIds).not.toContain(waiting);
  });
});

describe('SECURITY 11: a batch is approved by what main showed to that page, and by nothing else', () => {
  it('SECURITY 11: a batch is refused with another digest, another nonce, from another frame, or twice', async () => {
    const scene = await open();
    const jobIds = await readyJobs(scene, 3);
    const { batches } = scene.authority;
    const first = (await shown(scene, jobIds)).batch;
    expect(await batches.approve({ ...askOf(first), digest: 'ab'.repeat(32) }, FRAME, present)).toEqual(
      refused('digest-mismatch'),
    );
    // One wrong try is all there is.
    expect(await batches.approve(askOf(first), FRAME, present)).toEqual(refused('nonce-unknown'));
    const second = (await shown(scene, jobIds)).batch;
    expect(await batches.approve({ ...askOf(second), nonce: 'n'.repeat(32) }, FRAME, present)).toEqual(
      refused('nonce-unknown'),
    );
    const elsewhere = (await shown(scene, jobIds)).batch;
    expect(await batches.approve(askOf(elsewhere), 'another-frame', present)).toEqual(refused('nonce-unknown'));
    const good = (await shown(scene, jobIds)).batch;
    expect(await batches.approve(askOf(good), FRAME, present)).toEqual({ outcome: 'done' });
    await ended(scene);
    expect(await batches.approve(askOf(good), FRAME, present)).toEqual(refused('nonce-unknown'));
    expect(scene.workplace.events().filter((event) => event === 'batch-refused')).toHaveLength(5);
    expect(approvedInOrder(scene)).toEqual(jobIds);
  });

  it('SECURITY 11: a batch of which the page has not fetched every job can not be approved', async () => {
    const scene = await open();
    const jobIds = await readyJobs(scene, 60);
    const { batches } = scene.authority;
    const batch = await batches.prepare(jobIds, FRAME);
    batches.jobs(batch.nonce ?? '', 0, 50, FRAME);
    expect(() => batches.jobs(batch.nonce ?? '', 50, 50, 'another-frame')).toThrow('no such batch');
    expect(await batches.approve(askOf(batch), FRAME, present)).toEqual(refused('batch-not-shown'));
    await scene.workplace.pass(2_000);
    expect(approvedInOrder(scene)).toEqual([]);
  });

  it('SECURITY 11: a later preparation takes the place of the one before, so that no job is slipped in', async () => {
    const scene = await open();
    const jobIds = await readyJobs(scene, 4);
    const few = (await shown(scene, jobIds.slice(0, 2))).batch;
    const more = (await shown(scene, jobIds)).batch;
    expect(few.digest).not.toBe(more.digest);
    const ask = { nonce: more.nonce ?? '', digest: few.digest };
    expect(await scene.authority.batches.approve(ask, FRAME, present)).toEqual(refused('digest-mismatch'));
    expect(approvedInOrder(scene)).toEqual([]);
  });

  it('SECURITY 11: a batch that was prepared over five minutes ago is not approved', async () => {
    const scene = await open({ settings: { pollSeconds: 3_600 } });
    const jobIds = await readyJobs(scene, 2);
    const { batch } = await shown(scene, jobIds);
    scene.workplace.clock.jump(5 * 60_000 + 1);
    expect(await scene.authority.batches.approve(askOf(batch), FRAME, present)).toEqual(refused('stale'));
  });

  it('SECURITY 11: a job that was shown in a batch has no nonce that a page could use by itself', async () => {
    const scene = await open();
    const jobIds = await readyJobs(scene, 2);
    const { batch, jobs } = await shown(scene, jobIds);
    const [job] = jobs;
    const ask = { jobId: job?.jobId ?? '', digest: job?.digest ?? '', nonce: batch.nonce ?? '' };
    expect(await scene.authority.approve(ask, FRAME)).toEqual(refused('nonce-unknown'));
  });

  it('prepares no second batch while one is being approved', async () => {
    const scene = await open();
    const jobIds = await readyJobs(scene, 30);
    const { batch } = await shown(scene, jobIds);
    await scene.authority.batches.approve(askOf(batch), FRAME, present);
    await expect(scene.authority.batches.prepare(jobIds, FRAME)).rejects.toThrow('one batch at a time');
    expect(scene.authority.batches.dismiss()).toEqual(refused('batch-running'));
    await ended(scene);
  });
});

describe('a batch under the administrator’s policy', () => {
  const policy = (rules: object, more: SceneOptions = {}) => open({ ...more, config: { policy: rules } });

  it.each(['always', 'batches'])(
    'asks once in the system’s dialog where that is for %s, with every job',
    async (when) => {
      const asked: ConfirmationAsk[] = [];
      const confirmation = async (ask: ConfirmationAsk) => {
        asked.push(ask);
        return null;
      };
      const scene = await policy({ systemConfirmation: when }, { confirmation });
      const jobIds = await readyJobs(scene, 12);
      const { batch, jobs } = await shown(scene, jobIds);
      expect(await scene.authority.batches.approve(askOf(batch), FRAME, present)).toEqual({ outcome: 'done' });
      expect((await ended(scene)).approved).toBe(12);
      const told = jobs.map(({ jobId, digest }, number) => ({ jobId, digest, value: `person-${number}@example.org` }));
      expect(asked).toEqual([{ jobs: told, issuer: ISSUER }]);
    },
  );

  it('is not approved where that dialog is declined, or answered too late, or by nobody’s page', async () => {
    let answer: () => Promise<Finding | null> = async () => finding('confirmation-declined');
    const scene = await policy({ systemConfirmation: 'batches' }, { confirmation: () => answer() });
    const jobIds = await readyJobs(scene, 2);
    const { batches } = scene.authority;
    const approve = async (there = present) => batches.approve(askOf((await shown(scene, jobIds)).batch), FRAME, there);
    expect(await approve()).toEqual(refused('confirmation-declined'));
    answer = async () => {
      scene.workplace.clock.jump(5 * 60_000 + 1);
      return null;
    };
    expect(await approve()).toEqual(refused('stale'));
    answer = async () => null;
    expect(await approve(() => false)).toEqual(refused('batch-page-gone'));
    expect(approvedInOrder(scene)).toEqual([]);
  });

  it('is approved as far as the limit of an hour goes; the rest is refused with that reason', async () => {
    const scene = await policy({ approvalsPerHour: 3 });
    const jobIds = await readyJobs(scene, 6);
    const { batch } = await shown(scene, jobIds);
    await scene.authority.batches.approve(askOf(batch), FRAME, present);
    const { results } = await ended(scene);
    expect(results.map(({ outcome }) => outcome)).toEqual([...Array(3).fill('approved'), ...Array(3).fill('refused')]);
    expect(results.at(-1)?.reasons).toMatchObject([{ code: 'policy-hour' }]);
  });

  it('leaves out the first of a subject where something has to be typed for it, and what looks like an earlier value', async () => {
    const eve = makeSubject('eve');
    const scene = await policy({ typedForFirstTime: true });
    const first = await scene.readyJob(request(1));
    expect((await shown(scene, [first])).batch.leftOut).toMatchObject([{ reasons: [{ code: 'batch-first-time' }] }]);
    const free = await open();
    const signed = await free.approvedJob(request(1));
    await free.workplace.reaches(signed, 'delivered');
    const alike = await free.readyJob(eve.requestToken({ scope: 'email', email: 'persom-1@example.org' }));
    await free.workplace.pass(2_000);
    const { batch } = await shown(free, [alike]);
    expect(batch.leftOut).toMatchObject([{ jobId: alike, reasons: [{ code: 'earlier-nearly-same' }] }]);
  });
});
