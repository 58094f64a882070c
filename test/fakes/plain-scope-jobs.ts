import { randomBytes } from 'node:crypto';

/** A compact JWT, or what the service states about the subject without one. */
export type Content = string | object;

export interface Job {
  content: Content;
  confirmed: boolean;
  /** What has to come with the confirmation as `{"code": …}`. */
  readonly code?: string;
  /** The token the job was signed with. */
  signed?: string;
}

/** The choices that the description leaves to a service. All of them may be changed at any time. */
export interface Behaviour {
  /** HEAD and GET of an unconfirmed job. `jwt`: the content as it is; `json`: its claims alone, no signature. */
  unconfirmed: '202' | '409' | 'jwt' | 'json';
  /** GET of a confirmed, unsigned job: no content, or still the content (200). HEAD is 204 either way. */
  confirmedContent: '204' | 'content';
  /** GET of a signed job: the token; the claims as JSON; `{status, jwt}`; or 404, as HEAD is then too. */
  afterSigning: 'jwt' | 'json' | 'json-with-jwt' | 'forget';
  /** A successful PUT: `{status, jwt}`; the token; 200 without a body; `{status, jwt}` with a token nobody sent. */
  putAnswer: 'json' | 'jwt' | 'empty' | 'other-token';
}

export interface Call {
  readonly method: string;
  /** `undefined`: the collection, `/scope` itself. */
  readonly jobId: string | undefined;
  /** Media type without parameters, lower case; empty where the request names none. */
  readonly mediaType: string;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly contentType?: string;
  readonly body?: string | Uint8Array;
}

const COMPACT_JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;
const LABELS: Readonly<Record<number, string>> = {
  401: 'auth-error',
  404: 'unknown-job',
  405: 'not-supported',
  409: 'confirm-first',
  429: 'rate-limit',
};

/**
 * Does what one call asks for and gives the honest answer. The form of a token is checked, its signature is not:
 * what to believe is for the authority to find out.
 */
export function operate(jobs: Map<string, Job>, call: Call, behaviour: Behaviour): Answer {
  if (call.jobId === undefined) return call.method === 'POST' ? request(jobs, call) : notAllowed('POST');
  const job = jobs.get(call.jobId);
  if (!job || (job.signed !== undefined && behaviour.afterSigning === 'forget')) return failure(404);
  switch (call.method) {
    case 'GET':
      return retrieve(job, behaviour);
    case 'HEAD':
      return job.confirmed && job.signed === undefined ? { status: 204 } : retrieve(job, behaviour);
    case 'POST':
      return confirm(job, call);
    case 'PUT':
      return update(job, call, behaviour);
    case 'DELETE':
      jobs.delete(call.jobId);
      return json(200, { status: 'done' });
    default:
      return notAllowed('GET, HEAD, POST, PUT, DELETE');
  }
}

/** An error body as described: `{error, type, title, detail}`, the label in `type` and `title`. */
export function failure(status: number, label = LABELS[status] ?? 'failed', detail = `answered ${status}`): Answer {
  return json(status, { error: status, type: `https://scope.example/errors/${label}`, title: label, detail });
}

export function json(status: number, value: unknown): Answer {
  return { status, contentType: 'application/json', body: JSON.stringify(value) };
}

/** 20 characters out of `A–Z a–z 0–9 _ -`. */
export function newJobId(): string {
  return randomBytes(15).toString('base64url');
}

function request(jobs: Map<string, Job>, call: Call): Answer {
  const refusal = refuseBody(call);
  if (refusal) return refusal;
  const job = newJobId();
  jobs.set(job, { content: call.body, confirmed: false });
  return json(201, { job, status: 'waiting' });
}

function retrieve(job: Job, behaviour: Behaviour): Answer {
  if (job.signed !== undefined) {
    if (behaviour.afterSigning === 'jwt') return jwt(job.signed);
    return behaviour.afterSigning === 'json' ? statement(job.content) : ready(job.signed);
  }
  if (job.confirmed) return behaviour.confirmedContent === '204' ? { status: 204 } : whole(job.content);
  switch (behaviour.unconfirmed) {
    case '202':
      return json(202, { status: 'waiting' });
    case '409':
      return failure(409);
    case 'json':
      return statement(job.content);
    case 'jwt':
      return whole(job.content);
  }
}

function confirm(job: Job, call: Call): Answer {
  if (call.mediaType === 'application/jwt' || COMPACT_JWT.test(call.body)) return failure(405);
  if (call.body !== '' && call.mediaType !== 'application/json') return failure(415, 'unsupported-media-type');
  if (job.code !== undefined && codeIn(call.body) !== job.code) return failure(401);
  job.confirmed = true;
  return json(202, { status: 'confirmed' });
}

/** The last PUT wins: no answer is described for a job that is signed already. */
function update(job: Job, call: Call, { putAnswer }: Behaviour): Answer {
  const refusal = refuseBody(call);
  if (refusal) return refusal;
  if (!job.confirmed) return failure(409);
  job.signed = call.body;
  if (putAnswer === 'empty') return { status: 200 };
  if (putAnswer === 'jwt') return jwt(call.body);
  return ready(putAnswer === 'json' ? call.body : otherThan(call.body));
}

function refuseBody({ mediaType, body }: Call): Answer | undefined {
  if (mediaType !== 'application/jwt') return failure(415, 'unsupported-media-type');
  return COMPACT_JWT.test(body) ? undefined : failure(400, 'malformed', 'the body is not one compact token');
}

function jwt(token: string): Answer {
  return { status: 200, contentType: 'application/jwt', body: token };
}

function ready(token: string): Answer {
  return json(200, { status: 'ready', jwt: token });
}

function whole(content: Content): Answer {
  return typeof content === 'string' ? jwt(content) : json(200, content);
}

function statement(content: Content): Answer {
  if (typeof content !== 'string') return json(200, content);
  // The payload's own bytes, not parsed: a hostile claim set must come through as it was written.
  const body = Buffer.from(content.split('.')[1] ?? '', 'base64url');
  return { status: 200, contentType: 'application/json', body };
}

function notAllowed(allow: string): Answer {
  return { ...failure(405), headers: { allow } };
}

function codeIn(body: string): unknown {
  try {
    return (JSON.parse(body) as { code?: unknown } | null)?.code;
  } catch {
    return undefined;
  }
}

/** Well-formed, of the same length, and not what was sent. */
function otherThan(token: string): string {
  const at = token.lastIndexOf('.') + 1;
  return token.slice(0, at) + (token.charAt(at) === 'A' ? 'B' : 'A') + token.slice(at + 1);
}
