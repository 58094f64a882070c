import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { AuthorityError } from '../errors.ts';

/** Where the running app listens for commands. */
export interface Endpoint {
  readonly path: string;
  /** A folder in a place that all may write to, which must be the user's alone; null where the place itself is. */
  readonly folder: string | null;
}

export interface Whereabouts {
  /** The app's data folder, absolute. */
  readonly home: string;
  readonly platform: NodeJS.Platform;
  /** The user's name, and number where the system has one. */
  readonly user: string;
  readonly uid: number | null;
  /** The user's folder for sockets (XDG Base Directory Specification), where there is one. */
  readonly runtimeFolder: string | undefined;
  /** For temporary files. */
  readonly tmp: string;
}

/** As this process finds them; the app and a command come to the same endpoint by them. */
export function whereabouts(home: string): Whereabouts {
  const { username: user, uid } = userInfo();
  // Where systemd puts it; a job of cron has no variable that says so.
  const usual = `/run/user/${uid}`;
  const runtimeFolder = process.env.XDG_RUNTIME_DIR || (isOurs(usual, 'folder', uid) ? usual : undefined);
  return { home, platform: process.platform, user, uid: uid < 0 ? null : uid, runtimeFolder, tmp: tmpdir() };
}

/** `sun_path` holds 104 bytes on macOS and 108 on Linux (unix(7)), with a NUL at its end. */
const LONGEST_PATH_BYTES = 100;

/**
 * The places to look at, in order; the app listens at the first. Each belongs to one data folder. A command may lack the
 * desktop session's environment, so it looks at the later ones, too.
 */
export function endpointsOf({ home, platform, user, uid, runtimeFolder, tmp }: Whereabouts): [Endpoint, ...Endpoint[]] {
  const digest = createHash('sha256').update(home).digest('hex').slice(0, 16);
  if (platform === 'win32') {
    const name = user.replace(/[^A-Za-z0-9-]/g, '_').slice(0, 40);
    return [{ path: `\\\\.\\pipe\\countersign-${name}-${digest}`, folder: null }];
  }
  const fits = (path: string) => Buffer.byteLength(path) <= LONGEST_PATH_BYTES;
  const socket = `countersign-${digest}.sock`;
  const atHome = join(home, 'command.sock');
  if (fits(atHome)) return [{ path: atHome, folder: null }];
  const folder = join(tmp, `countersign-${uid ?? user}`);
  const ofOurs: Endpoint = { path: join(folder, socket), folder };
  const ofUser = runtimeFolder && isAbsolute(runtimeFolder) ? join(runtimeFolder, socket) : null;
  return ofUser && fits(ofUser) ? [{ path: ofUser, folder: null }, ofOurs] : [ofOurs];
}

/**
 * Makes the endpoint's folder where it needs one.
 * @throws AuthorityError `command-folder-not-ours` when somebody else has it, or may write to it.
 */
export function prepareFolder({ folder }: Endpoint, uid: number | null): void {
  if (folder === null) return;
  try {
    mkdirSync(folder, { mode: 0o700 });
    chmodSync(folder, 0o700);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault;
  }
  if (!isOurs(folder, 'folder', uid)) {
    throw new AuthorityError('command-folder-not-ours', 'the folder belongs to somebody else', { path: folder });
  }
}

/** Whether what lies there, itself and no link, is the user's own; a folder must be theirs alone. */
export function isOurs(path: string, kind: 'folder' | 'socket', uid: number | null): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats || (uid !== null && stats.uid !== uid)) return false;
  return kind === 'socket' ? stats.isSocket() : stats.isDirectory() && (stats.mode & 0o077) === 0;
}
