import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronStanding, Finding, ServiceDraft, Settings, Situation } from '../preload/contract.ts';
import type { Authority } from './authority.ts';
import type { Clock } from './clock.ts';
import { parseIssuer, parseServiceAddress } from './config.ts';
import { AuthorityError, faultText } from './errors.ts';
import type { VitalsWatch } from './health.ts';
import { type Access, accessFrom, plainAccess } from './jobs/access.ts';
import type { LockedFolders } from './locked-folders.ts';
import type { Log } from './log.ts';
import {
  fixedNames,
  type ManagedConfig,
  type ManagedService,
  policyFor,
  unmanagedService,
} from './managed/managed-config.ts';
import { createOutlook, type Outlook } from './outlook.ts';
import type { SystemConfirmation } from './policy/confirmation.ts';
import { type Allowed, type Rules, rulesFrom } from './policy/rules.ts';
import { fixedOf, isOperators, onlyService } from './service-settings.ts';
import type { SettingsStore } from './settings.ts';
import type { Guesses } from './signing/guesses.ts';
import type { KeychainState, SecretStore } from './signing/key-store.ts';
import { type OpenVault, openVault, provision } from './signing/provision.ts';
import { readServiceSecret } from './signing/service-secret.ts';
import { obstacleOf } from './store/obstacle.ts';
import { openWorkspace, type PracticeRun, type Workspace } from './workspace.ts';

/** What every post of a desk is given alike. */
export interface PostParts {
  /** Of the whole app's data, the posts' folders among it. */
  readonly home: string;
  readonly settings: SettingsStore;
  readonly secrets: SecretStore;
  /** The tries of passphrases at the keys of a folder, however often it is closed and opened. */
  readonly guesses: (folder: string) => Guesses;
  readonly locked: LockedFolders;
  readonly startPractice: (dataFile: string) => Promise<PracticeRun>;
  readonly vitals: VitalsWatch;
  /** How long the Electron that runs is supported. */
  readonly electron: () => ElectronStanding;
  /** How the system itself asks before an approval, where a rule wants it to. */
  readonly confirmation?: SystemConfirmation;
  readonly clock: Clock;
  readonly log: Log;
  readonly operator: string;
  readonly version: string;
  readonly timeouts?: { readonly connectTimeout: number; readonly answerTimeout: number };
  /** As the system says; left out where it has no say. */
  readonly systemProxy?: Access['systemProxy'];
  /** What the administrator's file says now. */
  readonly managed: () => ManagedConfig;
  /** Whether the operator has the window before them. */
  readonly inFront: () => boolean;
  readonly onChange: () => void;
  readonly tell: (post: Post, finding: Finding) => void;
  readonly onPracticeEnd: () => void;
}

/**
 * Where the desk works for one service: its folder, its keys, its situation, and the authority at work there. One post
 * has nothing of another's but the operator, the keychain and the machine.
 */
export interface Post {
  /** As the administrator's file names the service; `practice` for the practice service. */
  readonly id: string;
  readonly folder: string;
  /** What people call the service. */
  name(): string;
  situation(): Situation;
  /** The settings in force here, and those of them that the operator can't change. */
  values(): Settings;
  fixed(): Partial<Settings>;
  allowed(): Allowed;
  /** Whether it is the operator who sets up the live service, as far as the administrator leaves anything open. */
  operatorsOwn(): boolean;
  /** Whether the keychain gave a secret that the service knows this desk by; null where none can be kept. */
  hasServiceSecret(): boolean | null;
  /** The keychain holds another one now. */
  readServiceSecret(): Promise<void>;
  workspace(): Workspace | null;
  /** @throws AuthorityError `not-ready` while none is at work. */
  authority(): Authority;
  readonly outlook: Outlook;
  /** The keychain's state that it waits for to change; null where it does not wait for it. */
  waitsFor(): KeychainState['state'] | null;
  /** Goes to work, or finds out what stands in the way: that is its situation then, and never thrown. */
  open(keychain: KeychainState): Promise<void>;
  /** Ends what is at work, and says before that it is about to. */
  close(): Promise<void>;
}

export const PRACTICE_POST = 'practice';

/** The first service's folder is where a desk of one service always had it, so that its data is found again. */
export const folderOf = (home: string, id: string): string =>
  id === unmanagedService.id || id === PRACTICE_POST ? join(home, id) : join(home, 'services', id);

/** The situation that a start ends in which throws this. @param folder where the data lies that it is about */
export function stoppedBy(fault: unknown, folder: string): Situation {
  const code = fault instanceof AuthorityError ? fault.code : 'internal';
  if (code === 'store-in-use') return { name: 'store-in-use' };
  if (code === 'store-newer') return { name: 'store-newer', detail: faultText(fault) };
  if (code === 'keychain') return { name: 'keychain-unavailable', detail: faultText(fault) };
  if (code === 'store-missing') return { name: 'store-missing', folder };
  const obstacle = fault instanceof AuthorityError ? code : obstacleOf((fault as { code?: unknown } | null)?.code);
  if (obstacle === 'disk-full' || obstacle === 'disk-read-only') return { name: obstacle, folder };
  return { name: 'store-unreadable', detail: faultText(fault), folder };
}

