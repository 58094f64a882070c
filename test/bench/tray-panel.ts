import { Message, sessionBus, Variant } from '@jellybrick/dbus-next';

const NAME = 'org.kde.StatusNotifierWatcher';

const properties: Readonly<Record<string, Variant>> = {
  IsStatusNotifierHostRegistered: new Variant('b', true),
  ProtocolVersion: new Variant('i', 0),
  RegisteredStatusNotifierItems: new Variant('as', []),
};

/**
 * Puts as much of a panel on the session bus at this address as makes apps believe that there is a tray (freedesktop.org,
 * StatusNotifierItem); it draws nothing. Gives how many items it was told of, and how to end it.
 */
export async function startTrayPanel(busAddress: string): Promise<{ items(): number; stop(): void }> {
  const bus = sessionBus({ busAddress });
  let items = 0;
  bus.addMethodHandler((call) => {
    if (call.path !== '/StatusNotifierWatcher') return false;
    const property = call.member === 'Get' ? properties[String(call.body[1])] : undefined;
    if (call.member === 'RegisterStatusNotifierItem') items += 1;
    bus.send(property ? Message.newMethodReturn(call, 'v', [property]) : Message.newMethodReturn(call));
    return true;
  });
  await bus.requestName(NAME, 0);
  return { items: () => items, stop: () => bus.disconnect() };
}
