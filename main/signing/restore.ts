import { randomBytes } from 'node:crypto';
import { AuthorityError } from '../errors.ts';
import { openDatabase } from '../store/database.ts';
import type { BackupContent } from './backup.ts';
import { accountsOf } from './key-ring.ts';
import type { SecretStore } from './key-store.ts';
import { type HeldKey, type KeysFile, readKeysFile, writeKeysFile } from './keys-file.ts';
import { needsItsKeys, newInstallation } from './provision.ts';
import { openRecordKey } from './record-key.ts';
import { recordAccount } from './record-secrets.ts';
import { importSigner, proves } from './signer.ts';
import { readSecret, removeSecret, writeSecret } from './split-secret.ts';

/** What backups call the key that checkpoints of the record are signed with. */
const RECORD_KEY = 'checkpoints';

/** What a folder's backup has to hold. @throws AuthorityError `keychain` where not even the database's key can be read */
export async function collectBackup(
  folder: string,
  secrets: SecretStore,
  service: BackupContent['service'],
  now: number,
): Promise<BackupContent> {
  const file = readKeysFile(folder);
  const account = accountsOf(file?.installation ?? '');
  const databaseKey = file && (await secrets.read(account.database));
  if (!file || databaseKey === null) {
    throw new AuthorityError('keychain', 'the keychain gives no keys', { detail: 'the entries can not be read' });
  }
  const keys: BackupContent['keys'] = [];
  for (const key of file.keys) {
    const secret = key.retiredAt === undefined ? await usable(secrets, account.signing(key.kid), key) : null;
    keys.push(secret === null ? key : { ...key, secret });
  }
  const recordKey = await readSecret(secrets, recordAccount(file.installation, 'key'));
  const recordKeys = recordKey === null ? [] : [{ name: RECORD_KEY, secret: recordKey }];
  return { madeAt: now, service, databaseKey, current: file.current, keys, recordKeys };
}

/** Which of a backup's keys sign, each proved by a challenge under its own public half and that of the keys on record. */
export async function provedKeys(content: BackupContent, onRecord: readonly HeldKey[]): Promise<readonly string[]> {
  const proved: string[] = [];
  for (const { kid, algorithm, publicJwk, secret } of content.keys) {
    if (secret === undefined) continue;
    const signer = await importSigner(secret, algorithm).catch(() => null);
    const known = onRecord.find((key) => key.kid === kid)?.publicJwk ?? publicJwk;
    const challenge = randomBytes(32).toString('hex');
    if (signer?.kid !== kid || !(await proves(signer, known, challenge))) {
      throw new AuthorityError('backup-key-wrong', 'a key of the backup is not what it is said to be', { kid });
    }
    proved.push(kid);
  }
  for (const { name, secret } of content.recordKeys) {
    try {
      openRecordKey(secret);
    } catch {
      throw new AuthorityError('backup-key-wrong', 'a key of the record is not what it is said to be', { kid: name });
    }
  }
  return proved;
}

export interface Restored {
  /** Keys whose private halves came from the backup. */
  readonly kids: readonly string[];
  readonly current: string;
  /** Keys whose private halves neither the keychain nor the backup has. */
  readonly lost: readonly string[];
  /** The folder's database is there, and opens with the key of the backup. */
  readonly database: boolean;
}

/**
 * Puts the keys of a backup into the keychain, beside those that the keychain still has, and has the keys file name them.
 * All of them lie under a new installation's name until then, so that the one replacement of that file is the step
 * before which nothing was changed, and after which everything was.
 * @throws AuthorityError `backup-other-database` where the folder's database does not open with the backup's key,
 * `backup-other-keys` where the folder's keys are none of the backup's, `backup-no-key` where no key could sign afterwards,
 * `backup-key-wrong`, `keychain`
 */
