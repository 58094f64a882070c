import { chmodSync, mkdirSync, renameSync } from 'node:fs';
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
import type { Authority } from './authority.ts';
import type { Clock } from './clock.ts';
import { PRACTICE_ISSUER, parseIssuer, parseServiceAddress } from './config.ts';
import { AuthorityError, faultText, finding } from './errors.ts';
import type { Log } from './log.ts';
import { fixedNames, type ManagedConfig, readManagedConfig, unmanaged } from './managed-config.ts';
import { type Rules, rulesFrom } from './policy/rules.ts';
import type { SettingsStore } from './settings.ts';
import { createSetup } from './setup.ts';
import type { SecretStore } from './signing/key-store.ts';
import { type OpenVault, openVault, provision, type Vault } from './signing/provision.ts';
import { openWorkspace, type PracticeRun, type Workspace } from './workspace.ts';

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
  /** What a snapshot taken now would say of these two, without the rest of it. */
  revision(): number;
  practising(): boolean;
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
  let workspace: Workspace | null = null;
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
    if (vault.state === 'missing' && practising) {
      log('warn', 'practice-set-aside', { kid: vault.kid });
      renameSync(folder, `${folder}.set-aside-${clock.now()}`);
      vault = { state: 'absent' };
    }
    if (vault.state === 'absent' && practising) {
      // A practice key is thrown away with its folder: nobody has to decide anything about it.
      await provision(folder, secrets, clock.now());
      vault = await openVault(folder, secrets);
    }
    if (vault.state === 'absent') return become({ name: 'setup', step: 'key', draft: draft() });
    if (vault.state !== 'open') return lookForKeychain(vault);
    await begin(vault, folder, practising, address);
  };

  const begin = async (vault: OpenVault, folder: string, practising: boolean, address: string) => {
    let made: { readonly from: object; readonly rules: Rules } | null = null;
    const rules = () => {
      const from = settings.read();
      if (made?.from !== from) {
        made = { from, rules: rulesFrom(values(), managed.acceptServiceStatements, practising) };
      }
      return made.rules;
    };
    const opened = await openWorkspace({
      ...parts,
      vault,
      folder,
      practising,
      address,
      rules,
      onChange: changed,
      onPracticeEnd: () => {
        log('error', 'practice-ended');
        void inTurn(reopen);
      },
    });
    if ('strandedAt' in opened) return become({ name: 'service-moved', to: address, ...opened });
    workspace = opened;
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
    const closing = workspace;
    workspace = null;
    await closing?.close();
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
    return { name, address, issuer, fixed, setAside: settings.read().setAside };
  };

  const setup = createSetup({
    liveFolder: folderOf(false),
    settings,
    secrets,
    clock,
    managed: () => managed,
    values,
    practising: isPractice,
    authority: () => workspace?.authority ?? null,
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
    revision: () => revision,
    practising: isPractice,
    snapshot: () => {
      const { serviceName, address, issuer } = values();
      const practising = isPractice();
      const authority = workspace?.authority;
      return {
        revision,
        situation,
        practice: practising,
        version: parts.version,
        now: clock.now(),
        counts: authority?.counts() ?? noCounts,
        service: practising
          ? { name: '', address: workspace?.address ?? '', issuer: PRACTICE_ISSUER }
          : address
            ? { name: serviceName, address, issuer }
            : null,
        reach: authority?.reach() ?? noReach,
        undoable: authority?.undoable() ?? [],
        fault: authority?.fault() ?? null,
      };
    },
    authority: () => {
      if (!workspace) throw new AuthorityError('not-ready', `no authority is at work: ${situation.name}`);
      return workspace.authority;
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
