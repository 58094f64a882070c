import { createPublicKey, hash, type KeyObject, verify } from 'node:crypto';

/*
 * Signed notes and checkpoints as C2SP has them (https://c2sp.org/signed-note, https://c2sp.org/tlog-checkpoint): a text,
 * an empty line, and a line for each signature.
 */

/** Of the algorithms of a signed note, Ed25519. */
const ED25519 = 1;
/** RFC 8410: what stands before the 32 bytes of a public key in its SubjectPublicKeyInfo. */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** A public key that notes are verified with, as C2SP writes it: `<name>+<ID>+<base64 of 0x01 and the key>`. */
export interface NoteKey {
  readonly name: string;
  /** The first four bytes of SHA-256 over name, line feed, 0x01 and the key, hexadecimal. */
  readonly id: string;
  readonly vkey: string;
  readonly key: KeyObject;
}

/** @param raw the 32 bytes of an Ed25519 public key (RFC 8032) */
export function noteKey(name: string, raw: Buffer): NoteKey {
  const typed = Buffer.concat([Buffer.from([ED25519]), raw]);
  const id = hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), typed]), 'hex').slice(0, 8);
  return {
    name,
    id,
    vkey: `${name}+${id}+${typed.toString('base64')}`,
    key: createPublicKey({ key: Buffer.concat([SPKI, raw]), format: 'der', type: 'spki' }),
  };
}

/** Null for what is no such key, or has another ID than its own. */
export function parseNoteKey(vkey: string): NoteKey | null {
  const [, name = '', id, encoded = ''] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(vkey) ?? [];
  const typed = Buffer.from(encoded, 'base64');
  if (typed.length !== 33 || typed[0] !== ED25519) return null;
  const key = noteKey(name, typed.subarray(1));
  return key.id === id && key.vkey === vkey ? key : null;
}

/** What a checkpoint says: so many entries, and the root of their tree. */
export interface CheckpointBody {
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
}

export const checkpointText = ({ origin, size, root }: CheckpointBody): string =>
  `${origin}\n${size}\n${root.toString('base64')}\n`;

/** @param signature over the UTF-8 bytes of the text */
export const signedNote = (text: string, key: NoteKey, signature: Buffer): string =>
  `${text}\n\u2014 ${key.name} ${Buffer.concat([Buffer.from(key.id, 'hex'), signature]).toString('base64')}\n`;

/** What a signed checkpoint says, and who signed it; null for what is none. */
export function openCheckpoint(
  note: string,
  keys: readonly NoteKey[],
): (CheckpointBody & { readonly key: NoteKey }) | null {
  const end = note.lastIndexOf('\n\n');
  if (end < 0) return null;
  const text = note.slice(0, end + 1);
  const [, origin, size, root] = /^(.+)\n(0|[1-9]\d{0,14})\n([A-Za-z0-9+/]{43}=)\n$/.exec(text) ?? [];
  if (origin === undefined || root === undefined) return null;
  for (const line of note
    .slice(end + 2)
    .split('\n')
    .filter(Boolean)) {
    const [, name, encoded = ''] = /^\u2014 (\S+) (\S+)$/.exec(line) ?? [];
    const bytes = Buffer.from(encoded, 'base64');
    const id = bytes.subarray(0, 4).toString('hex');
    const key = keys.find((one) => one.name === name && one.id === id);
    if (key && name === origin && verify(null, Buffer.from(text), key.key, bytes.subarray(4))) {
      return { origin, size: Number(size), root: Buffer.from(root, 'base64'), key };
    }
  }
  return null;
}
