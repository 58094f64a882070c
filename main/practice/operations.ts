import { z } from 'zod';
import { type Answer, json, jwt, problem } from './answer.ts';
import { authorityTokenProblem } from './authority-token.ts';
import type { Intake } from './intake.ts';
import { expiresAt, type Job, type Jobs } from './jobs.ts';
import { preferredType } from './media-types.ts';

/** How GET and HEAD answer for a job that nobody has confirmed yet: PROTOCOL.md leaves it open. */
export type UnconfirmedAnswer = '202' | '409' | 'jwt' | 'json';

/** What GET gives once a job is signed; `forget` drops the job as soon as the token has arrived. */
export type AfterSigning = 'jwt' | 'json' | 'forget';

export interface OperationParts {
  readonly jobs: Jobs;
  readonly intake: Intake;
  readonly unconfirmed: UnconfirmedAnswer;
  readonly afterSigning: AfterSigning;
}

/** The body of a request: its media type without parameters, and its text. */
export interface Body {
  readonly type: string | null;
  readonly text: string;
}

const confirmationSchema = z.looseObject({ code: z.string().optional() });

export const JOB_METHODS = 'GET, HEAD, POST, PUT, DELETE';

/**
 * signRequest: POST /scope. Its `?test=1` asks for the test issuer; every issuer here is one, so nothing differs.
 */
export function signRequest({ intake }: OperationParts, body: Body): Answer {
  if (body.type !== 'application/jwt') return wrongType('application/jwt');
  const outcome = intake.accept(body.text, 'client');
  if ('job' in outcome) return json(201, { job: outcome.job.id, status: 'waiting' });
  const headers = outcome.refused === 'rate-limit' ? { 'retry-after': String(outcome.retryAfterSeconds) } : {};
  return problem(outcome.refused, outcome.detail, headers);
}

/** signRetrieve and signRetrieveHead: GET and HEAD /scope/{job}. HEAD has GET's status, and is no reading. */
export function signRetrieve(parts: OperationParts, job: Job, reading: boolean): Answer {
  if (reading) parts.jobs.markRead(job);
  if (job.state.name === 'confirmed') return { status: 204 };
  if (job.state.name === 'signed') {
    return parts.afterSigning === 'json' ? json(200, statement(job)) : jwt(200, job.state.token);
  }
  switch (parts.unconfirmed) {
    case '202':
      return json(202, { status: 'waiting' });
    case '409':
      return problem('confirm-first', 'The subject has not confirmed this job yet.');
    case 'jwt':
      return jwt(200, job.requestToken);
    case 'json':
      return json(200, statement(job));
  }
}

/** signConfirm: POST /scope/{job}, by the subject. */
export function signConfirm({ jobs }: OperationParts, job: Job, body: Body): Answer {
  if (body.type === 'application/jwt') {
    return problem('not-supported', 'A token is PUT to its job, not posted.', { allow: JOB_METHODS });
  }
  if (body.text !== '' && body.type !== 'application/json') return wrongType('application/json');
  const confirmation = confirmationSchema.safeParse(body.text === '' ? {} : readJson(body.text));
  if (!confirmation.success) return problem('invalid-body', 'The body is empty, or a JSON object with a code.');
  if (job.code !== null && confirmation.data.code !== job.code) {
    return problem('auth-error', 'The code is missing or is not the one that was sent.');
  }
  jobs.confirm(job);
  return json(202, { status: 'confirmed' });
}

/** signUpdate: PUT /scope/{job}, by the authority. The same token may come any number of times, another one never. */
export function signUpdate(parts: OperationParts, job: Job, body: Body, accept: string | undefined): Answer {
  if (body.type !== 'application/jwt') return wrongType('application/jwt');
  if (job.state.name === 'waiting') return problem('confirm-first', 'The subject has not confirmed this job yet.');
  const fault = authorityTokenProblem(body.text, job);
  if (fault) return problem('invalid-token', fault);
  if (job.state.name === 'signed') {
    if (job.state.token !== body.text) return problem('already-signed', 'Another token was put to this job before.');
  } else if (parts.afterSigning === 'forget') {
    parts.jobs.delete(job);
  } else {
    parts.jobs.sign(job, body.text);
  }
  return preferredType(accept, ['application/json', 'application/jwt']) === 'application/jwt'
    ? jwt(200, body.text)
    : json(200, { status: 'ready', jwt: body.text });
}

/** signDelete: DELETE /scope/{job}. */
export function signDelete({ jobs }: OperationParts, job: Job): Answer {
  jobs.delete(job);
  return json(200, { status: 'done' });
}

/** The content in the service's own words: no signature of the subject's comes with it. */
function statement(job: Job): object {
  const { sub, iss: _iss, iat: _iat, exp: _exp, nbf: _nbf, jti: _jti, aud: _aud, ...stated } = job.claims;
  return { sub, field: job.claims.scope, ...stated, exp: Math.floor(expiresAt(job) / 1000) };
}

const wrongType = (wanted: string) => problem('unsupported-media-type', `The body's content type must be ${wanted}.`);

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
