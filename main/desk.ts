import { chmodSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ActionAnswer,
  type ConnectAnswer,
  doneStatuses,
  type Finding,
  type Glance,
  type Health,
  type PauseLength,
  type Place,
  type SaveAnswer,
  type Settings,
  type SettingsPage,
  type Situation,
  type Snapshot,
  type Surroundings,
} from '../preload/contract.ts';
import type { Authority, News } from './authority.ts';
import type { Clock } from './clock.ts';
import { parseIssuer, parseServiceAddress } from './config.ts';
import { AuthorityError, faultText, finding } from './errors.ts';
import { watchVitals } from './health.ts';
import { createLinks } from './intake/links.ts';
import { pauseEnd } from './jobs/pause.ts';
import type { Log } from './log.ts';
import { fixedFor, fixedNames, type ManagedConfig, unmanaged } from './managed/managed-config.ts';
import type { MachineSource } from './managed/source-text.ts';
import { readManagedConfig } from './managed/sources.ts';
import { createMessages, type Topic } from './messages.ts';
import { createOutlook } from './outlook.ts';
import { keepPlace } from './place.ts';
import { type Rules, rulesFrom } from './policy/rules.ts';
import type { SettingsStore } from './settings.ts';
import { createSetup } from './setup.ts';
import type { SecretStore } from './signing/key-store.ts';
import { type OpenVault, openVault, provision, type Vault } from './signing/provision.ts';
import type { UpdateSource } from './updates/source.ts';
import { openWorkspace, type PracticeRun, type Workspace } from './workspace.ts';

export interface DeskParts {
  /** Folder for all state. */
  readonly home: string;
  /** What the administrator of the machine fixed; it beats the file that COUNTERSIGN_CONFIG names. */
  readonly machine: MachineSource;
  /** The file that COUNTERSIGN_CONFIG names. */
  readonly configPath: string | undefined;
  readonly settings: SettingsStore;
  readonly secrets: SecretStore;
  readonly startPractice: (dataFile: string) => Promise<PracticeRun>;
  readonly clock: Clock;
  readonly log: Log;
  readonly operator: string;
  readonly version: string;
  /** The Electron that runs, and whether it does in a package. */
  readonly runtime: { readonly electron: string; readonly packaged: boolean };
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
  glance(): Glance;
  /** Everything that tells how well the app can work, checked now. */
  health(surroundings: Surroundings): Promise<Omit<Health, 'update'>>;
  pauseWatching(length: PauseLength): ActionAnswer;
  resumeWatching(): ActionAnswer;
  /** Takes the operator somewhere: the page follows, now or when it is next made. */
  goTo(place: Partial<Place>): void;
  /** Takes the operator to a job, in the list that it is in. */
  goToJob(jobId: string): void;
  /** The page, which has followed so many `moves`, has gone somewhere by itself. */
  keepPlace(place: Place, moves: number): void;
  /** Something a person should know; it stays in the window until it is dismissed. */
  tell(finding: Finding, topic?: Topic): void;
  /** What was told of it holds no more. */
  withdraw(topic: Topic): void;
  dismiss(id: number): void;
  /** Something that the window shows, and that the desk does not keep, has changed. */
  changedElsewhere(): void;
  /** A `countersign://` link, to the letter, from wherever it came. */
  takeLink(link: string): void;
  /** Whether the operator has the window before them: sets the pace of watching. */
  setInFront(inFront: boolean): void;
  /** The machine woke, or the network came back: what fell due meanwhile is looked at now. */
  awake(): void;
  /** Puts an event of the machine around the app on the record, where there is one. */
  note(event: MachineEvent): void;
  /** Jobs that came to need a decision and of which nobody was told yet; null where there are none. */
  news(): News | null;
  /** The operator was told of all of them, or has them before their eyes. */
  told(): void;
  /** The operator chose it in the system's own dialog: from now on it may be set as a folder. */
  folderChosen(path: string): void;
  saveSettings(values: Partial<Settings>): Promise<SaveAnswer>;
  /** Where the administrator has the app's own updates come from; null for nowhere. */
  updateSource(): UpdateSource | null;
}

