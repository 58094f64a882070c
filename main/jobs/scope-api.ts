import { Pool } from 'undici';
import type { Finding } from '../../preload/contract.ts';
import type { Clock } from '../clock.ts';
import { AuthorityError, faultText, finding } from '../errors.ts';
import { isJobId } from './job.ts';
import { type ReachTracker, trackReach } from './reach.ts';
import { retryAfterMs, type WireAnswer } from './wire.ts';

/** An answer of the service, or why there was none. `sent` tells whether the request may have taken effect. */
export type Exchange =
  | ({ readonly kind: 'answer' } & WireAnswer)
  | { readonly kind: 'fault'; readonly fault: Finding; readonly sent: boolean };

/** The operations of the Scope API that an authority needs. Nothing here ever throws for what a service does. */
export interface ScopeApi {
  head(jobId: string): Promise<Exchange>;
  get(jobId: string): Promise<Exchange>;
  put(jobId: string, token: string): Promise<Exchange>;
  remove(jobId: string): Promise<Exchange>;
  readonly reach: ReachTracker;
  readonly address: string;
  stop(): Promise<void>;
}

export interface ScopeApiOptions {
  /** Base address; https, or http on loopback (config.ts checks it). */
  readonly address: string;
  readonly clock: Clock;
  /** Milliseconds until a connection stands, and until headers and body have come. */
  readonly connectTimeout?: number;
  readonly answerTimeout?: number;
}

const LARGEST_ANSWER = 1024 * 1024;

const ACCEPT = {
  HEAD: 'application/json',
  GET: 'application/jwt, application/json',
  PUT: 'application/jwt, application/json',
  DELETE: 'application/json',
};

/** The only place that speaks HTTP: one pool of kept connections, no redirects, bounded answers, every phase timed. */
export function scopeApi({
  address,
  clock,
  connectTimeout = 5_000,
  answerTimeout = 15_000,
}: ScopeApiOptions): ScopeApi {
  const base = new URL(address);
  const pool = new Pool(base.origin, {
    connections: 8,
    connect: { timeout: connectTimeout },
    headersTimeout: answerTimeout,
    bodyTimeout: answerTimeout,
    keepAliveTimeout: 30_000,
    maxResponseSize: LARGEST_ANSWER,
  });
  const reach = trackReach(clock);
  const prefix = base.pathname.replace(/\/+$/, '');

  const request = async (method: keyof typeof ACCEPT, jobId: string, token?: string): Promise<Exchange> => {
    // The last gate before the wire: a path is only ever built from a job ID of the one allowed shape.
    if (!isJobId(jobId)) throw new AuthorityError('internal', 'not a job ID');
    const abort = new AbortController();
    // undici times each phase; this bounds a body that trickles in for ever.
    const callOff = clock.after(connectTimeout + 2 * answerTimeout, () =>
      abort.abort(new Error('the answer took too long')),
    );
    let answered = false;
    try {
      const answer = await pool.request({
        method,
        path: `${prefix}/scope/${jobId}`,
        headers: { accept: ACCEPT[method], ...(token === undefined ? {} : { 'content-type': 'application/jwt' }) },
        body: token ?? null,
        signal: abort.signal,
        // undici drops the connection after every HEAD unless it is told not to.
        reset: false,
      });
      answered = true;
      const body = await readBounded(answer.body);
      const wire: WireAnswer = {
        status: answer.statusCode,
        body,
        retryAfterMs: retryAfterMs(first(answer.headers['retry-after']), clock.now()),
        location: first(answer.headers.location),
      };
      reach.answered(wire);
      return { kind: 'answer', ...wire };
    } catch (thrown) {
      const fault = abort.signal.aborted ? finding('timeout') : faultOf(thrown);
      // An answer that can't be used speaks against this job, not against the service.
      if (answered) reach.unusable();
      else reach.failed(fault);
      return { kind: 'fault', fault, sent: !neverSent(thrown) };
    } finally {
      callOff();
    }
  };

  return {
    head: (jobId) => request('HEAD', jobId),
    get: (jobId) => request('GET', jobId),
    put: (jobId, token) => request('PUT', jobId, token),
    remove: (jobId) => request('DELETE', jobId),
    reach,
    address,
    stop: () => pool.destroy(),
  };
}

const first = (header: string | string[] | undefined): string | null =>
  (Array.isArray(header) ? header[0] : header) ?? null;

class AnswerTooLarge extends Error {}

async function readBounded(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > LARGEST_ANSWER) throw new AnswerTooLarge('the answer is larger than 1 MiB');
    chunks.push(chunk);
  }
  // A wrong byte becomes U+FFFD, which no signature covers and no comparison takes for ours.
  return Buffer.concat(chunks).toString('utf8');
}

const codeOf = (thrown: unknown): string => String((thrown as { code?: unknown } | null)?.code ?? '');

function faultOf(thrown: unknown): Finding {
  const code = codeOf(thrown);
  if (thrown instanceof AnswerTooLarge || code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return finding('answer-too-large');
  if (code.includes('TIMEOUT') || code === 'UND_ERR_ABORTED' || code === 'ETIMEDOUT') return finding('timeout');
  if (/CERT|SELF_SIGNED|TLS|SSL|EPROTO/.test(code)) return finding('tls', { detail: faultText(thrown).slice(0, 200) });
  return finding('network', { detail: faultText(thrown).slice(0, 200) });
}

/** Faults that happen before a byte of the request leaves, so that it can't have taken effect. */
const neverSent = (thrown: unknown): boolean =>
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$|CERT|SELF_SIGNED/.test(
    codeOf(thrown),
  );
