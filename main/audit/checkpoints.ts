import { z } from 'zod';
import { makeRecordKey, openRecordKey, type RecordKey } from '../signing/record-key.ts';
import type { RecordSecrets } from '../signing/record-secrets.ts';
import type { AuditLog } from './audit-log.ts';
import { entryText, jsonOf } from './chain.ts';
import { growTree, leafHash } from './merkle.ts';
import { checkpointText, type NoteKey, openCheckpoint, parseNoteKey, signedNote } from './note.ts';
import { originOf, type RecordFile, rootAt, STORED_SIZE } from './record-file.ts';
import type { Seal } from './verify.ts';

/** Signs what the record has come to, with a key of its own that the record names. */
export interface Checkpoints {
  /**
   * Takes the key that the keychain has. The record says which it is: a new one, one that took over, or one that was
   * made because the one before is gone. @throws AuthorityError `keychain`, `key-unavailable`
   */
  open(secret: string | null): Promise<void>;
  /** Another key signs from now on, and vouches for what the ones before it signed. @throws AuthorityError `keychain` */
  rotate(): Promise<void>;
  /** Takes up to so many whole parts of the tree in, with a checkpoint for each; false once there is none left. */
  grow(parts: number): boolean;
  /** A checkpoint over everything that there is; nothing without a key. */
  seal(): void;
  /** Those that lie in the file, each opened when it is asked for. */
  seals(): Seal[];
}

/** What an entry that names a key carries, as far as it is read. */
const keyDetail = z.object({ vkey: z.string() });

const keyEvents = ['record-key-made', 'record-key-rotated', 'record-key-lost'] as const;

/** The keys for checkpoints that the record names, the newest last. */
export const namedKeys = (file: Pick<RecordFile, 'details'>): NoteKey[] =>
  file.details(keyEvents).flatMap((detail) => {
    const parsed = keyDetail.safeParse(jsonOf(detail));
    return (parsed.success && parseNoteKey(parsed.data.vkey)) || [];
  });

export function createCheckpoints(parts: {
  readonly file: RecordFile;
  readonly record: AuditLog;
  readonly secrets: RecordSecrets | null;
  readonly now: () => number;
}): Checkpoints {
  const { file, record, secrets, now } = parts;
  let key: RecordKey | null = null;

  const origin = (): string | null => {
    const first = file.entry(1);
    return first && originOf(first);
  };

  const named = () => namedKeys(file);

  const take = (secret: string, gone: boolean) => {
    const opened = openRecordKey(secret);
    const of = origin();
    if (of === null) return;
    const mine = opened.named(of);
    const before = named().at(-1);
    if (before?.vkey !== mine.vkey) {
      const event = before ? (gone ? 'record-key-lost' : 'record-key-rotated') : 'record-key-made';
      record.append(event, null, { ...(before && { from: before.id }), to: mine.id, vkey: mine.vkey });
    }
    key = opened;
  };

  const sign = (size: number) => {
    const of = origin();
    if (!key || of === null || size === 0) return;
    const mine = key.named(of);
    const newest = file.newestCheckpoint();
    if (newest?.size === size && newest.key === mine.id) return;
    const text = checkpointText({ origin: of, size, root: rootAt(file, size) });
    file.addCheckpoint({ size, key: mine.id, at: now(), note: signedNote(text, mine, key.sign(text)) });
  };

  const grow: Checkpoints['grow'] = (most) => {
    let stored = file.stored();
    const { number } = file.end();
    for (let part = 0; part < most && stored + STORED_SIZE <= number; part += 1) {
      const tree = growTree(file.grown(stored), file.store);
      for (const entry of file.entries(stored, STORED_SIZE)) tree.add(leafHash(entryText(entry)));
      stored += STORED_SIZE;
      sign(stored);
    }
    return stored + STORED_SIZE <= number;
  };

  const newKey = async (gone: boolean) => {
    if (!secrets) return;
    const secret = await makeRecordKey();
    // In the keychain before the record names it: one that is there and not named is named at the next start.
    await secrets.write('key', secret);
    take(secret, gone);
  };

  return {
    open: async (secret) => (secret === null ? newKey(true) : take(secret, false)),
    rotate: async () => {
      await newKey(false);
      sign(file.end().number);
    },
    grow,
    seal: () => {
      if (!grow(Number.POSITIVE_INFINITY)) sign(file.end().number);
    },
    seals: () => {
      const of = origin();
      const keys = [...named()];
      const mine = of === null ? null : (key?.named(of) ?? null);
      if (mine) keys.push(mine);
      return file.checkpoints().map(({ size, note }) => ({
        size,
        root: () => {
          const said = openCheckpoint(note, keys);
          return said && said.size === size && said.origin === of ? said.root : null;
        },
      }));
    },
  };
}
