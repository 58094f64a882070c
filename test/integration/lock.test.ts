import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { LockCause, Settings } from '../../preload/contract.ts';
import { FRAME } from '../fakes/workplace.ts';
import { type Scene, scenes } from './scene.ts';

const open = scenes();
const PASSPHRASE = 'correct horse battery staple';
const refused = (code: string) => ({ outcome: 'refused', reason: { code } });
const done = { outcome: 'done' };

const kidOf = (scene: Scene): string =>
  scene.authority.keys().find(({ standing }) => standing === 'current')?.kid ?? '';
const unlock = (scene: Scene, passphrase = '') => scene.workplace.desk.unlock(kidOf(scene), passphrase);
const setPassphrase = (scene: Scene, present: string, next: string | null) =>
  scene.workplace.desk.setPassphrase(kidOf(scene), present, next);
const withPassphrase = async (settings: Partial<Settings> = {}): Promise<Scene> => {
  const scene = await open({ settings });
  expect(await setPassphrase(scene, '', PASSPHRASE)).toEqual(done);
  return scene;
};
const lock = (scene: Scene, by: LockCause = 'operator') => scene.workplace.desk.lock(by);
const lockOf = (scene: Scene) => scene.workplace.desk.snapshot().lock;
const causes = (scene: Scene) =>
  scene.workplace
    .wholeRecord()
    .filter(({ event }) => event === 'locked')
    .map(({ detail }) => JSON.parse(detail).by);

