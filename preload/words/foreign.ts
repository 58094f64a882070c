import type { Run } from '../contract.ts';
import { markKind } from './marks.ts';

/**
 * Text that came from outside (a service's answer, a claim's name), made safe to stand inside our own sentences.
 * Claims themselves are never shown this way: they come from main with every mark in place.
 */

const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const longest = 400;

/** A code point as people write it, `U+202E`. */
export const codePointName = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** Hidden characters become their code points; the rest can't reorder the sentence around it; length is bounded. */
export function foreign(value: string | number): string | number {
  if (typeof value === 'number') return value;
  const characters = Array.from(value);
  const kept = characters.length > longest ? `${characters.slice(0, longest).join('')}… (${characters.length})` : value;
  const visible = kept.replace(hidden, codePointName);
  return rightToLeft.test(visible) ? `\u2068${visible}\u2069` : visible;
}

/** Splits text into plain pieces and marks, for showing it whole; line feeds and tabs stay as they are. */
export function marked(text: string): readonly Run[] {
  const pieces: Run[] = [];
  let from = 0;
  for (const match of text.matchAll(hidden)) {
    if (match[0] === '\n' || match[0] === '\t') continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) });
    // Main's own marks carry the Unicode name; what is marked here is never claims.
    pieces.push({ mark: codePointName(match[0]), name: '', kind: markKind(match[0]) });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}
