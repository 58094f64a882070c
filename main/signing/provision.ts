import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AuthorityError, faultText } from '../errors.ts';
import type { KeychainState, SecretStore } from './key-store.ts';
import { generateSigningKey, importSigner, type Signer } from './signer.ts';

/**
 * The plain file beside the database that names the public keys. A keychain answers null both for "never stored" and for
 * "locked", so this file, and not that answer, says whether a key must exist.
 */
const keysFile = z.strictObject({
  version: z.literal(1),
  /** Tells the keychain entries of several data folders of one user apart. */
  installation: z.string().regex(/^[a-z0-9-]+$/),
  /** When the database was first there: from then on one that is gone is a loss, and not a beginning. */
  databaseMadeAt: z.number().optional(),
  keys: z.array(
    z.strictObject({
      kid: z.string(),
      algorithm: z.string(),
      publicJwk: z.record(z.string(), z.unknown()),
      createdAt: z.number(),
    }),
  ),
});
export type KeysFile = z.infer<typeof keysFile>;

export type Vault =
  | { readonly state: 'absent' }
  | { readonly state: 'locked' }
  | { readonly state: 'unavailable'; readonly detail: string }
  /** `kid` is null where not even the keys file is there, and something that needs it is. */
  | { readonly state: 'missing'; readonly kid: string | null }
  | OpenVault;

export interface OpenVault {
  readonly state: 'open';
  readonly signer: Signer;
  /** 256 bits, hexadecimal. */
  readonly databaseKey: string;
  /** The database was there before. */
  readonly databaseMade: boolean;
  readonly keys: KeysFile['keys'];
}

const accounts = (installation: string) => ({
  signing: (kid: string) => `${installation}/signing/${kid}`,
  database: `${installation}/database`,
});

/**
 * Opens what a data folder's keys file says must be in the keychain. Never makes a key.
 * @param asked the keychain's state, where it was just asked for
 */
export async function openVault(folder: string, secrets: SecretStore, asked?: KeychainState): Promise<Vault> {
  const keychain = asked ?? (await secrets.state());
  const file = readKeysFile(folder);
  if (keychain.state !== 'available') return keychain;
  if (!file) {
    // A database without its keys file has lost half of itself; a new key for it would bury that.
    return existsSync(join(folder, 'countersign.db')) ? { state: 'missing', kid: null } : { state: 'absent' };
  }
  const current = file.keys.at(-1);
  if (!current) return { state: 'missing', kid: null };
  const account = accounts(file.installation);
  const [secret, databaseKey] = await Promise.all([
    secrets.read(account.signing(current.kid)),
    secrets.read(account.database),
  ]);
  if (secret === null || databaseKey === null) {
    // It may have been locked between the two questions.
    const again = await secrets.state();
    return again.state === 'available' ? { state: 'missing', kid: current.kid } : again;
  }
  const signer = await importSigner(secret);
  if (signer.kid !== current.kid) return { state: 'missing', kid: current.kid };
  const databaseMade = file.databaseMadeAt !== undefined;
  return { state: 'open', signer, databaseKey, databaseMade, keys: file.keys };
}

/** What a folder's entries in the keychain are told apart by; null before it has any. */
export const installationOf = (folder: string): string | null => readKeysFile(folder)?.installation ?? null;

/** Says in the keys file that the folder's database is there now. */
export function noteDatabase(folder: string, now: number): void {
  const file = readKeysFile(folder);
  if (file && file.databaseMadeAt === undefined) writeKeysFile(folder, { ...file, databaseMadeAt: now });
}

/**
 * Makes the signing key and the database's key. Both are in the keychain and read back before the keys file names them,
 * so a crash half-way leaves a folder without keys, and setup begins again.
 * @throws AuthorityError `keychain` when they can't be stored, `already-set-up` when the folder has keys.
 */
export async function provision(folder: string, secrets: SecretStore, now: number): Promise<string> {
  if (readKeysFile(folder) || existsSync(join(folder, 'countersign.db'))) {
    throw new AuthorityError('already-set-up', 'this folder has its keys already');
  }
  const keychain = await secrets.state();
  if (keychain.state !== 'available') {
    throw new AuthorityError('keychain', `keychain ${keychain.state}`, { detail: keychain.state });
  }
  const installation = randomBytes(8).toString('hex');
  const { secret, publicJwk } = await generateSigningKey();
  const kid = String(publicJwk.kid);
  const account = accounts(installation);
  await secrets.write(account.signing(kid), secret);
  await secrets.write(account.database, randomBytes(32).toString('hex'));
  const key = { kid, algorithm: String(publicJwk.alg), publicJwk: { ...publicJwk }, createdAt: now };
  writeKeysFile(folder, { version: 1, installation, keys: [key] });
  return kid;
}

function readKeysFile(folder: string): KeysFile | null {
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
    return keysFile.parse(JSON.parse(text));
  } catch {
    throw new AuthorityError('store-unreadable', 'keys.json is damaged', {
      detail: 'keys.json cannot be read as what it was written',
    });
  }
}

function writeKeysFile(folder: string, file: KeysFile): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'keys.json');
  const handle = openSync(`${path}.new`, 'w', 0o600);
  try {
    writeSync(handle, `${JSON.stringify(file, null, 2)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(`${path}.new`, path);
}
