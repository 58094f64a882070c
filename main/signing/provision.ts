import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyOrigin } from '../../preload/contract.ts';
import { AuthorityError } from '../errors.ts';
import type { Guesses } from './guesses.ts';
import { accountsOf, arrivalOf, heldKeyOf, type KeyRing, openRing } from './key-ring.ts';
import type { KeychainState, SecretStore } from './key-store.ts';
import { changeKeysFile, readKeysFile, writeKeysFile } from './keys-file.ts';
import { type RecordSecrets, recordSecrets } from './record-secrets.ts';
import { generateSigningKey, type SigningSecret } from './signer.ts';
import { writeSecret } from './split-secret.ts';

export type Vault =
  | { readonly state: 'absent' }
  | { readonly state: 'locked' }
  | { readonly state: 'unavailable'; readonly detail: string }
  /** `kid` is null where not even the keys file is there, and something that needs it is. */
  | { readonly state: 'missing'; readonly kid: string | null }
  /** Something else is kept under the name of the key in use: another key, or what is left of it. */
  | { readonly state: 'replaced'; readonly kid: string }
  | OpenVault;

export interface OpenVault {
  readonly state: 'open';
  readonly ring: KeyRing;
  /** 256 bits, hexadecimal. */
  readonly databaseKey: string;
  /** What the keychain keeps for the record. */
  readonly recordSecrets: RecordSecrets;
  /** The database was there before. */
  readonly databaseMade: boolean;
}

/** Whether anything in the folder needs keys that were made before. */
export const needsItsKeys = (folder: string): boolean => existsSync(join(folder, 'countersign.db'));

/**
 * Opens what a data folder's keys file says must be in the keychain. Never makes a key.
 * @param asked the keychain's state, where it was just asked for
 * @param guesses the tries of its passphrases so far, where there may have been some
 */
export async function openVault(
  folder: string,
  secrets: SecretStore,
  asked?: KeychainState,
  guesses?: Guesses,
): Promise<Vault> {
  const keychain = asked ?? (await secrets.state());
  const file = readKeysFile(folder);
  if (keychain.state !== 'available') return keychain;
  // A database without its keys file has lost half of itself; a new key for it would bury that.
  if (!file) return needsItsKeys(folder) ? { state: 'missing', kid: null } : { state: 'absent' };
  if (file.keys.length === 0) return { state: 'missing', kid: null };
  const account = accountsOf(file.installation);
  const databaseKey = await secrets.read(account.database);
  const ring = databaseKey === null ? null : await ringIn(folder, file, secrets, guesses);
  if (databaseKey === null || ring === null) {
    const there = databaseKey !== null && (await secrets.read(account.signing(file.current))) !== null;
    // It may have been locked between the two questions.
    const again = await secrets.state();
    if (again.state !== 'available') return again;
    return { state: there ? 'replaced' : 'missing', kid: file.current };
  }
  return {
    state: 'open',
    ring,
    databaseKey,
    recordSecrets: recordSecrets(secrets, file.installation),
    databaseMade: file.databaseMadeAt !== undefined,
  };
}

/** @returns null where the key in use is not among what the keychain gives, whatever it gives in its place */
async function ringIn(...given: Parameters<typeof openRing>): Promise<KeyRing | null> {
  try {
    return await openRing(...given);
  } catch (fault) {
    if (fault instanceof AuthorityError && fault.code === 'key-unavailable') return null;
    throw fault;
  }
}

/** What a folder's entries in the keychain are told apart by; null before it has any. */
export const installationOf = (folder: string): string | null => readKeysFile(folder)?.installation ?? null;

/** Says in the keys file that the folder's database is there now. */
export function noteDatabase(folder: string, now: number): void {
  changeKeysFile(folder, (file) => ({ ...file, databaseMadeAt: file.databaseMadeAt ?? now }));
}

/**
 * Stores a folder's first signing key, an Ed25519 key made for it unless another is given, and makes its database's key. Both are in the keychain and read back before the keys
 * file names them, so a crash half-way leaves a folder without keys, and setup begins again.
 * @throws AuthorityError `keychain` when they can't be stored, `already-set-up` when the folder has keys.
 */
export async function provision(
  folder: string,
  secrets: SecretStore,
  now: number,
  given?: SigningSecret,
  origin: KeyOrigin = 'made',
): Promise<string> {
  if (readKeysFile(folder) || needsItsKeys(folder)) {
    throw new AuthorityError('already-set-up', 'this folder has its keys already');
  }
  const keychain = await secrets.state();
  if (keychain.state !== 'available') {
    throw new AuthorityError('keychain', `keychain ${keychain.state}`, { detail: keychain.state });
  }
  const first = given ?? (await generateSigningKey());
  const installation = newInstallation();
  const key = heldKeyOf(first, origin, now);
  const account = accountsOf(installation);
  await writeSecret(secrets, account.signing(key.kid), first.secret);
  await secrets.write(account.database, randomBytes(32).toString('hex'));
  writeKeysFile(folder, {
    version: 2,
    installation,
    current: key.kid,
    keys: [key],
    unrecorded: [arrivalOf(key)],
  });
  return key.kid;
}

export const newInstallation = (): string => randomBytes(8).toString('hex');
