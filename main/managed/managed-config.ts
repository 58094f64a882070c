import { type Policy, type SettingName, type Settings, settingNames } from '../../preload/contract.ts';

/** A service that an administrator set up, or the one that the operator sets up. */
export interface ManagedService {
  /** Names its folder of state. `live` where the file has one service, or says nothing of any. */
  readonly id: string;
  /** What is fixed for this service alone; it goes before what is fixed for all. */
  readonly settings: Partial<Settings>;
  readonly acceptServiceStatements: boolean;
  readonly mayConfirm: boolean;
  /** What watching may ask of it a second, with the operator in front of the window; left out for the usual. */
  readonly requestsPerSecond?: number;
  /** What is asked of its approvals alone; it goes before what is asked of all. */
  readonly policy?: Partial<Policy>;
}

/** Where new versions come from, and how one is known to be genuine. */
export interface ManagedUpdates {
  /** URL of the folder that holds the feed, with its last slash. */
  readonly feed: string;
  /** The public Ed25519 key (RFC 8037) that what is offered must be signed with. */
  readonly key: { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string };
  readonly channel: 'latest' | 'beta';
}

/** What an administrator fixed; `settings` of the whole and of each service hold only the fixed ones. */
export interface ManagedConfig {
  /** Where it comes from, for people; null where nothing is managed. */
  readonly path: string | null;
  /** The file that COUNTERSIGN_CONFIG names and that was not read, since the machine's own holds; null where it names none. */
  readonly passedOver: string | null;
  /** What holds for the whole app and for every service that does not say otherwise. */
  readonly settings: Partial<Settings>;
  readonly services: readonly [ManagedService, ...ManagedService[]];
  /** What is asked of the approvals of every service. */
  readonly policy?: Partial<Policy>;
  /** Null: this installation does not look for updates. */
  readonly updates: ManagedUpdates | null;
}

export const unmanagedService: ManagedService = {
  id: 'live',
  settings: {},
  acceptServiceStatements: false,
  mayConfirm: false,
};

export const unmanaged: ManagedConfig = {
  path: null,
  passedOver: null,
  settings: {},
  services: [unmanagedService],
  updates: null,
};

/** The settings fixed for one of its services: its own, and for the rest what holds for all. */
export const fixedFor = (managed: Pick<ManagedConfig, 'settings'>, service: ManagedService): Partial<Settings> => ({
  ...managed.settings,
  ...service.settings,
});

/** The policy of one of its services, field by field: its own, and for the rest what holds for all. */
export const policyFor = (
  managed: Pick<ManagedConfig, 'policy'>,
  service: Pick<ManagedService, 'policy'> | null,
): Partial<Policy> => ({
  ...managed.policy,
  ...service?.policy,
});

/** In the order in which settings are told. */
export const fixedNames = (fixed: Partial<Settings>): SettingName[] => settingNames.filter((name) => name in fixed);
