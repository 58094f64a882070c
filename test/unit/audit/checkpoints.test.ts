import { createHash, createPublicKey } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// Sigstore's own reading of signed checkpoints and of proofs against them: written by others, from the same pages.
import { verifyCheckpoint } from '@sigstore/verify/dist/tlog/checkpoint.js';
import { verifyMerkleInclusion } from '@sigstore/verify/dist/tlog/merkle.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entryText } from '../../../main/audit/chain.ts';
import { inclusionProof } from '../../../main/audit/merkle.ts';
import { checkpointText, noteKey, openCheckpoint, parseNoteKey, signedNote } from '../../../main/audit/note.ts';
import { type RecordFile, recordFile } from '../../../main/audit/record-file.ts';
import { keepRecord, type RecordKeeping } from '../../../main/audit/record-keeping.ts';
import { AuthorityError } from '../../../main/errors.ts';
import { makeRecordKey, openRecordKey } from '../../../main/signing/record-key.ts';
import { type Database, openDatabase } from '../../../main/store/database.ts';
import { type Store, storeOver } from '../../../main/store/store.ts';
import { ManualClock } from '../../fakes/clock.ts';

let folder: string;
let database: Database;
let store: Store;
let file: RecordFile;
let clock: ManualClock;
let keeping: RecordKeeping;
let kept: Map<string, string>;
let writes: string[];
let silent: boolean;
let hold: Promise<void> | null;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-checkpoints-'));
  database = openDatabase(folder, 'ab'.repeat(32));
  clock = new ManualClock();
  store = storeOver(database, clock, 'tester');
  file = recordFile(database);
  kept = new Map();
  writes = [];
  silent = false;
  hold = null;
  keeping = begin();
  // A key is made for it first, which takes a while.
  while (!kept.has('head')) await settled();
  await settled();
});
afterEach(async () => {
  await keeping.stop();
  database.close();
  rmSync(folder, { recursive: true });
});

const refuse = () => new AuthorityError('keychain', 'no answer', { detail: 'no answer' });
function begin(): RecordKeeping {
  const keeper = keepRecord({
    database,
    record: store.record,
    secrets: {
      read: async (what) => {
        if (silent) throw refuse();
        return kept.get(what) ?? null;
      },
      write: async (what, text) => {
        if (what === 'head') writes.push(text);
        if (what === 'head' && hold) await hold;
        if (silent) throw refuse();
        kept.set(what, text);
      },
    },
    clock,
    log: () => {},
    onChange: () => {},
    onFault: (fault) => {
      throw fault;
    },
  });
  keeper.start();
  store.record.append('app-started', null);
  keeper.begin();
  return keeper;
}
/** Everything that waits for nothing but its turn has had it. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(1);
  }
}
const fill = async (count: number) => {
  store.transaction(() => {
    for (let number = 0; number < count; number += 1) store.record.append('job-added', `job-${number}`);
  });
  await settled();
};
const vkeys = () =>
  file
    .details(['record-key-made', 'record-key-rotated', 'record-key-lost'])
    .map((detail) => JSON.parse(detail).vkey as string);
/** A key as Sigstore knows it, made of the verifier key on the record alone. */
const trusted = (vkey: string) => {
  // The key itself is base64, where a plus is a digit.
  const [, name = '', encoded = ''] = /^([^+]+)\+[0-9a-f]{8}\+(.+)$/.exec(vkey) ?? [];
  const typed = Buffer.from(encoded, 'base64');
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), typed.subarray(1)]);
  return {
    baseURL: name,
    logID: createHash('sha256').update(`${name}\n`).update(typed).digest(),
    publicKey: createPublicKey({ key: spki, format: 'der', type: 'spki' }),
    validFor: { start: new Date(0), end: new Date(8.64e15) },
  };
};
type SigstoreEntry = Parameters<typeof verifyMerkleInclusion>[0];
const asEntry = (envelope: string, more: object = {}) =>
  ({ inclusionProof: { checkpoint: { envelope } }, ...more }) as unknown as SigstoreEntry;

describe('a checkpoint', () => {
  it('SECURITY 23: is verified, and every entry under it, by an implementation that is not ours', async () => {
    await fill(700);
    keeping.seal();
    const newest = file.checkpoints().at(-1);
    const envelope = String(newest?.note);
    const checkpoint = verifyCheckpoint(asEntry(envelope), vkeys().map(trusted));
    expect(checkpoint.logSize).toBe(BigInt(file.end().number));
    const size = Number(checkpoint.logSize);
    for (const index of [0, 1, 255, 256, 511, 512, 600, size - 1]) {
      const [entry] = file.entries(index, 1);
      const proof = inclusionProof(index, size, file.subtree);
      const of = (text: string) =>
        asEntry(envelope, {
          canonicalizedBody: Buffer.from(text),
          inclusionProof: { checkpoint: { envelope }, logIndex: String(index), hashes: proof },
        });
      expect(() => verifyMerkleInclusion(of(entry ? entryText(entry) : ''), checkpoint)).not.toThrow();
      expect(() => verifyMerkleInclusion(of('another entry'), checkpoint)).toThrow();
    }
    const bent = envelope.replace(/\n\d+\n/, `\n${size - 1}\n`);
    expect(() => verifyCheckpoint(asEntry(bent), vkeys().map(trusted))).toThrow();
  });

  it('is made for every 256 entries, at a seal, and at the end of a day', async () => {
    await fill(600);
    const sizes = () => file.checkpoints().map(({ size }) => size);
    const [first, ...rest] = sizes();
    expect(first).toBeLessThan(5);
    expect(rest).toEqual([256, 512]);
    keeping.seal();
    keeping.seal();
    expect(sizes().slice(3)).toEqual([file.end().number]);
    await fill(1);
    clock.advance(24 * 3_600_000);
    await settled();
    expect(sizes().slice(4)).toEqual([file.end().number]);
  });

  it('is signed by another key after a rotation, and those before it still hold', async () => {
    await fill(10);
    keeping.seal();
    await keeping.rotateKey();
    await settled();
    expect(vkeys()).toHaveLength(2);
    const keys = vkeys().map((vkey) => parseNoteKey(vkey));
    const signers = file.checkpoints().map(
      ({ note }) =>
        openCheckpoint(
          note,
          keys.flatMap((key) => key ?? []),
        )?.key.id,
    );
    expect(new Set(signers)).toEqual(new Set(keys.map((key) => key?.id)));
    keeping.check();
    await settled();
    expect(keeping.standing()).toMatchObject({ state: 'intact', findings: [] });
  });
});

