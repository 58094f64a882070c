import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import Store from 'electron-store';
import type { Settings } from '../../preload/contract.ts';
import { defaultSettings } from '../config.ts';
import { faultText } from '../errors.ts';
import type { Log } from '../log.ts';
import type { SettingsStore } from '../settings.ts';

interface Stored {
  mode: 'live' | 'practice' | null;
  values: Settings;
}

const text = { type: 'string' } as const;
const number = { type: 'number' } as const;

/** JSON Schema of settings.json; what does not fit it is refused, not mended. */
const schema = {
  mode: { enum: ['live', 'practice', null] },
  values: {
    type: 'object',
    additionalProperties: false,
    properties: {
      serviceName: text,
      address: text,
      issuer: text,
      trustedKeys: text,
      lifetimeDays: number,
      undoSeconds: number,
      pollSeconds: number,
    },
  },
} as const;

/** Settings in `<home>/settings.json`, 0600. A damaged file is set aside whole, and the defaults hold. */
export function settingsStore(home: string, log: Log): SettingsStore {
  const open = () =>
    new Store<Stored>({
      cwd: home,
      name: 'settings',
      schema,
      defaults: { mode: null, values: defaultSettings },
      configFileMode: 0o600,
      clearInvalidConfig: false,
      accessPropertiesByDotNotation: false,
    });
  let store: Store<Stored>;
  try {
    store = open();
  } catch (fault) {
    const path = join(home, 'settings.json');
    log('error', 'settings-damaged', { detail: faultText(fault), kept: 'settings.json.damaged' });
    if (existsSync(path)) renameSync(path, `${path}.damaged`);
    store = open();
  }
  return {
    read: () => ({ mode: store.get('mode'), values: { ...defaultSettings, ...store.get('values') } }),
    write: ({ mode, values }) => {
      const before = store.get('values');
      store.set({ mode: mode === undefined ? store.get('mode') : mode, values: { ...before, ...values } });
    },
  };
}
