import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ActionAnswer,
  type ConnectAnswer,
  type JobStatus,
  jobStatuses,
  type Reach,
  type SaveAnswer,
  type Settings,
  type SettingsPage,
  type Situation,
  type Snapshot,
} from '../preload/contract.ts';
import { type Authority, createAuthority } from './authority.ts';
import type { Clock } from './clock.ts';
import {
  fixedNames,
  type ManagedConfig,
  PRACTICE_ISSUER,
  parseIssuer,
  parseServiceAddress,
  parseTrustedKeys,
  readManagedConfig,
  unmanaged,
} from './config.ts';
import { AuthorityError, faultText, finding } from './errors.ts';
import type { Log } from './log.ts';
import type { Rules } from './policy/rules.ts';
import type { SettingsStore } from './settings.ts';
import { createSetup } from './setup.ts';
import type { SecretStore } from './signing/key-store.ts';
import { openVault, provision, type Vault } from './signing/provision.ts';
import { openDatabase } from './store/database.ts';

/** The built-in practice service, wherever it runs. */
export interface PracticeRun {
  readonly address: string;
  onJob(listener: (job: { jobId: string; requestToken: string }) => void): void;
  /** Calls back when the service ended without being told to. */
  onEnd(listener: () => void): void;
  stop(): Promise<void>;
}

export interface DeskParts {
  /** Folder for all state. */
  readonly home: string;
  readonly configPath: string | undefined;
  readonly settings: SettingsStore;
  readonly secrets: SecretStore;
  readonly startPractice: (dataFile: string) => Promise<PracticeRun>;
  readonly clock: Clock;
  readonly log: Log;
  readonly operator: string;
  readonly version: string;
  readonly timeouts?: { readonly connectTimeout: number; readonly answerTimeout: number };
}

/**
 * What a person sits down at: where the app stands as a whole, setting it up, and the one authority at work, live or
 * practice. Each has a folder, a database and a key of its own, so nothing of the one can reach the other.
 */
export interface Desk {
  start(): Promise<void>;
  stop(): Promise<void>;
  snapshot(): Snapshot;
  onChange(listener: () => void): void;
  /** @throws AuthorityError `not-ready` while there is none. */
  authority(): Authority;
  practise(): Promise<ActionAnswer>;
  leavePractice(): Promise<ActionAnswer>;
  connect(ask: { address: string; issuer: string; anyway: boolean }): Promise<ConnectAnswer>;
  createKey(): Promise<ActionAnswer>;
  startAgain(): Promise<ActionAnswer>;
  settings(): SettingsPage;
  saveSettings(values: Partial<Settings>): Promise<SaveAnswer>;
}

const LOOK_FOR_KEYCHAIN_EVERY_MS = 2_000;

