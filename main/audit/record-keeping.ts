import type { ActionAnswer, Finding, RecordStanding } from '../../preload/contract.ts';
import type { Clock } from '../clock.ts';
import { AuthorityError, faultText, finding } from '../errors.ts';
import type { Log } from '../log.ts';
import { sha256Hex } from '../review/digest.ts';
import type { RecordSecrets } from '../signing/record-secrets.ts';
import type { Database } from '../store/database.ts';
import type { AuditLog, RecordEvent } from './audit-log.ts';
import { createCheckpoints } from './checkpoints.ts';
import { asFinding, type Found, foundCodes, foundIn, nameOf, stateOf } from './found.ts';
import { keepHeads } from './head-keeping.ts';
import { endFinding, headFinding, type KeptHead, parseHead, type RecordEnd } from './kept-head.ts';
import { recordFile, rootAt, STORED_SIZE } from './record-file.ts';
import { type Check, type CheckStart, checkRecord, fromTheBeginning } from './verify.ts';

/** Keeps the record checkable: checks it, has checkpoints of it signed, and keeps its head in the keychain. */
export interface RecordKeeping {
  /** Before this start puts anything on the record: notes what it found. */
  start(): void;
  /** The work has begun: now there is time to check. */
  begin(): void;
  standing(): RecordStanding;
  /** Why nothing is signed: something was found that nobody has read. Null while nothing stands against it. */
  barred(): Finding | null;
  /** Looks at the whole record; `standing` tells how far that has come. */
  check(): ActionAnswer;
  stopCheck(): ActionAnswer;
  /** A person has read what was found. @param unread as `standing` names it, so that nothing else is taken for read */
  acknowledge(unread: string): ActionAnswer;
  /** Signs a checkpoint over everything up to now, and keeps the head: at the desk's lock, say. */
  seal(): void;
  /** Another key signs the checkpoints from now on. @throws AuthorityError `keychain` */
  rotateKey(): Promise<void>;
  /** After the last entry: the last checkpoint, and the last head. Does not wait for long for a keychain that is silent. */
  stop(): Promise<void>;
}

export interface RecordKeepingParts {
  readonly database: Database;
  readonly record: AuditLog;
  /** Null where there is no keychain to keep anything in. */
  readonly secrets: RecordSecrets | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: () => void;
  readonly onFault: (fault: unknown) => void;
}

/** Decisions, and whatever else a record must not lose unseen: after each of them the keychain's head moves. */
const keptAfter: ReadonlySet<RecordEvent> = new Set<RecordEvent>([
  'app-started',
  'approved',
  'approval-undone',
  'approval-void',
  'approval-refused',
  'batch-approved',
  'signed',
  'sent-not-proved',
  'delivered',
  'rejected',
  'deleted',
  'held',
  'taken-off-hold',
  'retried',
  'confirmation-sent',
  'request-sent',
  'request-made',
  'watching-paused',
  'watching-resumed',
  'settings-changed',
  'rules-in-force',
  'service-secret-changed',
  'locked',
  'unlocked',
  'passphrase-set',
  'passphrase-changed',
  'passphrase-removed',
  'signing-stopped',
  'signing-resumed',
  'key-created',
  'key-imported',
  'key-rotated',
  'key-retired',
  'key-algorithm-named',
  'key-set-file',
  'backup-made',
  'backup-proved',
  'backup-restored',
  'evidence-saved',
  'record-exported',
  'record-key-made',
  'record-key-rotated',
  'record-key-lost',
  'record-check-failed',
  'record-check-read',
]);

/** So many entries are looked at before the time is looked at, and for so long before everything else has its turn. */
const SLICE = 64;
const SLICE_MS = 5;
/** At a start so many entries are looked at whatever was checked before; of a longer record those since its last check. */
const START_COVERS = 20_000;
/** A progress that is told more often is not read. */
const TOLD_EVERY_MS = 200;
const LAST_HEAD_MS = 2_000;
/** So far from its number the entry of a head is looked for. */
const MOVED = 200;
/** Timers sleep with the machine, so the day is looked at again at least this often. */
const DAY_LOOK_MS = 3_600_000;

