import net from 'node:net';
import path from 'node:path';
import { Fault } from '../bring-up/fault.mjs';
import { callBus, nameOwned } from './session-bus.mjs';
import { startProgram, untilUsable } from './started.mjs';

const secrets = 'org.freedesktop.secrets';
const service = '/org/freedesktop/secrets';
const login = `${service}/collection/login`;
const password = 'only for this session';

const loginLocked = async (/** @type {NodeJS.ProcessEnv} */ env) => {
  const reply = await callBus(
    env,
    [secrets, login, 'org.freedesktop.DBus.Properties.Get'],
    ['string:org.freedesktop.Secret.Collection', 'string:Locked'],
  );
  return reply === null ? null : reply.includes('boolean true');
};

/**
 * Unlocks over the daemon's own control socket, as its PAM module does at login: the Secret Service's `Unlock` would
 * ask a person. A byte that carries the sender's credentials, then length, operation (1: unlock), length, password.
 * @param {string} socketPath
 */
const unlockByControl = (socketPath) =>
  new Promise((resolve, reject) => {
    const secret = Buffer.from(password);
    const packet = Buffer.alloc(1 + 12);
    packet.writeUInt32BE(12 + secret.length, 1);
    packet.writeUInt32BE(1, 5);
    packet.writeUInt32BE(secret.length, 9);
    const socket = net.connect(socketPath, () => socket.write(Buffer.concat([packet, secret])));
    let answer = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      answer = Buffer.concat([answer, chunk]);
      if (answer.length < 8) return;
      socket.destroy();
      const result = answer.readUInt32BE(4);
      if (result === 0) resolve(undefined);
      else reject(new Fault(`gnome-keyring refused to unlock (result ${result}).`));
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Fault('gnome-keyring closed its control socket without an answer.')));
  });

/**
 * Starts a Secret Service that nobody has logged in to yet: it answers, and has no login collection to write to.
 * @param {{ env: NodeJS.ProcessEnv }} options
 */
export const startEmptyKeyring = async ({ env }) => {
  const daemon = startProgram('gnome-keyring-daemon', ['--components=secrets', '--foreground'], { env });
  await untilUsable('gnome-keyring-daemon', daemon, () => nameOwned(env, secrets));
  return daemon;
};

/** The daemon fails an assertion of its own, now and then, when it is asked in the moment in which it comes up. */
const startUnlocked = async (
  /** @type {NodeJS.ProcessEnv} */ env,
  /** @type {import('../desktop.d.mts').Account | undefined} */ account,
) => {
  const daemon = startProgram('gnome-keyring-daemon', ['--unlock', '--components=secrets', '--foreground'], {
    env,
    account,
    input: password,
  });
  try {
    await untilUsable('gnome-keyring-daemon', daemon, async () => (await loginLocked(env)) === false);
    return daemon;
  } catch (error) {
    await daemon.stop();
    throw error;
  }
};

/**
 * Starts a keyring of the session's own, unlocked with a throwaway password.
 * @param {{ env: NodeJS.ProcessEnv, account?: import('../desktop.d.mts').Account, runtimeFolder: string }} options
 */
export const startKeyring = async ({ env, account, runtimeFolder }) => {
  const daemon = await startUnlocked(env, account).catch(() => startUnlocked(env, account));
  const settle = async (/** @type {boolean} */ locked) => {
    await untilUsable('gnome-keyring-daemon', daemon, async () => (await loginLocked(env)) === locked);
  };
  return {
    async lock() {
      await callBus(env, [secrets, service, 'org.freedesktop.Secret.Service.Lock'], [`array:objpath:${login}`]);
      await settle(true);
    },
    async unlock() {
      await unlockByControl(path.join(runtimeFolder, 'keyring', 'control'));
      await settle(false);
    },
    stop: daemon.stop,
  };
};
