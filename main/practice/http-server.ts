import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, problem } from './answer.ts';
import { mediaType } from './media-types.ts';
import type { ScopeRequest } from './routes.ts';

const BODY_LIMIT = 1024 * 1024;

/** Names by which this machine reaches itself. A page that rebinds its own name to 127.0.0.1 still sends that name. */
const LOOPBACK_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i;

export interface LoopbackServer {
  readonly address: string;
  close(): Promise<void>;
}

/** Serves on 127.0.0.1 and nowhere else; port 0 takes a free one. Rejects where the port is taken. */
export async function openLoopbackServer(
  port: number,
  answerTo: (request: ScopeRequest) => Answer,
): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    // The only rejection is a client that went away in the middle of its body: nobody is left to be answered.
    answer(request, answerTo).then(
      (given) => send(response, request.method === 'HEAD', given),
      () => response.destroy(),
    );
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  server.keepAliveTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port, exclusive: true }, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${taken}`, close: () => closeServer(server) };
}

async function answer(request: IncomingMessage, answerTo: (request: ScopeRequest) => Answer): Promise<Answer> {
  const bytes = await readBody(request);
  if (!LOOPBACK_HOST.test(request.headers.host ?? '')) {
    return problem('misdirected', 'This service answers to the loopback names of its own machine only.');
  }
  if (!bytes) return problem('too-large', `A body has at most ${BODY_LIMIT} bytes.`);
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    return problem('unsupported-media-type', 'Bodies are taken as they are, without a content encoding.');
  }
  try {
    return answerTo({
      method: request.method ?? '',
      path: (request.url ?? '').split('?', 1)[0] ?? '',
      accept: request.headers.accept,
      body: { type: mediaType(request.headers['content-type']), text: bytes.toString('utf8') },
    });
  } catch (fault) {
    return problem('internal-error', fault instanceof Error ? fault.message : String(fault));
  }
}

/**
 * The whole body, or null when it is too large. The rest of such a body is still taken off the wire: closing on a client
 * that is sending would reset the connection before it could read why.
 */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= BODY_LIMIT) chunks.push(chunk);
  }
  return length <= BODY_LIMIT ? Buffer.concat(chunks) : null;
}

function send(response: ServerResponse, head: boolean, { status, headers, content }: Answer): void {
  response.statusCode = status;
  response.setHeader('cache-control', 'no-store');
  response.setHeader('x-content-type-options', 'nosniff');
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
  if (content) {
    response.setHeader('content-type', content.type);
    response.setHeader('content-length', Buffer.byteLength(content.text));
  }
  response.end(head ? undefined : content?.text);
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // The one fault that close reports is that the server is closed already.
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