const done: ActionAnswer = { outcome: 'done' };
const dayOf = (at: number): string => new Date(at).toDateString();

/** What the keychain said when it was asked. */
interface Told {
  readonly head: KeptHead | null;
  readonly key: string | null;
}

export function keepRecord(parts: RecordKeepingParts): RecordKeeping {
  const { database, record, secrets, clock, log, onChange, onFault } = parts;
  const file = recordFile(database);
  const checkpoints = createCheckpoints({ file, record, secrets, now: () => clock.now() });

  let opening: RecordEnd | null = null;
  /** What this check and all before it found: a record that lost something has lost it for good. */
  let found: readonly Found[] = [];
  /** Of that, what no person has acknowledged. */
  let unread: readonly Found[] = [];
  let checked: RecordStanding['checked'] = null;
  /** What keeps the last check from having said all that there is to say. */
  let doubt: Finding | null = finding('record-not-checked-yet');
  let running: { readonly check: Check; readonly from: number; readonly total: number } | null = null;
  let calledOff = false;
  /** Ends the pause between two slices. */
  let breathe = () => {};
  /** Entries up to here were found intact, and lie in whole parts of the tree. */
  let verified = 0;
  /** A check has come to an end: checkpoints are signed and heads kept as long as nothing unread stands against it. */
  let relied = false;
  let stopped = false;
  let day = dayOf(clock.now());
  let callOffDay = () => {};

  // ── the keychain's head ──

  const heads = keepHeads({
    secrets,
    head: () => {
      const { number, hash } = file.end();
      const newest = file.entry(number);
      return newest && { number, hash, at: newest.at, sealed: file.newestCheckpoint()?.size ?? 0, verified };
    },
    allowed: () => relied && unread.length === 0,
    clock,
    log,
    onChange,
    onFault,
  });

  // ── what follows every entry ──

  let following = false;
  let decided = false;
  record.onAppend((event) => {
    decided ||= keptAfter.has(event);
    if (following) return;
    following = true;
    // After the transaction: what was undone with it is not there.
    queueMicrotask(() => {
      following = false;
      if (!stopped) follow();
    });
  });

  const follow = () => {
    if (!relied || unread.length > 0) return;
    try {
      if (checkpoints.grow(1)) clock.after(0, () => !stopped && follow());
      lookAtDay();
    } catch (fault) {
      onFault(fault);
    }
    if (decided) {
      decided = false;
      heads.keep();
    }
  };

  const lookAtDay = () => {
    const now = dayOf(clock.now());
    if (now === day) return;
    day = now;
    checkpoints.seal();
  };
  const watchDay = () => {
    const midnight = new Date(clock.now()).setHours(24, 0, 0, 0);
    callOffDay = clock.after(Math.min(midnight - clock.now(), DAY_LOOK_MS), () => {
      follow();
      watchDay();
    });
  };

  const seal = () => {
    if (!relied || unread.length > 0) return;
    checkpoints.seal();
    heads.keep();
  };

  // ── checking ──

  /** @throws AuthorityError `keychain` */
  const ask = async (): Promise<Told> => {
    if (!secrets) throw new AuthorityError('keychain', 'there is none');
    const [head, key] = [await secrets.read('head'), await secrets.read('key')];
    return { head: head === null ? null : parseHead(head), key };
  };

  const startOf = (whole: boolean, told: Told | null, end: RecordEnd): CheckStart => {
    const upTo = told?.head?.verified ?? 0;
    if (whole || end.number <= START_COVERS || upTo === 0 || upTo % STORED_SIZE > 0 || upTo > file.stored()) {
      return fromTheBeginning;
    }
    const seal = checkpoints.seals().find(({ size }) => size === upTo);
    const before = file.entry(upTo);
    // The tree up to there must be what was signed: where it is not, everything is looked at.
    if (!before || !seal?.root()?.equals(rootAt(file, upTo))) return fromTheBeginning;
    return { number: upTo, hash: before.hash, grown: file.grown(upTo) };
  };

  const run = async (whole: boolean) => {
    let told: Told | null = null;
    let silent: Finding | null = null;
    try {
      told = await ask();
    } catch (fault) {
      log('warn', 'record-keychain-silent', { detail: faultText(fault) });
      silent = finding('record-keychain-silent');
    }
    if (stopped) return;
    const end = opening ?? file.end();
    // An earlier entry of the end that nobody has read yet says more than the keychain, which has stood still since.
    const tail = unread.some(({ code }) => code === 'record-shortened' || code === 'record-rolled-back');
    const head = told?.head ?? null;
    const atEnd = [endFinding(end)];
    if (head && !tail) atEnd.push(headFinding(head, end, entryOf(head)), sealMissing(head, end));
    opening = null;

    const from = startOf(whole, told, end);
    const seals = checkpoints.seals();
    const check = checkRecord({ reader: file, from, seals, onSubtree: file.store });
    running = { check, from: from.number, total: Math.max(0, file.end().number - from.number) };
    calledOff = false;
    onChange();
    const whole_ = await walk(check);
    running = null;
    if (stopped) return;
    if (!whole_ && check.found().length === 0) {
      if (checked === null) doubt = finding('record-check-stopped');
      return onChange();
    }
    const now = [...check.found(), ...atEnd.filter((one) => one !== null)];
    conclude(now, { at: clock.now(), from: from.number + 1, upTo: check.at() });
    if (now.length === 0) verified = check.at() - (check.at() % STORED_SIZE);
    doubt = silent ?? (head === null && hadHead() ? finding('record-head-unknown') : null);
    if (silent) return onChange();
    heads.known(head);
    relied = true;
    if (unread.length === 0 && told) await rely(told);
    onChange();
  };

  /** Where entries before it were put in or taken out it stands elsewhere, which the chain tells. */
  const entryOf = ({ number, hash }: KeptHead) => {
    const near = file.entries(Math.max(0, number - MOVED), 2 * MOVED);
    return near.find((entry) => entry.hash === hash) ?? file.entry(number);
  };

  /** A head says how much was signed by then; a checkpoint that is gone was taken away. */
  const sealMissing = (head: KeptHead, end: RecordEnd): Found | null =>
    head.sealed > 0 && head.sealed <= end.number && !file.checkpoints().some(({ size }) => size === head.sealed)
      ? { code: 'record-checkpoint-missing', entry: head.sealed, upTo: head.sealed }
      : null;

  /** Whether a head was ever kept: a key is named before the first one is. */
  const hadHead = (): boolean => record.newestOf(['record-key-made']) !== null;

  const walk = async (check: Check): Promise<boolean> => {
    let told = clock.now();
    let began = clock.monotonic();
    while (database.transaction(() => check.step(SLICE))) {
      if (clock.monotonic() - began < SLICE_MS) {
        if (stopped || calledOff) return false;
        continue;
      }
      await new Promise<void>((resolve) => {
        const callOff = clock.after(0, resolve);
        breathe = () => {
          callOff();
          resolve();
        };
      });
      began = clock.monotonic();
      if (stopped || calledOff) return false;
      if (clock.now() - told >= TOLD_EVERY_MS) {
        told = clock.now();
        onChange();
      }
    }
    return true;
  };

  const conclude = (now: readonly Found[], what: NonNullable<RecordStanding['checked']>) => {
    const before = new Set(found.map(nameOf));
    const fresh = inOrder(now.filter((one) => !before.has(nameOf(one))));
    if (fresh.length > 0) {
      log('error', 'record-check-failed', { found: fresh.map(nameOf).join(' ') });
      unread = inOrder([...unread, ...fresh]);
      found = inOrder([...found, ...fresh]);
      record.append('record-check-failed', null, { found: fresh });
    }
    checked = what;
  };

  /** All is well, or was read: from here on it is signed and kept again. */
  const rely = async (told: Told) => {
    try {
      await checkpoints.open(told.key);
      if (stopped) return;
      follow();
      if (file.newestCheckpoint() === null) checkpoints.seal();
      heads.keep();
    } catch (fault) {
      if (fault instanceof AuthorityError && fault.code === 'keychain') heads.failed();
      onFault(fault);
    }
  };

  const noted = (event: RecordEvent): Found[] => file.details([event]).flatMap((detail) => foundIn(detail) ?? []);

  const unreadName = (): string | null =>
    unread.length === 0 ? null : sha256Hex(unread.map(nameOf).sort().join(' ')).slice(0, 16);

  let latest: Promise<void> | null = null;
  const begin = (whole: boolean) => {
    if (latest) return;
    latest = run(whole)
      .catch((fault: unknown) => {
        running = null;
        doubt = finding('record-check-broke-off');
        onFault(fault);
      })
      .finally(() => {
        latest = null;
      });
  };

  return {
    start: () => {
      const read = new Set(noted('record-check-read').map(nameOf));
      found = inOrder(noted('record-check-failed'));
      unread = found.filter((one) => !read.has(nameOf(one)));
      opening = file.end();
      const short = endFinding(opening);
      // Said at once: as soon as the record goes on, nothing tells any more that something was cut off.
      if (short) conclude([short], { at: clock.now(), from: opening.number, upTo: opening.number });
    },
    begin: () => {
      begin(false);
      watchDay();
    },
    standing: () => {
      const state = found.length > 0 ? stateOf(found) : (doubt ?? heads.fault()) ? 'not-checked' : 'intact';
      const why = [doubt, heads.fault()].filter((one) => one !== null);
      return {
        state,
        findings: [...found.map(asFinding), ...why],
        unread: unreadName(),
        checked,
        running: running && { done: Math.max(0, running.check.at() - running.from), total: running.total },
      };
    },
    barred: () => (unread.length > 0 ? finding('record-barred') : null),
    check: () => {
      begin(true);
      return done;
    },
    stopCheck: () => {
      calledOff = true;
      return done;
    },
    acknowledge: (name) => {
      if (unreadName() === null) return done;
      if (unreadName() !== name) return { outcome: 'refused', reason: finding('record-found-more') };
      const was = unread;
      record.append('record-check-read', null, { found: was });
      unread = [];
      onChange();
      void ask()
        .then((told) => {
          heads.known(told.head);
          relied = true;
          return rely(told);
        })
        .catch((fault: unknown) => {
          doubt = finding('record-keychain-silent');
          log('warn', 'record-keychain-silent', { detail: faultText(fault) });
        })
        .finally(onChange);
      return done;
    },
    seal,
    rotateKey: async () => {
      await checkpoints.rotate();
      heads.keep();
    },
    stop: async () => {
      calledOff = true;
      try {
        seal();
      } catch (fault) {
        onFault(fault);
      }
      stopped = true;
      breathe();
      callOffDay();
      let callOff = () => {};
      const long = new Promise<void>((resolve) => {
        callOff = clock.after(LAST_HEAD_MS, resolve);
      });
      await Promise.race([Promise.all([heads.stop(), latest]), long]);
      callOff();
    },
  };
}

/** Each once, the worst first. */
function inOrder(all: readonly Found[]): Found[] {
  const once = new Map(all.map((one) => [nameOf(one), one]));
  return [...once.values()].sort(
    (a, b) => foundCodes.indexOf(a.code) - foundCodes.indexOf(b.code) || a.entry - b.entry,
  );
}
