import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Finding } from '../../preload/contract.ts';
import { finding } from '../errors.ts';
import { sha256Hex } from '../review/digest.ts';
import { heldKey } from './keys-file.ts';

/* docs/backup-format.md describes the file to the byte. */

const content = z.strictObject({
  madeAt: z.number(),
  service: z.strictObject({ name: z.string(), address: z.string(), issuer: z.string() }),
  /** 256 bits, hexadecimal. */
  databaseKey: z.string().regex(/^[0-9a-f]{64}$/),
  current: z.string(),
  /** `secret` as the keychain holds it; a key that can't sign any more has none. */
  keys: z.array(heldKey.extend({ secret: z.string().optional() })),
  /** Room for keys of the record, by name. */
  recordKeys: z.array(z.strictObject({ name: z.string(), secret: z.string() })),
});
export type BackupContent = z.infer<typeof content>;

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);
const header = z.strictObject({
  format: z.literal('countersign-backup'),
  version: z.literal(1),
  kdf: z.strictObject({
    name: z.literal('scrypt'),
    n: z.literal(131_072),
    r: z.literal(8),
    p: z.literal(1),
    salt: base64url.length(43),
  }),
  cipher: z.strictObject({ name: z.literal('A256GCM'), nonce: base64url.length(16) }),
});
const anyHeader = z.object({ format: z.literal('countersign-backup'), version: z.number() });

/** A file whose envelope is whole; what is in it is closed. */
export interface SealedBackup {
  /** Its first line, to the letter: it is what the cipher authenticates beside the content. */
  readonly header: string;
  readonly kdf: z.infer<typeof header>['kdf'];
  readonly nonce: string;
  readonly sealed: Buffer;
}

type Problem = { readonly problem: Finding };

const TAG_BYTES = 16;

export async function sealBackup(what: BackupContent, passphrase: string): Promise<string> {
  const salt = randomBytes(32);
  const nonce = randomBytes(12);
  const first = JSON.stringify({
    format: 'countersign-backup',
    version: 1,
    kdf: { name: 'scrypt', n: 131_072, r: 8, p: 1, salt: salt.toString('base64url') },
    cipher: { name: 'A256GCM', nonce: nonce.toString('base64url') },
  } satisfies z.infer<typeof header>);
  const cipher = createCipheriv('aes-256-gcm', await keyFrom(passphrase, salt), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(first));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(what), 'utf8'), cipher.final(), cipher.getAuthTag()]);
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
  return { header: first, kdf, nonce: cipher.nonce, sealed: Buffer.from(second, 'base64url') };
}

export async function openBackup(backup: SealedBackup, passphrase: string): Promise<BackupContent | Problem> {
  const key = await keyFrom(passphrase, Buffer.from(backup.kdf.salt, 'base64url'));
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(backup.nonce, 'base64url'), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(backup.header));
  let text: string;
  try {
    decipher.setAuthTag(backup.sealed.subarray(-TAG_BYTES));
    text = Buffer.concat([decipher.update(backup.sealed.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    return { problem: finding('backup-passphrase-wrong') };
  }
  const parsed = content.safeParse(jsonOf(text));
  // Nothing of the text may be told: it is made of keys.
  return parsed.success ? parsed.data : { problem: finding('backup-damaged') };
}

/** RFC 7914. What two keyboards write differently for one and the same text is one passphrase (Unicode's NFKC). */
const keyFrom = (passphrase: string, salt: Buffer): Promise<Buffer> =>
  promisify<string, Buffer, number, object, Buffer>(scrypt)(passphrase.normalize('NFKC'), salt, 32, {
    N: 2 ** 17,
    r: 8,
    p: 1,
    // 128 MiB are needed for N and r, and a little beside.
    maxmem: 192 * 1024 * 1024,
  });

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
