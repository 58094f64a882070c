import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { capture } from '../bring-up/child.mjs';
import { startProgram, untilUsable } from './started.mjs';

// No service folders: nothing comes up on this bus but what the session starts, so that "no keyring" stays true.
// Where the session is somebody else's than ours, only root could have made it so, and root goes on to look at it.
const configuration = (/** @type {string} */ socket) => `<!DOCTYPE busconfig PUBLIC
 "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
    <allow user="root"/>
  </policy>
</busconfig>
`;

/**
 * Starts a D-Bus session bus of our own.
 * @param {{ env: NodeJS.ProcessEnv, account?: import('../desktop.d.mts').Account, folder: string }} options `folder` takes its socket and configuration
 */
export const startSessionBus = async ({ env, account, folder }) => {
  const file = path.join(folder, 'session-bus.conf');
  await writeFile(file, configuration(path.join(folder, 'bus')));
  const args = [`--config-file=${file}`, '--nofork', '--nopidfile', '--print-address=1'];
  const daemon = startProgram('dbus-daemon', args, { env, account });
  const address = await untilUsable('dbus-daemon', daemon, async () => /^unix:\S+$/m.exec(daemon.said())?.[0]);
  return { address, stop: daemon.stop };
};

/**
 * Calls a method over the bus.
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly [destination: string, object: string, method: string]} target
 * @param {readonly string[]} args in dbus-send's notation
 * @returns {Promise<string | null>} the reply as dbus-send writes it; null when the call was refused
 */
export const callBus = async (env, [destination, object, method], args = []) => {
  const ended = await capture(
    'dbus-send',
    ['--session', '--print-reply', '--reply-timeout=5000', `--dest=${destination}`, object, method, ...args],
    { env },
  );
  return ended.code === 0 ? ended.stdout : null;
};

/** @param {NodeJS.ProcessEnv} env @param {string} name @returns {Promise<boolean>} whether a program answers to it */
export const nameOwned = async (env, name) => {
  const bus = 'org.freedesktop.DBus';
  const reply = await callBus(env, [bus, '/org/freedesktop/DBus', `${bus}.NameHasOwner`], [`string:${name}`]);
  return reply?.includes('boolean true') ?? false;
};
