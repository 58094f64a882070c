import type { Settings } from '../../preload/contract.ts';
import { PRACTICE_ISSUER, parseTrustedKeys } from '../config.ts';
import type { PublicJwk } from '../signing/verification.ts';

/** What the administrator asks of one claim. */
export interface ClaimRule {
  readonly claim: string;
  readonly required: boolean;
  /** The whole value must match, in RE2's syntax; null: any value will do. */
  readonly pattern: string | null;
}

/** When main itself asks before an approval, in a dialog that no page can draw or press. */
export const systemConfirmations = ['always', 'batches', 'never'] as const;

/** What only the administrator can ask for beyond what always holds; null where it is not limited. */
export interface Policy {
  readonly claimRules: readonly ClaimRule[];
  readonly allowedScopes: readonly string[] | null;
  readonly longestLifetimeDays: number | null;
  readonly approvalsPerHour: number | null;
  readonly approvalsPerDay: number | null;
  /** To approve the first job of a subject, its value has to be typed. */
  readonly typedForFirstTime: boolean;
  readonly systemConfirmation: (typeof systemConfirmations)[number];
}

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
  /** URL of the service's feed of job IDs; empty for none. */
  readonly feed: string;
  readonly trustedKeys: readonly PublicJwk[];
  readonly practice: boolean;
}

/** What an administrator alone allows or asks for. */
export interface Allowed {
  readonly acceptServiceStatements: boolean;
  readonly mayConfirm: boolean;
  readonly policy?: Partial<Policy>;
}

/** The rules that settings make. Practice has an issuer of its own, trusts nobody, and takes nothing at its word. */
export function rulesFrom(
  settings: Settings,
  { acceptServiceStatements, mayConfirm, policy }: Allowed,
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
    feed: practice ? '' : settings.feed,
    trustedKeys: !practice && 'keys' in trusted ? trusted.keys : [],
    practice,
  };
}

/** Claims that must be there, as text that is not empty. */
export const requiredClaims = ['sub', 'scope'] as const;

/** Scopes that vouch for the claim of their own name. */
export const scopesWithClaim = ['email', 'phone'] as const;
