import { createConnection, type Socket } from 'node:net';
import { type Endpoint, isOurs } from './endpoint.ts';
import { type Ask, LONGEST_ANSWER_BYTES, parseReply, type Reply, type Request } from './protocol.ts';

/** `not-running`: nobody listens. `lost`: it ended, or said nothing, in the middle. `foreign`: it is not ours to trust. */
export class ConnectionFault extends Error {
  constructor(readonly kind: 'not-running' | 'lost' | 'foreign') {
    super(kind);
  }
}

/** The way to the running app, made when something is first asked. */
export interface Connection {
  /** @throws ConnectionFault */
  ask<A extends Ask>(request: Extract<Request, { ask: A }>): Promise<Reply<A>>;
  end(): void;
}

export interface ConnectionParts {
  readonly endpoints: readonly Endpoint[];
  readonly uid: number | null;
  /** Real milliseconds that an answer may take. */
  readonly answerWithinMs?: number;
}

const ANSWER_WITHIN_MS = 60_000;

export function connectionTo({ endpoints, uid, answerWithinMs = ANSWER_WITHIN_MS }: ConnectionParts): Connection {
  let socket: Socket | null = null;
  let used = false;

  const exchange = async (line: string): Promise<string> => {
    socket ??= await connect(endpoints, uid);
    socket.setTimeout(answerWithinMs);
    try {
      return await answerOn(socket, line);
    } catch (fault) {
      socket.destroy();
      socket = null;
      throw fault;
    }
  };

  return {
    ask: async <A extends Ask>(request: Extract<Request, { ask: A }>): Promise<Reply<A>> => {
      const line = JSON.stringify(request);
      const again = used && socket !== null;
      used = true;
      const answer = await exchange(line).catch((fault: unknown) => {
        // A connection that rested too long was ended by the app. Asked twice, a job is known already.
        if (again && fault instanceof ConnectionFault && fault.kind === 'lost') return exchange(line);
        throw fault;
      });
      try {
        return parseReply(request.ask as A, answer);
      } catch {
        throw new ConnectionFault('foreign');
      }
    },
    end: () => socket?.end(),
  };
}

async function connect(endpoints: readonly Endpoint[], uid: number | null): Promise<Socket> {
  let foreign = false;
  for (const { path, folder } of endpoints) {
    if (process.platform !== 'win32') {
      // Whoever could put a socket there would be told every job, and would answer in the app's name.
      if (folder !== null && !isOurs(folder, 'folder', uid)) continue;
      if (!isOurs(path, 'socket', uid)) continue;
    }
    try {
      return await new Promise<Socket>((resolve, reject) => {
        const socket = createConnection(path);
        // Stays on: what goes wrong between two questions is told by the next one.
        socket.on('error', reject);
        socket.once('connect', () => resolve(socket));
      });
    } catch (fault) {
      // EACCES: it lies there and is not for us.
      foreign ||= (fault as NodeJS.ErrnoException).code === 'EACCES';
    }
  }
  throw new ConnectionFault(foreign ? 'foreign' : 'not-running');
}

const answerOn = (socket: Socket, line: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let length = 0;
    const settle = (act: () => void) => {
      socket.off('data', read).off('error', lost).off('close', lost).off('timeout', lost);
      act();
    };
    const lost = () => settle(() => reject(new ConnectionFault('lost')));
    const read = (chunk: Buffer) => {
      pieces.push(chunk);
      length += chunk.length;
      if (length > LONGEST_ANSWER_BYTES) return settle(() => reject(new ConnectionFault('foreign')));
      if (chunk.includes(10)) settle(() => resolve(Buffer.concat(pieces).toString('utf8')));
    };
    socket.on('data', read).on('error', lost).on('close', lost).on('timeout', lost);
    if (socket.destroyed) lost();
    else socket.write(`${line}\n`);
  });
