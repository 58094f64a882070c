import type { JsonObject } from '../review/compact-token.ts';
import { skeletonOf } from './skeleton.ts';

/** A claim's value as it is remembered and looked for again. */
export interface ClaimValue {
  readonly claim: string;
  /** To the letter. */
  readonly text: string;
  /** Values spelt alike are the same: see `spellingOf`. */
  readonly spelling: string;
  /** As it looks at a glance; null for what is too long to be taken in at one. */
  readonly skeleton: string | null;
}

/** Longer ones (an e-mail address has at most 254, RFC 5321) are remembered to the letter only. */
const GLANCE_POINTS = 320;

/** These vouch for a person wherever they stand. */
const alwaysTold = ['email', 'phone'];

/** What a request asks to vouch for: e-mail, telephone, and every claim that its scope names. */
export function valuesOf(claims: JsonObject): ClaimValue[] {
  const scopes = typeof claims.scope === 'string' ? claims.scope.split(' ') : [];
  return [...new Set([...alwaysTold, ...scopes])].flatMap((claim) => {
    const text = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
    return typeof text === 'string' && text.trim() !== '' && claim !== 'sub' ? [claimValue(claim, text)] : [];
  });
}

export function claimValue(claim: string, text: string): ClaimValue {
  const spelling = spellingOf(claim, text);
  const atAGlance = [...spelling].length <= GLANCE_POINTS;
  return {
    claim,
    text,
    spelling,
    skeleton: atAGlance ? skeletonOf(spelling) : null,
  };
}

/**
 * What is the same for everybody who would use it. Case means nothing: a domain has none (RFC 4343), and no mail service
 * keeps apart mailboxes that differ in it, though one might (RFC 5321, 2.4). A telephone number is its digits, whatever
 * stands between them, with `+` for the international prefix `00` (ITU-T E.123).
 */
export function spellingOf(claim: string, text: string): string {
  const plain = text.normalize('NFC').trim();
  if (claim !== 'phone') return plain.toLowerCase();
  const digits = plain.replace(/[\s().\-/\u2010-\u2015]/g, '');
  return digits.startsWith('00') ? `+${digits.slice(2)}` : digits;
}
