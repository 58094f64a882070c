import type { Json } from '../strict-json.ts';

/**
 * Words as they are searched for: runs of letters and digits, without regard to case and to marks such as accents. A job
 * is found when each word that was typed begins a word of its own; a run of digits is found by any part of it, and so are
 * words in scripts that leave no space between words.
 */

/** A longer word is cut, here as there; a job of more words is found by the first of them. */
const LONGEST_WORD = 64;
const MOST_WORDS = 2_000;
const MOST_TYPED = 16;

const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;
const digits = /\d+/g;

/** Compatibility forms as what they stand for; upper case on the way, since ß and SS are the same word. */
const folded = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase().toLowerCase();

const runsOf = (text: string): string[] =>
  (folded(text).match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => [...word].slice(0, LONGEST_WORD).join(''));

function* endsOf(word: string): Generator<string> {
  const points = [...word];
  for (let from = 1; from < points.length; from += 1) yield points.slice(from).join('');
}

/** A telephone number is written with spaces, hyphens and brackets, and typed without. */
const unbroken = (text: string): string[] => (/^\s*\+?[\d\s()./-]{6,40}$/.test(text) ? [text.replace(/\D/g, '')] : []);

/** The words that a job with these texts is found by, each once. */
export function wordsOf(texts: Iterable<string>): string[] {
  const words = new Set<string>();
  for (const text of texts) {
    for (const word of [...runsOf(text), ...unbroken(text)]) {
      if (words.size >= MOST_WORDS) return [...words];
      words.add(word);
      for (const run of word.match(digits) ?? []) {
        words.add(run);
        for (const end of endsOf(run)) words.add(end);
      }
      if (unspaced.test(word)) for (const end of endsOf(word)) words.add(end);
    }
  }
  return [...words];
}

/**
 * A telephone number as it is dialled begins with zeros that its international form leaves out. Any part of a run of
 * digits finds it, so what is left finds both forms.
 */
const asDialled = (word: string): string => word.replace(/^00?(?=[1-9]\d+$)/, '');

/** What was typed, as the beginnings that must all be found; null where nothing was typed that is a word. */
export function soughtWords(search: string): string[] | null {
  const words = [...new Set(runsOf(search).map(asDialled))].slice(0, MOST_TYPED);
  return words.length === 0 ? null : words;
}

/** Times say nothing that a person would type, and every number begins like one. */
const times: ReadonlySet<string> = new Set(['iat', 'exp', 'nbf']);

/** Every text and number among claims, however deep. */
export function* claimTexts(claims: Readonly<Record<string, Json>>): Generator<string> {
  for (const [name, value] of Object.entries(claims)) if (!times.has(name)) yield* textsIn(value);
}

function* textsIn(value: Json): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'number') yield String(value);
  else if (Array.isArray(value)) for (const each of value) yield* textsIn(each);
  else if (value !== null && typeof value === 'object') for (const each of Object.values(value)) yield* textsIn(each);
}
