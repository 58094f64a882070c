import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../main/audit/chain.ts';
import { growTree, includes, leafHash } from '../../main/audit/merkle.ts';
import { openCheckpoint, parseNoteKey } from '../../main/audit/note.ts';
import { commitmentOf } from '../../main/audit/personal.ts';
import { openDatabase } from '../../main/store/database.ts';
import { storeOver } from '../../main/store/store.ts';
import { type ExportForm, type ExportStanding, type RecordQuery, wholeRecord } from '../../preload/contract.ts';
import { cellsOf } from '../fakes/csv.ts';
import { request, type Scene, scenes } from './scene.ts';

const open = scenes();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-export-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');

/** The record's head as the keychain has it. */
const headOf = (scene: Scene): string | undefined =>
  [...scene.workplace.keychain.entries].find(([, secret]) => secret.startsWith('head:'))?.[1];

async function exported(scene: Scene, form: ExportForm, part: Partial<RecordQuery> = {}): Promise<ExportStanding> {
  const path = join(folder, `record.${form}`);
  const { recordExport } = scene.authority;
  // Checkpoints are signed from then on.
  await scene.workplace.until('the head', () => headOf(scene));
  expect(recordExport.begin(path, form, { ...wholeRecord, ...part })).toEqual({ outcome: 'done' });
  await scene.workplace.until('the export', () => recordExport.standing()?.state !== 'running');
  return recordExport.standing() as ExportStanding;
}

interface Line {
  readonly entry: { readonly number: number; readonly previous: string; readonly personal: string };
  readonly hash: string;
  readonly values?: { name: string; salt: string; value: string }[];
  readonly proof?: string[];
}
interface End {
  readonly entries: number;
  readonly head: { readonly number: number; readonly hash: string };
  readonly checkpoint: string;
  readonly keys: string[];
}

/** What another program reads in the file: by the file alone. */
function read(path: string): { lines: Line[]; end: End } {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const { export: end } = JSON.parse(lines.pop() ?? '') as { export: End };
  return { lines: lines.map((line) => JSON.parse(line) as Line), end };
}

function sealOf({ checkpoint, keys }: End) {
  const seal = openCheckpoint(
    checkpoint,
    keys.flatMap((key) => parseNoteKey(key) ?? []),
  );
  if (!seal) throw new Error('no key of the file signed its checkpoint');
  return seal;
}

