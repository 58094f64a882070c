import type { HeaderAlgorithm, KeyOrigin } from '../../preload/contract.ts';
import type { RecordEvent } from '../audit/audit-log.ts';
import { AuthorityError } from '../errors.ts';
import { headersOf } from './algorithms.ts';
import type { SecretStore } from './key-store.ts';
import { changeKeysFile, type HeldKey, type KeysFile } from './keys-file.ts';
import { importSigner, renamed, type Signer, type SigningSecret } from './signer.ts';
import { readSecret, removeSecret, writeSecret } from './split-secret.ts';

/** Something that happened to the keys, for the record. */
export interface KeyEvent {
  readonly event: RecordEvent;
  readonly at: number;
  readonly detail: Readonly<Record<string, unknown>>;
}

/**
 * The keys of one data folder: one that new approvals are made for, some that wait to take over, some that others took
 * over from. Every change is in the keys file whole or not at all, with what the record has to say of it.
 */
export interface KeyRing {
  current(): Signer;
  /** Of exactly this key; null where it can't sign: retired, unknown, or its private half is not in the keychain. */
  signer(kid: string): Signer | null;
  /** The oldest first, the retired among them. */
  keys(): readonly HeldKey[];
  /** What is not on the record yet, the oldest first. */
  unrecorded(): readonly KeyEvent[];
  /** So many of it are on the record now. */
  recorded(count: number): void;
  /**
   * A key that waits to take over, published and signing nothing, or takes over with the same step.
   * @throws AuthorityError `key-known`, `keychain`
   */
  add(key: SigningSecret, origin: KeyOrigin, now: number, takesOver?: boolean): Promise<void>;
  /** From now on new approvals are made for this key. @throws AuthorityError `key-cannot-sign` */
  succeed(kid: string, now: number): void;
  /**
   * From now on the key signs nothing, is not published, and only tells its own tokens. Its private half goes from the
   * keychain. @throws AuthorityError `key-is-current`, `keychain`
   */
  retire(kid: string, now: number): Promise<void>;
  /** These keys were put into a backup that was made, or were taken out of one and signed. */
  noteBackup(what: 'backup-made' | 'backup-proved', kids: readonly string[], now: number): void;
  /** Path of the file that is kept as the public set; null where there is none. */
  publishedTo(): string | null;
  publishTo(path: string | null, now: number): void;
  /** @throws AuthorityError `key-other-algorithm` where the key may not write this name */
  nameAlgorithm(kid: string, header: HeaderAlgorithm, now: number): void;
}

export const accountsOf = (installation: string) => ({
  signing: (kid: string) => `${installation}/signing/${kid}`,
  database: `${installation}/database`,
});

export const heldKeyOf = ({ publicJwk }: SigningSecret, origin: KeyOrigin, now: number): HeldKey => ({
  kid: String(publicJwk.kid),
  algorithm: publicJwk.alg as HeaderAlgorithm,
  publicJwk: { ...publicJwk },
  origin,
  createdAt: now,
});

export const arrivalOf = ({ kid, algorithm, origin, createdAt }: HeldKey): KeyEvent => ({
  event: origin === 'made' ? 'key-created' : 'key-imported',
  at: createdAt,
  detail: { kid, algorithm },
});

/**
 * Opens the private halves that the keychain has. What is left of a retirement that broke off is done first.
 * @throws AuthorityError `keychain`, `key-unavailable` where the entry of the current key is damaged
 */
