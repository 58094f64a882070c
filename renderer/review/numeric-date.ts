import type { Shown } from '../../preload/contract.ts';
import { plainText } from './shown-content.ts';

/** Claims whose number is a NumericDate (RFC 7519, section 2). */
const dated = new Set(['iat', 'exp', 'nbf']);
/** Whole seconds up to the year 9999. Other numbers stand for themselves. */
const seconds = /^[0-9]{1,12}$/;
const latest = 253_402_300_799;

/** The moment that a claim's number stands for, in milliseconds since the epoch; null where it stands for none. */
export function dateOf(name: Shown, value: Shown): number | null {
  const text = plainText(value);
  if (value.kind !== 'json' || !dated.has(plainText(name) ?? '') || text === null || !seconds.test(text)) return null;
  return Number(text) > latest ? null : Number(text) * 1_000;
}