describe('SECURITY 22: a desk that is locked', () => {
  it('signs nothing, lets an approval wait that is due, and signs it once it is unlocked', async () => {
    const scene = await withPassphrase();
    const jobId = await scene.approvedJob();
    lock(scene);
    await scene.workplace.pass(120_000, 500);
    expect(scene.workplace.status(jobId)).toBe('approved');
    expect((await scene.review(jobId)).reason).toEqual({ code: 'waiting-for-key' });
    expect(scene.asked('PUT')).toBe(0);
    expect(scene.workplace.events(jobId)).not.toContain('approval-void');
    expect(await unlock(scene, PASSPHRASE)).toEqual(done);
    const { token } = await scene.workplace.reaches(jobId, 'delivered');
    expect(scene.service.tokensSeen(jobId)).toEqual([token?.compact]);
    expect(token?.digest).toBe(
      JSON.parse(scene.workplace.wholeRecord().find(({ event }) => event === 'approved')?.detail ?? '{}').digest,
    );
  });

  it('goes on watching, and still undoes what waits for the key', async () => {
    const scene = await withPassphrase();
    const waiting = await scene.approvedJob();
    lock(scene);
    await scene.workplace.pass(10_000);
    const other = await scene.readyJob();
    expect(scene.workplace.status(other)).toBe('ready');
    expect((await scene.review(waiting)).actions).toContain('undo');
    expect(scene.authority.undo(waiting)).toEqual(done);
    expect(await unlock(scene, PASSPHRASE)).toEqual(done);
    await scene.workplace.pass(10_000);
    expect(scene.workplace.status(waiting)).toBe('ready');
    expect(scene.workplace.events(waiting)).not.toContain('signed');
  });

  it('approves nothing that was shown before, and shows each job anew once it is unlocked', async () => {
    const scene = await withPassphrase();
    const jobId = await scene.readyJob();
    const before = await scene.review(jobId);
    const ask = { jobId, digest: before.proposal?.digest ?? '', nonce: before.proposal?.nonce ?? '' };
    lock(scene);
    expect(await scene.authority.approve(ask, FRAME)).toEqual(refused('key-locked'));
    const during = await scene.review(jobId);
    expect([during.locked, during.proposal?.nonce, during.actions.includes('approve')]).toEqual([true, null, true]);
    expect(await unlock(scene, PASSPHRASE)).toEqual(done);
    expect(await scene.authority.approve(ask, FRAME)).toEqual(refused('nonce-unknown'));
    const after = await scene.review(jobId);
    expect(after.proposal?.nonce).not.toBe(before.proposal?.nonce);
    expect(after.locked).toBe(false);
    expect(await scene.workplace.approve(jobId)).toMatchObject({ outcome: 'approved' });
    await scene.workplace.reaches(jobId, 'delivered');
  });

  it('approves nothing whose approval was under way when it was locked', async () => {
    const scene = await withPassphrase();
    const jobId = await scene.readyJob();
    const { proposal } = await scene.review(jobId);
    const asking = scene.authority.approve(
      { jobId, digest: proposal?.digest ?? '', nonce: proposal?.nonce ?? '' },
      FRAME,
    );
    lock(scene);
    expect(await asking).toEqual(refused('key-locked'));
    expect(scene.workplace.status(jobId)).toBe('ready');
  });

  it('approves nothing that was shown before, although it is unlocked again while the approval is under way', async () => {
    const scene = await open();
    const jobId = await scene.readyJob();
    const { proposal } = await scene.review(jobId);
    const ask = { jobId, digest: proposal?.digest ?? '', nonce: proposal?.nonce ?? '' };
    scene.service.failNext({ kind: 'hang' }, { method: 'HEAD', jobId });
    const asking = scene.authority.approve(ask, FRAME);
    lock(scene);
    expect(await unlock(scene)).toEqual(done);
    scene.workplace.clock.advance(2_500);
    expect(await asking).toEqual(refused('nonce-unknown'));
    expect(scene.workplace.status(jobId)).toBe('ready');
  });

  it('approves nothing that the system’s dialog asked about when it was locked', async () => {
    let answer = () => {};
    const scene = await open({
      config: { policy: { systemConfirmation: 'always' } },
      confirmation: () =>
        new Promise((resolve) => {
          answer = () => resolve(null);
        }),
    });
    const jobId = await scene.readyJob();
    const { proposal } = await scene.review(jobId);
    const asking = scene.authority.approve(
      { jobId, digest: proposal?.digest ?? '', nonce: proposal?.nonce ?? '' },
      FRAME,
    );
    lock(scene);
    expect(await unlock(scene)).toEqual(done);
    answer();
    expect(await asking).toEqual(refused('nonce-unknown'));
    expect(scene.workplace.status(jobId)).toBe('ready');
  });

  it('hands out nothing to be approved for a job whose showing was under way', async () => {
    const scene = await open();
    const jobId = await scene.readyJob();
    const showing = scene.review(jobId);
    lock(scene);
    expect(await showing).toMatchObject({ locked: true, proposal: { nonce: null } });
  });

  it('throws away a token that was under the key, and signs it once it is unlocked', async () => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    const { subtle } = crypto;
    const sign = subtle.sign.bind(subtle);
    let signatures = 0;
    subtle.sign = async (...what) => {
      const signature = await sign(...what);
      if (signatures++ === 0) lock(scene);
      return signature;
    };
    onTestFinished(() => {
      subtle.sign = sign;
    });
    await scene.workplace.until('a signature', () => signatures > 0);
    await scene.workplace.pass(60_000, 1_000);
    expect([signatures, scene.workplace.status(jobId), scene.asked('PUT')]).toEqual([1, 'approved', 0]);
    expect((await scene.review(jobId)).reason).toEqual({ code: 'waiting-for-key' });
    expect(await unlock(scene)).toEqual(done);
    await scene.workplace.reaches(jobId, 'delivered');
  });

  it('takes no passphrase for a key that has none: whoever comes to it could keep its operator out', async () => {
    const scene = await open();
    lock(scene);
    expect(await setPassphrase(scene, '', PASSPHRASE)).toEqual(refused('key-locked'));
    expect(await unlock(scene)).toEqual(done);
    expect(await setPassphrase(scene, '', PASSPHRASE)).toEqual(done);
  });

  it('is locked, too, where its service was just being opened anew', async () => {
    const scene = await open();
    const { desk } = scene.workplace;
    let begun = false;
    desk.onChange(() => {
      if (begun || desk.stand().situation.name !== 'starting') return;
      begun = true;
      queueMicrotask(() => lock(scene));
    });
    await desk.startAgain();
    expect(begun).toBe(true);
    await scene.workplace.until('its opening', () => desk.stand().situation.name === 'ready');
    await scene.workplace.pass(500);
    expect(lockOf(scene)).not.toBeNull();
    expect(causes(scene)).toEqual(['operator']);
  });

  it('stops a batch in the middle of it: what was approved waits, the rest is undecided, and none is lost', async () => {
    const scene = await open({ settings: { undoSeconds: 1 }, service: { confirmedContent: 'content' } });
    const jobIds = await Promise.all(Array.from({ length: 6 }, () => scene.readyJob()));
    const { batches } = scene.authority;
    const batch = await batches.prepare(jobIds, FRAME);
    batches.jobs(batch.nonce ?? '', 0, 50, FRAME);
    scene.service.failNext({ kind: 'hang' }, { method: 'HEAD', jobId: jobIds[3] ?? '' });
    expect(await batches.approve({ nonce: batch.nonce ?? '', digest: batch.digest }, FRAME, () => true)).toEqual(done);
    await scene.workplace.until('the first of them', () => batches.progress()?.approved);
    lock(scene);
    await scene.workplace.until('its end', () => batches.progress()?.state === 'ended');
    const standing = batches.standing();
    expect(standing?.reason).toEqual({ code: 'batch-locked' });
    const approved = (standing?.results ?? []).filter(({ outcome }) => outcome === 'approved').map((one) => one.jobId);
    expect(approved.length).toBeGreaterThan(0);
    expect(approved.length).toBeLessThan(jobIds.length);
    await scene.workplace.pass(10_000);
    for (const jobId of jobIds) {
      expect(scene.workplace.status(jobId)).toBe(approved.includes(jobId) ? 'approved' : 'ready');
    }
    expect(await unlock(scene)).toEqual(done);
    for (const jobId of approved) await scene.workplace.reaches(jobId, 'delivered');
    expect(scene.service.requests.filter(({ method }) => method === 'PUT')).toHaveLength(approved.length);
  });

  it('prepares no batch, and has forgotten the one that was shown', async () => {
    const scene = await open({ service: { confirmedContent: 'content' } });
    const jobId = await scene.readyJob();
    const { batches } = scene.authority;
    const batch = await batches.prepare([jobId], FRAME);
    batches.jobs(batch.nonce ?? '', 0, 50, FRAME);
    const ask = { nonce: batch.nonce ?? '', digest: batch.digest };
    lock(scene);
    await expect(batches.prepare([jobId], FRAME)).rejects.toMatchObject({ code: 'key-locked' });
    expect(await batches.approve(ask, FRAME, () => true)).toEqual(refused('key-locked'));
    await unlock(scene);
    expect(await batches.approve(ask, FRAME, () => true)).toEqual(refused('nonce-unknown'));
  });

  it('stays locked when its service is opened anew, or left for practising', async () => {
    const scene = await open();
    lock(scene);
    await scene.workplace.desk.startAgain();
    expect(lockOf(scene)).not.toBeNull();
    await scene.workplace.desk.practise();
    expect(lockOf(scene)).toBeNull();
    await scene.workplace.desk.leavePractice();
    expect(lockOf(scene)).not.toBeNull();
    expect(await unlock(scene)).toEqual(done);
    await scene.workplace.desk.startAgain();
    expect(lockOf(scene)).toBeNull();
  });

  it('reaches the services that are left while it is practised', async () => {
    const scene = await open();
    await scene.workplace.desk.practise();
    lock(scene);
    await scene.workplace.desk.leavePractice();
    expect(lockOf(scene)).not.toBeNull();
    expect(await unlock(scene)).toEqual(done);
    await scene.workplace.desk.startAgain();
    expect(lockOf(scene)).toBeNull();
  });

  it('leaves its keys as they are: none is made, brought in, taken over, retired or backed up until it is unlocked', async () => {
    const scene = await open();
    const { desk } = scene.workplace;
    const path = join(scene.workplace.home, 'keys.backup');
    const foreign = join(scene.workplace.home, 'foreign.backup');
    const other = await scene.anotherWorkplace({});
    const theirs = other.authority.keys()[0]?.kid ?? '';
    expect(await other.desk.makeBackup(foreign, { passphrase: PASSPHRASE, keyPassphrase: '' })).toMatchObject({
      outcome: 'made',
    });
    const published = join(scene.workplace.home, 'jwks.json');
    await desk.saveJwks(published, true);
    const text = readFileSync(published, 'utf8');
    lock(scene);
    expect(await desk.addKey('Ed25519')).toEqual(refused('key-locked'));
    expect(await desk.rotate({ algorithm: 'Ed25519' })).toEqual(refused('key-locked'));
    expect(await desk.retire(kidOf(scene))).toEqual(refused('key-locked'));
    expect(await desk.makeBackup(path, { passphrase: PASSPHRASE, keyPassphrase: '' })).toEqual(refused('key-locked'));
    expect(desk.readBackup(foreign)).toMatchObject({ outcome: 'read' });
    expect(await desk.restoreBackup(PASSPHRASE)).toEqual(refused('key-locked'));
    expect(readFileSync(published, 'utf8')).toBe(text);
    expect(await unlock(scene)).toEqual(done);
    expect(await desk.restoreBackup(PASSPHRASE)).toMatchObject({ outcome: 'brought-in', receipt: { kids: [theirs] } });
    expect(await desk.addKey('Ed25519')).toEqual(done);
  });
});

