import { lchown, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Fault } from './bring-up/fault.mjs';
import { startDisplay } from './desktop/display.mjs';
import { startEmptyKeyring, startKeyring } from './desktop/keyring.mjs';
import { nameOwned, startSessionBus } from './desktop/session-bus.mjs';
import { startProgram, untilUsable } from './desktop/started.mjs';

/** Folders of the session's own, so that nothing of the person's is read or changed. */
const makeHome = async (
  /** @type {string} */ home,
  /** @type {import('./desktop.d.mts').Account | undefined} */ account,
) => {
  const folders = {
    HOME: home,
    XDG_CONFIG_HOME: path.join(home, '.config'),
    XDG_DATA_HOME: path.join(home, '.local', 'share'),
    XDG_STATE_HOME: path.join(home, '.local', 'state'),
    XDG_CACHE_HOME: path.join(home, '.cache'),
    XDG_RUNTIME_DIR: path.join(home, 'run'),
  };
  for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true, mode: 0o700 });
  if (account) await handOver(home, account);
  return folders;
};

const handOver = async (
  /** @type {string} */ folder,
  /** @type {import('./desktop.d.mts').Account} */ { uid, gid },
) => {
  const entries = await readdir(folder, { recursive: true });
  for (const entry of ['', ...entries]) await lchown(path.join(folder, entry), uid, gid);
};

const environment = (/** @type {Record<string, string>} */ folders) => {
  /** @type {Record<string, string>} */
  const env = {
    .../** @type {Record<string, string>} */ (process.env),
    ...folders,
    XDG_SESSION_TYPE: 'x11',
    XDG_CURRENT_DESKTOP: 'GNOME',
    NO_AT_BRIDGE: '1',
  };
  for (const name of ['WAYLAND_DISPLAY', 'DISPLAY', 'XAUTHORITY', 'GNOME_KEYRING_CONTROL', 'SSH_AUTH_SOCK']) {
    delete env[name];
  }
  // Left unset, libraries would start a bus by themselves, and on it a keyring.
  env.DBUS_SESSION_BUS_ADDRESS = 'disabled:';
  return env;
};

const startNotifications = async (
  /** @type {NodeJS.ProcessEnv} */ env,
  /** @type {import('./desktop.d.mts').Account | undefined} */ account,
) => {
  const daemon = startProgram('dunst', [], { env, account });
  await untilUsable('dunst', daemon, () => nameOwned(env, 'org.freedesktop.Notifications'));
  return daemon;
};

/**
 * Starts a desktop session of its own on Linux: X server, D-Bus session, keyring, notifications. See desktop.d.mts.
 * @param {import('./desktop.d.mts').DesktopOptions} [options]
 * @returns {Promise<import('./desktop.d.mts').Desktop>}
 */
export const startDesktop = async ({ display, size = '1400x1000', keyring = 'unlocked', account } = {}) => {
  const home = await mkdtemp(path.join(tmpdir(), 'countersign-desktop-'));
  /** @type {(() => Promise<unknown>)[]} what to end, in the order it was started */
  const started = [() => rm(home, { recursive: true, force: true, maxRetries: 5 })];
  const stop = async () => {
    for (let end = started.pop(); end; end = started.pop()) await end();
  };
  try {
    const folders = await makeHome(home, account);
    const env = environment(folders);
    if (display) env.DISPLAY = display;
    else {
      const screen = await startDisplay({ env, size });
      started.push(screen.stop);
      env.DISPLAY = screen.name;
    }
    let held = null;
    if (keyring !== 'no-bus') {
      const bus = await startSessionBus({ env, account, folder: folders.XDG_RUNTIME_DIR });
      started.push(bus.stop);
      env.DBUS_SESSION_BUS_ADDRESS = bus.address;
      started.push((await startNotifications(env, account)).stop);
      if (keyring === 'no-login') started.push((await startEmptyKeyring({ env })).stop);
      else if (keyring !== 'none') {
        held = await startKeyring({ env, account, runtimeFolder: folders.XDG_RUNTIME_DIR });
        started.push(held.stop);
        if (keyring === 'locked') await held.lock();
      }
    }
    const withKeyring = () => {
      if (held) return held;
      throw new Fault('This desktop session has no keyring.');
    };
    return { env, lockKeyring: () => withKeyring().lock(), unlockKeyring: () => withKeyring().unlock(), stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
