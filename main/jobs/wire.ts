import type { Finding } from '../../preload/contract.ts';
import { finding } from '../errors.ts';
import { looksLikeCompactToken, parseJsonObject } from '../review/compact-token.ts';
import type { Content } from './job.ts';

/** An answer as it came off the wire; the body is text from an untrusted source. */
export interface WireAnswer {
  readonly status: number;
  readonly body: string;
  /** Pause asked for by `Retry-After`, in milliseconds; null where there is none. */
  readonly retryAfterMs: number | null;
  readonly location: string | null;
}

/** What a body that may hold a job's content, or a token, turned out to be. */
export type Body =
  | { readonly is: 'token'; readonly token: string }
  | { readonly is: 'statement'; readonly text: string }
  | { readonly is: 'nothing' };

/**
 * Reads a 2xx body by what it is, not by its content type, which services get wrong: a compact token, JSON that carries
 * one as `jwt`, JSON claims (they have `sub`), or neither.
 */
export function readBody(body: string): Body {
  const text = body.trim();
  if (looksLikeCompactToken(text)) return { is: 'token', token: text };
  if (!text.startsWith('{')) return { is: 'nothing' };
  const parsed = parseJsonObject(text);
  if ('problem' in parsed) {
    // Claims that can't be read safely are still content: review shows them with the reason, and they can't be approved.
    return parsed.problem.code === 'json-syntax' ? { is: 'nothing' } : { is: 'statement', text };
  }
  const { jwt, sub } = parsed.object;
  if (typeof jwt === 'string') return { is: 'token', token: jwt.trim() };
  return sub === undefined ? { is: 'nothing' } : { is: 'statement', text };
}

export const contentOf = (body: Body): Content | null => {
  if (body.is === 'token') return { kind: 'subject-token', text: body.token };
  return body.is === 'statement' ? { kind: 'service-statement', text: body.text } : null;
};

const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** `Retry-After` is a number of seconds or a date (RFC 9110, 10.2.3 and 5.6.7); at most an hour is believed. */
export function retryAfterMs(header: string | null, now: number): number | null {
  const text = header?.trim() ?? '';
  const seconds = /^\d+$/.test(text);
  if (!seconds && !HTTP_DATE.test(text)) return null;
  const ms = seconds ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), 3_600_000);
}

/** What went wrong, from the status first: the body may be missing, or not JSON, and is only quoted. */
export function refusal(answer: WireAnswer): Finding {
  if (answer.status === 429) return finding('rate-limited');
  if (answer.status >= 300 && answer.status < 400) {
    return finding('redirect-refused', { location: (answer.location ?? '').slice(0, 200) });
  }
  return finding('http-status', { status: answer.status, detail: problemText(answer.body) });
}

function problemText(body: string): string {
  const parsed = parseJsonObject(body.trim());
  if ('problem' in parsed) return body.replace(/\s+/g, ' ').trim().slice(0, 200);
  const { title, detail, type } = parsed.object;
  return [title, detail, type]
    .filter((part) => typeof part === 'string' && part !== '')
    .join(': ')
    .slice(0, 200);
}
