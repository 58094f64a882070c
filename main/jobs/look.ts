import type { Finding } from '../../preload/contract.ts';
import { finding } from '../errors.ts';
import type { Content, Job } from './job.ts';
import { type KnownKeys, whoseToken } from './recognise.ts';
import type { Exchange, ScopeApi } from './scope-api.ts';
import { contentOf, readBody, refusal } from './wire.ts';

/** What one look at a job gave. */
export type Look =
  /** `content` is what the service gave with this look; null says nothing about earlier content. */
  | { readonly kind: 'seen'; readonly phase: 'waiting' | 'confirmed'; readonly content: Content | null }
  | { readonly kind: 'seen'; readonly phase: 'gone' }
  | {
      readonly kind: 'seen';
      readonly phase: 'signed';
      readonly token: string;
      readonly by: 'us' | 'trusted' | 'unknown';
    }
  | { readonly kind: 'fault'; readonly fault: Finding };

const waiting = (content: Content | null = null): Look => ({ kind: 'seen', phase: 'waiting', content });
const confirmed = (content: Content | null = null): Look => ({ kind: 'seen', phase: 'confirmed', content });

/** What a look asks of the service. */
export type Reader = Pick<ScopeApi, 'get' | 'head'>;

type Answered = Extract<Exchange, { kind: 'answer' }>;

/** What is known of a job before a look at it. */
export type Known = Pick<Job, 'id' | 'phase' | 'content'>;

/**
 * Reads a job's content, and HEAD only where that leaves its phase open. Content first: once a job is confirmed the
 * service may not give it any more, and what nobody read is never signed. `asked` is the answer of a HEAD just made.
 */
export async function readJob(api: Reader, job: Known, keys: KnownKeys, asked?: Answered): Promise<Look> {
  const got = await api.get(job.id);
  if (got.kind === 'fault') return got;
  if (got.status !== 200) return withoutContent(got);
  const body = readBody(got.body);
  const asBefore = body.is === 'token' && job.phase === 'waiting' && body.token === job.content?.text;
  const whose = body.is === 'token' && !asBefore ? await whoseToken(body.token, keys) : 'subject';
  if (body.is === 'token' && whose === 'us') return signedBy('us', body.token);
  const head = asked ?? (await api.head(job.id));
  if (head.kind === 'fault') return head;
  // A sign-in page, say, that answers whatever is asked: it tells nothing of the job.
  if (head.status === 200 && body.is === 'nothing' && /^[^{\s]/.test(got.body.trimStart())) {
    return { kind: 'fault', fault: finding('answer-malformed') };
  }
  // What was read of it while it waited, or what this desk made it of, is its request still.
  if (asBefore) return phaseOf(head, null);
  // A request that an issuer or nobody signed looks like a signed job. HEAD tells them apart: it is 200 for a signed one,
  // and for a waiting one only with services that say so of every job; none goes back to waiting once it is confirmed.
  if (body.is === 'token' && head.status === 200) {
    if (whose === 'trusted' || whose === 'unknown') return signedBy(whose, body.token);
    const other = job.phase === 'confirmed' && body.token !== job.content?.text;
    if (whose === 'unclear' && other) return signedBy('unknown', body.token);
  }
  return phaseOf(head, contentOf(body));
}

/** Asks for the phase alone, and reads only where the answer can't be understood, or may have changed what we hold. */
export async function checkJob(api: Reader, job: Known, keys: KnownKeys): Promise<Look> {
  const head = await api.head(job.id);
  if (head.kind === 'fault') return head;
  if (head.status === 200 || (head.status === 204 && job.phase !== 'confirmed')) return readJob(api, job, keys, head);
  return withoutContent(head);
}

const signedBy = (by: 'us' | 'trusted' | 'unknown', token: string): Look => ({
  kind: 'seen',
  phase: 'signed',
  token,
  by,
});

function withoutContent(answer: Answered): Look {
  if (answer.status === 204) return confirmed();
  if (answer.status === 202) return waiting(contentOf(readBody(answer.body)));
  if (answer.status === 409) return waiting();
  if (answer.status === 404) return { kind: 'seen', phase: 'gone' };
  return { kind: 'fault', fault: refusal(answer) };
}

function phaseOf(head: Answered, content: Content | null): Look {
  if (head.status === 200 || head.status === 202 || head.status === 409) return waiting(content);
  if (head.status === 204) return confirmed(content);
  return withoutContent(head);
}
