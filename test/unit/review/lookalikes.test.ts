import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shownStart, shownText, shownValue } from '../../../main/review/lookalikes.ts';
import type { Shown } from '../../../preload/contract.ts';

const codesOf = ({ findings }: Shown): string[] => findings.map(({ code }) => code);
const backToText = ({ runs }: Shown): string =>
  runs.map((run) => ('mark' in run ? String.fromCodePoint(Number.parseInt(run.mark.slice(2), 16)) : run.text)).join('');
const mark = (point: number) => `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, at) => first + at);

/** Written out from the Unicode data, not computed by the same properties that the code asks. */
const hiddenPoints: Readonly<Record<string, readonly number[]>> = {
  'bidi controls (UAX 9)': [0x061c, 0x200e, 0x200f, ...range(0x202a, 0x202e), ...range(0x2066, 0x2069)],
  'zero-width characters': [0x200b, 0x200c, 0x200d, 0x2060, 0xfeff],
  'default ignorables': [
    0x00ad,
    0x034f,
    0x115f,
    0x1160,
    0x17b4,
    0x17b5,
    ...range(0x180b, 0x180f),
    ...range(0x2061, 0x2065),
    ...range(0x206a, 0x206f),
    0x3164,
    0xffa0,
    ...range(0x1bca0, 0x1bca3),
    ...range(0x1d173, 0x1d17a),
  ],
  'variation selectors': [...range(0xfe00, 0xfe0f), 0xe0100, 0xe01ef],
  tags: [0xe0001, ...range(0xe0020, 0xe007f)],
  'C0 and C1 controls': [...range(0x00, 0x1f), 0x7f, ...range(0x80, 0x9f)],
  'line and paragraph separators': [0x2028, 0x2029],
  'spaces that are not the plain one': [0xa0, 0x1680, ...range(0x2000, 0x200a), 0x202f, 0x205f, 0x3000],
  'blanks that draw nothing': [0x2800],
  'interlinear annotation': [0xfff9, 0xfffa, 0xfffb],
  'private use': [0xe000, 0xf8ff, 0xf0000, 0x10fffd],
  noncharacters: [0xfdd0, 0xfffe, 0xffff, 0x10ffff],
};

describe('SECURITY 14: characters that hide or mislead become visible marks', () => {
  it.each(Object.entries(hiddenPoints))('%s', (_, points) => {
    for (const point of points) {
      const shown = shownText(`a${String.fromCodePoint(point)}b`);
      expect(shown.runs).toEqual([
        { text: 'a' },
        { mark: mark(point), name: expect.any(String), kind: expect.any(String) },
        { text: 'b' },
      ]);
      // Some of the spaces are not in NFC either, and say so after this.
      expect(codesOf(shown)[0]).toMatch(/^(bidi-control|invisible-character|control-character)$/);
    }
  });

  it('gives the well-known ones their Unicode name and their own finding', () => {
    expect(shownText('\u202e').runs).toEqual([{ mark: 'U+202E', name: 'RIGHT-TO-LEFT OVERRIDE', kind: 'direction' }]);
    expect(codesOf(shownText('\u202e\u202d'))).toEqual(['bidi-control']);
    expect(codesOf(shownText('\u200b'))).toEqual(['invisible-character']);
    expect(codesOf(shownText('\u001b[31m\u0000'))).toEqual(['control-character']);
    expect(codesOf(shownText('\u200b\u202e\n'))).toEqual(['invisible-character', 'bidi-control', 'control-character']);
  });

  it('breaks ANSI escapes, line breaks and tabs, so that no terminal or layout obeys them', () => {
    expect(shownText('\u001b[2J\r\n\tx').runs).toEqual([
      { mark: 'U+001B', name: 'ESCAPE', kind: 'control' },
      { text: '[2J' },
      { mark: 'U+000D', name: 'CARRIAGE RETURN', kind: 'line' },
      { mark: 'U+000A', name: 'LINE FEED', kind: 'line' },
      { mark: 'U+0009', name: 'TAB', kind: 'control' },
      { text: 'x' },
    ]);
  });

  it('leaves markup and script as the text they are', () => {
    const text = '<img src=x onerror=alert(1)>&lt;b&gt;';
    expect(shownText(text)).toMatchObject({ runs: [{ text }], findings: [] });
  });

  it('keeps a text that only spells a mark apart from the mark', () => {
    expect(shownText('U+202E').runs).toEqual([{ text: 'U+202E' }]);
  });

  it('shows emptiness as nothing at all, of length 0', () => {
    expect(shownText('')).toMatchObject({ runs: [], length: 0, findings: [] });
  });
});

describe('SECURITY 14: nothing of a value is lost', () => {
  const hostile = fc.string({
    unit: fc.oneof(
      fc.constantFrom('\u202e', '\u200b', '\u{e0041}', '\u0000', ' ', 'а'),
      fc.string({ unit: 'binary', maxLength: 1 }),
    ),
  });

  it('marks back to characters, the runs are the original text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = shownText(text);
        expect(backToText(shown)).toBe(text);
        expect(shown.length).toBe([...text].length);
        expect(shown.sha256).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
      }),
      { numRuns: 1000 },
    );
  });

  it('and no run of plain text is empty, follows another, or holds a control or a bidi character', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { runs } = shownText(text);
        runs.forEach((run, at) => {
          if (!('text' in run)) return;
          expect(run.text).toMatch(/^[^\p{Cc}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]+$/u);
          expect(at > 0 && 'text' in (runs[at - 1] ?? {})).toBe(false);
        });
      }),
      { numRuns: 1000 },
    );
  });

  it('a list row shows the start of a text, and the length and digest of the whole', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 12 }), (text, points) => {
        const shown = shownStart(text, points);
        expect(backToText(shown)).toBe([...text].slice(0, points).join(''));
        expect([shown.length, shown.sha256]).toEqual([shownText(text).length, shownText(text).sha256]);
      }),
    );
  });

  it('what is no text is shown as its JSON text, exactly', () => {
    expect(shownValue({ a: [1, 'x\u202e', null] })).toMatchObject({
      kind: 'json',
      runs: [{ text: '{"a":[1,"x' }, { mark: 'U+202E' }, { text: '",null]}' }],
    });
    expect(shownValue('true').kind).toBe('string');
    expect(shownValue(true)).toMatchObject({ kind: 'json', runs: [{ text: 'true' }] });
  });
});

describe('SECURITY 14: texts that pretend to be others are flagged', () => {
  it.each([
    ['Cyrillic а in a Latin name', 'pаypal'],
    ['Greek ο in a Latin name', 'gοοgle'],
    ['Latin a in a Cyrillic name', 'Мaрия'],
    ['Armenian in Latin', 'ցoogle'],
  ])('%s mixes scripts', (_, text) => {
    expect(codesOf(shownText(text))).toContain('mixed-scripts');
  });

  it.each([
    ['a word all of Cyrillic that reads as Latin, in an address', 'раура@ехаре'],
    ['a Cyrillic letter beside Latin words', 'Bank о America'],
    ['fullwidth forms beside Latin', 'bank ｏf'],
  ])('%s is confusable', (_, text) => {
    expect(codesOf(shownText(text))).toContain('confusable');
  });

  it('names the scripts and the character', () => {
    const { findings } = shownText('pаypal');
    expect(findings).toContainEqual({ code: 'mixed-scripts', values: { scripts: 'Latin, Cyrillic' } });
    expect(findings).toContainEqual({ code: 'confusable', values: { character: 'а' } });
  });

  it.each([
    'zoë',
    '日本語',
    'Ελένη',
    'Мария Иванова',
    'أحمد',
    'שרה',
    'Nguyễn Văn An',
    "O'Brien-Smith",
    'zoë@example.org',
    '+12025550100',
    '日本語 Tokyo',
  ])('while %s is not', (name) => {
    expect(shownText(name)).toMatchObject({ runs: [{ text: name }], findings: [] });
  });

  it('a text that is not in NFC is flagged, its composed twin is not', () => {
    expect(codesOf(shownText('zoe\u0308'))).toEqual(['not-normalized']);
    expect(codesOf(shownText('\u212b'))).toEqual(['not-normalized']);
    expect(codesOf(shownText('zo\u00eb'))).toEqual([]);
  });
});

describe('SECURITY 14: a value of 100 kB is shown whole in reasonable time', () => {
  it.each([
    ['letters', 'a'.repeat(100_000)],
    ['hidden characters', '\u202e'.repeat(100_000)],
    ['words in two scripts', 'aб '.repeat(33_000)],
    ['many short words', 'abc def '.repeat(12_500)],
    ['combining marks', `a${'\u0315\u0300\u0327\u0334'.repeat(25_000)}`],
    [
      'combining marks in falling order',
      `a${'\u0315'.repeat(33_000)}${'\u0300'.repeat(33_000)}${'\u0327'.repeat(33_000)}`,
    ],
    ['astral characters', '𝕬'.repeat(50_000)],
  ])('%s', (_, text) => {
    const before = performance.now();
    const shown = shownText(text);
    expect(performance.now() - before).toBeLessThan(1_000);
    expect(backToText(shown)).toBe(text);
  });
});
