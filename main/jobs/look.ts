import type { Finding } from '../../preload/contract.ts';
import type { Content } from './job.ts';
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

/**
 * Reads a job's content, and HEAD only where that leaves its phase open. Content first: once a job is confirmed the
 * service may not give it any more, and what nobody read is never signed.
 */
export async function readJob(api: ScopeApi, jobId: string, keys: KnownKeys): Promise<Look> {
  const got = await api.get(jobId);
  if (got.kind === 'fault') return got;
  if (got.status !== 200) return withoutContent(got);
  const body = readBody(got.body);
  if (body.is === 'token') {
    const whose = await whoseToken(body.token, keys);
    if (whose === 'us') return { kind: 'seen', phase: 'signed', token: body.token, by: 'us' };
    if (whose !== 'subject') {
      // An issuer-signed request looks like a signed job; only the status of HEAD tells them apart.
      const head = await api.head(jobId);
      if (head.kind === 'fault') return head;
      if (head.status === 200) return { kind: 'seen', phase: 'signed', token: body.token, by: whose };
      return phaseOf(head, contentOf(body));
    }
  }
  const head = await api.head(jobId);
  return head.kind === 'fault' ? head : phaseOf(head, contentOf(body));
}

/** Asks for the phase alone, and reads only where the answer can't be understood, or may have changed what we hold. */
export async function checkJob(api: ScopeApi, jobId: string, keys: KnownKeys, knownConfirmed: boolean): Promise<Look> {
  const head = await api.head(jobId);
  if (head.kind === 'fault') return head;
  if (head.status === 200 || (head.status === 204 && !knownConfirmed)) return readJob(api, jobId, keys);
  return withoutContent(head);
}

type Answered = Extract<Exchange, { kind: 'answer' }>;

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
