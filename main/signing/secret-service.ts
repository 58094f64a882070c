import type { EventEmitter } from 'node:events';
import { Message, sessionBus } from '@jellybrick/dbus-next';
import { faultText } from '../errors.ts';
import type { KeychainState } from './key-store.ts';

const TIMEOUT_MS = 5_000;
const NAME = 'org.freedesktop.secrets';
const PATH = '/org/freedesktop/secrets';

/** Asks the Secret Service over D-Bus: libsecret itself answers "not found" for a locked keyring, without an error. */
export async function secretServiceState(): Promise<KeychainState> {
  const state = await askForState();
  // gnome-keyring now and then fails a call while another client of it is leaving: one more question tells.
  return state.state === 'unavailable' ? askForState() : state;
}

async function askForState(): Promise<KeychainState> {
  try {
    return await onBus(async (call) => {
      const collection = await defaultCollection(call);
      if (collection === '/') return { state: 'unavailable', detail: 'the keyring has no default collection' };
      const [locked] = await call(collection, 'org.freedesktop.DBus.Properties', 'Get', 'ss', [
        'org.freedesktop.Secret.Collection',
        'Locked',
      ]);
      return (locked as { value: boolean }).value ? { state: 'locked' } : { state: 'available' };
    });
  } catch (fault) {
    return { state: 'unavailable', detail: faultText(fault) };
  }
}

/** Has the Secret Service show its unlocking dialog. A desktop without one simply shows nothing. */
export async function askToUnlock(): Promise<void> {
  try {
    await onBus(async (call) => {
      const collection = await defaultCollection(call);
      const [, prompt] = await call(PATH, 'org.freedesktop.Secret.Service', 'Unlock', 'ao', [[collection]]);
      if (typeof prompt === 'string' && prompt !== '/') {
        await call(prompt, 'org.freedesktop.Secret.Prompt', 'Prompt', 's', ['']);
      }
    });
  } catch {
    // The state that is asked for next says what is wrong.
  }
}

type Call = (path: string, face: string, member: string, signature: string, body: unknown[]) => Promise<unknown[]>;

async function defaultCollection(call: Call): Promise<string> {
  const [path] = await call(PATH, 'org.freedesktop.Secret.Service', 'ReadAlias', 's', ['default']);
  return String(path);
}

async function onBus<T>(work: (call: Call) => Promise<T>): Promise<T> {
  // Without an address the library would try to start a bus of its own through X11.
  if (!process.env.DBUS_SESSION_BUS_ADDRESS && !process.env.XDG_RUNTIME_DIR) {
    throw new Error('there is no D-Bus session');
  }
  const bus = sessionBus();
  let timer: NodeJS.Timeout | undefined;
  const failed = new Promise<never>((_, reject) => {
    (bus as EventEmitter).on('error', reject);
    timer = setTimeout(
      () => reject(new Error(`the Secret Service gave no answer within ${TIMEOUT_MS / 1000} s`)),
      TIMEOUT_MS,
    );
  });
  const call: Call = async (path, face, member, signature, body) => {
    const message = new Message({ destination: NAME, path, interface: face, member, signature, body });
    return (await bus.call(message))?.body ?? [];
  };
  try {
    return await Promise.race([work(call), failed]);
  } finally {
    clearTimeout(timer);
    failed.catch(() => {});
    bus.disconnect();
  }
}
