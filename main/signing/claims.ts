import type { JsonObject } from '../review/compact-token.ts';
import { sha256Hex } from '../review/digest.ts';

/** Claims of the subject's own token that describe that token, not the person; ours take their place or they are dropped. */
export const notCarriedOver = ['iss', 'iat', 'exp', 'nbf', 'jti', 'aud'] as const;

export interface Assertion {
  /** JSON texts; their UTF-8 bytes are what is signed. */
  readonly header: string;
  readonly payload: string;
  /** RFC 7515, 5.1. */
  readonly signingInput: string;
  /** Hexadecimal SHA-256 of the signing input's ASCII bytes. */
  readonly digest: string;
  readonly claims: JsonObject;
  /** Milliseconds since the epoch, whole seconds. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

export interface AssertionOf {
  readonly jobId: string;
  readonly claims: JsonObject;
  readonly issuer: string;
  readonly kid: string;
  readonly algorithm: string;
  readonly now: number;
  readonly lifetimeDays: number;
}

/** A lifetime in milliseconds, whole seconds. */
export const lifetimeMs = (days: number): number => Math.round(days * 86_400) * 1000;

/**
 * Builds the header and the payload that would be signed for a job: the claims under review, and our `iss`, `iat`, `exp`
 * and `jti` (the job's ID, which ties the token to its job). Nothing else is added, dropped or changed.
 */
export function buildAssertion(of: AssertionOf): Assertion {
  const iat = Math.floor(of.now / 1000);
  const exp = iat + lifetimeMs(of.lifetimeDays) / 1000;
  const carried = Object.entries(of.claims).filter(([name]) => !(notCarriedOver as readonly string[]).includes(name));
  // fromEntries defines own properties, so a claim named __proto__ stays a claim.
  const claims = Object.fromEntries([...carried, ['iss', of.issuer], ['iat', iat], ['exp', exp], ['jti', of.jobId]]);
  const header = JSON.stringify({ alg: of.algorithm, kid: of.kid, typ: 'JWT' });
  const payload = JSON.stringify(claims);
  const signingInput = signingInputOf(header, payload);
  return {
    header,
    payload,
    signingInput,
    digest: sha256Hex(signingInput),
    claims,
    issuedAt: iat * 1000,
    expiresAt: exp * 1000,
  };
}

export const signingInputOf = (header: string, payload: string): string =>
  `${Buffer.from(header, 'utf8').toString('base64url')}.${Buffer.from(payload, 'utf8').toString('base64url')}`;
