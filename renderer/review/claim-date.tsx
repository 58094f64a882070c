import type { Shown } from '../../preload/contract.ts';
import { ExactMoment } from '../parts/moment.tsx';
import { plainText } from './shown-content.ts';

/** Claims whose number is a NumericDate (RFC 7519, section 2). */
const dated = new Set(['iat', 'exp', 'nbf']);
/** Whole seconds up to the year 9999. Other numbers stand for themselves. */
const seconds = /^[0-9]{1,12}$/;
const latest = 253_402_300_799;

export function dateOf(name: Shown, value: Shown): number | null {
  const text = plainText(value);
  if (value.kind !== 'json' || !dated.has(plainText(name) ?? '') || text === null || !seconds.test(text)) return null;
  return Number(text) > latest ? null : Number(text) * 1_000;
}

/** The date that a claim's number stands for, in the locale, beneath the number itself. */
export function ClaimDate({ name, value }: { readonly name: Shown; readonly value: Shown }) {
  const at = dateOf(name, value);
  return at === null ? null : (
    <p className="claim-date">
      <ExactMoment at={at} />
    </p>
  );
}