describe('the head in the keychain', () => {
  const head = () => (kept.get('head') ?? '').split(':');
  /** The pause between two heads is over. */
  const rested = () => {
    clock.advance(250);
    return settled();
  };
  beforeEach(async () => {
    // The first head, and the one that follows what the first check put on the record.
    await rested();
    await rested();
  });

  it('moves after a decision, and not with what is none', async () => {
    const before = kept.get('head');
    await fill(3);
    expect(kept.get('head')).toBe(before);
    store.record.append('rejected', 'job-1', { text: 'no' });
    await settled();
    expect(head()[2]).toBe(String(file.end().number));
    expect(head()[3]).toBe(file.end().hash);
  });

  it('is not moved by a decision that was undone with its transaction', async () => {
    const before = kept.get('head');
    expect(() =>
      store.transaction(() => {
        store.record.append('signed', 'job-1');
        throw new RangeError('disk full');
      }),
    ).toThrow();
    await settled();
    expect(kept.get('head')).toBe(before);
  });

  it('is written once at a time, and only the newest counts: a decision waits for no keychain', async () => {
    let release = () => {};
    hold = new Promise((resolve) => {
      release = resolve;
    });
    writes = [];
    for (let number = 0; number < 50; number += 1) {
      store.record.append('approved', `job-${number}`);
      await settled();
    }
    expect(writes).toHaveLength(1);
    hold = null;
    release();
    await settled();
    expect(writes).toHaveLength(1);
    await rested();
    expect(writes).toHaveLength(2);
    expect(head()[2]).toBe(String(file.end().number));
  });

  it('is tried again where the keychain did not take it, and the record is not checked until then', async () => {
    silent = true;
    store.record.append('approved', 'job-1');
    await settled();
    expect(keeping.standing()).toMatchObject({ state: 'not-checked', unread: null });
    expect(keeping.standing().findings.map(({ code }) => code)).toEqual(['record-head-not-kept']);
    expect(keeping.barred()).toBeNull();
    silent = false;
    clock.advance(30_000);
    await settled();
    expect(keeping.standing()).toMatchObject({ state: 'intact', findings: [] });
    expect(head()[2]).toBe(String(file.end().number));
  });
});

describe('a signed note', () => {
  const root = createHash('sha256').digest();

  it('has the form that C2SP gives it', async () => {
    const key = openRecordKey(await makeRecordKey());
    const mine = key.named('example.org/log');
    const text = checkpointText({ origin: 'example.org/log', size: 0, root });
    expect(text).toBe('example.org/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n');
    const note = signedNote(text, mine, key.sign(text));
    expect(note).toMatch(/^example\.org\/log\n0\n[^\n]{44}\n\n— example\.org\/log [A-Za-z0-9+/]+=*\n$/);
    expect(openCheckpoint(note, [mine])).toMatchObject({ origin: 'example.org/log', size: 0 });
  });

  it('gives a key the ID and the form that Go’s sumdb has for the same one', () => {
    // From the page of golang.org/x/mod/sumdb/note: the key of its example.
    const vkey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
    expect(parseNoteKey(vkey)).toMatchObject({ name: 'PeterNeumann', id: 'c74f20a3', vkey });
    expect(parseNoteKey(vkey.replace('c74f20a3', 'c74f20a4'))).toBeNull();
    expect(parseNoteKey('not a key')).toBeNull();
  });

  it('opens with no other key, name, text or form', async () => {
    const key = openRecordKey(await makeRecordKey());
    const mine = key.named('example.org/log');
    const text = checkpointText({ origin: 'example.org/log', size: 7, root });
    const note = signedNote(text, mine, key.sign(text));
    const others = [openRecordKey(await makeRecordKey()).named('example.org/log'), key.named('example.org/other')];
    expect(openCheckpoint(note, others)).toBeNull();
    const elsewhere = checkpointText({ origin: 'example.org/other', size: 7, root });
    const wrong = [
      note.replace('\n7\n', '\n8\n'),
      note.replace('\n7\n', '\n07\n'),
      note.replace('— ', '- '),
      note.trimEnd().slice(0, -3),
      text,
      '',
      signedNote(elsewhere, mine, key.sign(elsewhere)),
      signedNote(text, noteKey('example.org/log', Buffer.alloc(32, 1)), key.sign(text)),
    ];
    for (const one of wrong) expect(openCheckpoint(one, [mine, ...others]), one).toBeNull();
  });
});
