import type { SettingName, Settings } from '../../preload/contract.ts';

/** A service that an administrator set up, or the one that the operator sets up. */
export interface ManagedService {
  /** Names its folder of state. `live` where the file has one service, or says nothing of any. */
  readonly id: string;
  /** What is fixed for this service alone; it goes before what is fixed for all. */
  readonly settings: Partial<Settings>;
  readonly acceptServiceStatements: boolean;
  readonly mayConfirm: boolean;
}

/** What an administrator fixed; `settings` of the whole and of each service hold only the fixed ones. */
export interface ManagedConfig {
  /** Where it comes from, for people; null where nothing is managed. */
  readonly path: string | null;
  /** What holds for the whole app and for every service that does not say otherwise. */
  readonly settings: Partial<Settings>;
  readonly services: readonly [ManagedService, ...ManagedService[]];
}

export const unmanagedService: ManagedService = {
  id: 'live',
  settings: {},
  acceptServiceStatements: false,
  mayConfirm: false,
};

export const unmanaged: ManagedConfig = { path: null, settings: {}, services: [unmanagedService] };

/** The settings fixed for one of its services: its own, and for the rest what holds for all. */
export const fixedFor = (managed: ManagedConfig, service: ManagedService): Partial<Settings> => ({
  ...managed.settings,
  ...service.settings,
});

export const fixedNames = (fixed: Partial<Settings>): SettingName[] => Object.keys(fixed) as SettingName[];
