import { app } from 'electron';
import type { SessionBus } from './session-bus.ts';

const A11Y = { name: 'org.a11y.Bus', path: '/org/a11y/bus' };
const STATUS = 'org.a11y.Status';
const PROPERTIES = 'org.freedesktop.DBus.Properties';

/**
 * Opens the page to screen readers on Linux, for as long as one runs: Electron notices by itself on macOS and Windows
 * only. AT-SPI tells of one in `org.a11y.Status` (at-spi2-core, at-spi-bus-launcher).
 */
export function followScreenReader(bus: SessionBus): void {
  const follow = (value: unknown) => {
    const on = (value as { readonly value?: unknown } | undefined)?.value;
    if (typeof on === 'boolean') app.setAccessibilitySupportEnabled(on);
  };
  bus.listen({ face: PROPERTIES, member: 'PropertiesChanged', about: STATUS }, ([, changed]) =>
    follow((changed as Readonly<Record<string, unknown>> | undefined)?.ScreenReaderEnabled),
  );
  const ask = async () => {
    // Asked first, so that asking starts no program.
    const owned = await bus.ask(
      { name: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus' },
      ['org.freedesktop.DBus', 'NameHasOwner'],
      's',
      [A11Y.name],
    );
    if (owned?.[0] !== true) return;
    const answer = await bus.ask(A11Y, [PROPERTIES, 'Get'], 'ss', [STATUS, 'ScreenReaderEnabled']);
    follow(answer?.[0]);
  };
  bus.listen(
    { face: 'org.freedesktop.DBus', member: 'NameOwnerChanged', from: 'org.freedesktop.DBus', about: A11Y.name },
    () => void ask(),
  );
  void ask();
}
