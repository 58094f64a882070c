import { describe, expect, it, onTestFinished } from 'vitest';
import { AuthorityError } from '../../main/errors.ts';
import { makeSubject } from '../fakes/subject.ts';
import { FRAME } from '../fakes/workplace.ts';
import { type Scene, scenes } from './scene.ts';
import { severals } from './several.ts';

const open = scenes();
const openSeveral = severals();
const stopped = { code: 'signing-stopped' };
const WORD = { typed: 'resume', passphrase: '' };

/** A good while in which anything that is to be signed or sent would be. */
const wait = ({ workplace }: Scene) => workplace.pass(120_000, 2_000);
const signed = ({ workplace }: Scene, jobId: string) => workplace.events(jobId).includes('signed');

describe('signing that the operator stopped', () => {
  it('approves nothing, says why with the job, and goes on once it is resumed', async () => {
    const scene = await open();
    const jobId = await scene.readyJob();
    const shown = await scene.review(jobId, FRAME);
    expect(scene.workplace.desk.stopSigning()).toEqual({ outcome: 'done' });
    const { proposal } = shown;
    const ask = { jobId, digest: proposal?.digest ?? '', nonce: proposal?.nonce ?? '' };
    expect(await scene.authority.approve(ask, FRAME)).toEqual({ outcome: 'refused', reason: stopped });
    const during = await scene.review(jobId, FRAME);
    expect(during).toMatchObject({ status: 'ready', proposal: { nonce: null }, obstacles: [stopped] });
    expect(during.actions).not.toContain('approve');
    expect(scene.workplace.desk.snapshot()).toMatchObject({
      signingStop: { since: scene.workplace.clock.now() },
      glance: { state: 'signing-stopped', toDecide: 1 },
    });
    expect(await scene.workplace.desk.resumeSigning(WORD)).toEqual({ outcome: 'done' });
    expect(await scene.workplace.approve(jobId)).toMatchObject({ outcome: 'approved' });
    await scene.workplace.reaches(jobId, 'delivered');
    expect(scene.workplace.events().filter((event) => /^(signing-|approval-refused)/.test(event))).toEqual([
      'signing-stopped',
      'approval-refused',
      'signing-resumed',
    ]);
  });

  it('is resumed by the key it was stopped with, whatever took over meanwhile, and that key stays', async () => {
    const scene = await open();
    const { desk } = scene.workplace;
    const { kid } = scene.authority.keys()[0] as { kid: string };
    const passphrase = 'seven green lighthouses';
    expect(await desk.setPassphrase(kid, '', passphrase)).toEqual({ outcome: 'done' });
    desk.stopSigning();
    expect(await desk.rotate({ algorithm: 'Ed25519' })).toEqual({ outcome: 'done' });
    expect(desk.snapshot().signingStop).toMatchObject({ passphrase: true });
    expect(await desk.resumeSigning(WORD)).toMatchObject({ outcome: 'refused', reason: { code: 'passphrase-wrong' } });
    expect(await desk.retire(kid)).toEqual({ outcome: 'refused', reason: { code: 'key-resumes' } });
    await scene.workplace.pass(2_000, 1_000);
    expect(await desk.resumeSigning({ typed: '', passphrase })).toEqual({ outcome: 'done' });
    expect(await desk.retire(kid)).toEqual({ outcome: 'done' });
  });

  it('is resumed by the word alone, and stopping twice is stopping once', async () => {
    const scene = await open();
    const { desk } = scene.workplace;
    desk.stopSigning();
    desk.stopSigning();
    for (const typed of ['', 'res', 'resume it', 'stop']) {
      expect(await desk.resumeSigning({ typed, passphrase: '' })).toEqual({
        outcome: 'refused',
        reason: { code: 'resume-word-wrong', values: { word: WORD.typed } },
      });
    }
    expect(desk.snapshot().signingStop).not.toBeNull();
    expect(await desk.resumeSigning({ typed: '  ReSume ', passphrase: '' })).toEqual({ outcome: 'done' });
    await desk.resumeSigning(WORD);
    expect(desk.snapshot().signingStop).toBeNull();
    const stops = scene.workplace.events().filter((event) => event.startsWith('signing-'));
    expect(stops).toEqual(['signing-stopped', 'signing-resumed']);
  });

  it('has what was approved wait for as long as it lasts, to be undone or signed exactly as it was approved', async () => {
    const scene = await open({ settings: { undoSeconds: 30 } });
    const { workplace } = scene;
    const kept = await scene.approvedJob();
    const undone = await scene.approvedJob();
    const { proposal } = await scene.review(kept);
    workplace.desk.stopSigning();
    await wait(scene);
    expect([signed(scene, kept), signed(scene, undone), scene.asked('PUT')]).toEqual([false, false, 0]);
    const during = await scene.review(kept);
    expect(during).toMatchObject({ status: 'approved', reason: stopped, undoUntil: null });
    expect(during.actions).toContain('undo');
    const { rows } = scene.authority.queue('all', 0, 10);
    expect(rows.map(({ status, reason }) => [status, reason])).toEqual(Array(2).fill(['approved', stopped]));
    expect(workplace.desk.snapshot()).toMatchObject({ undoable: [{}, {}], undoableMore: 0 });
    expect(scene.authority.undo(undone)).toEqual({ outcome: 'done' });
    await workplace.desk.resumeSigning(WORD);
    const { token, reason } = await workplace.reaches(kept, 'delivered');
    expect([token?.digest, reason]).toEqual([proposal?.digest, null]);
    expect(workplace.status(undone)).toBe('ready');
    expect(signed(scene, undone)).toBe(false);
  });

  it('holds from the first moment of a start, after a restart and after a crash', async () => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    scene.workplace.desk.stopSigning();
    await scene.workplace.pass(10_000, 1_000);
    await scene.workplace.restart();
    await scene.workplace.crash();
    expect(scene.workplace.desk.glance()).toMatchObject({ state: 'signing-stopped', signingStopped: true });
    await wait(scene);
    expect([signed(scene, jobId), scene.asked('PUT')]).toEqual([false, 0]);
    await scene.workplace.desk.resumeSigning(WORD);
    await scene.workplace.reaches(jobId, 'delivered');
  });

  it('throws away a token that was under the key when it began', async () => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    const { subtle } = crypto;
    const sign = subtle.sign.bind(subtle);
    let signatures = 0;
    subtle.sign = async (...what) => {
      const signature = await sign(...what);
      if (signatures++ === 0) scene.workplace.desk.stopSigning();
      return signature;
    };
    onTestFinished(() => {
      subtle.sign = sign;
    });
    await scene.workplace.until('a signature', () => signatures > 0);
    await wait(scene);
    expect([signatures, signed(scene, jobId), scene.asked('PUT')]).toEqual([1, false, 0]);
    expect((await scene.review(jobId)).token).toBeNull();
    await scene.workplace.desk.resumeSigning(WORD);
    await scene.workplace.reaches(jobId, 'delivered');
    expect(scene.service.tokensSeen(jobId)).toHaveLength(1);
  });
});

