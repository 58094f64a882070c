import { describe, expect, it } from 'vitest';
import { canonicalJson, entryHash, GENESIS } from '../../main/audit/chain.ts';
import { sha256Hex } from '../../main/review/digest.ts';
import type { RecordEntry } from '../../preload/contract.ts';
import { digestOf, expectChained } from './invariants.ts';
import { otherRequest, scenes } from './scene.ts';

const open = scenes();
const detail = (entry: RecordEntry | undefined) => JSON.parse(entry?.detail ?? 'null');

describe('the record', () => {
  it('tells every step of a job in order, with what was decided and by whom', async () => {
    const scene = await open({ service: { confirmedContent: 'content' }, settings: { undoSeconds: 10 } });
    const { workplace, service } = scene;
    const jobId = await scene.waitingJob();
    scene.authority.hold(jobId);
    scene.authority.takeOffHold(jobId);
    service.confirm(jobId);
    await workplace.reaches(jobId, 'ready');
    await workplace.approve(jobId);
    scene.authority.undo(jobId);
    await workplace.approve(jobId);
    service.setContent(jobId, otherRequest);
    await workplace.until('the new content', () => workplace.events(jobId).includes('content-changed'));
    await workplace.approve(jobId);
    service.failNext({ kind: 'status', status: 403 }, { method: 'PUT' });
    await workplace.reaches(jobId, 'attention');
    scene.authority.retry(jobId);
    const review = await workplace.reaches(jobId, 'delivered');
    expect(review.record.map(({ event }) => event)).toEqual([
      'job-added',
      'content-read',
      'held',
      'taken-off-hold',
      'job-confirmed',
      'job-shown',
      'approved',
      'approval-undone',
      'job-shown',
      'approved',
      'approval-void',
      'content-changed',
      'job-shown',
      'approved',
      'signed',
      'put-sent',
      'put-answered',
      'attention',
      'retried',
      'put-sent',
      'put-answered',
      'delivered',
    ]);
    expect(new Set(review.record.map(({ operator }) => operator))).toEqual(new Set(['tester']));
    const times = review.record.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const last = (event: string) => detail(review.record.findLast((entry) => entry.event === event));
    const digest = digestOf(review.token?.compact ?? '');
    const content = sha256Hex(otherRequest);
    expect(last('job-shown')).toEqual({ digest, content, signature: 'valid', warned: ['content-changed'] });
    expect(last('approved')).toMatchObject({ digest });
    expect(last('signed')).toMatchObject({ digest, kid: review.token?.kid });
    expect(last('put-sent')).toEqual({ attempt: 2, token: last('signed').token });
    expect(last('delivered')).toEqual({ proof: 'read-back' });
  });

  it('SECURITY 23: forms one chain over all jobs and all starts, by the app’s own reckoning and by another', async () => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    await scene.workplace.restart();
    await scene.workplace.reaches(jobId, 'delivered');
    const rejected = await scene.readyJob();
    scene.authority.reject(rejected, 'ä "quoted" \u2028 \u{1f600} reason\n');
    await scene.workplace.until('the deletion', () => scene.workplace.events(rejected).includes('deleted'));
    await scene.workplace.desk.saveSettings({ serviceName: 'Ünïcode', undoSeconds: 3 });
    const record = scene.workplace.wholeRecord();
    expect(record.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['app-started', 'app-stopped', 'key-created']),
    );
    let previous = GENESIS;
    for (const { hash, ...entry } of record) {
      expect(entryHash({ ...entry, previous })).toBe(hash);
      expect(canonicalJson(JSON.parse(entry.detail))).toBe(entry.detail);
      previous = hash;
    }
    expectChained(record);
  });

  it('SECURITY 23: shows it when an entry was changed, left out, added or moved', async () => {
    const scene = await open();
    await scene.workplace.reaches(await scene.approvedJob(), 'delivered');
    const record = scene.workplace.wholeRecord();
    const [first, second, third] = record as [RecordEntry, RecordEntry, RecordEntry];
    expectChained(record);
    const forgeries = [
      [{ ...first, operator: 'somebody else' }, second, third],
      [first, { ...second, detail: '{}', at: second.at + 1 }, third],
      [first, third],
      [first, second, second, third],
      [second, first, third],
    ];
    for (const forged of forgeries) expect(() => expectChained(forged)).toThrow();
  });

  it('can be read in pages, the newest first', async () => {
    const scene = await open();
    await scene.workplace.reaches(await scene.approvedJob(), 'delivered');
    const all = scene.workplace.wholeRecord().reverse();
    const first = scene.authority.history(0, 3);
    expect(first.entries).toEqual(all.slice(0, 3));
    expect(first.newer + first.older).toBe(all.length);
    const rest = scene.authority.history(3, 1_000);
    expect(rest.entries).toEqual(all.slice(3));
    expect(rest.list).toBe(first.list);
  });

  it('names no claim and no token in its entries, only their digests', async () => {
    const scene = await open();
    const { token } = await scene.workplace.reaches(await scene.approvedJob(), 'delivered');
    const text = JSON.stringify(scene.workplace.wholeRecord()) + scene.workplace.log.join('\n');
    expect(text).not.toContain('ada@');
    expect(text).not.toContain(token?.compact.split('.')[2] ?? 'no token');
  });
});