export async function restoreVault(
  folder: string,
  secrets: SecretStore,
  content: BackupContent,
  now: number,
): Promise<Restored> {
  await provedKeys(content, content.keys);
  const file = readKeysFile(folder);
  const database = needsItsKeys(folder);
  if (database) tryDatabase(folder, content.databaseKey);
  else if (file && !file.keys.some(({ kid }) => content.keys.some((key) => key.kid === kid))) {
    throw new AuthorityError('backup-other-keys', 'the backup is of other keys');
  }

  const before = accountsOf(file?.installation ?? '');
  const halves = new Map<string, { readonly secret: string; readonly from: 'keychain' | 'backup' }>();
  const keys = merged(file, content, now);
  for (const key of keys.filter(({ retiredAt }) => retiredAt === undefined)) {
    const kept = file && (await usable(secrets, before.signing(key.kid), key));
    const backedUp = content.keys.find(({ kid }) => kid === key.kid)?.secret;
    if (kept) halves.set(key.kid, { secret: kept, from: 'keychain' });
    else if (backedUp !== undefined) halves.set(key.kid, { secret: backedUp, from: 'backup' });
  }
  const current = [file?.current, content.current, ...halves.keys()].find((kid) => kid && halves.has(kid));
  if (!current) throw new AuthorityError('backup-no-key', 'the backup holds no key that could sign');

  const installation = newInstallation();
  const account = accountsOf(installation);
  for (const [kid, { secret }] of halves) await writeSecret(secrets, account.signing(kid), secret);
  await secrets.write(account.database, content.databaseKey);
  await carryRecord(secrets, file?.installation ?? null, installation, content, database);
  const kids = [...halves].flatMap(([kid, { from }]) => (from === 'backup' ? [kid] : []));
  writeKeysFile(folder, {
    version: 2,
    installation,
    ...(database ? { databaseMadeAt: file?.databaseMadeAt ?? now } : {}),
    current,
    ...(file?.publishedTo === undefined ? {} : { publishedTo: file.publishedTo }),
    keys: standing(keys, file?.current ?? content.current, current, now),
    unrecorded: [
      ...(file?.unrecorded ?? []),
      { event: 'backup-restored', at: now, detail: { madeAt: content.madeAt, kids, current } },
    ],
  });
  if (file) await tidy(secrets, file);
  const lost = keys.filter(({ kid, retiredAt }) => retiredAt === undefined && !halves.has(kid)).map(({ kid }) => kid);
  return { kids, current, lost, database };
}

/**
 * The key of the record's checkpoints, as the keychain still has it or else from the backup; and how far the record has
 * come, where the keychain still knows: the backup's is older than the record.
 * @param database whether the record that they are of is here
 */
async function carryRecord(
  secrets: SecretStore,
  from: string | null,
  to: string,
  { recordKeys }: BackupContent,
  database: boolean,
): Promise<void> {
  const kept = async (what: 'key' | 'head') => (from === null ? null : readSecret(secrets, recordAccount(from, what)));
  const key = (await kept('key')) ?? recordKeys.find(({ name }) => name === RECORD_KEY)?.secret ?? null;
  if (key !== null) await writeSecret(secrets, recordAccount(to, 'key'), key);
  const head = database ? await kept('head') : null;
  if (head !== null) await writeSecret(secrets, recordAccount(to, 'head'), head);
}

/** What the folder knows of a key is newer than what the backup does. */
function merged(file: KeysFile | null, content: BackupContent, now: number): HeldKey[] {
  const known = file?.keys ?? [];
  const others = content.keys
    .filter(({ kid }) => !known.some((key) => key.kid === kid))
    .map(({ secret: _secret, ...key }): HeldKey => ({ ...key, origin: 'restored', createdAt: now }));
  return [...others, ...known];
}

/** Where the key that was in use is lost, another one takes over. */
function standing(keys: HeldKey[], before: string, current: string, now: number): HeldKey[] {
  return keys.map((key) => {
    if (key.kid === current) {
      const { supersededAt: _before, ...taken } = key;
      return taken;
    }
    return key.kid === before ? { ...key, supersededAt: now } : key;
  });
}

/** The private half in the keychain, where it is there and is this key's. */
async function usable(secrets: SecretStore, account: string, { kid, algorithm }: HeldKey): Promise<string | null> {
  try {
    const secret = await readSecret(secrets, account);
    return secret !== null && (await importSigner(secret, algorithm)).kid === kid ? secret : null;
  } catch (fault) {
    if (fault instanceof AuthorityError && fault.code === 'key-unavailable') return null;
    throw fault;
  }
}

function tryDatabase(folder: string, key: string): void {
  try {
    openDatabase(folder, key, true).close();
  } catch (fault) {
    if (!(fault instanceof AuthorityError) || fault.code !== 'store-unreadable') throw fault;
    throw new AuthorityError('backup-other-database', 'the database does not open with the key of the backup');
  }
}

/** The entries under the name before: the same secrets again, or such as are of no use. */
async function tidy(secrets: SecretStore, file: KeysFile): Promise<void> {
  const account = accountsOf(file.installation);
  try {
    for (const { kid } of file.keys) await removeSecret(secrets, account.signing(kid));
    await secrets.remove(account.database);
    for (const what of ['key', 'head'] as const) await removeSecret(secrets, recordAccount(file.installation, what));
  } catch {
    // Nothing names them any more, and they hold nothing that the entries in use do not.
  }
}