export async function openRing(folder: string, file: KeysFile, secrets: SecretStore): Promise<KeyRing | null> {
  const account = accountsOf(file.installation);
  const signers = new Map<string, Signer>();
  let held = file;
  const change = (to: (file: KeysFile) => KeysFile) => {
    held = changeKeysFile(folder, to);
  };
  const erase = async (kid: string) => {
    await removeSecret(secrets, account.signing(kid));
    change((file) => ({ ...file, keys: withKey(file, kid, { erased: true }) }));
  };

  const open = async ({ kid, algorithm }: HeldKey) => {
    const secret = await readSecret(secrets, account.signing(kid));
    if (secret === null) return;
    const signer = await importSigner(secret, algorithm);
    // The entry of another key under this name is not this key.
    if (signer.kid === kid) signers.set(kid, signer);
  };
  for (const key of file.keys) {
    if (key.kid === file.current) await open(key);
    else if (key.retiredAt === undefined) {
      // One that others took over from is no reason to stop; that it can't sign any more is shown with it.
      await open(key).catch((fault: unknown) => {
        if (!(fault instanceof AuthorityError) || fault.code !== 'key-unavailable') throw fault;
      });
    }
  }
  if (!signers.has(file.current)) return null;
  for (const key of file.keys) if (key.retiredAt !== undefined && !key.erased) await erase(key.kid);

  const known = (kid: string): HeldKey => {
    const key = held.keys.find((one) => one.kid === kid);
    if (!key) throw new AuthorityError('key-unknown', 'this desk has no such key');
    return key;
  };

  return {
    current: () => signerOfRing(signers, held.current),
    signer: (kid) => signers.get(kid) ?? null,
    keys: () => held.keys,
    unrecorded: () => held.unrecorded as readonly KeyEvent[],
    recorded: (count) => {
      if (count > 0) change((file) => ({ ...file, unrecorded: file.unrecorded.slice(count) }));
    },

    add: async (key, origin, at, takesOver = false) => {
      const added = heldKeyOf(key, origin, at);
      if (held.keys.some(({ kid }) => kid === added.kid))
        throw new AuthorityError('key-known', 'this key is here already');
      const signer = await importSigner(key.secret, added.algorithm);
      // In the keychain and read back before the file names it.
      await writeSecret(secrets, account.signing(added.kid), key.secret);
      change((file) => {
        const more = {
          ...file,
          keys: [...file.keys, added],
          unrecorded: [...file.unrecorded, arrivalOf(added)],
        };
        return takesOver ? takenOver(more, added.kid, at) : more;
      });
      signers.set(added.kid, signer);
    },

    succeed: (kid, at) => {
      if (known(kid).retiredAt !== undefined || !signers.has(kid)) {
        throw new AuthorityError('key-cannot-sign', 'the key can not sign');
      }
      if (kid !== held.current) change((file) => takenOver(file, kid, at));
    },

    retire: async (kid, at) => {
      if (kid === held.current) throw new AuthorityError('key-is-current', 'the key in use can not be retired');
      if (known(kid).retiredAt === undefined) {
        change((file) => ({
          ...file,
          keys: withKey(file, kid, { retiredAt: at }),
          unrecorded: [...file.unrecorded, said('key-retired', at, { kid })],
        }));
      }
      signers.delete(kid);
      await erase(kid);
    },

    noteBackup: (what, kids, at) =>
      change((file) => ({
        ...file,
        keys: file.keys.map((key) => {
          if (!kids.includes(key.kid)) return key;
          return { ...key, [what === 'backup-made' ? 'backedUpAt' : 'provedAt']: at };
        }),
        unrecorded: [...file.unrecorded, said(what, at, { kids })],
      })),

    publishedTo: () => held.publishedTo ?? null,
    publishTo: (path, at) =>
      change(({ publishedTo: _before, ...file }) => ({
        ...file,
        ...(path === null ? {} : { publishedTo: path }),
        unrecorded: [...file.unrecorded, said('key-set-file', at, { path: path ?? '' })],
      })),

    nameAlgorithm: (kid, header, at) => {
      const key = known(kid);
      if (!headersOf(key.algorithm).includes(header)) {
        throw new AuthorityError('key-other-algorithm', 'the key has another algorithm');
      }
      if (key.algorithm === header) return;
      change((file) => ({
        ...file,
        keys: withKey(file, kid, { algorithm: header, publicJwk: { ...key.publicJwk, alg: header } }),
        unrecorded: [...file.unrecorded, said('key-algorithm-named', at, { kid, from: key.algorithm, to: header })],
      }));
      const signer = signers.get(kid);
      if (signer) signers.set(kid, renamed(signer, header));
    },
  };
}

function signerOfRing(signers: ReadonlyMap<string, Signer>, kid: string): Signer {
  const signer = signers.get(kid);
  if (!signer) throw new AuthorityError('key-unavailable', 'the key in use is not open');
  return signer;
}

const said = (event: RecordEvent, at: number, detail: KeyEvent['detail']) => ({ event, at, detail });

/** The key is the current one from `at` on, and the one before it is superseded. */
const takenOver = (file: KeysFile, kid: string, at: number): KeysFile => ({
  ...file,
  current: kid,
  keys: file.keys.map((key) => {
    if (key.kid === file.current) return { ...key, supersededAt: at };
    if (key.kid !== kid) return key;
    const { supersededAt: _before, ...taken } = key;
    return taken;
  }),
  unrecorded: [...file.unrecorded, said('key-rotated', at, { from: file.current, to: kid })],
});

const withKey = (file: KeysFile, kid: string, change: Partial<HeldKey>): HeldKey[] =>
  file.keys.map((key) => (key.kid === kid ? { ...key, ...change } : key));