describe('a passphrase', () => {
  it('is asked for after every start, and until then approvals from before the end wait', async () => {
    const scene = await withPassphrase();
    expect(lockOf(scene)).toBeNull();
    const jobId = await scene.approvedJob();
    await scene.workplace.restart();
    expect(lockOf(scene)).toEqual({ kid: kidOf(scene), passphrase: true });
    await scene.workplace.pass(30_000, 500);
    expect(scene.workplace.status(jobId)).toBe('approved');
    expect(scene.asked('PUT')).toBe(0);
    expect(await unlock(scene, PASSPHRASE)).toEqual(done);
    await scene.workplace.reaches(jobId, 'delivered');
  });

  it('that is wrong slows down the next try, by the clock, and starting the service again does not help', async () => {
    const scene = await withPassphrase();
    lock(scene);
    const wrong = (seconds: number) => ({ code: 'passphrase-wrong', values: { seconds } });
    const pause = (seconds: number) => ({ code: 'passphrase-pause', values: { seconds } });
    const reason = async (passphrase: string) => {
      const answer = await unlock(scene, passphrase);
      return answer.outcome === 'refused' ? answer.reason : null;
    };
    expect(await reason('wrong')).toEqual(wrong(1));
    scene.workplace.clock.advance(1_000);
    expect(await reason('wrong')).toEqual(wrong(2));
    expect(await reason(PASSPHRASE)).toEqual(pause(2));
    await scene.workplace.desk.startAgain();
    expect(await reason(PASSPHRASE)).toEqual(pause(2));
    expect(await setPassphrase(scene, PASSPHRASE, null)).toMatchObject({ reason: pause(2) });
    scene.workplace.clock.advance(2_000);
    expect(await reason(PASSPHRASE)).toBeNull();
    // What was refused in a pause was not tried.
    expect(scene.workplace.events().filter((event) => event === 'unlock-refused')).toHaveLength(2);
  });

  it('is set, changed and removed on the record, and never said there, in a log or in a file', async () => {
    const scene = await withPassphrase();
    const second = 'quite another long passphrase';
    expect(await setPassphrase(scene, PASSPHRASE, second)).toEqual(done);
    lock(scene);
    expect(await unlock(scene, PASSPHRASE)).toMatchObject({ outcome: 'refused' });
    scene.workplace.clock.advance(5_000);
    expect(await unlock(scene, second)).toEqual(done);
    expect(await setPassphrase(scene, second, null)).toEqual(done);
    const events = scene.workplace.events();
    expect(events.filter((event) => /passphrase|lock/.test(event))).toEqual([
      'passphrase-set',
      'passphrase-changed',
      'locked',
      'unlock-refused',
      'unlocked',
      'passphrase-removed',
    ]);
    const { home, log, keychain } = scene.workplace;
    const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const texts = [
      ...files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1')),
      ...log,
      ...keychain.entries.values(),
      JSON.stringify(scene.workplace.wholeRecord()),
      JSON.stringify(scene.authority.keys()),
    ];
    for (const text of texts) for (const secret of [PASSPHRASE, second]) expect(text).not.toContain(secret);
  });

  it('is not for the keys that are practised with', async () => {
    const scene = await open();
    await scene.workplace.desk.practise();
    expect(await setPassphrase(scene, '', PASSPHRASE)).toEqual(refused('practice-key'));
    lock(scene);
    expect(await unlock(scene)).toEqual(done);
  });

  it('opens the key for a backup, and what comes back from there has none until one is set', async () => {
    const scene = await withPassphrase();
    const { desk, keychain, home } = scene.workplace;
    const path = join(home, 'keys.backup');
    const ofBackup = 'the passphrase of the backup';
    const make = (keyPassphrase: string) => desk.makeBackup(path, { passphrase: ofBackup, keyPassphrase });
    expect(await make('')).toMatchObject({ reason: { code: 'passphrase-wrong' } });
    scene.workplace.clock.advance(5_000);
    expect(await make(PASSPHRASE)).toMatchObject({ outcome: 'made', kids: [kidOf(scene)] });
    // Rehearsing takes nothing but the backup, locked or not.
    lock(scene);
    expect(desk.readBackup(path)).toMatchObject({ outcome: 'read' });
    expect(await desk.rehearseBackup(ofBackup)).toMatchObject({ outcome: 'proved', kids: [kidOf(scene)], missing: [] });
    const kid = kidOf(scene);
    for (const account of [...keychain.entries.keys()]) if (account.includes(kid)) keychain.entries.delete(account);
    await desk.startAgain();
    expect(desk.snapshot().situation).toMatchObject({ name: 'key-missing' });
    expect(desk.readBackup(path)).toMatchObject({ outcome: 'read' });
    expect(await desk.restoreBackup(ofBackup)).toMatchObject({ outcome: 'restored' });
    await desk.startAgain();
    // It was locked before, and is so until somebody unlocks it.
    expect(lockOf(scene)).toEqual({ kid, passphrase: false });
    expect(await unlock(scene)).toEqual(done);
    expect(scene.authority.keys()).toMatchObject([{ kid, passphraseSetAt: null, locked: false }]);
    const jobId = await scene.approvedJob();
    await scene.workplace.reaches(jobId, 'delivered');
  });

  it('of a superseded key that has another one keeps it out of the backup, which says so', async () => {
    const scene = await withPassphrase();
    const { desk, home } = scene.workplace;
    const before = kidOf(scene);
    expect(await desk.rotate({ algorithm: 'ES256' })).toEqual(done);
    expect(await setPassphrase(scene, '', 'quite another long passphrase')).toEqual(done);
    expect(
      await desk.makeBackup(join(home, 'keys.backup'), {
        passphrase: PASSPHRASE,
        keyPassphrase: 'quite another long passphrase',
      }),
    ).toEqual({ outcome: 'refused', reason: { code: 'backup-other-passphrase', values: { kid: before } } });
  });
});

