import { parseCompactToken } from '../review/compact-token.ts';
import { readContent } from '../review/subject-token.ts';
import { type PublicJwk, verifies } from '../signing/verification.ts';

/** The keys by which a signed token is told apart: our own, and those the service's `trustedKeys` names. */
export interface KnownKeys {
  readonly own: readonly PublicJwk[];
  readonly trusted: readonly PublicJwk[];
}

/**
 * Whose token this is: the subject's own request, ours, a trusted authority's, or that of somebody whom nobody named.
 * `unclear`: it names no issuer and its subject did not sign it: a bad request, or a signed token that hides whose it is.
 */
export type Whose = 'subject' | 'us' | 'trusted' | 'unknown' | 'unclear';

/** Decides by signature alone; a 200 proves nothing. */
export async function whoseToken(token: string, keys: KnownKeys): Promise<Whose> {
  for (const key of keys.own) if (await verifies(token, key)) return 'us';
  for (const key of keys.trusted) if (await verifies(token, key)) return 'trusted';
  const { signature } = await readContent({ kind: 'subject-token', text: token });
  if (signature.verdict === 'valid') return 'subject';
  const parsed = parseCompactToken(token);
  const { iss, sub } = 'problem' in parsed ? {} : parsed.payload;
  return iss !== undefined && iss !== sub ? 'unknown' : 'unclear';
}
