import { Message, type MessageBus, sessionBus } from '@jellybrick/dbus-next';

/** What a screen reader is told of one thing on the screen (AT-SPI2, org.a11y.atspi.Accessible). */
export interface Seen {
  readonly role: string;
  readonly name: string;
  readonly focused: boolean;
  /** On the screen now, and not scrolled or hidden away. */
  readonly showing: boolean;
  readonly enabled: boolean;
}

const FACE = 'org.a11y.atspi.Accessible';
const ROOT = '/org/a11y/atspi/accessible/root';
/** Bits of the state set (AT-SPI2, AtspiStateType). */
const states = { enabled: 8, focused: 12, showing: 25 };
const DEEPEST = 60;

/** Reads the screens of all programs on an accessibility bus, as a screen reader does. */
export class Accessibility {
  readonly #bus: MessageBus;

  constructor(address: string) {
    this.#bus = sessionBus({ busAddress: address });
  }

  /** Everything that the program of this name shows, parents before their children; empty where it does not run. */
  async screenOf(program: string): Promise<readonly Seen[]> {
    const seen: Seen[] = [];
    for (const [bus, path] of await this.#children('org.a11y.atspi.Registry', ROOT)) {
      if (path === ROOT && (await this.#name(bus, path)) === program) await this.#walk(bus, path, seen, 0);
    }
    return seen;
  }

  close(): void {
    this.#bus.disconnect();
  }

  async #walk(bus: string, path: string, seen: Seen[], depth: number): Promise<void> {
    const [name, [role], [set], children] = await Promise.all([
      this.#name(bus, path),
      this.#ask(bus, path, FACE, 'GetRoleName'),
      this.#ask(bus, path, FACE, 'GetState'),
      this.#children(bus, path),
    ]);
    const [low = 0] = (set ?? []) as readonly number[];
    const is = (state: keyof typeof states) => (low & (1 << states[state])) !== 0;
    seen.push({
      role: String(role),
      name,
      focused: is('focused'),
      showing: is('showing'),
      enabled: is('enabled'),
    });
    if (depth > DEEPEST) return;
    for (const [of, child] of children) await this.#walk(of, child, seen, depth + 1);
  }

  async #name(bus: string, path: string): Promise<string> {
    const [value] = await this.#ask(bus, path, 'org.freedesktop.DBus.Properties', 'Get', 'ss', [FACE, 'Name']);
    return String((value as { readonly value?: unknown } | undefined)?.value ?? '');
  }

  async #children(bus: string, path: string): Promise<readonly (readonly [string, string])[]> {
    const [children] = await this.#ask(bus, path, FACE, 'GetChildren');
    return ((children ?? []) as [string, string][]).filter(([, child]) => !child.endsWith('/null'));
  }

  /** What went away between two questions has no answers any more. */
  async #ask(destination: string, path: string, face: string, member: string, signature = '', body: unknown[] = []) {
    try {
      const message = new Message({ destination, path, interface: face, member, signature, body });
      return (await this.#bus.call(message))?.body ?? [];
    } catch {
      return [];
    }
  }
}