describe('a finger that the system asks for', () => {
  it('opens a key without a passphrase, and keeps it closed where it is refused', async () => {
    const answers = [{ code: 'touch-id-refused' }, null];
    let asked = 0;
    const scene = await open({ presence: async () => answers[asked++] ?? null });
    lock(scene);
    expect(await unlock(scene)).toEqual(refused('touch-id-refused'));
    expect(lockOf(scene)).not.toBeNull();
    expect(await unlock(scene)).toEqual(done);
    expect(await setPassphrase(scene, '', PASSPHRASE)).toEqual(done);
    lock(scene);
    // The passphrase says as much.
    expect(await unlock(scene, PASSPHRASE)).toEqual(done);
    expect(asked).toBe(2);
  });
});

describe('SECURITY 22: the desk locks itself', () => {
  it('when the window was not used for so long as is set, and not before', async () => {
    const scene = await open({ settings: { lockAfterMinutes: 5 } });
    const { desk } = scene.workplace;
    await scene.workplace.pass(4 * 60_000, 1_000);
    desk.used();
    await scene.workplace.pass(4 * 60_000 + 59_000, 1_000);
    expect(lockOf(scene)).toBeNull();
    await scene.workplace.pass(2_000);
    expect(lockOf(scene)).not.toBeNull();
    expect(causes(scene)).toEqual(['idle']);
    desk.used();
    expect(await unlock(scene)).toEqual(done);
    await scene.workplace.pass(5 * 60_000 + 1_000, 1_000);
    expect(causes(scene)).toEqual(['idle', 'idle']);
  });

  it('when the machine wakes after the time, although no timer rang while it slept', async () => {
    const scene = await open({ settings: { lockAfterMinutes: 5 } });
    scene.workplace.clock.jump(6 * 60_000);
    scene.workplace.desk.awake();
    expect(causes(scene)).toEqual(['idle']);
  });

  it('on suspend and with the screen where that is set, and says which on the record', async () => {
    const scene = await open({ settings: { lockOnSuspend: true, lockOnScreenLock: true } });
    for (const event of ['suspended', 'screen-locked'] as const) {
      scene.workplace.desk.note(event);
      expect(lockOf(scene)).not.toBeNull();
      expect(await unlock(scene)).toEqual(done);
    }
    expect(causes(scene)).toEqual(['suspend', 'screen-lock']);
  });

  it('on neither, and never by itself, unless it is set', async () => {
    const scene = await open();
    for (const event of ['suspended', 'resumed', 'screen-locked', 'screen-unlocked', 'offline'] as const) {
      scene.workplace.desk.note(event);
    }
    await scene.workplace.pass(3_600_000, 30_000);
    expect(lockOf(scene)).toBeNull();
  });

  it('as soon as a shorter time is set than the window was not used for', async () => {
    const scene = await open();
    await scene.workplace.pass(20 * 60_000, 10_000);
    expect(await scene.workplace.desk.saveSettings({ lockAfterMinutes: 15 })).toEqual({ outcome: 'saved' });
    expect(causes(scene)).toEqual(['idle']);
  });
});
