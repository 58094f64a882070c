import type { Finding, Run, Shown } from '../../preload/contract.ts';
import { markKind } from '../../preload/words/marks.ts';
import { finding } from '../errors.ts';
import type { Json } from '../strict-json.ts';
import { sha256Hex } from './digest.ts';

/**
 * Characters that would be invisible, or would move other text about: they are never drawn, always marked. Default
 * ignorable and format characters, controls, line and paragraph separators, private and unassigned ones, and every space
 * but the plain one (Unicode Standard Annex 9 and 44, Unicode Technical Report 36).
 */
const hidden =
  /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\p{Zl}\p{Zp}\p{Co}\p{Cn}\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\u3164\uffa0]/u;

const bidiControl = /[\p{Bidi_Control}]/u;

const names: Readonly<Record<string, string>> = {
  '0000': 'NULL',
  '0008': 'BACKSPACE',
  '0009': 'TAB',
  '000A': 'LINE FEED',
  '000D': 'CARRIAGE RETURN',
  '001B': 'ESCAPE',
  '007F': 'DELETE',
  '00A0': 'NO-BREAK SPACE',
  '00AD': 'SOFT HYPHEN',
  '034F': 'COMBINING GRAPHEME JOINER',
  '061C': 'ARABIC LETTER MARK',
  '115F': 'HANGUL CHOSEONG FILLER',
  '180E': 'MONGOLIAN VOWEL SEPARATOR',
  '200B': 'ZERO WIDTH SPACE',
  '200C': 'ZERO WIDTH NON-JOINER',
  '200D': 'ZERO WIDTH JOINER',
  '200E': 'LEFT-TO-RIGHT MARK',
  '200F': 'RIGHT-TO-LEFT MARK',
  '2028': 'LINE SEPARATOR',
  '2029': 'PARAGRAPH SEPARATOR',
  '202A': 'LEFT-TO-RIGHT EMBEDDING',
  '202B': 'RIGHT-TO-LEFT EMBEDDING',
  '202C': 'POP DIRECTIONAL FORMATTING',
  '202D': 'LEFT-TO-RIGHT OVERRIDE',
  '202E': 'RIGHT-TO-LEFT OVERRIDE',
  '202F': 'NARROW NO-BREAK SPACE',
  '2060': 'WORD JOINER',
  '2066': 'LEFT-TO-RIGHT ISOLATE',
  '2067': 'RIGHT-TO-LEFT ISOLATE',
  '2068': 'FIRST STRONG ISOLATE',
  '2069': 'POP DIRECTIONAL ISOLATE',
  '3164': 'HANGUL FILLER',
  FEFF: 'ZERO WIDTH NO-BREAK SPACE',
};

const scripts = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Armenian',
  'Hebrew',
  'Arabic',
  'Cherokee',
  'Georgian',
  'Coptic',
] as const;
const ofScript = scripts.map((name) => [name, new RegExp(`\\p{Script=${name}}`, 'u')] as const);

/** Letters of other scripts that are drawn like Latin ones in common fonts (Unicode Technical Standard 39). */
const drawnLikeLatin = /[аеорсухіјѕһԁԛԝүАВЕКМНОРСТХІЈЅԚԜαορυνικχΑΒΕΖΗΙΚΜΝΟΡΤΥΧօսոցհզոСⅰⅼ\uff01-\uff5e]/u;

/** Turns a text into what can be shown without hiding or misleading, and says what was found in it. */
export function shownText(text: string, kind: Shown['kind'] = 'string'): Shown {
  const runs: Run[] = [];
  const found = new Set<string>();
  let plain = '';
  let length = 0;
  for (const character of text) {
    length += 1;
    if (!hidden.test(character)) {
      plain += character;
      continue;
    }
    if (plain !== '') runs.push({ text: plain });
    plain = '';
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    runs.push({ mark: `U+${code}`, name: names[code] ?? kindOf(character), kind: markKind(character) });
    found.add(markCode(character));
  }
  if (plain !== '') runs.push({ text: plain });
  const findings = [...found].map((code) => finding(code));
  return { kind, runs, length, sha256: sha256Hex(text), findings: [...findings, ...misleading(text)] };
}

/** A claim's value: text as its own characters, anything else as its JSON text. */
export const shownValue = (value: Json): Shown =>
  typeof value === 'string' ? shownText(value) : shownText(JSON.stringify(value), 'json');

/** Those that come in hundreds are named by their kind. */
function kindOf(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  if (point >= 0xfe00 && point <= 0xfe0f) return `VARIATION SELECTOR-${point - 0xfe00 + 1}`;
  if (point >= 0xe0100 && point <= 0xe01ef) return `VARIATION SELECTOR-${point - 0xe0100 + 17}`;
  if (point >= 0xe0020 && point <= 0xe007e) return `TAG ${String.fromCharCode(point - 0xe0000)}`;
  if (/\p{Cc}/u.test(character)) return 'CONTROL CHARACTER';
  if (/\p{Co}/u.test(character)) return 'PRIVATE USE CHARACTER';
  if (/\p{Cn}/u.test(character)) return 'UNASSIGNED CHARACTER';
  return /\p{Zs}/u.test(character) ? 'SPACE OF ANOTHER WIDTH' : 'INVISIBLE CHARACTER';
}

function markCode(character: string): string {
  if (bidiControl.test(character)) return 'bidi-control';
  return /\p{Cc}/u.test(character) ? 'control-character' : 'invisible-character';
}

function misleading(text: string): Finding[] {
  const findings: Finding[] = [];
  for (const word of text.split(/[^\p{L}\p{M}]+/u)) {
    const present = ofScript.filter(([, pattern]) => pattern.test(word)).map(([name]) => name);
    if (present.length > 1) {
      findings.push(finding('mixed-scripts', { scripts: present.join(', ') }));
      break;
    }
  }
  const confusable = drawnLikeLatin.exec(text);
  // Inside a text of its own script such a letter is ordinary; beside Latin or in an address it misleads.
  if (confusable && (/\p{Script=Latin}/u.test(text) || text.includes('@'))) {
    findings.push(finding('confusable', { character: confusable[0] }));
  }
  // Normalising a long run of marks costs time quadratic in its length; no writing needs one (UAX 15, stream-safe text).
  if (/\p{M}{31}/u.test(text) || text !== text.normalize('NFC')) findings.push(finding('not-normalized'));
  return findings;
}

/** The first `points` code points of a shown value, for a list row; its length and digest stay those of the whole. */
export function shownStart(text: string, points: number): Shown {
  const start = [...text.slice(0, points * 2)].slice(0, points).join('');
  const whole = shownText(start);
  return start === text ? whole : { ...whole, length: [...text].length, sha256: sha256Hex(text) };
}