describe('an export of the whole record', () => {
  it('SECURITY 23: of 50,000 entries is checked by the file alone: every hash, the chain, and the root of its tree', async () => {
    const scene = await open();
    const { home } = scene.workplace;
    await scene.workplace.desk.stop();
    const [, key] = [...scene.workplace.keychain.entries].find(([account]) => account.endsWith('/database')) ?? [];
    const database = openDatabase(join(home, 'live'), String(key));
    const { record } = storeOver(database, scene.workplace.clock, 'tester');
    database.transaction(() => {
      for (let number = 0; number < 50_000; number += 1) {
        if (number % 1_000 === 0) record.append('held', `job-${number}`, { note: `ask person ${number}` });
        else record.append('job-shown', `job-${number}`, { digest: sha256(String(number)) });
      }
    });
    database.close();
    await scene.workplace.restart();
    await scene.workplace.until('the head', () => Number(headOf(scene)?.split(':')[2]) > 50_000);

    const standing = await exported(scene, 'jsonl');
    expect(standing).toMatchObject({ state: 'done', reason: null });
    const { lines, end } = read(standing.path);
    expect(lines.length).toBeGreaterThan(50_000);
    expect([lines.length, standing.entries, standing.done]).toEqual([end.entries, end.entries, end.head.number]);

    const tree = growTree();
    const seal = sealOf(end);
    let previous = '0'.repeat(64);
    let values = 0;
    for (const [at, { entry, hash, values: said = [] }] of lines.entries()) {
      const text = canonicalJson(entry);
      expect(entry.number).toBe(at + 1);
      expect(entry.previous).toBe(previous);
      expect(sha256(text)).toBe(hash);
      previous = hash;
      if (tree.size() < seal.size) tree.add(leafHash(text));
      for (const value of said) expect(JSON.parse(entry.personal)[value.name]).toBe(commitmentOf(value));
      values += said.length;
    }
    expect(previous).toBe(end.head.hash);
    expect(seal.size).toBe(end.head.number);
    expect(tree.root().equals(seal.root)).toBe(true);
    expect(values).toBe(50);
  }, 120_000);

  it('is on the record with its digest and its size, and the head in the keychain moves on', async () => {
    const scene = await open();
    await scene.workplace.reaches(await scene.approvedJob(), 'delivered');
    const standing = await exported(scene, 'jsonl');
    const [entry] = scene.authority.history(0, 1).entries;
    expect(entry?.event).toBe('record-exported');
    const detail = JSON.parse(entry?.detail ?? '{}');
    expect(detail).toEqual({
      form: 'jsonl',
      entries: standing.entries,
      first: 1,
      last: standing.entries,
      upTo: standing.entries,
      checkpoint: standing.entries,
      sha256: sha256(readFileSync(standing.path)),
    });
    expect(standing.sha256).toBe(detail.sha256);
    await scene.workplace.until('the head', () => headOf(scene)?.startsWith(`head:1:${entry?.number}:`));
  });

  it('lies there whole and private, its checkpoint beside it, and nothing else', async () => {
    const scene = await open();
    writeFileSync(join(folder, 'record.jsonl'), 'an earlier one');
    const standing = await exported(scene, 'jsonl');
    expect(readdirSync(folder).sort()).toEqual(['record.jsonl', 'record.jsonl.checkpoint']);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    const { end } = read(standing.path);
    expect(readFileSync(standing.checkpoint?.path ?? '', 'utf8')).toBe(end.checkpoint);
    expect(standing.checkpoint?.size).toBe(sealOf(end).size);
  });
});

describe('an export of a part of the record', () => {
  it('SECURITY 23: proves of each of its entries that the signed checkpoint covers it', async () => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    await scene.workplace.reaches(jobId, 'delivered');
    await scene.workplace.reaches(await scene.approvedJob(), 'delivered');
    const standing = await exported(scene, 'jsonl', { jobId });
    const { lines, end } = read(standing.path);
    const seal = sealOf(end);
    expect(lines.length).toBe(scene.authority.jobLife(jobId).record.length);
    expect(lines.length).toBeLessThan(end.head.number);
    for (const { entry, proof } of lines) {
      const leaf = leafHash(canonicalJson(entry));
      const path = (proof ?? []).map((hash) => Buffer.from(hash, 'base64'));
      expect(includes(leaf, entry.number - 1, seal.size, path, seal.root)).toBe(true);
      const forged = leafHash(canonicalJson({ ...entry, at: 1 }));
      expect(includes(forged, entry.number - 1, seal.size, path, seal.root)).toBe(false);
    }
    const [entry] = scene.authority.history(0, 1).entries;
    expect(JSON.parse(entry?.detail ?? '{}')).toMatchObject({ job: jobId, entries: lines.length });
  });

  it('as CSV is proved by the file and its checkpoint', async () => {
    const scene = await open();
    await scene.workplace.reaches(await scene.approvedJob(), 'delivered');
    const standing = await exported(scene, 'csv', { groups: ['decisions'] });
    const [head, ...rows] = cellsOf(readFileSync(standing.path, 'utf8'));
    const column = (name: string) => head?.indexOf(name) ?? -1;
    const { size, note } = {
      size: standing.checkpoint?.size ?? 0,
      note: readFileSync(`${standing.path}.checkpoint`, 'utf8'),
    };
    const root = Buffer.from(note.split('\n')[2] ?? '', 'base64');
    expect(rows.map((row) => row[column('event')])).toEqual(['job-shown', 'approved', 'signed']);
    for (const row of rows) {
      const text = row[column('entry')] ?? '';
      expect(sha256(text)).toBe(row[column('hash')]);
      const path = (row[column('proof')] ?? '').split(' ').map((hash) => Buffer.from(hash, 'hex'));
      expect(includes(leafHash(text), Number(row[column('number')]) - 1, size, path, root)).toBe(true);
    }
  });

  it('says of what was searched on the record only what it is committed to', async () => {
    const scene = await open();
    await exported(scene, 'jsonl', { search: 'Ada Lovelace' });
    const [entry] = scene.authority.history(0, 1).entries;
    expect(entry?.detail).not.toContain('Ada');
    expect(JSON.parse(entry?.values ?? '{}')).toEqual({ search: 'Ada Lovelace' });
  });
});

