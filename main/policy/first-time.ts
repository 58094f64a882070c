import type { Finding } from '../../preload/contract.ts';
import { finding } from '../errors.ts';
import type { JsonObject } from '../review/compact-token.ts';

/** What has to be typed to approve the first job of a subject: a value, or at least so many characters of its end. */
export interface Typing {
  readonly claim: string;
  readonly value: string;
  readonly last: number;
}

const LAST = 4;

/** The value that the job is about: what its scope names first, or an e-mail, a telephone number, the subject's key. */
export function typingFor(claims: JsonObject): Typing {
  const scopes = typeof claims.scope === 'string' ? claims.scope.split(' ') : [];
  const text = (claim: string) =>
    Object.hasOwn(claims, claim) && typeof claims[claim] === 'string' ? claims[claim] : '';
  const claim = [...scopes, 'email', 'phone'].find((name) => text(name).trim() !== '') ?? 'sub';
  const value = text(claim).trim();
  return { claim, value, last: Math.min(LAST, [...value].length) };
}

/** What stands against an approval with these words typed; null where they are the value, or enough of its end. */
export function typingObjection({ claim, value, last }: Typing, typed: string): Finding | null {
  const words = typed.trim();
  if (words === '') return finding('typing-missing', { name: claim, last });
  const enough = words === value || ([...words].length >= last && value.endsWith(words));
  return enough ? null : finding('typing-wrong', { name: claim, last });
}
