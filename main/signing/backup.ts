import { z } from 'zod';
import type { Finding } from '../../preload/contract.ts';
import { finding } from '../errors.ts';
import { sha256Hex } from '../review/digest.ts';
import { heldKey } from './keys-file.ts';
import { type Closing, close, closing, newClosing, open } from './passphrase-cipher.ts';

/* docs/backup-format.md describes the file to the byte. */

const content = z.strictObject({
  madeAt: z.number(),
  service: z.strictObject({ name: z.string(), address: z.string(), issuer: z.string() }),
  /** 256 bits, hexadecimal. */
  databaseKey: z.string().regex(/^[0-9a-f]{64}$/),
  current: z.string(),
  /** `secret` as the keychain holds it; a key that can't sign any more has none. */
  keys: z.array(heldKey.extend({ secret: z.string().optional() })),
  /** Keys of the record, by name. */
  recordKeys: z.array(z.strictObject({ name: z.string(), secret: z.string() })),
});
export type BackupContent = z.infer<typeof content>;

const header = closing.extend({ format: z.literal('countersign-backup'), version: z.literal(1) });
const anyHeader = z.object({ format: z.literal('countersign-backup'), version: z.number() });

/** A file whose envelope is whole; what is in it is closed. */
export interface SealedBackup {
  /** Its first line, to the letter: it is what the cipher authenticates beside the content. */
  readonly header: string;
  readonly how: Closing;
  readonly sealed: Buffer;
}

type Problem = { readonly problem: Finding };

export async function sealBackup(what: BackupContent, passphrase: string): Promise<string> {
  const how = newClosing();
  const first = JSON.stringify({ format: 'countersign-backup', version: 1, ...how } satisfies z.infer<typeof header>);
  const sealed = await close(JSON.stringify(what), passphrase, how, first);
  const lines = `${first}\n${sealed.toString('base64url')}`;
  return `${lines}\nsha256:${sha256Hex(lines)}\n`;
}

/**
 * Reads the envelope without a passphrase. Its last line tells a damaged file from a wrong passphrase, which the cipher
 * alone could not.
 */
export function readEnvelope(text: string): SealedBackup | Problem {
  const [first = '', second, third] = text.split(/\r?\n/);
  const known = anyHeader.safeParse(jsonOf(first));
  if (!known.success)
    return { problem: finding(/countersign-backup/.test(text) ? 'backup-damaged' : 'backup-not-one') };
  if (known.data.version > 1) return { problem: finding('backup-newer') };
  const parsed = header.safeParse(jsonOf(first));
  const whole = third === `sha256:${sha256Hex(`${first}\n${second}`)}`;
  if (!parsed.success || second === undefined || !whole) return { problem: finding('backup-damaged') };
  const { kdf, cipher } = parsed.data;
  return { header: first, how: { kdf, cipher }, sealed: Buffer.from(second, 'base64url') };
}

export async function openBackup(backup: SealedBackup, passphrase: string): Promise<BackupContent | Problem> {
  const text = await open(backup.sealed, passphrase, backup.how, backup.header);
  if (text === null) return { problem: finding('backup-passphrase-wrong') };
  const parsed = content.safeParse(jsonOf(text));
  // Nothing of the text may be told: it is made of keys.
  return parsed.success ? parsed.data : { problem: finding('backup-damaged') };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
