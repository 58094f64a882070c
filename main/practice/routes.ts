import { type Answer, problem } from './answer.ts';
import {
  type Body,
  JOB_METHODS,
  type OperationParts,
  signConfirm,
  signDelete,
  signRequest,
  signRetrieve,
  signUpdate,
} from './operations.ts';

export interface ScopeRequest {
  readonly method: string;
  /** The path, without the query. */
  readonly path: string;
  readonly accept: string | undefined;
  readonly body: Body;
}

const JOB_PATH = /^\/scope\/([^/]+)$/;
const JOB_ID = /^[A-Za-z0-9_-]{20}$/;

/** Finds the operation that a request means, and its job. */
export function route(parts: OperationParts, request: ScopeRequest): Answer {
  const { method, path, body } = request;
  if (path === '/scope') return method === 'POST' ? signRequest(parts, body) : wrongMethod('POST');
  const id = JOB_PATH.exec(path)?.[1];
  if (id === undefined) return problem('not-found', 'There is nothing here; jobs live below /scope.');
  if (!JOB_METHODS.split(', ').includes(method)) return wrongMethod(JOB_METHODS);
  const job = JOB_ID.test(id) ? parts.jobs.find(id) : null;
  if (!job) return problem('unknown-job', 'There is no such job, or there is none any more.');
  switch (method) {
    case 'POST':
      return signConfirm(parts, job, body);
    case 'PUT':
      return signUpdate(parts, job, body, request.accept);
    case 'DELETE':
      return signDelete(parts, job);
    default:
      return signRetrieve(parts, job, method === 'GET');
  }
}

const wrongMethod = (allow: string) => problem('method-not-allowed', `Allowed here: ${allow}.`, { allow });
