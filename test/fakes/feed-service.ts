import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FeedReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface SeenFeedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** What it was answered with; 0 where it was cut off or left waiting. */
  readonly status: number;
}

/** A feed in the open: real HTTP on 127.0.0.1, every page and fault at the test's command. */
export interface FeedService {
  /** `http://127.0.0.1:port`; the port stays the same over `restart()`. */
  readonly address: string;
  /** Of the first page. */
  readonly url: string;
  readonly requests: readonly SeenFeedRequest[];
  /** A page of job IDs with an entity tag of its own for every content; by default the first page. */
  setJobs(jobIds: readonly string[], page?: { readonly path?: string; readonly next?: string | null }): void;
  /** A page to the letter. */
  setPage(path: string, reply: FeedReply): void;
  /** Takes the place of the next answers, in order; `cut` ends the connection, `silence` never answers. */
  failNext(...faults: readonly (FeedReply | 'cut' | 'silence')[]): void;
  asked(path: string, status?: number): number;
  stop(): Promise<void>;
  restart(): Promise<void>;
}

export async function startFeedService(): Promise<FeedService> {
  const pages = new Map<string, FeedReply>();
  const faults: (FeedReply | 'cut' | 'silence')[] = [];
  const requests: SeenFeedRequest[] = [];
  let tags = 0;

  const matches = (request: IncomingMessage, { headers = {} }: FeedReply): boolean => {
    // An entity tag counts before a date (RFC 9110, 13.2.2).
    if (headers.etag) return request.headers['if-none-match'] === headers.etag;
    return headers['last-modified'] !== undefined && request.headers['if-modified-since'] === headers['last-modified'];
  };

  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? '';
    const seen = (status: number) => requests.push({ path, headers: request.headers, status });
    const fault = faults.shift();
    if (fault === 'silence') return seen(0);
    if (fault === 'cut') {
      seen(0);
      return request.socket.destroy();
    }
    const page = fault ?? pages.get(path) ?? { status: 404, body: 'no such page' };
    const { status = 200, headers = {}, body = '' } = page;
    const unchanged = !fault && status === 200 && matches(request, page);
    seen(unchanged ? 304 : status);
    response.writeHead(unchanged ? 304 : status, headers);
    response.end(unchanged ? undefined : body);
  };

  const server = createServer(answer);
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const address = `http://127.0.0.1:${port}`;

  return {
    address,
    url: `${address}/feed`,
    requests,
    setJobs: (jobIds, { path = '/feed', next = null } = {}) => {
      tags += 1;
      pages.set(path, { headers: { etag: `"${tags}"` }, body: JSON.stringify({ jobs: jobIds, next }) });
    },
    setPage: (path, reply) => {
      pages.set(path, reply);
    },
    failNext: (...more) => {
      faults.push(...more);
    },
    asked: (path, status) =>
      requests.filter((seen) => seen.path === path && (status === undefined || seen.status === status)).length,
    stop: async () => {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
    restart: () => listen(port),
  };
}
