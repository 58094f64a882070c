import { execFileSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Libsql from 'libsql';
import { describe, expect, it } from 'vitest';
import { type Entry, entryHash, entryText, GENESIS } from '../../main/audit/chain.ts';
import { growTree, leafHash } from '../../main/audit/merkle.ts';
import { checkpointText, noteKey, signedNote } from '../../main/audit/note.ts';
import type { RecordState } from '../../preload/contract.ts';
import { type Scene, scenes } from './scene.ts';

const open = scenes();
const PROGRAM = join(import.meta.dirname, 'other-program.mjs');
type Stored = Entry & { readonly hash: string };

/** The file as another program sees it: with the key from the keychain, while the app does not run. */
class File {
  readonly path: string;
  readonly key: string;

  constructor(scene: Scene) {
    const { home, keychain } = scene.workplace;
    this.path = join(home, 'live', 'countersign.db');
    const [, key] = [...keychain.entries].find(([account]) => account.endsWith('/database')) ?? [];
    this.key = String(key);
  }

  run(...statements: string[]): void {
    execFileSync(process.execPath, [PROGRAM, this.path, this.key, ...statements]);
  }

  rows<Row>(sql: string): Row[] {
    const database = new Libsql(this.path, {
      encryptionCipher: 'aes256cbc',
      encryptionKey: this.key,
    } as Libsql.Options);
    try {
      return database.prepare(sql).all() as Row[];
    } finally {
      database.close();
    }
  }

  entries(): Stored[] {
    return this.rows<Stored>('SELECT *, job_id AS jobId FROM record ORDER BY number');
  }
}

const quoted = (value: string | number | null) =>
  typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
const row = ({ number, at, event, jobId, operator, detail, previous, hash, form, monotonic, kid, personal }: Stored) =>
  `INSERT INTO record VALUES (${[number, at, event, jobId, operator, detail, previous, hash, form, monotonic, kid, personal].map(quoted).join(', ')})`;

/** The chain from this number on, as the app would have computed it: `hash` and `previous` fit again. */
function rehashed(entries: readonly Stored[], from: number, change: (entry: Stored) => Stored): Stored[] {
  let previous = entries[from - 2]?.hash ?? GENESIS;
  return entries.slice(from - 1).map((entry) => {
    const changed = { ...change(entry), previous };
    const whole = { ...changed, hash: entryHash(changed) };
    previous = whole.hash;
    return whole;
  });
}

/** A desk that has delivered a token and rejected a job, and then was quit. */
async function quit(tampered = true): Promise<{ scene: Scene; file: File; entries: Stored[] }> {
  const scene = await open({ tampered });
  await scene.workplace.reaches(await scene.approvedJob(), 'delivered');
  scene.authority.reject(await scene.readyJob(), 'not her');
  await scene.workplace.pass(2_000);
  await scene.workplace.stop();
  const file = new File(scene);
  return { scene, file, entries: file.entries() };
}

/** What the next start says of the record. */
async function verdict(scene: Scene): Promise<{ state: RecordState; codes: string[]; entry: unknown }> {
  await scene.workplace.restart();
  const { recordKeeping } = scene.authority;
  await scene.workplace.until(
    'the check',
    () => recordKeeping.standing().checked !== null && !recordKeeping.standing().running,
  );
  await scene.workplace.pass(300);
  const { state, findings } = recordKeeping.standing();
  return { state, codes: findings.map(({ code }) => code), entry: findings[0]?.values?.entry };
}

/** Signing is barred until a person has read it, and then goes on; the next start remembers that. */
async function expectBarred(scene: Scene, after: RecordState): Promise<void> {
  const { workplace } = scene;
  const jobId = await scene.readyJob();
  expect(await workplace.approve(jobId).catch((thrown: Error) => thrown.message)).toMatch(
    /nothing that could be approved/,
  );
  expect(scene.authority.recordKeeping.barred()).toEqual({ code: 'record-barred' });
  expect(scene.authority.recordKeeping.acknowledge('something else')).toMatchObject({ outcome: 'refused' });
  const { unread } = scene.authority.recordKeeping.standing();
  expect(scene.authority.recordKeeping.acknowledge(String(unread))).toEqual({ outcome: 'done' });
  expect(scene.authority.recordKeeping.barred()).toBeNull();
  expect(workplace.events()).toEqual(expect.arrayContaining(['record-check-failed', 'record-check-read']));
  expect(await workplace.approve(jobId)).toMatchObject({ outcome: 'approved' });
  await workplace.reaches(jobId, 'delivered');
  await workplace.pass(1_000);
  await workplace.stop();
  expect(await verdict(scene)).toMatchObject({ state: after });
  expect(scene.authority.recordKeeping.barred()).toBeNull();
}

describe('a record that nobody touched', () => {
  it('SECURITY 23: is intact at the next start, and when it is checked', async () => {
    const { scene } = await quit(false);
    expect(await verdict(scene)).toEqual({ state: 'intact', codes: [], entry: undefined });
    scene.authority.recordKeeping.check();
    await scene.workplace.until('the check', () => !scene.authority.recordKeeping.standing().running);
    expect(scene.authority.recordKeeping.standing()).toMatchObject({ state: 'intact', unread: null });
  });
});

describe('the record, after another program had the file', () => {
  it('SECURITY 23: is altered where an entry was edited', async () => {
    const { scene, file } = await quit();
    file.run(`UPDATE record SET operator = 'somebody else' WHERE number = 8`);
    expect(await verdict(scene)).toEqual({ state: 'altered', codes: ['record-edited'], entry: 8 });
    await expectBarred(scene, 'altered');
  });

  it('SECURITY 23: is altered where an entry was edited and hashed anew', async () => {
    const { scene, file, entries } = await quit();
    const [edited] = rehashed(entries, 8, (entry) => ({ ...entry, operator: 'somebody else' })) as [Stored];
    file.run('DELETE FROM record WHERE number = 8', row(edited));
    expect(await verdict(scene)).toEqual({ state: 'altered', codes: ['record-edited'], entry: 8 });
  });

  it('SECURITY 23: is altered where what names its keys, or what a check once said, is no JSON any more', async () => {
    const { scene, file } = await quit();
    file.run(`UPDATE record SET detail = 'no JSON', personal = 'no JSON', form = 7 WHERE event = 'record-key-made'`);
    expect((await verdict(scene)).codes).toContain('record-edited');
    await scene.workplace.stop();
    file.run(`UPDATE record SET detail = 'no JSON' WHERE event = 'record-check-failed'`);
    expect((await verdict(scene)).state).toBe('altered');
    expect(scene.authority.recordKeeping.barred()).not.toBeNull();
  });

  it('SECURITY 23: is altered where a personal value was exchanged', async () => {
    const { scene, file, entries } = await quit();
    const rejected = entries.find(({ event }) => event === 'rejected')?.number;
    file.run(`UPDATE personal_values SET value = '"it is her"'`);
    expect(await verdict(scene)).toEqual({ state: 'altered', codes: ['record-value-edited'], entry: rejected });
  });

  it('SECURITY 23: is altered where an entry was put in and the others moved on', async () => {
    const { scene, file, entries } = await quit();
    const before = entries[6] as Stored;
    const made = { ...before, number: 8, event: 'approved', previous: before.hash };
    const shove = [
      'UPDATE record SET number = -number - 1 WHERE number >= 8',
      'UPDATE record SET number = -number WHERE number < 0',
    ];
    const personal = 'UPDATE personal_values SET number = number + 1 WHERE number >= 8';
    file.run(
      'PRAGMA foreign_keys = OFF',
      ...shove,
      personal,
      row({ ...made, hash: entryHash(made) }),
      'UPDATE newest_entry SET number = number + 1',
    );
    const said = await verdict(scene);
    expect(said).toMatchObject({ state: 'altered', entry: 8 });
    expect(said.codes[0]).toBe('record-inserted');
  });

  it('SECURITY 23: is altered where two entries changed places', async () => {
    const { scene, file } = await quit();
    file.run(
      'UPDATE record SET number = -1 WHERE number = 8',
      'UPDATE record SET number = 8 WHERE number = 9',
      'UPDATE record SET number = 9 WHERE number = -1',
    );
    expect(await verdict(scene)).toEqual({ state: 'altered', codes: ['record-reordered'], entry: 8 });
  });

  it('SECURITY 23: is altered where entries were deleted in the middle', async () => {
    const { scene, file } = await quit();
    file.run('PRAGMA foreign_keys = OFF', 'DELETE FROM record WHERE number IN (8, 9)');
    expect(await verdict(scene)).toEqual({ state: 'altered', codes: ['record-deleted'], entry: 8 });
    await expectBarred(scene, 'altered');
  });

  it('SECURITY 23: is altered where entries were deleted and the others moved up', async () => {
    const { scene, file } = await quit();
    file.run(
      'PRAGMA foreign_keys = OFF',
      'DELETE FROM record WHERE number = 8',
      'UPDATE record SET number = number - 1 WHERE number > 8',
    );
    const said = await verdict(scene);
    expect(said).toMatchObject({ state: 'altered', entry: 8 });
    expect(said.codes[0]).toBe('record-deleted');
  });

  it('SECURITY 23: is shortened where entries were cut off its end, even with every checkpoint over them', async () => {
    const { scene, file, entries } = await quit();
    const left = entries.length - 3;
    file.run(
      'PRAGMA foreign_keys = OFF',
      `DELETE FROM record WHERE number > ${left}`,
      `DELETE FROM checkpoints WHERE size > ${left}`,
    );
    expect(await verdict(scene)).toEqual({ state: 'shortened', codes: ['record-shortened'], entry: left + 1 });
    await expectBarred(scene, 'shortened');
  });

  it('SECURITY 23: is shortened still where that was found at a start that nobody read', async () => {
    const { scene, file, entries } = await quit();
    file.run(
      'PRAGMA foreign_keys = OFF',
      `DELETE FROM record WHERE number > ${entries.length - 3}`,
      'DELETE FROM checkpoints',
    );
    await verdict(scene);
    await scene.workplace.stop();
    expect(await verdict(scene)).toMatchObject({ state: 'shortened', entry: entries.length - 2 });
    expect(scene.authority.recordKeeping.barred()).toEqual({ code: 'record-barred' });
  });

  it('SECURITY 23: is rolled back where an older copy of the file was put back', async () => {
    const scene = await open();
    await scene.workplace.reaches(await scene.approvedJob(), 'delivered');
    await scene.workplace.stop();
    const { path } = new File(scene);
    cpSync(path, `${path}.older`);
    await scene.workplace.restart();
    scene.authority.reject(await scene.readyJob(), 'not her');
    await scene.workplace.pass(2_000);
    await scene.workplace.stop();
    const { length } = new File(scene).entries();
    cpSync(`${path}.older`, path);
    rmSync(`${path}-wal`, { force: true });
    expect(await verdict(scene)).toEqual({ state: 'rolled-back', codes: ['record-rolled-back'], entry: length });
    // The next start stands behind it, on entries that the older copy went on with.
    await scene.workplace.stop();
    expect(await verdict(scene)).toMatchObject({ state: 'rolled-back', codes: ['record-rolled-back'] });
    await expectBarred(scene, 'rolled-back');
  });

  it('SECURITY 23: is altered where it was written anew as a whole, with every hash, and without checkpoints', async () => {
    const { scene, file, entries } = await quit();
    const anew = rehashed(entries, 1, (entry) => (entry.event === 'rejected' ? { ...entry, event: 'held' } : entry));
    const end = anew.at(-1) as Stored;
    file.run(
      'PRAGMA foreign_keys = OFF',
      'DELETE FROM record',
      ...anew.map(row),
      'DELETE FROM checkpoints',
      `UPDATE newest_entry SET hash = '${end.hash}'`,
    );
    expect(await verdict(scene)).toMatchObject({
      state: 'altered',
      codes: ['record-rewritten', 'record-checkpoint-missing'],
    });
    await expectBarred(scene, 'altered');
  });

  it('SECURITY 23: is altered where the end of it was written anew and the signed checkpoints were kept', async () => {
    const { scene, file, entries } = await quit();
    const anew = rehashed(entries, 8, (entry) => (entry.number === 8 ? { ...entry, operator: 'other' } : entry));
    file.run(
      'PRAGMA foreign_keys = OFF',
      'DELETE FROM record WHERE number >= 8',
      ...anew.map(row),
      `UPDATE newest_entry SET hash = '${anew.at(-1)?.hash}'`,
    );
    const said = await verdict(scene);
    expect(said.state).toBe('altered');
    expect(new Set(said.codes)).toEqual(new Set(['record-rewritten']));
  });

  it('SECURITY 23: is altered where a checkpoint was forged, with another key or with none', async () => {
    for (const signedBy of ['another key', 'nobody']) {
      const { scene, file, entries } = await quit();
      const tree = growTree();
      for (const entry of entries) tree.add(leafHash(entryText(entry)));
      const { privateKey, publicKey } = generateKeyPairSync('ed25519');
      const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
      const origin = `countersign.local/record/${entries[0]?.hash.slice(0, 16)}`;
      const text = checkpointText({ origin, size: entries.length, root: tree.root() });
      const signature =
        signedBy === 'nobody'
          ? Buffer.alloc(64)
          : sign(null, Buffer.from(text), createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' })));
      const note = signedNote(text, noteKey(origin, raw), signature);
      file.run(`INSERT INTO checkpoints VALUES (${entries.length}, 'ffffffff', 1, ${quoted(note)})`);
      expect(await verdict(scene)).toEqual({
        state: 'altered',
        codes: ['record-checkpoint-forged'],
        entry: entries.length,
      });
    }
  });

  it('SECURITY 23: is altered where checkpoints were taken away', async () => {
    const { scene, file } = await quit();
    file.run('DELETE FROM checkpoints');
    expect(await verdict(scene)).toMatchObject({ state: 'altered', codes: ['record-checkpoint-missing'] });
  });
});

describe('what is no tampering, and does not look like it', () => {
  it('a crash between what was decided and what the keychain heard of it', async () => {
    const scene = await open();
    await scene.workplace.reaches(await scene.approvedJob(), 'delivered');
    const [account] = [...scene.workplace.keychain.entries.keys()].filter((name) => name.endsWith('/record-head'));
    const before = scene.workplace.keychain.entries.get(String(account));
    scene.authority.reject(await scene.readyJob(), 'not her');
    await scene.workplace.pass(1_000);
    expect(scene.workplace.keychain.entries.get(String(account))).not.toBe(before);
    scene.workplace.keychain.entries.set(String(account), String(before));
    await scene.workplace.crash();
    await scene.workplace.until('the check', () => scene.authority.recordKeeping.standing().checked);
    await scene.workplace.pass(300);
    expect(scene.authority.recordKeeping.standing()).toMatchObject({ state: 'intact', unread: null });
  });

  it('a keychain that is silent: the record is not checked, nothing is barred, and it is made up for', async () => {
    const scene = await open();
    await scene.workplace.pass(300);
    scene.workplace.keychain.current = { state: 'unavailable', detail: 'no bus' };
    const jobId = await scene.approvedJob();
    await scene.workplace.reaches(jobId, 'delivered');
    expect(scene.authority.recordKeeping.standing()).toMatchObject({
      state: 'not-checked',
      findings: [{ code: 'record-head-not-kept' }],
      unread: null,
    });
    scene.authority.recordKeeping.check();
    await scene.workplace.until('the check', () => !scene.authority.recordKeeping.standing().running);
    await scene.workplace.pass(300);
    expect(scene.authority.recordKeeping.standing().findings.map(({ code }) => code)).toContain(
      'record-keychain-silent',
    );
    scene.workplace.keychain.current = { state: 'available' };
    await scene.workplace.pass(60_000, 1_000);
    scene.authority.recordKeeping.check();
    await scene.workplace.pass(1_000);
    expect(scene.authority.recordKeeping.standing()).toMatchObject({ state: 'intact', findings: [] });
  });

  it('another key for the checkpoints, and one that the keychain has lost', async () => {
    const { scene } = await quit(false);
    await scene.workplace.restart();
    await scene.workplace.pass(300);
    await scene.authority.recordKeeping.rotateKey();
    await scene.workplace.stop();
    expect(await verdict(scene)).toMatchObject({ state: 'intact' });
    await scene.workplace.stop();
    const { entries } = scene.workplace.keychain;
    for (const account of [...entries.keys()]) if (account.endsWith('/record-key')) entries.delete(account);
    expect(await verdict(scene)).toMatchObject({ state: 'intact' });
    expect(scene.workplace.events()).toEqual(
      expect.arrayContaining(['record-key-made', 'record-key-rotated', 'record-key-lost']),
    );
    await scene.workplace.stop();
    expect(await verdict(scene)).toMatchObject({ state: 'intact' });
  });

  it('a head that the keychain lost: the record is not checked until there is another', async () => {
    const { scene } = await quit(false);
    const { entries } = scene.workplace.keychain;
    for (const account of [...entries.keys()]) if (account.endsWith('/record-head')) entries.delete(account);
    expect(await verdict(scene)).toMatchObject({ state: 'not-checked', codes: ['record-head-unknown'] });
    expect(scene.authority.recordKeeping.barred()).toBeNull();
    await scene.workplace.stop();
    expect(await verdict(scene)).toMatchObject({ state: 'intact' });
  });
});

describe('what a file that stands outside would say', () => {
  it('is that a machine put back as a whole, keychain and all, can not tell', async () => {
    const scene = await open();
    await scene.workplace.reaches(await scene.approvedJob(), 'delivered');
    await scene.workplace.stop();
    const { path } = new File(scene);
    cpSync(path, `${path}.older`);
    const keychain = new Map(scene.workplace.keychain.entries);
    await scene.workplace.restart();
    scene.authority.reject(await scene.readyJob(), 'not her');
    await scene.workplace.pass(2_000);
    await scene.workplace.stop();
    cpSync(`${path}.older`, path);
    for (const [account, secret] of keychain) scene.workplace.keychain.entries.set(account, secret);
    expect(await verdict(scene)).toMatchObject({ state: 'intact' });
  });
});
