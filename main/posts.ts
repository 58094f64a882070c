import { chmodSync, mkdirSync, statSync } from 'node:fs';
import type { Situation } from '../preload/contract.ts';
import { faultText } from './errors.ts';
import { lockedFolders } from './locked-folders.ts';
import { type ManagedConfig, type ManagedService, unmanaged } from './managed/managed-config.ts';
import type { MachineSource } from './managed/source-text.ts';
import { readManagedConfig } from './managed/sources.ts';
import { createPost, type Post, type PostParts, stoppedBy } from './post.ts';
import { createGuesses, type Guesses } from './signing/guesses.ts';

/** Every service that the desk works for, each at a post of its own; or the practice service, and then no other. */
export interface Posts {
  all(): readonly Post[];
  /** The post that the window is about; null while there is none. */
  inView(): Post | null;
  /** False where there is no such post. */
  bringIntoView(id: string): boolean;
  find(id: string): Post | null;
  /** Of the post in view, or what keeps all of them from work. */
  situation(): Situation;
  managed(): ManagedConfig;
  practising(): boolean;
  /** The keys of services that are not at work now are locked when they are. */
  lockUnopened(): void;
  /**
   * Reads the administrator's file and has a post for each service in it: what is at work and still wanted goes on, the
   * rest is closed, and whatever is not at work tries again. One that can't work keeps no other from it.
   */
  arrange(): Promise<void>;
  /** As `arrange`, and closes this one first, so that it begins anew. */
  reopen(post: Post | null): Promise<void>;
  /** @throws what one of them threw, once all are closed */
  close(): Promise<void>;
}

export interface PostsParts extends Omit<PostParts, 'managed' | 'guesses' | 'locked'> {
  readonly machine: MachineSource;
  readonly configPath: string | undefined;
  /** The post in view is closed: its jobs are not those that the window is about. */
  readonly onViewClosed: () => void;
  /** Has a change made in its turn, since two at once could open one database twice. */
  readonly inTurn: (work: () => Promise<void>) => void;
}

const LOOK_FOR_KEYCHAIN_EVERY_MS = 2_000;

export function keepPosts(parts: PostsParts): Posts {
  const { settings, secrets, clock, log } = parts;
  let managed: ManagedConfig = unmanaged;
  let posts: readonly { readonly post: Post; readonly service: ManagedService | null }[] = [];
  /** What keeps all from work. */
  let common: Situation | null = { name: 'starting' };
  let stopLooking = () => {};
  const guesses = new Map<string, Guesses>();
  const locked = lockedFolders();
  const guessesAt = (folder: string): Guesses => {
    const known = guesses.get(folder) ?? createGuesses();
    guesses.set(folder, known);
    return known;
  };

  const practising = () => settings.read().mode === 'practice';
  const all = () => posts.map(({ post }) => post);
  const find = (id: string) => all().find((post) => post.id === id) ?? null;
  const inView = () => find(settings.read().remembered.service ?? '') ?? all()[0] ?? null;

  const become = (next: Situation) => {
    common = next;
    log('info', 'situation', { name: next.name });
    parts.onChange();
  };

  const leave = async (leaving: readonly Post[]): Promise<void> => {
    if (leaving.some((post) => post === inView())) parts.onViewClosed();
    const closed = await Promise.allSettled(leaving.map((post) => post.close()));
    for (const one of closed) if (one.status === 'rejected') throw one.reason;
  };
  /** What can't be closed in order is closed all the same; the next start finds out what is wrong. */
  const leaveSafely = (leaving: readonly Post[]): Promise<void> =>
    leave(leaving).catch((fault: unknown) => log('error', 'close-failed', { detail: faultText(fault) }));

  const arrangeUnsafely = async (): Promise<void> => {
    mkdirSync(parts.home, { recursive: true, mode: 0o700 });
    // On a disk that takes nothing even this would fail, and where it is right already nothing needs to be done.
    if ((statSync(parts.home).mode & 0o777) !== 0o700) chmodSync(parts.home, 0o700);
    const config = await readManagedConfig(parts.machine, parts.configPath);
    if ('problems' in config) {
      await leaveSafely(all());
      posts = [];
      return become({ name: 'config-invalid', path: config.path, problems: config.problems });
    }
    const wanted: readonly (ManagedService | null)[] = practising() ? [null] : config.services;
    const text = (service: ManagedService | null) => JSON.stringify(service);
    const held = new Map(posts.map((one) => [text(one.service), one]));
    const leaving = posts.filter(({ service }) => !wanted.some((one) => text(one) === text(service)));
    await leaveSafely(leaving.map(({ post }) => post));
    managed = config;
    if (config.passedOver) log('warn', 'config-passed-over', { path: config.passedOver, holds: String(config.path) });
    posts = wanted.map(
      (service) =>
        held.get(text(service)) ?? {
          service,
          post: createPost({ ...parts, guesses: guessesAt, locked, managed: () => managed }, service),
        },
    );
    common = null;
    // Asked once for all of them.
    const keychain = await secrets.state();
    await Promise.all(all().map((post) => (post.workspace() ? null : post.open(keychain))));
  };

  /** A keyring is often unlocked a moment later, by the person or by the system: the app goes on by itself then. */
  const lookForKeychain = () => {
    const states = all().flatMap((post) => post.waitsFor() ?? []);
    if (states.length === 0) return;
    stopLooking = clock.after(LOOK_FOR_KEYCHAIN_EVERY_MS, () =>
      parts.inTurn(async () => {
        const now = await secrets.state();
        if (states.includes(now.state)) lookForKeychain();
        else await arrange();
      }),
    );
  };

  const arrange = async (): Promise<void> => {
    stopLooking();
    try {
      await arrangeUnsafely();
    } catch (fault) {
      log('error', 'start-failed', { detail: faultText(fault) });
      // What went on would do so under a screen that says that nothing does.
      await leaveSafely(all());
      posts = [];
      become(stoppedBy(fault, parts.home));
    }
    lookForKeychain();
  };

  return {
    all,
    inView,
    bringIntoView: (id) => {
      if (!find(id)) return false;
      settings.write({ remembered: { service: id } });
      return true;
    },
    find,
    situation: () => common ?? inView()?.situation() ?? { name: 'starting' },
    managed: () => managed,
    practising,
    lockUnopened: locked.every,
    arrange,
    reopen: async (post) => {
      stopLooking();
      if (post) await leaveSafely([post]);
      else become({ name: 'starting' });
      await arrange();
    },
    close: async () => {
      stopLooking();
      common = { name: 'starting' };
      const leaving = all();
      try {
        await leave(leaving);
      } finally {
        posts = [];
        parts.onChange();
      }
    },
  };
}
