import type { Dispatcher } from 'undici';
import type { Finding } from '../../preload/contract.ts';
import type { Clock } from '../clock.ts';
import { AuthorityError, faultText, finding, findingOf } from '../errors.ts';
import { type Access, plainAccess } from './access.ts';
import { keepConnections } from './connections.ts';
import { retryAfterMs, type WireAnswer } from './wire.ts';

/** An answer with what only some of its readers want. */
export interface TransportAnswer extends WireAnswer {
  /** Validators (RFC 9110, 8.8) as they came. */
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** How far the server's clock (Date, RFC 9110, 6.6.1) is ahead of ours, in milliseconds, good to a few seconds. */
  readonly clockAheadMs: number | null;
}

/**
 * An answer, or why there was none. `answered`: one came, with something that can't be used. `sent`: the request may have
 * taken effect.
 */
export type Transported =
  | ({ readonly kind: 'answer' } & TransportAnswer)
  | { readonly kind: 'fault'; readonly fault: Finding; readonly answered: boolean; readonly sent: boolean };

export interface TransportRequest {
  readonly method: 'HEAD' | 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Requests to one origin over kept connections. Never throws for what a server does. */
export interface Transport {
  request(request: TransportRequest): Promise<Transported>;
  /** Ends what is under way with its connections. */
  stop(): Promise<void>;
}

export interface TransportOptions {
  readonly clock: Clock;
  /** Asked at every request. */
  readonly access?: () => Access;
  /** Milliseconds until a connection stands, and until headers and body have come. */
  readonly connectTimeout?: number;
  readonly answerTimeout?: number;
}

/** How a transport is had: the real one below, or another that keeps the same promises. */
export type OpenTransport = (origin: string, options: TransportOptions) => Transport;

const LARGEST_ANSWER = 1024 * 1024;

/** The only place that speaks HTTP: kept connections, no redirects, bounded answers, every phase timed. */
export function transport(
  origin: string,
  { clock, access = () => plainAccess, connectTimeout = 5_000, answerTimeout = 15_000 }: TransportOptions,
): Transport {
  const phases = { connectTimeout, answerTimeout };
  const connections = keepConnections(origin, { ...phases, access, clock, largestAnswer: LARGEST_ANSWER });

  const request = async ({ method, path, headers, body }: TransportRequest): Promise<Transported> => {
    const sentAt = clock.now();
    // undici times each phase; this bounds a body that trickles in for ever.
    const collected = collect(clock, connectTimeout + 2 * answerTimeout);
    let dispatcher: Dispatcher | null = null;
    try {
      dispatcher = await connections.current();
      // Handed to undici bare: a signal and a stream for every request would cost more than the request. And undici drops
      // the connection after every HEAD unless it is told not to.
      dispatcher.dispatch(
        { origin, method, path, headers: { ...headers, ...access().credentials }, body: body ?? null, reset: false },
        collected.handler,
      );
      const answer = await collected.whole;
      const header = (name: string) => first(answer.headers[name]);
      const { receivedAt } = answer;
      return {
        kind: 'answer',
        status: answer.status,
        // A wrong byte becomes U+FFFD, which no signature covers and no comparison takes for ours.
        body: answer.body.toString('utf8'),
        retryAfterMs: retryAfterMs(header('retry-after'), receivedAt),
        location: header('location'),
        etag: header('etag'),
        lastModified: header('last-modified'),
        // A cache answers with the Date of long ago, and says so with Age (RFC 9111, 5.1).
        clockAheadMs: header('age') === null ? clockAhead(header('date'), sentAt, receivedAt) : null,
      };
    } catch (thrown) {
      if (dispatcher && neverSent(thrown)) connections.lost(dispatcher);
      return { kind: 'fault', fault: faultOf(thrown), answered: collected.answered(), sent: !neverSent(thrown) };
    } finally {
      collected.done();
    }
  };

  return { request, stop: connections.stop };
}

const first = (header: string | string[] | undefined): string | null =>
  (Array.isArray(header) ? header[0] : header) ?? null;

/** After a longer wait nobody can say when in it the Date was written: the machine may have slept meanwhile. */
const TELLING_MS = 5_000;

/** The header counts whole seconds and was written somewhere between our question and its answer. */
function clockAhead(date: string | null, sentAt: number, receivedAt: number): number | null {
  const took = receivedAt - sentAt;
  const told = Date.parse(date ?? '');
  // Only the one form that servers may send (RFC 9110, 5.6.7): Date.parse takes much else, some of it for local time.
  if (Number.isNaN(told) || took < 0 || took > TELLING_MS || new Date(told).toUTCString() !== date) return null;
  return Math.round(told + 500 - (sentAt + receivedAt) / 2);
}

class AnswerTooLarge extends Error {}
class TookTooLong extends Error {}

interface Collected {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** When the headers were there, in milliseconds since the epoch. */
  readonly receivedAt: number;
}

/** Collects one answer from what undici tells its handler, as much and as long as is allowed. */
function collect(clock: Clock, longestMs: number) {
  let head: Omit<Collected, 'body'> | null = null;
  let controller: Dispatcher.DispatchController | null = null;
  let calledOff: Error | null = null;
  const chunks: Buffer[] = [];
  let size = 0;
  let resolve: (answer: Collected) => void = () => {};
  let reject: (fault: Error) => void = () => {};
  const whole = new Promise<Collected>((...settle) => {
    [resolve, reject] = settle;
  });
  // Where undici throws at once nobody comes to wait for it.
  whole.catch(() => {});

  const callOff = (fault: Error) => {
    calledOff = fault;
    controller?.abort(fault);
    reject(fault);
  };
  const done = clock.after(longestMs, () => callOff(new TookTooLong('the answer took too long')));

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart: (started) => {
      controller = started;
      // Its turn for a connection came only after its time was up: it is not sent.
      if (calledOff) started.abort(calledOff);
    },
    onResponseStart: (_controller, status, headers) => {
      // What comes before the answer proper (RFC 9110, 15.2) is none.
      if (status >= 200) head = { status, headers, receivedAt: clock.now() };
    },
    onResponseData: (_controller, chunk) => {
      size += chunk.length;
      if (size > LARGEST_ANSWER) return callOff(new AnswerTooLarge('the answer is larger than 1 MiB'));
      chunks.push(chunk);
    },
    onResponseEnd: () => {
      if (head) resolve({ ...head, body: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks) });
      else reject(new Error('the answer ended before it began'));
    },
    onResponseError: (_controller, fault) => reject(fault),
  };
  return { handler, whole, done, answered: () => head !== null };
}