describe('an export that does not come to its end', () => {
  it('leaves nothing of itself where it is stopped, and is not on the record', async () => {
    const scene = await open();
    writeFileSync(join(folder, 'record.csv'), 'an earlier one');
    const { recordExport } = scene.authority;
    recordExport.begin(join(folder, 'record.csv'), 'csv', wholeRecord);
    expect(recordExport.begin(join(folder, 'other.csv'), 'csv', wholeRecord)).toMatchObject({
      outcome: 'refused',
      reason: { code: 'export-runs' },
    });
    recordExport.stop();
    await scene.workplace.until('its end', () => recordExport.standing()?.state === 'stopped');
    expect(readdirSync(folder)).toEqual(['record.csv']);
    expect(readFileSync(join(folder, 'record.csv'), 'utf8')).toBe('an earlier one');
    expect(scene.workplace.events()).not.toContain('record-exported');
    recordExport.dismiss();
    expect(recordExport.standing()).toBeNull();
  });

  it('is stopped with the app', async () => {
    const scene = await open();
    scene.authority.recordExport.begin(join(folder, 'record.csv'), 'csv', wholeRecord);
    await scene.workplace.restart();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says why the file could not be written', async () => {
    const scene = await open();
    const path = join(folder, 'no-such-folder', 'record.jsonl');
    const { recordExport } = scene.authority;
    recordExport.begin(path, 'jsonl', wholeRecord);
    await scene.workplace.until('its end', () => recordExport.standing()?.state === 'failed');
    expect(recordExport.standing()?.reason).toMatchObject({ code: 'save-failed' });
    expect(existsSync(path)).toBe(false);
    expect(scene.workplace.events()).not.toContain('record-exported');
  });
});

describe('the whole life of a job', () => {
  it('has what was asked, shown, approved and undone, the token, the answers, and every entry in order', async () => {
    const scene = await open({ settings: { undoSeconds: 10 } });
    const jobId = await scene.readyJob();
    await scene.workplace.approve(jobId);
    scene.authority.undo(jobId);
    await scene.workplace.approve(jobId);
    const review = await scene.workplace.reaches(jobId, 'delivered');
    const before = scene.authority.history(0, 1).entries[0]?.number;
    const life = scene.authority.jobLife(jobId);
    expect(life).toMatchObject({ jobId, status: 'delivered', more: 0, token: review.token, delivery: review.delivery });
    expect(life.record).toEqual(review.record);
    expect(life.content?.text).toBe(request);
    expect(life.approvals.map(({ outcome }) => outcome)).toEqual(['undone', 'signed']);
    expect(life.approvals[1]).toMatchObject({
      digest: review.token?.digest,
      signingInput: review.proposal?.signingInput,
    });
    // Reading it changes nothing.
    expect(scene.authority.history(0, 1).entries[0]?.number).toBe(before);
  });

  it('is refused for a job that nobody knows', async () => {
    const scene = await open();
    expect(() => scene.authority.jobLife('job-nobody-knows-01')).toThrow('knows no such job');
  });
});
