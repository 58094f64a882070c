import type { MarkKind } from '../contract.ts';

/** What a character that is never drawn does to the text around it: the words that explain its mark go by this. */
export function markKind(character: string): MarkKind {
  if (/\p{Bidi_Control}/u.test(character)) return 'direction';
  if (character === '\n' || character === '\r' || /[\p{Zl}\p{Zp}\v\f\u0085]/u.test(character)) return 'line';
  if (/\p{Cc}/u.test(character)) return 'control';
  if (/[\u{e0000}-\u{e007f}]/u.test(character)) return 'tag';
  if (/\p{Variation_Selector}/u.test(character)) return 'variation';
  if (/[\p{Zs}\u2800\u3164\uffa0\u115f\u1160]/u.test(character)) return 'space';
  if (/\u200c|\u200d|\u2060|\u00ad|\u034f/u.test(character)) return 'joiner';
  if (/[\p{Co}\p{Cn}]/u.test(character)) return 'unknown';
  return 'invisible';
}