/** What happens to the machine and explains later why a decision took as long as it did. */
export type MachineEvent = 'suspended' | 'resumed' | 'screen-locked' | 'screen-unlocked' | 'offline' | 'online';

const LOOK_FOR_KEYCHAIN_EVERY_MS = 2_000;

export function createDesk(parts: DeskParts): Desk {
  const { home, settings, secrets, clock, log } = parts;
  const listeners: (() => void)[] = [];
  const messages = createMessages(clock);
  const place = keepPlace(settings);
  const chosenFolders = new Set<string>();
  let inFront = true;
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

  const vitals = watchVitals({ home, secrets, clock, onChange: () => changed() });
  const outlook = createOutlook({
    version: parts.version,
    runtime: parts.runtime,
    clock,
    vitals,
    messages,
    place,
    situation: () => situation,
    revision: () => revision,
    practising: () => isPractice(),
    values: () => values(),
    workspace: () => workspace,
  });
  const links = createLinks({
    path: join(home, 'links.jsonl'),
    now: () => workspace && { live: !isPractice(), serviceName: values().serviceName },
    add: (jobId) => (working().addJobs(jobId, 'link').added.length > 0 ? 'added' : 'known'),
    goTo: (jobId) => placeJob(jobId),
    tell: (what) => messages.add(what),
    tellWaiting: (what) => (what ? messages.add(what, 'waiting-links') : messages.withdraw('waiting-links')),
    log,
  });

  const placeJob = (jobId: string): void => {
    const status = workspace?.authority.statusOf(jobId) ?? null;
    // What is done already is not among the open ones.
    const filter = status !== null && doneStatuses.includes(status) ? 'done' : 'open';
    place.goTo({ section: 'queue', filter, jobId });
  };

  /** Changes of situation one after another: a double click must not open the database twice. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };

  const service = () => managed.services[0];
  const fixed = (): Partial<Settings> => fixedFor(managed, service());
  const values = (): Settings => ({ ...settings.read().values, ...fixed() });
  const isPractice = () => settings.read().mode === 'practice';

  const folderOf = (practising: boolean) => join(home, practising ? 'practice' : 'live');

  const open = async (): Promise<void> => {
    stopLooking();
    mkdirSync(home, { recursive: true, mode: 0o700 });
    chmodSync(home, 0o700);
    const config = await readManagedConfig(parts.machine, parts.configPath);
    if ('problems' in config) return become({ name: 'config-invalid', path: config.path, problems: config.problems });
    managed = config;
    if (config.passedOver) log('warn', 'config-passed-over', { path: config.passedOver, holds: String(config.path) });
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
        made = { from, rules: rulesFrom(values(), service(), practising) };
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
      serviceName: () => (practising ? null : values().serviceName),
      inboxFolder: () => values().inboxFolder,
      tell: (what) => {
        messages.add(what);
        changed();
      },
      onChange: changed,
      onPracticeEnd: () => {
        log('error', 'practice-ended');
        void inTurn(reopen);
      },
    });
    if ('strandedAt' in opened) return become({ name: 'service-moved', to: address, ...opened });
    workspace = opened;
    opened.authority.attend(inFront);
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
      if (code === 'store-newer') return become({ name: 'store-newer', detail: faultText(fault) });
      if (code === 'keychain') return become({ name: 'keychain-unavailable', detail: faultText(fault) });
      become({ name: 'store-unreadable', detail: faultText(fault) });
    } finally {
      // Links that waited are taken in, or wait on and are spoken of.
      links.deliver();
      changed();
    }
  };

  const close = async (): Promise<void> => {
    stopLooking();
    const closing = workspace;
    workspace = null;
    place.forgetJob();
    await closing?.close();
  };

  const reopen = async (): Promise<void> => {
    // Said first, so that the page asks nothing of an authority that is being closed.
    become({ name: 'starting' });
    // What can't be closed in order is closed all the same; the next start finds out what is wrong.
    await close().catch((fault: unknown) => log('error', 'close-failed', { detail: faultText(fault) }));
    await openSafely();
  };

  const draft = () => {
    const { serviceName: name, address, issuer } = values();
    const names = { serviceName: 'name', address: 'address', issuer: 'issuer' } as const;
    const fixedHere = fixedNames(fixed()).flatMap((setting) =>
      setting in names ? [names[setting as keyof typeof names]] : [],
    );
    return { name, address, issuer, fixed: fixedHere, setAside: settings.read().setAside };
  };

  const setup = createSetup({
    liveFolder: folderOf(false),
    settings,
    secrets,
    clock,
    fixed,
    values,
    practising: isPractice,
    folderChosen: (path) => chosenFolders.has(path),
    authority: () => workspace?.authority ?? null,
    reopen: () => reopen(),
    changed: () => {
      // A pace, a feed or a rule that was just set must not wait for what falls due by the old one.
      workspace?.authority.awake();
      links.deliver();
      changed();
    },
  });

  const enter = (mode: 'live' | 'practice') =>
    inTurn(async () => {
      settings.write({ mode });
      await reopen();
      return done;
    });

  const done: ActionAnswer = { outcome: 'done' };

  const working = (): Authority => {
    if (!workspace) throw new AuthorityError('not-ready', `no authority is at work: ${situation.name}`);
    return workspace.authority;
  };

  return {
    start: () =>
      inTurn(async () => {
        vitals.start();
        await openSafely();
      }),
    stop: () =>
      inTurn(async () => {
        vitals.stop();
        become({ name: 'starting' });
        await close();
      }),
    onChange: (listener) => {
      listeners.push(listener);
    },
    revision: () => revision,
    practising: isPractice,
    snapshot: outlook.snapshot,
    authority: working,

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
      fixed: fixedNames(fixed()),
      configPath: managed.path,
      configPassedOver: managed.passedOver,
      acceptServiceStatements: service().acceptServiceStatements,
      mayConfirm: service().mayConfirm,
      dataFolder: home,
    }),

    glance: outlook.glance,
    health: outlook.health,
    pauseWatching: (length) => working().pauseWatching(pauseEnd(length, clock.now())),
    resumeWatching: () => working().resumeWatching(),
    goTo: (change) => {
      place.goTo(change);
      changed();
    },
    goToJob: (jobId) => {
      placeJob(jobId);
      changed();
    },
    keepPlace: place.keep,
    tell: (finding, topic) => {
      messages.add(finding, topic);
      changed();
    },
    withdraw: (topic) => {
      messages.withdraw(topic);
      changed();
    },
    dismiss: (id) => {
      messages.dismiss(id);
      changed();
    },
    changedElsewhere: changed,
    takeLink: (link) => {
      // One that could not be stored in its time may be now.
      links.deliver();
      links.take(link);
      changed();
    },
    setInFront: (now) => {
      inFront = now;
      workspace?.authority.attend(now);
    },
    awake: () => {
      workspace?.authority.awake();
      links.deliver();
    },
    note: (event) => {
      log('info', event);
      try {
        workspace?.authority.note(event, {});
      } catch (fault) {
        // The record can't be written: the engine says so by itself, and the machine does not wait for it.
        log('warn', 'note-failed', { detail: faultText(fault) });
      }
    },
    news: () => workspace?.authority.news() ?? null,
    told: () => workspace?.authority.told(),

    folderChosen: (path) => {
      chosenFolders.add(path);
    },
    saveSettings: (change) => inTurn(() => setup.save(change)),
    updateSource: () => managed.updates,
  };
}
