import { join } from 'node:path';
import {
  type ActionAnswer,
  type BackupAnswer,
  type BackupReading,
  type BatchWay,
  type ConnectAnswer,
  doneStatuses,
  type Finding,
  type Glance,
  type HeaderAlgorithm,
  type Health,
  type ImportAnswer,
  type KeyAlgorithm,
  type KeyReading,
  type LockCause,
  type PauseLength,
  type Place,
  type PublicKeys,
  type RehearsalAnswer,
  type RestoreAnswer,
  type SaveAnswer,
  type Section,
  type Settings,
  type SettingsPage,
  type Situation,
  type Snapshot,
  type Successor,
  type Surroundings,
} from '../preload/contract.ts';
import { allPosts, type DeskNews, linesOf, type MachineEvent } from './all-posts.ts';
import type { Authority } from './authority.ts';
import { type BackupPassphrases, createBackupKeeping } from './backup-keeping.ts';
import type { Clock } from './clock.ts';
import { electronStanding } from './electron-lines.ts';
import { AuthorityError, faultText, finding, findingOf } from './errors.ts';
import { watchVitals } from './health.ts';
import { createLinks } from './intake/links.ts';
import { pauseEnd } from './jobs/pause.ts';
import { createKeyIntake, type KeyMaterial } from './key-intake.ts';
import { createKeyKeeping, keyRefusal } from './key-keeping.ts';
import { watchLeftOut } from './left-out.ts';
import { keepLocking } from './locking.ts';
import type { Log } from './log.ts';
import { fixedNames, policyFor, unmanagedService } from './managed/managed-config.ts';
import type { MachineSource } from './managed/source-text.ts';
import { createMessages, type Topic } from './messages.ts';
import { createOutlook, type View } from './outlook.ts';
import type { Overview, ServiceName } from './overview.ts';
import { keepPlace } from './place.ts';
import type { SystemConfirmation } from './policy/confirmation.ts';
import { noPolicy } from './policy/rules.ts';
import { folderOf, type Post } from './post.ts';
import { keepPosts } from './posts.ts';
import { fixedOf, onlyService } from './service-settings.ts';
import type { SettingsStore } from './settings.ts';
import { type ConnectAsk, createSetup } from './setup.ts';
import type { Opening } from './signing/incoming-key.ts';
import type { SecretStore } from './signing/key-store.ts';
import { generateSigningKey } from './signing/signer.ts';
import type { Resuming } from './signing-stop.ts';
import type { UpdateSource } from './updates/source.ts';
import { spoken } from './words.ts';
import type { PracticeRun } from './workspace.ts';

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
  /** How the system itself asks before an approval, where a rule wants it to. */
  readonly confirmation?: SystemConfirmation;
  /** How the system makes sure that the person is there, before a key without a passphrase is unlocked. */
  readonly presence?: () => Promise<Finding | null>;
  readonly clock: Clock;
  readonly log: Log;
  readonly operator: string;
  readonly version: string;
  /** The Electron that runs, and whether it does in a package. */
  readonly runtime: { readonly electron: string; readonly packaged: boolean };
  readonly timeouts?: { readonly connectTimeout: number; readonly answerTimeout: number };
  /** The system's way to a URL, as a PAC function answers; left out where nobody can be asked. */
  readonly systemProxy?: (url: string) => Promise<string>;
}

export type Stand = View & { readonly situation: Situation };

/**
 * What a person sits down at: a post for each service that they sign for, or for practising, one of which is in view in
 * the window; the others go on all the same. Where a call takes a `service`, that is the `id` of one, and the one in view
 * where it is left out.
 */
