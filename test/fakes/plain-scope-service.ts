import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type Fault, type FaultMatch, FaultQueue, misbehave, send, takesEffect } from './plain-scope-faults.ts';
import { type Answer, type Behaviour, type Content, failure, type Job, newJobId, operate } from './plain-scope-jobs.ts';
import { makeSubject } from './subject.ts';

export type { Fault, FaultMatch } from './plain-scope-faults.ts';

export interface SeenRequest {
  readonly method: string;
  /** Path with query, as it came. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Milliseconds since the epoch, when the whole body was in. */
  readonly at: number;
}

export interface JobOptions {
  /** 20 characters of `A–Z a–z 0–9 _ -`; drawn at random unless given. */
  readonly jobId?: string;
  /** Unless given, an email request signed by a subject made for it. */
  readonly content?: Content;
  readonly confirmed?: boolean;
  readonly code?: string;
}

/** A Scope API service in the open: real HTTP on 127.0.0.1, every job, answer and fault at the test's command. */
export interface PlainScopeService extends Behaviour {
  /** `http://127.0.0.1:port`; the port stays the same over `restart()`. */
  readonly address: string;
  readonly requests: readonly SeenRequest[];
  /** Faults asked for and not met yet. */
  readonly faultsLeft: number;
  /** Every distinct body that any PUT brought for the job, in order of arrival, whatever the answer was. */
  tokensSeen(jobId: string): readonly string[];
  /** The token that the job is signed with now. */
  signedToken(jobId: string): string | undefined;
  addJob(options?: JobOptions): string;
  confirm(jobId: string): void;
  /** From here on the job is unknown (404). */
  forget(jobId: string): void;
  setContent(jobId: string, content: Content): void;
  /** As if somebody else had signed. */
  setSigned(jobId: string, token: string): void;
  /** Each fault takes the place of the answer to one matching request, in order. */
  failNext(fault: Fault | readonly Fault[], match?: FaultMatch): void;
  /** Cuts every connection and stops listening; jobs, faults and records stay. */
  stop(): Promise<void>;
  /** Listens again, on the same port. */
  restart(): Promise<void>;
}

/** @param options where the service's behaviour starts out, and its clock */
export async function startPlainScopeService(
  options: Partial<Behaviour> & { readonly now?: () => number } = {},
): Promise<PlainScopeService> {
  const { now = Date.now, ...behaviour } = options;
  const jobs = new Map<string, Job>();
  const faults = new FaultQueue();
  const requests: SeenRequest[] = [];
  const tokens = new Map<string, Set<string>>();

  function receive(request: IncomingMessage, response: ServerResponse, body: string): void {
    const { method = '', url: path = '', headers } = request;
    requests.push({ method, path, headers, body, at: now() });
    response.setHeader('date', new Date(now()).toUTCString());
    const [, collection, jobId] = /^\/(scope)(?:\/([^/?]+))?(?:\?.*)?$/.exec(path) ?? [];
    if (method === 'PUT' && jobId !== undefined) tokens.set(jobId, (tokens.get(jobId) ?? new Set()).add(body));

    const mediaType = (headers['content-type'] ?? '').replace(/;.*/s, '').trim().toLowerCase();
    const carryOut = (): Answer =>
      collection ? operate(jobs, { method, jobId, mediaType, body }, service) : failure(404, 'no-such-path');
    const fault = faults.take(method, jobId);
    if (fault) misbehave(response, fault, takesEffect(fault) ? carryOut() : undefined);
    else send(response, carryOut());
  }

  const server = createServer((request, response) => {
    buffer(request).then(
      // Not a text decoder: it would drop a byte order mark that the token must not have.
      (body) => receive(request, response, body.toString('utf8')),
      // A client that goes away while it is still sending has made no call.
      () => response.destroy(),
    );
  });

  async function listen(port: number): Promise<number> {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  async function stop(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  function known(jobId: string): Job {
    const job = jobs.get(jobId);
    if (!job) throw new Error(`the fake service has no job ${jobId}`);
    return job;
  }

  const port = await listen(0);
  const service: PlainScopeService = {
    unconfirmed: 'jwt',
    confirmedContent: '204',
    afterSigning: 'jwt',
    putAnswer: 'json',
    ...behaviour,
    address: `http://127.0.0.1:${port}`,
    requests,
    get faultsLeft() {
      return faults.length;
    },
    tokensSeen: (jobId) => [...(tokens.get(jobId) ?? [])],
    signedToken: (jobId) => jobs.get(jobId)?.signed,
    addJob({ jobId = newJobId(), content = makeSubject().requestToken(), confirmed = false, code } = {}) {
      if (!/^[\w-]{20}$/.test(jobId)) throw new RangeError(`not a job ID: ${jobId}`);
      if (jobs.has(jobId)) throw new Error(`the fake service has a job ${jobId} already`);
      jobs.set(jobId, { content, confirmed, ...(code === undefined ? {} : { code }) });
      return jobId;
    },
    confirm(jobId) {
      known(jobId).confirmed = true;
    },
    forget(jobId) {
      known(jobId);
      jobs.delete(jobId);
    },
    setContent(jobId, content) {
      known(jobId).content = content;
    },
    setSigned(jobId, token) {
      Object.assign(known(jobId), { confirmed: true, signed: token });
    },
    failNext(fault, match = {}) {
      faults.add('kind' in fault ? [fault] : fault, match);
    },
    stop,
    async restart() {
      await stop();
      await listen(port);
    },
  };
  return service;
}