describe('tokens that were signed before signing was stopped', () => {
  it('are not sent until it is resumed, and then to the same byte', async () => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    scene.service.failNext({ kind: 'status', status: 429, headers: { 'retry-after': '30' } }, { method: 'PUT' });
    await scene.workplace.until('the refusal', () => scene.asked('PUT', jobId) === 1);
    await scene.workplace.until('the answer', () => scene.workplace.events(jobId).includes('put-answered'));
    const { token } = await scene.review(jobId);
    scene.workplace.desk.stopSigning();
    await wait(scene);
    expect(scene.asked('PUT', jobId)).toBe(1);
    expect(await scene.review(jobId)).toMatchObject({ status: 'delivering', reason: stopped });
    await scene.workplace.crash();
    await wait(scene);
    expect(scene.asked('PUT', jobId)).toBe(1);
    await scene.workplace.desk.resumeSigning(WORD);
    await scene.workplace.reaches(jobId, 'delivered');
    expect(scene.service.tokensSeen(jobId)).toEqual([token?.compact]);
  });

  it('of which it is not known whether they arrived are looked for, and not sent again', async () => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    scene.service.failNext([{ kind: 'status', status: 503 }], { method: 'PUT' });
    await scene.workplace.until('the answer', () => scene.workplace.events(jobId).includes('put-answered'));
    scene.workplace.desk.stopSigning();
    const looks = scene.asked('GET', jobId);
    await wait(scene);
    expect(scene.asked('PUT', jobId)).toBe(1);
    expect(scene.asked('GET', jobId)).toBeGreaterThan(looks);
    const before = scene.workplace.clock.now();
    await scene.workplace.desk.resumeSigning(WORD);
    await scene.workplace.reaches(jobId, 'delivered');
    expect(scene.workplace.clock.now() - before).toBeLessThan(5_000);
    expect(scene.asked('PUT', jobId)).toBe(2);
  });

  it('and that the service took are read back all the same', async () => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    scene.service.failNext({ kind: 'status', status: 503 }, { method: 'GET', jobId });
    await scene.workplace.until('the PUT', () => scene.workplace.events(jobId).includes('put-answered'));
    scene.workplace.desk.stopSigning();
    await scene.workplace.reaches(jobId, 'delivered');
    expect(scene.workplace.desk.snapshot().signingStop).not.toBeNull();
  });
});

