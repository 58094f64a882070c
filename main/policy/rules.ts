import type { Policy, Settings } from '../../preload/contract.ts';
import { PRACTICE_ISSUER, parseTrustedKeys } from '../config.ts';
import { budget } from '../jobs/schedule.ts';
import type { PublicJwk } from '../signing/verification.ts';

export const noPolicy: Policy = {
  claimRules: [],
  allowedScopes: null,
  longestLifetimeDays: null,
  approvalsPerHour: null,
  approvalsPerDay: null,
  typedForFirstTime: false,
  systemConfirmation: 'never',
};

/** What the operator, or the administrator above them, has set for a service; read anew at every decision. */
export interface Rules extends Policy {
  readonly issuer: string;
  readonly lifetimeDays: number;
  /** Seconds in which an approval can be undone, 0 to 30. */
  readonly undoSeconds: number;
  readonly pollSeconds: number;
  readonly acceptServiceStatements: boolean;
  /** Whether this desk may post a subject's confirmation. */
  readonly mayConfirm: boolean;
  /** What watching may ask of the service a second, with the operator in front of the window. */
  readonly requestsPerSecond: number;
  /** URL of the service's feed of job IDs; empty for none. */
  readonly feed: string;
  readonly trustedKeys: readonly PublicJwk[];
  readonly practice: boolean;
}

/** What an administrator alone allows or asks for. */
export interface Allowed {
  readonly acceptServiceStatements: boolean;
  readonly mayConfirm: boolean;
  /** Left out for the usual. */
  readonly requestsPerSecond?: number;
  readonly policy?: Partial<Policy>;
}

/** The rules that settings make. Practice has an issuer of its own, trusts nobody, and takes nothing at its word. */
export function rulesFrom(
  settings: Settings,
  { acceptServiceStatements, mayConfirm, requestsPerSecond, policy }: Allowed,
  practice: boolean,
): Rules {
  const { issuer, lifetimeDays, undoSeconds, pollSeconds } = settings;
  const trusted = parseTrustedKeys(settings.trustedKeys);
  return {
    // Practice has people of its own, whom no administrator's rule was written for.
    ...noPolicy,
    ...(practice ? {} : policy),
    issuer: practice ? PRACTICE_ISSUER : issuer,
    lifetimeDays,
    undoSeconds,
    pollSeconds,
    acceptServiceStatements: !practice && acceptServiceStatements,
    mayConfirm: practice || mayConfirm,
    requestsPerSecond: (practice ? undefined : requestsPerSecond) ?? budget.perSecond,
    feed: practice ? '' : settings.feed,
    trustedKeys: !practice && 'keys' in trusted ? trusted.keys : [],
    practice,
  };
}

/** Claims that must be there, as text that is not empty. */
export const requiredClaims = ['sub', 'scope'] as const;

/** Scopes that vouch for the claim of their own name. */
export const scopesWithClaim = ['email', 'phone'] as const;
