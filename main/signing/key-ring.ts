import type { Finding, HeaderAlgorithm, KeyOrigin } from '../../preload/contract.ts';
import type { RecordEvent } from '../audit/audit-log.ts';
import { AuthorityError, finding } from '../errors.ts';
import { headersOf } from './algorithms.ts';
import { createGuesses, type Guesses } from './guesses.ts';
import { type KeyEntry, openKeyEntry, readKeyEntry } from './key-entry.ts';
import type { SecretStore } from './key-store.ts';
import { changeKeysFile, type HeldKey, type KeysFile } from './keys-file.ts';
import { SHORTEST_PASSPHRASE } from './passphrase-cipher.ts';
import { sealKey } from './sealed-key.ts';
import { importSigner, renamed, type Signer, type SigningSecret } from './signer.ts';
import { removeLeftParts, removeSecret, writeSecret } from './split-secret.ts';

/** Something that happened to the keys, for the record. */
export interface KeyEvent {
  readonly event: RecordEvent;
  readonly at: number;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What is known of a key whether it can sign now or not. */
export type KnownKey = Pick<HeldKey, 'kid' | 'algorithm' | 'publicJwk'>;

/**
 * The keys of one data folder: one that new approvals are made for, some that wait to take over, some that others took
 * over from. Every change is in the keys file whole or not at all, with what the record has to say of it.
 */
export interface KeyRing {
  current(): KnownKey;
  /** Of exactly this key; null where it can't sign: locked, retired, unknown, or its private half is not in the keychain. */
  signer(kid: string): Signer | null;
  /** Whether its private half is in the keychain, and no object here: it signs again once it is unlocked. */
  isLocked(kid: string): boolean;
  hasPassphrase(kid: string): boolean;
  /** Lets go of every key object. @returns whether there was any */
  lock(): boolean;
  /**
   * Opens this key, and every other one that no passphrase closes, or the same one that closed this.
   * @param passphrase empty for a key that has none
   * @param kid the key in use unless given
   * @returns null where the key is open now; else why not: `passphrase-wrong`, `passphrase-pause`, `keychain-locked`,
   * `key-cannot-sign`, `locked-again` where it was locked meanwhile
   * @throws AuthorityError `keychain`, `key-unavailable` where its entry is damaged
   */
  unlock(passphrase: string, now: number, kid?: string): Promise<Finding | null>;
  /**
   * Null where this is the passphrase of the key, and for a key that has none; else why not, as `unlock` says it. It opens
   * nothing. A wrong one slows down everything that takes one. @param kid the key in use unless given @throws as `unlock`
   */
  proves(passphrase: string, now: number, kid?: string): Promise<Finding | null>;
  /**
   * Gives the key a passphrase, another one, or none. After a crash it has the one before or this one. What is open stays so.
   * @param present empty where it has none
   * @param next null for none
   * @returns null where it was done; else why not: as `unlock`, and `passphrase-short`
   * @throws AuthorityError `keychain`, `key-unavailable`
   */
  setPassphrase(kid: string, present: string, next: string | null, now: number): Promise<Finding | null>;
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
  /**
   * Takes in what a backup holds, and nothing of it in the place of anything: keys that are not here come to wait to take
   * over, and those whose private halves the keychain has lost have them back. All come with one replacement of the file,
   * but for the halves that were lost: each of these is back as soon as the keychain has it.
   * @param madeAt when the backup was made @throws AuthorityError `keychain`
   */
  bringIn(keys: readonly SigningSecret[], madeAt: number, now: number): Promise<BroughtIn>;
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

/** The private half of a key. */
interface Behind {
  readonly secret: string;
  /** The key has a passphrase, and this was opened with it. */
  readonly proven: boolean;
}

/** What came of the keys of a backup, by `kid`. */
export interface BroughtIn {
  /** Not here before. */
  readonly kids: readonly string[];
  /** Here before, without their private halves. */
  readonly back: readonly string[];
  /** Here already, and left as they are: the retired among them. */
  readonly here: readonly string[];
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
 * Opens the private halves that the keychain has, those apart that have a passphrase. What is left of a retirement or of a
 * change of passphrase that broke off is done first.
 * @throws AuthorityError `keychain`, `key-unavailable` where the entry of the current key is damaged
 */
export async function openRing(
  folder: string,
  file: KeysFile,
  secrets: SecretStore,
  guesses: Guesses = createGuesses(),
): Promise<KeyRing | null> {
  const account = accountsOf(file.installation);
  const signers = new Map<string, Signer>();
  /** Those whose private halves are in the keychain, and closed. */
  const locked = new Set<string>();
  /** Grows with every locking, so that an unlocking that was under way notices. */
  let lockings = 0;
  let held = file;
  const change = (to: (file: KeysFile) => KeysFile) => {
    held = changeKeysFile(folder, to);
  };
  const erase = async (kid: string) => {
    await removeSecret(secrets, account.signing(kid));
    change((file) => ({ ...file, keys: withKey(file, kid, { erased: true }) }));
  };

  const entryOf = (kid: string) => readKeyEntry(secrets, account.signing(kid), kid);
  const signerFrom = async (secret: string, { kid, algorithm }: HeldKey): Promise<Signer | null> => {
    const signer = await importSigner(secret, algorithm);
    // The entry of another key under this name is not this key.
    return signer.kid === kid ? signer : null;
  };

  /** What lies in the keychain is what holds: it says, too, what came of a change that broke off, and whose parts go. */
  const settle = async ({ kid, passphraseChange: begun, passphraseSetAt }: HeldKey, entry: KeyEntry) => {
    if (begun) await removeLeftParts(secrets, account.signing(kid));
    if (begun || passphraseSetAt !== entry.sealed?.setAt) {
      change((file) => withPassphrase(file, kid, entry.sealed?.setAt));
    }
  };
  const open = async (key: HeldKey) => {
    const entry = await entryOf(key.kid);
    const signer = entry && !entry.sealed ? await signerFrom(entry.text, key) : null;
    if (entry) await settle(key, entry);
    if (entry?.sealed) locked.add(key.kid);
    if (signer) signers.set(key.kid, signer);
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
  if (!signers.has(file.current) && !locked.has(file.current)) return null;
  for (const key of file.keys) if (key.retiredAt !== undefined && !key.erased) await erase(key.kid);

  const known = (kid: string): HeldKey => {
    const key = held.keys.find((one) => one.kid === kid);
    if (!key) throw new AuthorityError('key-unknown', 'this desk has no such key');
    return key;
  };

  /** Tries the passphrase where the key has one. `proven`: it has, and this is it. */
  const secretBehind = async (kid: string, passphrase: string, now: number): Promise<Behind | Finding> => {
    const entry = await entryOf(kid);
    if (!entry) return finding((await secrets.state()).state === 'locked' ? 'keychain-locked' : 'key-cannot-sign');
    if (!entry.sealed) return { secret: entry.text, proven: false };
    let secret: string | null = null;
    const refused = await guesses.try(now, async () => {
      secret = await openKeyEntry(entry, passphrase);
      return secret !== null;
    });
    return refused ?? { secret: secret ?? '', proven: true };
  };

  /**
   * What else the same passphrase opens; what it does not open stays locked, and is no wrong one.
   * @param passphrase null where it opened nothing as yet: here nothing slows down whoever guesses
   */
  const openOthers = async (passphrase: string | null, during: number) => {
    for (const kid of [...locked]) {
      try {
        const entry = await entryOf(kid);
        if (entry?.sealed && passphrase === null) continue;
        const secret = entry && (await openKeyEntry(entry, passphrase ?? ''));
        const signer = secret ? await signerFrom(secret, known(kid)) : null;
        if (signer && during === lockings && locked.delete(kid)) signers.set(kid, signer);
      } catch (fault) {
        if (!(fault instanceof AuthorityError) || fault.code !== 'key-unavailable') throw fault;
      }
    }
  };

  return {
    current: () => known(held.current),
    signer: (kid) => signers.get(kid) ?? null,
    isLocked: (kid) => locked.has(kid),
    hasPassphrase: (kid) => held.keys.some((key) => key.kid === kid && key.passphraseSetAt !== undefined),

    lock: () => {
      lockings += 1;
      const any = signers.size > 0;
      for (const kid of signers.keys()) locked.add(kid);
      signers.clear();
      return any;
    },

    unlock: async (passphrase, now, kid = held.current) => {
      if (signers.has(kid)) return null;
      if (!locked.has(kid)) return finding('key-cannot-sign');
      const during = lockings;
      const opened = await secretBehind(kid, passphrase, now);
      if ('code' in opened) return opened;
      const signer = await signerFrom(opened.secret, known(kid));
      if (!signer) return finding('key-cannot-sign');
      if (during !== lockings) return finding('locked-again');
      locked.delete(kid);
      signers.set(kid, signer);
      await openOthers(opened.proven ? passphrase : null, during);
      return null;
    },

    proves: async (passphrase, now, kid = held.current) => {
      const opened = await secretBehind(kid, passphrase, now);
      return 'code' in opened ? opened : null;
    },

    setPassphrase: async (kid, present, next, at) => {
      if (next !== null && [...next].length < SHORTEST_PASSPHRASE) {
        return finding('passphrase-short', { least: SHORTEST_PASSPHRASE });
      }
      const had = known(kid).passphraseSetAt !== undefined;
      if (!had && next === null) return null;
      const opened = await secretBehind(kid, present, at);
      if ('code' in opened) return opened;
      const event = next === null ? 'passphrase-removed' : had ? 'passphrase-changed' : 'passphrase-set';
      const entry = next === null ? opened.secret : await sealKey(opened.secret, kid, next, at);
      change((file) => ({ ...file, keys: withKey(file, kid, { passphraseChange: { event, at } }) }));
      try {
        await writeSecret(secrets, account.signing(kid), entry);
      } finally {
        // Where it failed, the keychain may still hold the new one.
        const now = await entryOf(kid);
        if (now) await settle(known(kid), now);
      }
      return null;
    },

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
      // It may have been locked since the key began to be made: then nothing of it may sign.
      const closed = locked.has(held.current);
      change((file) => {
        const more = {
          ...file,
          keys: [...file.keys, added],
          unrecorded: [...file.unrecorded, arrivalOf(added)],
        };
        return takesOver ? takenOver(more, added.kid, at) : more;
      });
      if (closed) locked.add(added.kid);
      else signers.set(added.kid, signer);
    },

    bringIn: async (keys, madeAt, at) => {
      const kidOf = ({ publicJwk }: SigningSecret) => String(publicJwk.kid);
      const standing = (kid: string): keyof BroughtIn => {
        const key = held.keys.find((one) => one.kid === kid);
        if (!key) return 'kids';
        return key.retiredAt !== undefined || signers.has(kid) || locked.has(kid) ? 'here' : 'back';
      };
      const of = (what: keyof BroughtIn) => keys.filter((key) => standing(kidOf(key)) === what);
      const [fresh, lost] = [of('kids'), of('back')];
      const answer = { kids: fresh.map(kidOf), back: lost.map(kidOf), here: of('here').map(kidOf) };
      if (fresh.length + lost.length === 0) return answer;
      const added = fresh.map((key) => heldKeyOf(key, 'restored', at));
      const opened: Signer[] = [];
      for (const key of [...fresh, ...lost]) {
        const { algorithm } =
          [...added, ...held.keys].find(({ kid }) => kid === kidOf(key)) ?? heldKeyOf(key, 'restored', at);
        opened.push(await importSigner(key.secret, algorithm));
      }
      // In the keychain and read back before the file names them.
      for (const key of [...fresh, ...lost]) await writeSecret(secrets, account.signing(kidOf(key)), key.secret);
      change((file) => ({
        ...file,
        keys: [...file.keys.map((key) => (answer.back.includes(key.kid) ? withoutPassphrase(key) : key)), ...added],
        unrecorded: [
          ...file.unrecorded,
          said('backup-restored', at, { madeAt, kids: answer.kids, back: answer.back, current: file.current }),
        ],
      }));
      for (const signer of opened) {
        // While the ring is locked nothing of it may sign.
        if (locked.has(held.current)) locked.add(signer.kid);
        else signers.set(signer.kid, signer);
      }
      return answer;
    },

    succeed: (kid, at) => {
      if (known(kid).retiredAt !== undefined || !(signers.has(kid) || locked.has(kid))) {
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
      locked.delete(kid);
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

/** What comes from a backup lies open in the keychain, whatever passphrase it had before it was lost. */
const withoutPassphrase = ({ passphraseSetAt: _since, passphraseChange: _begun, ...key }: HeldKey): HeldKey => key;

const withKey = (file: KeysFile, kid: string, change: Partial<HeldKey>): HeldKey[] =>
  file.keys.map((key) => (key.kid === kid ? { ...key, ...change } : key));

/** @param since as the keychain's entry says: it decides whether what was begun was done, and so goes on the record */
const withPassphrase = (file: KeysFile, kid: string, since: number | undefined): KeysFile => {
  const begun = file.keys.find((key) => key.kid === kid)?.passphraseChange;
  const done = begun && since === (begun.event === 'passphrase-removed' ? undefined : begun.at);
  return {
    ...file,
    keys: file.keys.map((key) => {
      if (key.kid !== kid) return key;
      const { passphraseChange: _begun, passphraseSetAt: _before, ...rest } = key;
      return since === undefined ? rest : { ...rest, passphraseSetAt: since };
    }),
    unrecorded: done ? [...file.unrecorded, said(begun.event, begun.at, { kid })] : file.unrecorded,
  };
};
