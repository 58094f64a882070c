import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A real HTTP proxy on a free port of loopback that makes tunnels (RFC 9110, 9.3.6). */
export interface TunnelProxy {
  /** `127.0.0.1:port`, as a PAC function would name it. */
  readonly host: string;
  /** What a tunnel was asked for to, in order. */
  readonly asked: readonly string[];
  /** From here on every tunnel is declined with this status; null: none is. */
  refuseWith(status: number | null): void;
  stop(): Promise<void>;
}

/** @param resolve where a tunnel really leads: names are made up in tests */
export async function startTunnelProxy(resolve: (asked: string) => { port: number }): Promise<TunnelProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  let refusal: number | null = null;
  const server = createServer((_request, response) => response.writeHead(501).end());
  server.on('connect', (request, near: Socket) => {
    asked.push(request.url ?? '');
    if (refusal !== null) return near.end(`HTTP/1.1 ${refusal} No\r\n\r\n`);
    const far = connect({ host: '127.0.0.1', port: resolve(request.url ?? '').port }, () => {
      near.write('HTTP/1.1 200 OK\r\n\r\n');
      near.pipe(far).pipe(near);
    });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        near.destroy();
        far.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    refuseWith: (status) => {
      refusal = status;
    },
    stop: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