export interface Desk {
  readonly version: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  snapshot(): Snapshot;
  /** What a snapshot taken now would say of these two, without the rest of it. */
  revision(): number;
  practising(): boolean;
  /** Every service that the desk works for, in the administrator's order. */
  services(): readonly ServiceName[];
  /** The `id` of the service that the window is about; null while there is none. */
  inView(): string | null;
  /** Brings another service into view, in this section; false where there is no such service. */
  bringIntoView(service: string, section: Section): boolean;
  onChange(listener: () => void): void;
  /** @throws AuthorityError `not-ready` while there is none. */
  authority(service?: string): Authority;
  practise(): Promise<ActionAnswer>;
  leavePractice(): Promise<ActionAnswer>;
  connect(ask: ConnectAsk): Promise<ConnectAnswer>;
  createKey(algorithm?: KeyAlgorithm): Promise<ActionAnswer>;
  addKey(algorithm: KeyAlgorithm): Promise<ActionAnswer>;
  nameAlgorithm(kid: string, header: HeaderAlgorithm): Promise<ActionAnswer>;
  rotate(to: Successor): Promise<ActionAnswer>;
  retire(kid: string): Promise<ActionAnswer>;
  /** Holds a key that a person brings in, until it is imported or forgotten. */
  readKey(material: KeyMaterial): KeyReading;
  importKey(ask: Opening & { readonly overwrite: boolean }): Promise<ImportAnswer>;
  forgetKey(): ActionAnswer;
  /** @param path that the person chose in the system's dialog, as is that of `readBackup` */
  makeBackup(path: string, passphrases: BackupPassphrases): Promise<BackupAnswer>;
  readBackup(path: string): BackupReading;
  rehearseBackup(passphrase: string): Promise<RehearsalAnswer>;
  restoreBackup(passphrase: string): Promise<RestoreAnswer>;
  /** Locks the keys of every service, at once; watching goes on. */
  lock(by: LockCause): ActionAnswer;
  /** @param passphrase empty for a key that has none */
  unlock(kid: string, passphrase: string): Promise<ActionAnswer>;
  /** @param present empty where the key has none @param next null to take it away */
  setPassphrase(kid: string, present: string, next: string | null): Promise<ActionAnswer>;
  publicKeys(): PublicKeys;
  saveJwks(path: string, keep: boolean): Promise<ActionAnswer>;
  stopJwks(): Promise<ActionAnswer>;
  startAgain(): Promise<ActionAnswer>;
  settings(): Omit<SettingsPage, 'screenLock'>;
  /** How a service stands by itself; before there is one, the desk as a whole. */
  stand(service?: string): Stand;
  /** All services in a word, and each by itself. */
  overview(): Overview;
  /** The one of the overview. */
  glance(): Glance;
  /** What a restart of the app would interrupt, over all services. */
  pendingWork(): { readonly unsent: number; readonly undecided: number };
  /** Everything that tells how well the app can work, checked now. */
  health(surroundings: Surroundings): Promise<Omit<Health, 'update'>>;
  pauseWatching(length: PauseLength): ActionAnswer;
  resumeWatching(): ActionAnswer;
  /** The same for every service that is at work. */
  pauseAll(length: PauseLength): ActionAnswer;
  resumeAll(): ActionAnswer;
  /** Stops all signing for the service in view, at once and until it is resumed. */
  stopSigning(): ActionAnswer;
  resumeSigning(by: Resuming): Promise<ActionAnswer>;
  /** Stops all signing for every service that is at work. */
  stopAllSigning(): ActionAnswer;
  /** Takes the operator somewhere: the page follows, now or when it is next made. */
  goTo(place: Partial<Place>, service?: string): void;
  /** Takes the operator to a job, in the list that it is in. */
  goToJob(jobId: string, service?: string): void;
  /** The page, which has followed so many `moves`, has gone somewhere by itself. */
  keepPlace(place: Place, moves: number): void;
  /** The operator chose to approve what they selected in this way. */
  keepBatchWay(way: BatchWay): void;
  /** Something a person should know; it stays in the window until it is dismissed. */
  tell(finding: Finding, topic?: Topic): void;
  /** What was told of it holds no more. */
  withdraw(topic: Topic): void;
  dismiss(id: number): void;
  /** Something that the window shows, and that the desk does not keep, has changed. */
  changedElsewhere(): void;
  /** A `countersign://` link, to the letter, from wherever it came. */
  takeLink(link: string): void;
  /** The operator pressed a key or moved the mouse in the window. */
  used(): void;
  /** Whether the operator has the window before them: sets the pace of watching. */
  setInFront(inFront: boolean): void;
  /** The machine woke, or the network came back: what fell due meanwhile is looked at now. */
  awake(): void;
  /** Puts an event of the machine around the app on the records, where there are any. */
  note(event: MachineEvent): void;
  /** Jobs that came to need a decision and of which nobody was told yet; null where there are none. */
  news(): DeskNews | null;
  /** The operator was told of all of them, or has them before their eyes. */
  told(): void;
  /** The operator chose it in the system's own dialog: from now on it may be set as a folder. */
  folderChosen(path: string): void;
  saveSettings(values: Partial<Settings>): Promise<SaveAnswer>;
  /** Keeps what the service knows this desk by; empty takes it away. */
  keepServiceSecret(secret: string): Promise<ActionAnswer>;
  /** Where the administrator has the app's own updates come from; null for nowhere. */
  updateSource(): UpdateSource | null;
}

