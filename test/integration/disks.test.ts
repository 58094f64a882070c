import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SmallDisk, whyNoSmallDisk } from '../fakes/small-disk.ts';
import { request, type Scene, scenes } from './scene.ts';

const why = whyNoSmallDisk();
const open = scenes();
/** A scene whose data lies on a small disk. */
async function onSmallDisk(undoSeconds = 1): Promise<{ scene: Scene; disk: SmallDisk; home: string }> {
  const scene = await open({ settings: { undoSeconds } });
  const disk = new SmallDisk();
  const home = join(disk.path, 'home');
  await scene.workplace.stop();
  cpSync(scene.workplace.home, home, { recursive: true });
  await scene.workplace.crash(home);
  expect(scene.workplace.desk.snapshot().situation.name).toBe('ready');
  return { scene, disk, home };
}

/** Back to a disk with room, where the scene can be held to its rules. */
async function leave(scene: Scene, from: SmallDisk): Promise<void> {
  await scene.workplace.stop();
  await scene.workplace.crash();
  from.end();
}

const situation = (scene: Scene) => scene.workplace.desk.snapshot().situation;

describe.skipIf(why !== null)(`a disk that takes nothing${why === null ? '' : ` (skipped: ${why})`}`, () => {
  it('because it is full when an approval is made: nothing is approved, it is said, and it works when there is room', async () => {
    const { scene, disk } = await onSmallDisk();
    const jobId = await scene.readyJob();
    const { proposal } = await scene.review(jobId);
    const ask = { jobId, digest: String(proposal?.digest), nonce: String(proposal?.nonce) };
    disk.fill();
    await expect(scene.authority.approve(ask, 'test-frame')).rejects.toMatchObject({ code: 'disk-full' });
    expect(scene.workplace.status(jobId)).toBe('ready');
    disk.makeRoom();
    expect((await scene.workplace.approve(jobId)).outcome).toBe('approved');
    await scene.workplace.reaches(jobId, 'delivered');
    await leave(scene, disk);
  });

  it('because it is full when an approval falls due: nothing is sent, it is said, and it goes on by itself', async () => {
    const { scene, disk } = await onSmallDisk(20);
    const jobId = await scene.approvedJob();
    disk.fill();
    await scene.workplace.until('the fault', () => scene.authority.fault() !== null);
    expect(scene.authority.fault()?.code).toBe('disk-full');
    await scene.workplace.pass(60_000, 500);
    expect(scene.workplace.status(jobId)).toBe('approved');
    expect(scene.asked('PUT')).toBe(0);
    disk.makeRoom();
    await scene.workplace.reaches(jobId, 'delivered');
    expect(scene.workplace.events(jobId).filter((event) => event === 'signed')).toHaveLength(1);
    await leave(scene, disk);
  });

  it('because it is full at the start: the screen says so, and Try again works when there is room', async () => {
    const { scene, disk, home } = await onSmallDisk(20);
    const jobId = await scene.approvedJob();
    await scene.workplace.stop();
    disk.fill();
    await scene.workplace.desk.startAgain();
    expect(situation(scene)).toEqual({ name: 'disk-full', folder: join(home, 'live') });
    await scene.workplace.desk.startAgain();
    expect(situation(scene).name).toBe('disk-full');
    disk.makeRoom();
    await scene.workplace.desk.startAgain();
    expect(situation(scene).name).toBe('ready');
    await scene.workplace.reaches(jobId, 'delivered');
    expect(readdirSync(join(home, 'live'))).not.toContain('room.tmp');
    await leave(scene, disk);
  });

  it('because it is read-only at the start: the screen says so, and Try again works when it can be written', async () => {
    const { scene, disk, home } = await onSmallDisk(20);
    const jobId = await scene.approvedJob();
    await scene.workplace.stop();
    disk.makeReadOnly();
    await scene.workplace.desk.startAgain();
    expect(situation(scene)).toEqual({ name: 'disk-read-only', folder: join(home, 'live') });
    await scene.workplace.desk.startAgain();
    expect(situation(scene).name).toBe('disk-read-only');
    disk.makeWritable();
    await scene.workplace.desk.startAgain();
    expect(situation(scene).name).toBe('ready');
    await scene.workplace.reaches(jobId, 'delivered');
    await leave(scene, disk);
  });

  it('keeps a key from being made, says why, and takes it when there is room', async () => {
    const scene = await open();
    const disk = new SmallDisk('1m');
    const home = join(disk.path, 'home');
    const other = await scene.anotherWorkplace({ home });
    await other.stop();
    rmSync(join(home, 'live'), { recursive: true });
    await other.desk.start();
    expect(other.desk.snapshot().situation).toMatchObject({ name: 'setup', step: 'key' });
    disk.fill();
    expect(await other.desk.createKey()).toMatchObject({ outcome: 'refused', reason: { code: 'disk-full' } });
    disk.makeRoom();
    expect(await other.desk.createKey()).toEqual({ outcome: 'done' });
    const jobId = scene.service.addJob({ content: request });
    expect(other.authority.addJobs(jobId, 'window').added).toEqual([jobId]);
    await leave(scene, disk);
    await other.stop();
  });
});
