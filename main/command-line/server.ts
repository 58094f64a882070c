import { chmodSync, lstatSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { AuthorityError, faultText, finding } from '../errors.ts';
import { type Endpoint, isOurs, prepareFolder } from './endpoint.ts';
import { type Ask, LONGEST_REQUEST_BYTES, type Reply, VERSION } from './protocol.ts';
import { type ReplyParts, replyTo } from './replies.ts';

export interface CommandServer {
  stop(): Promise<void>;
}

export interface CommandServerParts extends ReplyParts {
  readonly endpoint: Endpoint;
  /** Real milliseconds after which a connection that says nothing is ended. */
  readonly idleMs?: number;
}

const MOST_CONNECTIONS = 8;
const IDLE_MS = 10_000;
const LINE_FEED = 10;

/**
 * Listens for commands of this user on this computer: the socket is theirs alone, as the data folder is. Failing to
 * listen is told to the operator and keeps nothing else from working.
 */
export async function serveCommands(parts: CommandServerParts): Promise<CommandServer> {
  const { endpoint, desk, log } = parts;
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    // A command that ends in the middle is nobody's fault.
    socket.on('error', () => socket.destroy());
    socket.setTimeout(parts.idleMs ?? IDLE_MS, () => socket.destroy());
    if (open.size > MOST_CONNECTIONS) socket.end(lineOf(refusal('command-line-busy')));
    else void converse(socket, parts);
  });
  const stop = async () => {
    for (const socket of open) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  const uid = process.getuid?.() ?? null;
  try {
    prepareFolder(endpoint, uid);
    await clear(endpoint.path, uid);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(endpoint.path, resolve);
    });
    server.on('error', (fault) => log('error', 'command-line-fault', { detail: faultText(fault) }));
    if (process.platform !== 'win32') chmodSync(endpoint.path, 0o600);
  } catch (fault) {
    log('error', 'command-line-unavailable', { detail: faultText(fault) });
    desk.tell(finding('command-line-unavailable', { detail: faultText(fault) }));
    await stop();
  }
  return { stop };
}

/** Removes a socket that a crash has left; one that somebody answers on, and whatever else lies there, stays. */
async function clear(path: string, uid: number | null): Promise<void> {
  if (process.platform === 'win32' || !lstatSync(path, { throwIfNoEntry: false })) return;
  if (!isOurs(path, 'socket', uid)) {
    throw new AuthorityError('command-socket-blocked', `something else lies at ${path}`, { path });
  }
  if (await answers(path))
    throw new AuthorityError('command-socket-in-use', `another program listens at ${path}`, { path });
  rmSync(path, { force: true });
}

const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (fault: NodeJS.ErrnoException) => resolve(fault.code === 'EAGAIN'));
  });

const refusal = (code: string): Reply<Ask> => ({ v: VERSION, ok: false, why: 'not-now', reason: { code } });
const lineOf = (reply: Reply<Ask>) => `${JSON.stringify(reply)}\n`;

/** One answer for every line, in their order; the next line is read when the answer is on its way. */
async function converse(socket: Socket, parts: CommandServerParts): Promise<void> {
  let pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      let from = 0;
      for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
        const line = Buffer.concat([...pieces, chunk.subarray(from, end)]);
        if (line.length > LONGEST_REQUEST_BYTES) return await send(socket, lineOf(refusal('command-not-understood')));
        pieces = [];
        length = 0;
        from = end + 1;
        await send(socket, lineOf(replyTo(line.toString('utf8'), parts)));
      }
      const rest = chunk.subarray(from);
      pieces.push(rest);
      length += rest.length;
      if (length > LONGEST_REQUEST_BYTES) return await send(socket, lineOf(refusal('command-not-understood')));
    }
    socket.end();
  } catch {
    // The other side has gone, or said nothing for too long.
    socket.destroy();
  }
}

const send = (socket: Socket, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.write(text, (fault) => (fault ? reject(fault) : resolve()));
  });