describe('a batch under way when signing is stopped', () => {
  it('ends there: what was approved by then waits, the rest is undecided, and all of it can be undone', async () => {
    const scene = await open({ service: { confirmedContent: 'content' }, settings: { undoSeconds: 30 } });
    const ada = makeSubject('ada');
    const jobIds = Array.from({ length: 40 }, (_, number) =>
      scene.service.addJob({ content: ada.requestToken({ scope: 'email', email: `p${number}@example.org` }) }),
    );
    for (const jobId of jobIds) scene.service.confirm(jobId);
    scene.authority.addJobs(jobIds.join('\n'), 'window');
    await scene.workplace.until('the first reads', () => scene.authority.counts().ready === 40);
    const { batches } = scene.authority;
    const { nonce, digest } = await batches.prepare(jobIds, FRAME);
    batches.jobs(nonce ?? '', 0, 50, FRAME);
    await batches.approve({ nonce: nonce ?? '', digest }, FRAME, () => true);
    await scene.workplace.until('some approvals', () => (batches.progress()?.approved ?? 0) >= 5);
    scene.workplace.desk.stopSigning();
    await scene.workplace.until('the end', () => batches.progress()?.state === 'ended');
    const { approved, stopped: left, refused, reason } = batches.progress() ?? {};
    expect(reason).toEqual(stopped);
    expect(Number(approved) + Number(left) + Number(refused)).toBe(40);
    expect(Number(left)).toBeGreaterThan(0);
    expect(scene.authority.counts()).toMatchObject({ approved, ready: 40 - Number(approved) });
    const another = await batches.prepare(jobIds, FRAME);
    batches.jobs(another.nonce ?? '', 0, 50, FRAME);
    expect(await batches.approve({ nonce: another.nonce ?? '', digest: another.digest }, FRAME, () => true)).toEqual({
      outcome: 'refused',
      reason: stopped,
    });
    await wait(scene);
    expect(scene.asked('PUT')).toBe(0);
    const undoing = batches.undoAll();
    await scene.workplace.until('the undoing', () => scene.authority.counts().approved === 0);
    scene.workplace.clock.advance(1);
    expect(await undoing).toEqual({ undone: approved, late: 0 });
    expect(scene.authority.counts()).toMatchObject({ approved: 0, ready: 40 });
  }, 60_000);
});

describe('signing stopped for all services', () => {
  it('is stopped, too, for one that was just being opened anew', async () => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    const { desk } = scene.workplace;
    let begun = false;
    desk.onChange(() => {
      if (begun || desk.stand().situation.name !== 'starting') return;
      begun = true;
      queueMicrotask(() => desk.stopAllSigning());
    });
    await desk.startAgain();
    expect(begun).toBe(true);
    await wait(scene);
    expect(desk.glance().signingStopped).toBe(true);
    expect([signed(scene, jobId), scene.asked('PUT')]).toEqual([false, 0]);
  });

  it('is stopped for the others where it can’t be written down for one, and says so', async () => {
    const several = await openSeveral();
    const full = several.desk.authority('east');
    full.stopSigning = () => {
      throw new AuthorityError('disk-full', 'the disk is full');
    };
    expect(() => several.desk.stopAllSigning()).toThrow('the disk is full');
    expect(several.desk.authority('west').signingStop()).not.toBeNull();
  });

  it('is stopped while practising just the same', async () => {
    const scene = await open();
    const { desk } = scene.workplace;
    await desk.practise();
    expect(desk.stopAllSigning()).toEqual({ outcome: 'done' });
    expect(desk.glance()).toMatchObject({ practice: true, signingStopped: true });
    await desk.leavePractice();
    expect(desk.glance().signingStopped).toBe(false);
  });
});