export function createDesk(parts: DeskParts): Desk {
  const { home, settings, secrets, clock, log } = parts;
  const listeners: (() => void)[] = [];
  const messages = createMessages(clock);
  const place = keepPlace(settings);
  const chosenFolders = new Set<string>();
  let inFront = true;
  let revision = 0;

  const changed = () => {
    revision += 1;
    for (const listener of listeners) listener();
  };

  /** Changes of situation one after another: a double click must not open a database twice. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };

  const vitals = watchVitals({ home, secrets, clock, onChange: () => changed() });
  const electron = () => electronStanding(parts.runtime, clock.now());
  const posts = keepPosts({
    ...parts,
    vitals,
    electron,
    inFront: () => inFront,
    onChange: changed,
    tell: (post, what) => {
      messages.add(what, undefined, nameAmongSeveral(post));
      changed();
    },
    onViewClosed: place.forgetJob,
    onPracticeEnd: () => {
      log('error', 'practice-ended');
      void inTurn(() => settle(() => posts.reopen(posts.inView())));
    },
    inTurn: (work) => void inTurn(() => settle(work)),
  });
  const everyone = allPosts({
    posts: posts.all,
    lockUnopened: posts.lockUnopened,
    bare: () => bare.view().glance,
    clock,
    log,
  });
  const nameAmongSeveral = (post: Post) => (posts.all().length > 1 ? post.name() : null);
  const postOf = (service?: string) => (service === undefined ? posts.inView() : posts.find(service));

  const authority = (service?: string): Authority => {
    const post = postOf(service);
    if (!post) throw new AuthorityError('not-ready', `no authority is at work: ${posts.situation().name}`);
    return post.authority();
  };

  /** Before there are services: how the desk stands as a whole. */
  const bare = createOutlook({
    vitals,
    electron,
    situation: posts.situation,
    practising: posts.practising,
    values: () => ({ ...settings.read().values, ...fixed() }),
    workspace: () => null,
    now: () => clock.now(),
  });
  const fixed = (): Partial<Settings> =>
    posts.inView()?.fixed() ?? fixedOf(posts.managed(), onlyService(posts.managed()));
  const outlook = () => posts.inView()?.outlook ?? bare;
  const links = createLinks({
    path: join(home, 'links.jsonl'),
    now: () => ({
      practising: posts.practising(),
      services: posts.practising()
        ? []
        : posts.all().map((post) => ({
            id: post.id,
            name: post.values().serviceName,
            atWork: post.workspace() !== null,
          })),
    }),
    add: (jobId, service) => (authority(service).addJobs(jobId, 'link').added.length > 0 ? 'added' : 'known'),
    goTo: (jobId, service) => placeJob(jobId, service),
    tell: (what) => messages.add(what),
    tellWaiting: (what) => (what ? messages.add(what, 'waiting-links') : messages.withdraw('waiting-links')),
    log,
  });

  const goTo = (change: Partial<Place>, service?: string): void => {
    const elsewhere = service !== undefined && service !== posts.inView()?.id;
    if (elsewhere && !posts.bringIntoView(service)) return;
    // A job of another service is none of the one that is in view now.
    place.goTo(elsewhere ? { jobId: null, ...change } : change);
  };
  const placeJob = (jobId: string, service?: string): void => {
    const status = postOf(service)?.workspace()?.authority.statusOf(jobId) ?? null;
    // What is done already is not among the open ones.
    const filter = status !== null && doneStatuses.includes(status) ? 'done' : 'open';
    goTo({ section: 'queue', filter, jobId }, service);
  };

  const leftOut = watchLeftOut(parts);
  /** Opens and closes, and then takes in what waited for it. */
  const settle = async (work: () => Promise<void>): Promise<void> => {
    await work();
    // What the administrator fixed may be another time now.
    locking.look();
    for (const what of await leftOut(posts)) messages.add(what);
    // Links that waited are taken in, or wait on and are spoken of.
    links.deliver();
    changed();
  };

  const setup = createSetup({
    liveFolder: folderOf(home, unmanagedService.id),
    settings,
    secrets,
    clock,
    practising: posts.practising,
    ...(parts.systemProxy && { systemProxy: parts.systemProxy }),
    folderChosen: (path) => chosenFolders.has(path),
    record: everyone.record,
    reopen: (post) => settle(() => posts.reopen(post)),
    changed: () => {
      // A pace, a feed or a rule that was just set must not wait for what falls due by the old one.
      everyone.awake();
      locking.look();
      links.deliver();
      changed();
    },
  });

  /** For every service; one that is just being opened or closed is not at work, and has it done as soon as it is. */
  const everywhere = (work: () => ActionAnswer): ActionAnswer => {
    if (posts.all().some((post) => post.workspace() === null)) {
      void inTurn(async () => void work()).catch((fault: unknown) => {
        log('error', 'not-done-everywhere', { detail: faultText(fault) });
        messages.add(findingOf(fault));
        changed();
      });
    }
    return work();
  };
  const lock = (by: LockCause) => everywhere(() => everyone.lock(by));

  const locking = keepLocking({
    rules: () => ({ ...settings.read().values, ...fixed() }),
    lock: (by) => void lock(by),
    clock,
  });
  const { presence = async () => null } = parts;
  const keeping = createKeyKeeping({ clock, presence });
  const intake = createKeyIntake(clock);
  const backups = createBackupKeeping({ settings, secrets, clock });
  const done: ActionAnswer = { outcome: 'done' };
  const notNow = () => finding('not-allowed-now', { status: posts.situation().name });
  const enter = (mode: 'live' | 'practice') =>
    inTurn(async () => {
      settings.write({ mode });
      await settle(() => posts.reopen(posts.inView()));
      return done;
    });
  /** In its turn, for the post that is in view now: by then another may be, or this one may be gone. */
  const atPost = <T>(work: (post: Post) => Promise<T>, otherwise: (reason: Finding) => T): Promise<T> => {
    const post = posts.inView();
    return inTurn(async () => (post && posts.all().includes(post) ? work(post) : otherwise(notNow())));
  };
  const refused = (reason: Finding) => ({ outcome: 'refused' as const, reason });

  return {
    version: parts.version,
    start: () =>
      inTurn(async () => {
        vitals.start();
        await settle(posts.arrange);
      }),
    stop: () =>
      inTurn(async () => {
        vitals.stop();
        locking.stop();
        await posts.close();
      }),
    onChange: (listener) => {
      listeners.push(listener);
    },
    revision: () => revision,
    practising: posts.practising,
    services: () => posts.all().map((post) => ({ id: post.id, name: post.name() })),
    inView: () => posts.inView()?.id ?? null,
    bringIntoView: (service, section) => {
      if (!posts.find(service)) return false;
      goTo({ section }, service);
      changed();
      return true;
    },
    authority,

    practise: () => enter('practice'),
    leavePractice: () => enter('live'),
    connect: (ask) =>
      atPost(
        (post) => setup.connect(post, ask),
        (reason) => ({ outcome: 'refused', field: null, reason, canForce: false }),
      ),
    createKey: (algorithm = 'Ed25519') =>
      atPost(async (post): Promise<ActionAnswer> => {
        const situation = post.situation();
        if (situation.name !== 'setup' || situation.step !== 'key') return refused(notNow());
        return setup.keepKey(post, await generateSigningKey(algorithm), 'made');
      }, refused),
    addKey: (algorithm) => atPost((post) => keeping.add(post, algorithm), refused),
    nameAlgorithm: (kid, header) => atPost((post) => keeping.nameAlgorithm(post, kid, header), refused),
    rotate: (to) => atPost((post) => keeping.rotate(post, to), refused),
    retire: (kid) => atPost((post) => keeping.retire(post, kid), refused),
    readKey: intake.read,
    importKey: (ask) =>
      atPost<ImportAnswer>(async (post) => {
        const key = await intake.open(ask);
        if (!key) return refused(finding('key-nothing-there'));
        if ('problem' in key) return refused(key.problem);
        const situation = post.situation();
        const first = situation.name === 'setup' && situation.step === 'key';
        const answer = await (first ? setup.keepKey(post, key, 'imported') : keeping.take(post, key));
        if (answer.outcome === 'refused') return answer;
        return { outcome: 'imported', kid: String(key.publicJwk.kid), file: intake.taken(ask.overwrite) };
      }, refused),
    forgetKey: () => {
      intake.forget();
      return done;
    },
    makeBackup: (path, passphrases) => atPost<BackupAnswer>((post) => backups.make(post, path, passphrases), refused),
    readBackup: backups.read,
    rehearseBackup: (passphrase) => atPost<RehearsalAnswer>((post) => backups.rehearse(post, passphrase), refused),
    restoreBackup: (passphrase) => atPost<RestoreAnswer>((post) => backups.restore(post, passphrase), refused),
    lock,
    unlock: (kid, passphrase) => atPost((post) => keeping.unlock(post, passphrase, kid), refused),
    setPassphrase: (kid, present, next) => atPost((post) => keeping.setPassphrase(post, kid, present, next), refused),
    publicKeys: () => {
      const workspace = posts.inView()?.workspace();
      if (!workspace) throw new AuthorityError('not-ready', `no keys are at work: ${posts.situation().name}`);
      return workspace.published.current();
    },
    saveJwks: (path, keep) =>
      atPost<ActionAnswer>(async (post) => {
        // Two that keep one file would write over each other for ever.
        const taken = posts.all().find((other) => other !== post && other.workspace()?.ring.publishedTo() === path);
        if (taken) return refused(finding('key-set-file-taken', { service: taken.name() }));
        return keeping.saveSet(post, path, keep);
      }, refused),
    stopJwks: () => atPost((post) => keeping.stopSet(post), refused),
    startAgain: () => {
      const post = posts.inView();
      return inTurn(async () => {
        if (post?.situation().name === 'keychain-locked') await secrets.askToUnlock();
        await settle(() => posts.reopen(post));
        return done;
      });
    },
    saveSettings: (change) =>
      atPost<SaveAnswer>(
        (post) => setup.save(post, change),
        () => {
          throw new AuthorityError('not-ready', `settings can't be saved now: ${posts.situation().name}`);
        },
      ),

    keepServiceSecret: (secret) => atPost((post) => setup.keepServiceSecret(post, secret), refused),

    settings: () => {
      const allowed = posts.inView()?.allowed() ?? onlyService(posts.managed()) ?? unmanagedService;
      return {
        values: { ...settings.read().values, ...fixed() },
        fixed: fixedNames(fixed()),
        configPath: posts.managed().path,
        configPassedOver: posts.managed().passedOver,
        acceptServiceStatements: allowed.acceptServiceStatements,
        mayConfirm: allowed.mayConfirm,
        policy: { ...noPolicy, ...policyFor(posts.managed(), allowed) },
        serviceSecret: posts.inView()?.hasServiceSecret() ?? null,
        dataFolder: home,
      };
    },

    snapshot: () => {
      const inView = posts.inView();
      const all = everyone.views();
      return {
        revision,
        situation: posts.situation(),
        practice: posts.practising(),
        inView: inView?.id ?? null,
        services: linesOf(all),
        version: parts.version,
        locale: spoken(),
        now: clock.now(),
        letterKeys: settings.read().values.letterKeys,
        ...(all.find(({ post }) => post === inView)?.view ?? bare.view()),
        undoable: everyone.undoable(all),
        undoableMore: all.reduce((sum, { view }) => sum + view.undoableMore, 0),
        batchWay: settings.read().remembered.batchWay,
        messages: messages.all(),
        place: place.current(),
      };
    },
    stand: (service) => {
      const post = postOf(service);
      return post
        ? { situation: post.situation(), ...post.outlook.view() }
        : { situation: posts.situation(), ...bare.view() };
    },
    overview: everyone.overview,
    glance: () => everyone.overview().glance,
    pendingWork: everyone.pendingWork,
    health: async (surroundings) => ({
      version: parts.version,
      electron: electron(),
      ...(await outlook().health(surroundings)),
    }),

    pauseWatching: (length) => authority().pauseWatching(pauseEnd(length, clock.now())),
    resumeWatching: () => authority().resumeWatching(),
    stopSigning: () => authority().stopSigning(),
    resumeSigning: (by) =>
      atPost<ActionAnswer>(async (post) => {
        const workspace = post.workspace();
        if (!workspace) return refused(notNow());
        try {
          const reason = await workspace.authority.objectionToResuming(by);
          return reason ? refused(reason) : workspace.authority.resumeSigning();
        } catch (fault) {
          return refused(keyRefusal(fault));
        }
      }, refused),
    stopAllSigning: () => everywhere(everyone.stopSigning),
    pauseAll: everyone.pause,
    resumeAll: everyone.resume,
    goTo: (change, service) => {
      goTo(change, service);
      changed();
    },
    goToJob: (jobId, service) => {
      placeJob(jobId, service);
      changed();
    },
    keepPlace: place.keep,
    keepBatchWay: (batchWay) => {
      settings.write({ remembered: { batchWay } });
      changed();
    },
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
      everyone.attend(now);
    },
    awake: () => {
      everyone.awake();
      locking.look();
      links.deliver();
    },
    note: (event) => {
      everyone.note(event);
      locking.happened(event);
    },
    used: locking.used,
    news: everyone.news,
    told: everyone.told,
    folderChosen: (path) => {
      chosenFolders.add(path);
    },
    updateSource: () => posts.managed().updates,
  };
}