export function createDesk(parts: DeskParts): Desk {
  const { home, settings, secrets, clock, log } = parts;
  const listeners: (() => void)[] = [];
  let situation: Situation = { name: 'starting' };
  let managed: ManagedConfig = unmanaged;
  let authority: Authority | null = null;
  let practice: PracticeRun | null = null;
  let revision = 0;
  let stopLooking = () => {};

  const changed = () => {
    revision += 1;
    for (const listener of listeners) listener();
  };
  const become = (next: Situation) => {
    situation = next;
    log('info', 'situation', { name: next.name });
    changed();
  };

  /** Changes of situation one after another: a double click must not open the database twice. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };

  const values = (): Settings => ({ ...settings.read().values, ...managed.settings });
  const isPractice = () => settings.read().mode === 'practice';

  const rulesFor = (practising: boolean) => (): Rules => {
    const { issuer, lifetimeDays, undoSeconds, pollSeconds, trustedKeys } = values();
    const trusted = parseTrustedKeys(trustedKeys);
    return {
      issuer: practising ? PRACTICE_ISSUER : issuer,
      lifetimeDays,
      undoSeconds,
      pollSeconds,
      acceptServiceStatements: !practising && managed.acceptServiceStatements,
      trustedKeys: !practising && 'keys' in trusted ? trusted.keys : [],
      practice: practising,
    };
  };

  const folderOf = (practising: boolean) => join(home, practising ? 'practice' : 'live');

  const open = async (): Promise<void> => {
    stopLooking();
    mkdirSync(home, { recursive: true, mode: 0o700 });
    chmodSync(home, 0o700);
    const config = readManagedConfig(parts.configPath);
    if ('problems' in config) return become({ name: 'config-invalid', path: config.path, problems: config.problems });
    managed = config;
    // First of all: without a keychain there is no use in filling in forms.
    const keychain = await secrets.state();
    if (keychain.state !== 'available') return lookForKeychain(keychain);
    const practising = isPractice();
    const { address, issuer } = values();
    if (!practising && (!('address' in parseServiceAddress(address)) || !('issuer' in parseIssuer(issuer)))) {
      return become({ name: 'setup', step: 'service', draft: draft() });
    }
    const folder = folderOf(practising);
    let vault = await openVault(folder, secrets);
    if (vault.state === 'absent' && practising) {
      // A practice key is thrown away with its folder: nobody has to decide anything about it.
      await provision(folder, secrets, clock.now());
      vault = await openVault(folder, secrets);
    }
    if (vault.state === 'absent') return become({ name: 'setup', step: 'key', draft: draft() });
    if (vault.state !== 'open') return lookForKeychain(vault);
    await begin(vault, folder, practising, address);
  };

  const begin = async (
    vault: Extract<Vault, { state: 'open' }>,
    folder: string,
    practising: boolean,
    address: string,
  ) => {
    const database = openDatabase(folder, vault.databaseKey);
    try {
      practice = practising ? await parts.startPractice(join(folder, 'service.json')) : null;
    } catch (fault) {
      database.close();
      throw fault;
    }
    const made = createAuthority({
      address: practice?.address ?? address,
      database,
      signer: vault.signer,
      keys: vault.keys,
      rules: rulesFor(practising),
      clock,
      operator: parts.operator,
      version: parts.version,
      log,
      onChange: changed,
      ...(parts.timeouts ? { timeouts: parts.timeouts } : {}),
    });
    const stranded = practising ? null : made.strandedAt();
    if (stranded !== null) {
      // What was approved for one service must not go to another, whoever changed the address.
      const unfinished = made.unfinished();
      await made.close();
      return become({ name: 'service-moved', from: stranded, to: address, unfinished });
    }
    made.start();
    authority = made;
    // What the practice service still says while it is being left concerns nobody any more.
    const current = () => authority === made;
    practice?.onEnd(() => {
      if (!current()) return;
      log('error', 'practice-ended');
      void inTurn(reopen);
    });
    practice?.onJob(({ jobId, requestToken }) => {
      if (current()) made.addJobs(`${jobId} ${requestToken}`);
    });
    become({ name: 'ready' });
  };

  /** A keyring is often unlocked a moment later, by the person or by the system: the app goes on by itself then. */
  const lookForKeychain = (vault: Exclude<Vault, { state: 'open' | 'absent' }>) => {
    if (vault.state === 'missing') return become({ name: 'key-missing', kid: vault.kid });
    become(
      vault.state === 'locked' ? { name: 'keychain-locked' } : { name: 'keychain-unavailable', detail: vault.detail },
    );
    stopLooking = clock.after(LOOK_FOR_KEYCHAIN_EVERY_MS, () => {
      void inTurn(async () => {
        const now = await secrets.state();
        if (now.state === vault.state) lookForKeychain(vault);
        else await openSafely();
      });
    });
  };

  const openSafely = async (): Promise<void> => {
    try {
      await open();
    } catch (fault) {
      log('error', 'start-failed', { detail: faultText(fault) });
      const code = fault instanceof AuthorityError ? fault.code : 'internal';
      if (code === 'store-in-use') return become({ name: 'store-in-use' });
      if (code === 'keychain') return become({ name: 'keychain-unavailable', detail: faultText(fault) });
      become({ name: 'store-unreadable', detail: faultText(fault) });
    }
  };

  const close = async (): Promise<void> => {
    stopLooking();
    const [closing, closingPractice] = [authority, practice];
    authority = null;
    practice = null;
    await closing?.stop();
    await closingPractice?.stop();
  };

  const reopen = async (): Promise<void> => {
    // Said first, so that the page asks nothing of an authority that is being closed.
    become({ name: 'starting' });
    await close();
    await openSafely();
  };

  const draft = () => {
    const { serviceName: name, address, issuer } = values();
    const names = { serviceName: 'name', address: 'address', issuer: 'issuer' } as const;
    const fixed = fixedNames(managed).flatMap((setting) =>
      setting in names ? [names[setting as keyof typeof names]] : [],
    );
    return { name, address, issuer, fixed };
  };

  const setup = createSetup({
    liveFolder: folderOf(false),
    settings,
    secrets,
    clock,
    managed: () => managed,
    values,
    practising: isPractice,
    authority: () => authority,
    reopen: () => reopen(),
    changed,
  });

  const enter = (mode: 'live' | 'practice') =>
    inTurn(async () => {
      settings.write({ mode });
      await reopen();
      return done;
    });

  const done: ActionAnswer = { outcome: 'done' };

  return {
    start: () => inTurn(openSafely),
    stop: () =>
      inTurn(async () => {
        become({ name: 'starting' });
        await close();
      }),
    onChange: (listener) => {
      listeners.push(listener);
    },
    snapshot: () => {
      const { serviceName, address, issuer } = values();
      const practising = isPractice();
      return {
        revision,
        situation,
        practice: practising,
        version: parts.version,
        now: clock.now(),
        counts: authority?.counts() ?? noCounts,
        service: practising
          ? { name: '', address: practice?.address ?? '', issuer: PRACTICE_ISSUER }
          : address
            ? { name: serviceName, address, issuer }
            : null,
        reach: authority?.reach() ?? noReach,
        undoable: authority?.undoable() ?? [],
        fault: authority?.fault() ?? null,
      };
    },
    authority: () => {
      if (!authority) throw new AuthorityError('not-ready', `no authority is at work: ${situation.name}`);
      return authority;
    },

    practise: () => enter('practice'),
    leavePractice: () => enter('live'),
    connect: (ask) => inTurn(() => setup.connect(ask)),
    createKey: () =>
      inTurn(async (): Promise<ActionAnswer> => {
        if (situation.name === 'setup' && situation.step === 'key') return setup.createKey();
        return { outcome: 'refused', reason: finding('not-allowed-now', { status: situation.name }) };
      }),
    startAgain: () =>
      inTurn(async () => {
        if (situation.name === 'keychain-locked') await secrets.askToUnlock();
        await reopen();
        return done;
      }),

    settings: () => ({
      values: values(),
      fixed: fixedNames(managed),
      configPath: managed.path,
      acceptServiceStatements: managed.acceptServiceStatements,
      dataFolder: home,
    }),

    saveSettings: (change) => inTurn(() => setup.save(change)),
  };
}

const noCounts = Object.fromEntries(jobStatuses.map((status) => [status, 0])) as Record<JobStatus, number>;
const noReach: Reach = { state: 'unknown', since: 0, lastAnswerAt: null, until: null, fault: null };
