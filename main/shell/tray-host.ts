import type { SessionBus } from './session-bus.ts';

const WATCHER = { name: 'org.kde.StatusNotifierWatcher', path: '/StatusNotifierWatcher' };
const BUS = { name: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus' };

export interface TrayHost {
  /** Whether something here draws tray icons, as far as is known now. */
  present(): boolean;
  onChange(listener: () => void): void;
  /** Settles when the first answer is there, or none came in time. */
  readonly asked: Promise<void>;
}

const everywhere: TrayHost = { present: () => true, onChange: () => {}, asked: Promise.resolve() };

/**
 * Electron says nothing when a Linux desktop draws no tray icons, as stock GNOME does; the StatusNotifierWatcher knows
 * (freedesktop.org, StatusNotifierItem). An older tray (XEmbed) still gets Electron's icon, but can't be told from none.
 */
export function trayHost(bus: SessionBus, platform: NodeJS.Platform = process.platform): TrayHost {
  if (platform !== 'linux') return everywhere;
  const listeners: (() => void)[] = [];
  let present = false;
  let latest = 0;

  const look = async (): Promise<void> => {
    latest += 1;
    const mine = latest;
    const answer = await hosted(bus);
    // A later look may have been answered sooner.
    if (mine !== latest || answer === present) return;
    present = answer;
    for (const listener of listeners) listener();
  };

  bus.listen(
    { face: BUS.name, member: 'NameOwnerChanged', from: BUS.name, about: WATCHER.name },
    // A watcher that is gone leaves nothing to wait for; one that came may need a moment to find its host.
    () => void look(),
  );
  for (const member of ['StatusNotifierHostRegistered', 'StatusNotifierHostUnregistered']) {
    bus.listen({ face: WATCHER.name, member }, () => void look());
  }
  return {
    present: () => present,
    onChange: (listener) => {
      listeners.push(listener);
    },
    asked: look(),
  };
}

async function hosted(bus: SessionBus): Promise<boolean> {
  // Asked first, so that asking starts no program.
  const owned = await bus.ask(BUS, [BUS.name, 'NameHasOwner'], 's', [WATCHER.name]);
  if (owned?.[0] !== true) return false;
  const property = await bus.ask(WATCHER, ['org.freedesktop.DBus.Properties', 'Get'], 'ss', [
    WATCHER.name,
    'IsStatusNotifierHostRegistered',
  ]);
  return (property?.[0] as { readonly value?: unknown } | undefined)?.value === true;
}
