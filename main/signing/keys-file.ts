import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { headerAlgorithms, keyOrigins } from '../../preload/contract.ts';
import { AuthorityError, faultText } from '../errors.ts';
import { replaceOwnFile } from '../whole-file.ts';

/** Tells the keychain entries of several data folders of one user apart. */
const installation = z.string().regex(/^[a-z0-9-]+$/);
/** When the database was first there: from then on one that is gone is a loss, and not a beginning. */
const databaseMadeAt = z.number().optional();
const publicJwk = z.record(z.string(), z.unknown());

const firstVersion = z.strictObject({
  version: z.literal(1),
  installation,
  databaseMadeAt,
  keys: z.array(
    z.strictObject({ kid: z.string(), algorithm: z.enum(headerAlgorithms), publicJwk, createdAt: z.number() }),
  ),
});

export const passphraseEvents = ['passphrase-set', 'passphrase-changed', 'passphrase-removed'] as const;

export const heldKey = z.strictObject({
  kid: z.string(),
  /** What tokens say under `alg`. */
  algorithm: z.enum(headerAlgorithms),
  publicJwk,
  origin: z.enum(keyOrigins),
  /** When it was made here, or came here. */
  createdAt: z.number(),
  /** When another key took over from it. */
  supersededAt: z.number().optional(),
  retiredAt: z.number().optional(),
  /** Its private half is out of the keychain, which is the last step of its retirement. */
  erased: z.literal(true).optional(),
  /** When it was last put into a backup, and when it was last taken out of one and signed. */
  backedUpAt: z.number().optional(),
  provedAt: z.number().optional(),
  /** Since when the keychain holds it closed with a passphrase. */
  passphraseSetAt: z.number().optional(),
  /** Written down before the keychain's entry changes, so that after a crash it can be told what came of it. */
  passphraseChange: z.strictObject({ event: z.enum(passphraseEvents), at: z.number() }).optional(),
});
export type HeldKey = z.infer<typeof heldKey>;

const keysFile = z.strictObject({
  version: z.literal(2),
  installation,
  databaseMadeAt,
  /** The key that new approvals are made for. */
  current: z.string(),
  keys: z.array(heldKey),
  /** Absolute path of the file that is kept as the public set; for what is published, not for what is signed. */
  publishedTo: z.string().optional(),
  /** What happened to the keys and is not on the record yet: the record is in the database, which may be closed then. */
  unrecorded: z.array(z.strictObject({ event: z.string(), at: z.number(), detail: z.record(z.string(), z.unknown()) })),
});
/**
 * The plain file beside the database that names the public keys. A keychain answers null both for "never stored" and for
 * "locked", so this file, and not that answer, says whether a key must exist.
 */
export type KeysFile = z.infer<typeof keysFile>;

const versioned = z.object({ version: z.number() });

/**
 * @returns null where there is none; what an earlier version wrote, in the form of this one
 * @throws AuthorityError `store-newer` for what a later version wrote, `store-unreadable`
 */
export function readKeysFile(folder: string): KeysFile | null {
  let text: string;
  try {
    text = readFileSync(join(folder, 'keys.json'), 'utf8');
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new AuthorityError('store-unreadable', `keys.json: ${faultText(fault)}`, {
      detail: `keys.json: ${faultText(fault)}`,
    });
  }
  try {
    const found: unknown = JSON.parse(text);
    const version = versioned.safeParse(found).data?.version ?? 0;
    if (version > 2) throw new AuthorityError('store-newer', `keys.json has version ${version}, newer than 2`);
    return version === 1 ? fromFirst(firstVersion.parse(found)) : consistent(keysFile.parse(found));
  } catch (fault) {
    if (fault instanceof AuthorityError) throw fault;
    throw new AuthorityError('store-unreadable', 'keys.json is damaged', {
      detail: 'keys.json cannot be read as what it was written',
    });
  }
}

/** In the first version the last key was the current one. */
const fromFirst = ({ version: _version, keys, ...file }: z.infer<typeof firstVersion>): KeysFile => ({
  version: 2,
  ...file,
  current: keys.at(-1)?.kid ?? '',
  keys: keys.map((key) => ({ ...key, origin: 'made' })),
  unrecorded: [],
});

function consistent(file: KeysFile): KeysFile {
  const kids = file.keys.map(({ kid }) => kid);
  if (!kids.includes(file.current) || new Set(kids).size < kids.length) throw new RangeError('names no current key');
  return file;
}

/** Replaces the file whole: after a crash it is the old one or the new one. */
export function writeKeysFile(folder: string, file: KeysFile): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  replaceOwnFile(join(folder, 'keys.json'), `${JSON.stringify(file, null, 2)}\n`);
}

/** @throws AuthorityError `store-unreadable` where it is gone */
export function changeKeysFile(folder: string, change: (file: KeysFile) => KeysFile): KeysFile {
  const file = readKeysFile(folder);
  if (!file) throw new AuthorityError('store-unreadable', 'keys.json is gone', { detail: 'keys.json is gone' });
  const changed = change(file);
  writeKeysFile(folder, changed);
  return changed;
}
