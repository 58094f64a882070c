import type { Settings } from '../preload/contract.ts';
import { defaultSettings } from './config.ts';
import { fixedFor, type ManagedConfig, type ManagedService, unmanagedService } from './managed/managed-config.ts';

/** What is one service's alone. */
const ownNames = [
  'serviceName',
  'address',
  'issuer',
  'trustedKeys',
  'ca',
  'authHeader',
  'feed',
  'inboxFolder',
] as const;

/** Whether the operator may set up the service: it is the only one, and lies where theirs always lay. */
export const isOperators = ({ services }: ManagedConfig, service: ManagedService): boolean =>
  services.length === 1 && service.id === unmanagedService.id;

/** The one service whose settings the operator sees and may change while practising; null where there are several. */
export const onlyService = ({ services }: ManagedConfig): ManagedService | null =>
  services.length === 1 ? services[0] : null;

/**
 * The settings of a service that its operator can't change. Where the administrator names the services, what is one
 * service's alone comes from the file and nowhere else: what the operator once set for another must not reach it.
 * @param service null for what holds where no one service is meant
 */
export function fixedOf(managed: ManagedConfig, service: ManagedService | null): Partial<Settings> {
  if (service && isOperators(managed, service)) return fixedFor(managed, service);
  const none = Object.fromEntries(ownNames.map((name) => [name, defaultSettings[name]]));
  return { ...none, ...(service ? fixedFor(managed, service) : managed.settings) };
}