/** @param service null for practising */
export function createPost(parts: PostParts, service: ManagedService | null): Post {
  const { home, settings, secrets, clock, log, managed } = parts;
  const practising = service === null;
  const id = service?.id ?? PRACTICE_POST;
  const folder = folderOf(home, id);
  let situation: Situation = { name: 'starting' };
  let workspace: Workspace | null = null;
  let waitsFor: KeychainState['state'] | null = null;
  /** What the service's header carries; undefined where none can be kept. */
  let secret: string | null | undefined;

  const become = (next: Situation) => {
    situation = next;
    log('info', 'situation', { service: id, name: next.name });
    parts.onChange();
  };

  // While practising, the settings that are shown and changed are those of the live service.
  const settingsOf = () => service ?? onlyService(managed());
  const allowed = () => settingsOf() ?? unmanagedService;
  const fixed = () => fixedOf(managed(), settingsOf());
  const values = (): Settings => ({ ...settings.read().values, ...fixed() });

  /** What holds now, made anew only when something of it has changed: every request asks. */
  let made: { readonly from: object; readonly managed: object; readonly rules: Rules; readonly access: Access } | null =
    null;
  const inForce = () => {
    const now = { from: settings.read(), managed: managed() };
    if (made?.from !== now.from || made.managed !== now.managed) {
      const access = practising ? plainAccess : accessFrom(values(), secret ?? null, parts.systemProxy ?? null);
      const policy = policyFor(managed(), settingsOf());
      made = { ...now, rules: rulesFrom(values(), { ...allowed(), policy }, practising), access };
    }
    return made;
  };

  /** One that the keychain does not give stops nothing: the service then says that it asks for one. */
  const readSecret = async () => {
    secret = practising ? undefined : await readServiceSecret(folder, secrets, values().address);
    made = null;
  };

  const openUnsafely = async (keychain: KeychainState): Promise<void> => {
    // First of all: without a keychain there is no use in filling in forms.
    if (keychain.state !== 'available') return waitForKeychain(keychain);
    const { address, issuer } = values();
    if (!practising && (!('address' in parseServiceAddress(address)) || !('issuer' in parseIssuer(issuer)))) {
      return become({ name: 'setup', step: 'service', draft: draft() });
    }
    let vault = await openVault(folder, secrets, keychain, parts.guesses(folder));
    if ((vault.state === 'missing' || vault.state === 'replaced') && practising) {
      log('warn', 'practice-set-aside', { kid: vault.kid ?? 'none' });
      renameSync(folder, `${folder}.set-aside-${clock.now()}`);
      vault = { state: 'absent' };
    }
    if (vault.state === 'absent' && practising) {
      // A practice key is thrown away with its folder: nobody has to decide anything about it.
      await provision(folder, secrets, clock.now());
      // Whoever makes a key is there to use it.
      parts.locked.note(folder, false);
      vault = await openVault(folder, secrets, undefined, parts.guesses(folder));
    }
    if (vault.state === 'absent') return become({ name: 'setup', step: 'key', draft: draft() });
    if (vault.state === 'missing') {
      return become(
        vault.kid === null ? { name: 'keys-file-missing', folder } : { name: 'key-missing', kid: vault.kid },
      );
    }
    if (vault.state === 'replaced') return become({ name: 'key-replaced', kid: vault.kid });
    if (vault.state !== 'open') return waitForKeychain(vault);
    await begin(vault, address);
  };

  const begin = async (vault: OpenVault, address: string) => {
    await readSecret();
    // What is practised with is worth no lock that its person did not close in practice.
    if (!practising && parts.locked.has(folder)) vault.ring.lock();
    const opened = await openWorkspace({
      ...parts,
      vault,
      folder,
      practising,
      address,
      access: () => inForce().access,
      rules: () => inForce().rules,
      serviceName: () => (practising ? null : values().serviceName),
      inboxFolder: () => values().inboxFolder,
      tell: (finding) => parts.tell(post, finding),
    });
    if ('strandedAt' in opened) return become({ name: 'service-moved', to: address, ...opened });
    workspace = opened;
    opened.authority.attend(parts.inFront());
    become({ name: 'ready' });
  };

  const waitForKeychain = (state: Exclude<KeychainState, { state: 'available' }>) => {
    waitsFor = state.state;
    become(
      state.state === 'locked' ? { name: 'keychain-locked' } : { name: 'keychain-unavailable', detail: state.detail },
    );
  };

  const draft = (): ServiceDraft => {
    const { serviceName: name, address, issuer } = values();
    const names = { serviceName: 'name', address: 'address', issuer: 'issuer' } as const;
    const fixedHere = fixedNames(fixed()).flatMap((setting) =>
      setting in names ? [names[setting as keyof typeof names]] : [],
    );
    return { name, address, issuer, fixed: fixedHere, setAside: settings.read().setAside };
  };

  const post: Post = {
    id,
    folder,
    name: () => (practising ? '' : values().serviceName || values().address || id),
    situation: () => situation,
    values,
    fixed,
    allowed,
    operatorsOwn: () => {
      const one = settingsOf();
      return one !== null && isOperators(managed(), one);
    },
    hasServiceSecret: () => (secret === undefined ? null : secret !== null),
    readServiceSecret: readSecret,
    workspace: () => workspace,
    waitsFor: () => waitsFor,
    authority: () => {
      if (!workspace) throw new AuthorityError('not-ready', `no authority is at work: ${situation.name}`);
      return workspace.authority;
    },
    outlook: createOutlook({
      vitals: parts.vitals,
      electron: parts.electron,
      situation: () => situation,
      practising: () => practising,
      values,
      workspace: () => workspace,
      now: () => clock.now(),
    }),

    open: async (keychain) => {
      waitsFor = null;
      secret = undefined;
      try {
        await openUnsafely(keychain);
      } catch (fault) {
        log('error', 'start-failed', { service: id, detail: faultText(fault) });
        become(stoppedBy(fault, folder));
      }
    },

    close: async () => {
      waitsFor = null;
      // Said first, so that nothing is asked of an authority that is being closed.
      become({ name: 'starting' });
      const closing = workspace;
      workspace = null;
      if (closing) parts.locked.note(folder, closing.authority.locked());
      await closing?.close();
    },
  };
  return post;
}
