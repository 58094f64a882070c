import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import Store from 'electron-store';
import { batchWays, languageChoices, queueFilters, type Settings, sections } from '../../preload/contract.ts';
import { defaultSettings, settingRanges } from '../config.ts';
import { faultText } from '../errors.ts';
import type { Log } from '../log.ts';
import { nothingRemembered, type Remembered, type SettingsStore } from '../settings.ts';

interface Stored {
  mode: 'live' | 'practice' | null;
  values: Settings;
  remembered: Remembered;
}

const text = { type: 'string' } as const;
const yesNo = { type: 'boolean' } as const;
const ranged = ({ min, max }: { min: number; max: number }) =>
  ({ type: 'number', minimum: min, maximum: max }) as const;

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
      ca: text,
      authHeader: text,
      lifetimeDays: ranged(settingRanges.lifetimeDays),
      undoSeconds: ranged(settingRanges.undoSeconds),
      rejectReasons: text,
      pollSeconds: ranged(settingRanges.pollSeconds),
      feed: text,
      inboxFolder: text,
      notify: yesNo,
      quietFrom: text,
      quietUntil: text,
      keepRunning: yesNo,
      startAtLogin: yesNo,
      lockAfterMinutes: ranged(settingRanges.lockAfterMinutes),
      lockOnSuspend: yesNo,
      lockOnScreenLock: yesNo,
      language: { enum: languageChoices },
      letterKeys: yesNo,
    },
  },
  remembered: {
    type: 'object',
    additionalProperties: false,
    properties: {
      section: { enum: sections },
      filter: { enum: queueFilters },
      batchWay: { enum: batchWays },
      service: { type: ['string', 'null'] },
      // Where it was kept before it had a file of its own; read no more.
      window: {},
      told: { type: 'array', items: { enum: ['keeps-running', 'no-tray'] } },
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
      defaults: { mode: null, values: defaultSettings, remembered: nothingRemembered },
      // The schema above is a constant; checking it against the schema of schemas takes a tenth of a second at each start.
      ajvOptions: { validateSchema: false },
      configFileMode: 0o600,
      clearInvalidConfig: false,
      accessPropertiesByDotNotation: false,
    });
  let store: Store<Stored>;
  let setAside: string | null = null;
  try {
    store = open();
  } catch (fault) {
    const path = join(home, 'settings.json');
    if (!existsSync(path)) throw fault;
    setAside = `${path}.damaged`;
    log('error', 'settings-damaged', { detail: faultText(fault), kept: setAside });
    renameSync(path, setAside);
    store = open();
  }
  // The file is read once and after each change: every look at a job asks for settings, and only this app writes them.
  const load = () => ({
    mode: store.get('mode'),
    values: { ...defaultSettings, ...store.get('values') },
    remembered: { ...nothingRemembered, ...store.get('remembered') },
    setAside,
  });
  let current = load();
  return {
    read: () => current,
    write: ({ mode = current.mode, values, remembered }) => {
      const next = {
        mode,
        values: { ...current.values, ...values },
        remembered: { ...current.remembered, ...remembered },
      };
      try {
        store.set(next);
        current = load();
      } catch (fault) {
        if (mode !== current.mode || values) throw fault;
        // How the app was left is written while windows close and links come in: a full disk must stop neither.
        current = { ...current, ...next };
        log('warn', 'not-remembered', { detail: faultText(fault) });
      }
    },
  };
}
