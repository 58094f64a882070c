import type { ServerResponse } from 'node:http';
import { type Answer, failure, json } from './plain-scope-jobs.ts';

/** `apply`: the operation takes effect all the same, and only its honest answer is lost. */
export type Fault = { readonly apply?: boolean } & (
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** An object becomes JSON. Left out: the described error body from 400 on, nothing below. */
      readonly body?: string | Uint8Array | object;
      /** `application/json` unless given. */
      readonly contentType?: string;
    }
  /** Never answers; the connection stays open until the client or the service gives up. */
  | { readonly kind: 'hang' }
  /** TCP reset instead of an answer. */
  | { readonly kind: 'reset' }
  /** The honest answer's head and half its body, then a reset. */
  | { readonly kind: 'cut' }
  /** 200 with this many bytes, in chunks; `declared` adds a Content-Length. */
  | { readonly kind: 'huge'; readonly bytes: number; readonly declared?: boolean; readonly contentType?: string }
  /** 307 unless told: the status that makes a trusting client send a PUT's body on to the new place. */
  | { readonly kind: 'redirect'; readonly location: string; readonly status?: 301 | 302 | 303 | 307 | 308 }
  /** The honest answer, head at once, body one byte in every `everyMs` milliseconds. */
  | { readonly kind: 'slow-body'; readonly everyMs: number }
  /** `body`: 200 with bytes that are neither JSON, token nor UTF-8. `wire`: an answer that is not HTTP. */
  | { readonly kind: 'garbage'; readonly where?: 'body' | 'wire' }
);

export interface FaultMatch {
  readonly method?: string;
  readonly jobId?: string;
}

const GARBAGE = Buffer.from('7b22737461747573223a00fffec3280d0a3c68746d6c3e', 'hex');
const CHUNK = Buffer.alloc(64 * 1024, 'A');

/** Faults still to come, first in, first out among those that match a call. */
export class FaultQueue {
  readonly #waiting: { fault: Fault; match: FaultMatch }[] = [];

  get length(): number {
    return this.#waiting.length;
  }

  add(faults: readonly Fault[], match: FaultMatch): void {
    this.#waiting.push(...faults.map((fault) => ({ fault, match })));
  }

  take(method: string, jobId: string | undefined): Fault | undefined {
    const index = this.#waiting.findIndex(
      ({ match }) => (match.method ?? method) === method && (match.jobId === undefined || match.jobId === jobId),
    );
    return index < 0 ? undefined : this.#waiting.splice(index, 1)[0]?.fault;
  }
}

/** A slow or broken-off answer is still the honest one, so the call has to be carried out to have it. */
export function takesEffect(fault: Fault): boolean {
  return fault.apply ?? (fault.kind === 'slow-body' || fault.kind === 'cut');
}

/** @param honest what the call would have been answered, where it was carried out */
export function misbehave(response: ServerResponse, fault: Fault, honest: Answer = { status: 200 }): void {
  switch (fault.kind) {
    case 'status':
      send(response, statusAnswer(fault));
      break;
    case 'hang':
      break;
    case 'reset':
      reset(response);
      break;
    case 'cut':
      cut(response, honest);
      break;
    case 'huge':
      pour(response, fault.bytes, fault.contentType ?? 'application/json', fault.declared ?? false);
      break;
    case 'redirect':
      send(response, { status: fault.status ?? 307, headers: { location: fault.location } });
      break;
    case 'slow-body':
      drip(response, honest, fault.everyMs);
      break;
    case 'garbage':
      if (fault.where === 'wire') response.socket?.end(GARBAGE);
      else send(response, { status: 200, contentType: 'application/json', body: GARBAGE });
  }
}

export function send(response: ServerResponse, answer: Answer): void {
  const body = open(response, answer);
  response.end(body);
}

function statusAnswer({ status, headers, body, contentType }: Extract<Fault, { kind: 'status' }>): Answer {
  const base = body === undefined && status >= 400 ? failure(status) : { status };
  const type = contentType ?? 'application/json';
  const told = body === undefined ? base : { ...base, contentType: type, body: bytesOf(body) };
  return { ...told, ...(headers ? { headers } : {}) };
}

function bytesOf(body: string | Uint8Array | object): string | Uint8Array {
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  return json(200, body).body ?? '';
}

/** Writes the head and gives the body's bytes, none where the status forbids them (RFC 9110, section 15.3.5). */
function open(response: ServerResponse, answer: Answer): Buffer {
  const bodiless = answer.status === 204 || answer.status === 304;
  const body = Buffer.from((bodiless ? '' : (answer.body ?? '')) as Uint8Array);
  response.writeHead(answer.status, {
    ...(bodiless ? {} : { 'content-length': body.length }),
    ...(answer.contentType === undefined ? {} : { 'content-type': answer.contentType }),
    ...answer.headers,
  });
  return body;
}

function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

function cut(response: ServerResponse, honest: Answer): void {
  const body = open(response, honest);
  response.flushHeaders();
  response.write(body.subarray(0, body.length / 2), () => reset(response));
}

function pour(response: ServerResponse, bytes: number, contentType: string, declared: boolean): void {
  response.writeHead(200, { 'content-type': contentType, ...(declared ? { 'content-length': bytes } : {}) });
  let left = bytes;
  const more = (): void => {
    while (left > 0 && !response.destroyed) {
      const chunk = CHUNK.subarray(0, left);
      left -= chunk.length;
      if (!response.write(chunk)) {
        response.once('drain', more);
        return;
      }
    }
    response.end();
  };
  more();
}

function drip(response: ServerResponse, honest: Answer, everyMs: number): void {
  const body = open(response, honest);
  response.flushHeaders();
  let sent = 0;
  const timer = setInterval(() => {
    if (sent < body.length) response.write(body.subarray(sent, ++sent));
    if (sent >= body.length) response.end();
  }, everyMs);
  response.once('close', () => clearInterval(timer));
}
