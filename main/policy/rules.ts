import type { PublicJwk } from '../signing/verification.ts';

/** What the operator, or the administrator above them, has set for a service; read anew at every decision. */
export interface Rules {
  readonly issuer: string;
  readonly lifetimeDays: number;
  /** Seconds in which an approval can be undone, 0 to 30. */
  readonly undoSeconds: number;
  readonly pollSeconds: number;
  readonly acceptServiceStatements: boolean;
  readonly trustedKeys: readonly PublicJwk[];
  readonly practice: boolean;
}

/** Claims that must be there, as text that is not empty. */
export const requiredClaims = ['sub', 'scope'] as const;

/** Scopes that vouch for the claim of their own name. */
export const scopesWithClaim = ['email', 'phone'] as const;
