import type { EventEmitter } from 'node:events';
import { Message, MessageType, sessionBus, Variant } from '@jellybrick/dbus-next';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const ITEM = 'org.kde.StatusNotifierItem';
const MENU = 'com.canonical.dbusmenu';
const PROPERTIES = 'org.freedesktop.DBus.Properties';

export interface MenuEntry {
  readonly id: number;
  readonly label: string;
  readonly enabled: boolean;
  readonly entries: readonly MenuEntry[];
}

export interface Pixmap {
  readonly width: number;
  readonly height: number;
  /** How opaque each pixel is, a row after another: the drawing's shape, whatever its colours. */
  readonly shape: readonly number[];
}

interface Item {
  readonly name: string;
  readonly path: string;
}

/** The part of a desktop's panel that shows tray items: their watcher and host on the session bus. Nothing is drawn. */
export class Panel {
  readonly #bus = sessionBus();
  readonly #items: Item[] = [];
  readonly #launcherCounts: number[] = [];

  static async start(): Promise<Panel> {
    const panel = new Panel();
    (panel.#bus as EventEmitter).on('error', (fault) => {
      throw fault;
    });
    panel.#bus.addMethodHandler((call) => panel.#answer(call));
    await panel.#bus.requestName(WATCHER);
    await panel.#listenForLauncher();
    return panel;
  }

  /** The numbers that the app had its launcher show, the oldest first. */
  get launcherCounts(): readonly number[] {
    return this.#launcherCounts;
  }

  /** How many items were ever put in. */
  get items(): number {
    return this.#items.length;
  }

  /** Whether an item is there with all that belongs to it: it registers first and tells the rest of itself then. */
  async complete(): Promise<boolean> {
    try {
      return (await this.labels()).length > 0 && (await this.tooltip()) !== '';
    } catch {
      return false;
    }
  }

  async tooltip(): Promise<string> {
    const value = (await this.#property('ToolTip')) as [string, unknown, string, string];
    return value[2] || value[3];
  }

  /** As it is sent to panels that take pixels; for GNOME's it is a file that is named. */
  async icon(): Promise<Pixmap> {
    const [first] = (await this.#property('IconPixmap')) as [number, number, Buffer][];
    if (!first) throw new Error('the item has no picture');
    const [width, height, bytes] = first;
    // Four bytes a pixel, the opacity first.
    return { width, height, shape: [...bytes].filter((_, index) => index % 4 === 0) };
  }

  async menu(): Promise<readonly MenuEntry[]> {
    const path = await this.#menuPath();
    const [, root] = await this.#call(path, MENU, 'GetLayout', 'iias', [0, -1, []]);
    return entryOf(root).entries;
  }

  /** The labels of the whole menu, those of a submenu set in; what can't be pressed in brackets. */
  async labels(): Promise<string[]> {
    const lines = (entries: readonly MenuEntry[], indent: string): string[] =>
      entries.flatMap(({ label, enabled, entries }) => [
        ...(label ? [`${indent}${enabled ? label : `[${label}]`}`] : []),
        ...lines(entries, `${indent}  `),
      ]);
    return lines(await this.menu(), '');
  }

  /** Presses what is called so, wherever in the menu it stands. */
  async press(label: string): Promise<void> {
    const all = (entries: readonly MenuEntry[]): MenuEntry[] =>
      entries.flatMap((entry) => [entry, ...all(entry.entries)]);
    const entry = all(await this.menu()).find((one) => one.label === label);
    if (!entry) throw new Error(`the menu has no “${label}”: ${await this.labels()}`);
    const values = [entry.id, 'clicked', new Variant('i', 0), 0];
    await this.#call(await this.#menuPath(), MENU, 'Event', 'isvu', values);
  }

  /** A click on the item itself. */
  async activate(): Promise<void> {
    await this.#call(this.#item.path, ITEM, 'Activate', 'ii', [0, 0]);
  }

  stop(): void {
    this.#bus.disconnect();
  }

  /** What a watcher is asked by items; the rest is none of its business. */
  #answer(call: Message): boolean {
    const answer = (signature: string, ...values: unknown[]) => {
      this.#bus.send(Message.newMethodReturn(call, signature, values));
      return true;
    };
    if (call.path !== '/StatusNotifierWatcher') return false;
    if (call.member === 'RegisterStatusNotifierItem') {
      // A name, or a path below the sender's own.
      const [name = '', ...path] = String(call.body[0]).split('/');
      this.#items.push({
        name: name || String(call.sender),
        path: path.length > 0 ? `/${path.join('/')}` : '/StatusNotifierItem',
      });
      return answer('');
    }
    if (call.member === 'Get' && call.body[1] === 'IsStatusNotifierHostRegistered') {
      return answer('v', new Variant('b', true));
    }
    return false;
  }

  get #item(): Item {
    const item = this.#items.at(-1);
    if (!item) throw new Error('no item is in the tray');
    return item;
  }

  async #menuPath(): Promise<string> {
    return String(await this.#property('Menu'));
  }

  async #property(name: string): Promise<unknown> {
    const [value] = await this.#call(this.#item.path, PROPERTIES, 'Get', 'ss', [ITEM, name]);
    return (value as Variant).value;
  }

  async #call(path: string, from: string, member: string, signature: string, body: unknown[]): Promise<unknown[]> {
    const message = new Message({ destination: this.#item.name, path, interface: from, member, signature, body });
    return (await this.#bus.call(message))?.body ?? [];
  }

  async #listenForLauncher(): Promise<void> {
    const rule = "type='signal',interface='com.canonical.Unity.LauncherEntry',member='Update'";
    const bus = 'org.freedesktop.DBus';
    await this.#bus.call(
      new Message({
        destination: bus,
        path: '/org/freedesktop/DBus',
        interface: bus,
        member: 'AddMatch',
        signature: 's',
        body: [rule],
      }),
    );
    this.#bus.on('message', ({ type, member, body }) => {
      if (type !== MessageType.SIGNAL || member !== 'Update' || body[0] !== 'application://countersign.desktop') return;
      this.#launcherCounts.push(Number((body[1] as { count: Variant }).count.value));
    });
  }
}

function entryOf(node: unknown): MenuEntry {
  const [id, properties, children] = node as [number, Record<string, Variant | undefined>, Variant[]];
  return {
    id,
    // A single underscore would mark a key, two are one.
    label: String(properties.label?.value ?? '').replace(/_(_?)/g, '$1'),
    enabled: properties.enabled?.value !== false,
    entries: children.map(({ value }) => entryOf(value)),
  };
}