const codeOf = (thrown: unknown): string => String((thrown as { code?: unknown } | null)?.code ?? '');

function faultOf(thrown: unknown): Finding {
  if (thrown instanceof AuthorityError) return findingOf(thrown);
  const code = codeOf(thrown);
  const refusedBy = proxyRefusal(thrown);
  if (refusedBy !== null) return finding('proxy-refused', { status: refusedBy });
  if (thrown instanceof TookTooLong) return finding('timeout');
  if (thrown instanceof AnswerTooLarge || code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return finding('answer-too-large');
  if (code.includes('TIMEOUT') || code === 'UND_ERR_ABORTED' || code === 'ETIMEDOUT') return finding('timeout');
  if (/TLS|SSL|EPROTO/.test(code) || isDistrust(code))
    return finding('tls', { detail: faultText(thrown).slice(0, 200) });
  return finding('network', { detail: faultText(thrown).slice(0, 200) });
}

/** OpenSSL's words for a certificate that is not trusted. */
const isDistrust = (code: string): boolean => /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|HOSTNAME_MISMATCH/.test(code);

/** The status by which a proxy declined to make a tunnel (RFC 9110, 9.3.6); undici tells it in words only. */
const proxyRefusal = (thrown: unknown): number | null => {
  const [, status] = /^Proxy response \((\d{3})\)/.exec((thrown as Error | null)?.message ?? '') ?? [];
  return status === undefined ? null : Number(status);
};

/** Faults that happen before a byte of the request leaves, so that it can't have taken effect. */
function neverSent(thrown: unknown): boolean {
  if (thrown instanceof AuthorityError || proxyRefusal(thrown) !== null) return true;
  const code = codeOf(thrown);
  // With several addresses to a name the fault holds those of each.
  const { syscall, errors } = (thrown ?? {}) as { syscall?: unknown; errors?: unknown };
  if (Array.isArray(errors) && errors.length > 0 && errors.every(neverSent)) return true;
  return syscall === 'connect' || syscall === 'getaddrinfo' || code === 'UND_ERR_CONNECT_TIMEOUT' || isDistrust(code);
}
