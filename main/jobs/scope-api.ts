import type { Finding } from '../../preload/contract.ts';
import { AuthorityError } from '../errors.ts';
import { isJobId } from './job.ts';
import { type ReachTracker, trackReach } from './reach.ts';
import { type OpenTransport, type TransportOptions, transport } from './transport.ts';
import type { WireAnswer } from './wire.ts';

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
  /** signRequest: makes a job of a subject's token; `test` asks for the service's test issuer. */
  create(requestToken: string, test: boolean): Promise<Exchange>;
  /** signConfirm: posts the subject's confirmation; `code` is null where the service sent none. */
  confirm(jobId: string, code: string | null): Promise<Exchange>;
  readonly reach: ReachTracker;
  readonly address: string;
  stop(): Promise<void>;
}

export interface ScopeApiOptions extends TransportOptions {
  /** Base address; https, or http on loopback (config.ts checks it). */
  readonly address: string;
  readonly openTransport?: OpenTransport;
}

interface Operation {
  readonly method: 'HEAD' | 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly accept?: string;
  readonly type?: string;
  readonly body?: string;
}

const JSON_TYPE = 'application/json';
const JWT_TYPE = 'application/jwt';

/** The Scope API's six operations over one transport; every exchange tells how well the service can be reached. */
export function scopeApi({ address, openTransport = transport, ...options }: ScopeApiOptions): ScopeApi {
  const base = new URL(address);
  const wire = openTransport(base.origin, options);
  const reach = trackReach(options.clock);
  const prefix = `${base.pathname.replace(/\/+$/, '')}/scope`;

  const ask = async (path: string, { method, accept = JSON_TYPE, type, body }: Operation): Promise<Exchange> => {
    const headers = { accept, ...(type === undefined ? {} : { 'content-type': type }) };
    const exchange = await wire.request({ method, path, headers, ...(body === undefined ? {} : { body }) });
    if (exchange.kind === 'answer') {
      reach.answered(exchange);
      return exchange;
    }
    const { kind, fault, answered, sent } = exchange;
    // An answer that can't be used speaks against this job, not against the service.
    if (answered) reach.unusable();
    else reach.failed(fault);
    return { kind, fault, sent };
  };

  const askOf = async (jobId: string, operation: Operation): Promise<Exchange> => {
    // The last gate before the wire: a path is only ever built from a job ID of the one allowed shape.
    if (!isJobId(jobId)) throw new AuthorityError('internal', 'not a job ID');
    return ask(`${prefix}/${jobId}`, operation);
  };

  return {
    head: (jobId) => askOf(jobId, { method: 'HEAD' }),
    get: (jobId) => askOf(jobId, { method: 'GET', accept: `${JWT_TYPE}, ${JSON_TYPE}` }),
    put: (jobId, token) =>
      askOf(jobId, { method: 'PUT', accept: `${JWT_TYPE}, ${JSON_TYPE}`, type: JWT_TYPE, body: token }),
    remove: (jobId) => askOf(jobId, { method: 'DELETE' }),
    create: (requestToken, test) =>
      ask(test ? `${prefix}?test=1` : prefix, { method: 'POST', type: JWT_TYPE, body: requestToken }),
    confirm: (jobId, code) =>
      askOf(jobId, { method: 'POST', type: JSON_TYPE, body: JSON.stringify(code === null ? {} : { code }) }),
    reach,
    address,
    stop: wire.stop,
  };
}
