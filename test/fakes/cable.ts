import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A network cable between the app and one service on this machine: real TCP, which stands still while it is pulled. */
export interface Cable {
  /** `http://127.0.0.1:port`, the near end. */
  readonly address: string;
  /** From here on no byte passes, either way: connections neither end nor answer, and new ones hang. */
  pull(): void;
  /** Everything goes on where it stood still, as TCP does. */
  plugIn(): void;
  stop(): Promise<void>;
}

/** @param service the far end, `http://127.0.0.1:port` */
export async function layCable(service: string): Promise<Cable> {
  const far = Number(new URL(service).port);
  const ends = new Set<Socket>();
  let pulled = false;

  const join = (from: Socket, to: Socket) => {
    ends.add(from);
    // Nothing reads while the cable is out, so nothing is passed on, an end neither.
    from.on('readable', () => pass(from, to));
    from.on('end', () => to.end());
    from.on('error', () => to.destroy());
    from.on('close', () => {
      ends.delete(from);
      if (!pulled) to.destroy();
    });
  };
  const pass = (from: Socket, to: Socket) => {
    if (pulled) return;
    for (let chunk = from.read(); chunk !== null; chunk = from.read()) to.write(chunk);
  };

  const server = createServer({ allowHalfOpen: true }, (near) => {
    const other = connect({ host: '127.0.0.1', port: far, allowHalfOpen: true });
    join(near, other);
    join(other, near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pull: () => {
      pulled = true;
    },
    plugIn: () => {
      pulled = false;
      for (const end of ends) end.emit('readable');
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const end of ends) end.destroy();
      await closed;
    },
  };
}
