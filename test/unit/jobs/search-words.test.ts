import { describe, expect, it } from 'vitest';
import { claimTexts, soughtWords, wordsOf } from '../../../main/jobs/search-words.ts';

const finds = (search: string, ...texts: string[]): boolean => {
  const words = wordsOf(texts);
  return (soughtWords(search) ?? []).every((sought) => words.some((word) => word.startsWith(sought)));
};

describe('a job is found', () => {
  it.each([
    ['the name before the @', 'alice@', 'alice@example.org'],
    ['the domain of an address', 'example.org', 'alice@mail.example.org'],
    ['the whole address', 'alice@example.org', 'alice@example.org'],
    ['the beginning of a number', '+4179', '+41791234567'],
    ['the last digits of a number', '4567', '+41791234567'],
    ['a number with spaces', '+41 79 123 45 67', '+41791234567'],
    ['a number that was written with spaces', '+41791234567', '+41 79 123 45 67'],
    ['a number that was written with brackets', '7912345', '+41 (79) 123-45-67'],
    ['a number as it is dialled at home', '079', '+41791234567'],
    ['a number as it is dialled at home, with spaces', '079 123 45 67', '+41791234567'],
    ['a number as it is dialled from abroad', '0041791', '+41791234567'],
    ['a number that was written as it is dialled', '0791234567', '079 123 45 67'],
    ['zeros that begin no number', '007', 'agent 007'],
    ['the year in a name', '1984', 'alice1984@example.org'],
    ['another case', 'ALICE', 'alice@example.org'],
    ['no accents', 'zoe muller', 'Zoë Müller'],
    ['accents of one’s own', 'zoë', 'ZOE'],
    ['an accent that was written apart', 'Zoe\u0308', 'Zoë'],
    ['ss for ß', 'strasse', 'Straße 5'],
    ['full-width letters', 'alice', 'ＡＬＩＣＥ'],
    ['the middle of words without spaces', '京都', '東京都'],
    ['words in any order', 'org alice', 'alice@example.org'],
  ])('by %s', (_, search, text) => {
    expect(finds(search, text)).toBe(true);
  });

  it.each([
    ['the middle of a word', 'lice', 'alice@example.org'],
    ['a word that it does not have', 'alice bob', 'alice@example.org'],
    ['digits that do not stand together', '12 99', '+41791234567'],
    ['a day of one digit after its zero', '07', '+41791234567'],
    ['digits within a number after a zero that letters follow', '079a', '+41791234567'],
  ])('and not by %s', (_, search, text) => {
    expect(finds(search, text)).toBe(false);
  });

  it('by words over several of its texts, its ID among them', () => {
    expect(finds('AbCdEf not', 'AbCdEfGhIjKlMnOpQr_-', 'ada@example.org', 'Not the person')).toBe(true);
  });

  it('by everything in its claims, however deep, and not by when they were made', () => {
    const claims = { email: 'ada@example.org', address: { lines: ['Weg 5', 17] }, iat: 1_700_000_000, ok: true };
    expect([...claimTexts(claims)]).toEqual(['ada@example.org', 'Weg 5', '17']);
  });
});

describe('what was typed', () => {
  it('is no search where it holds no word', () => {
    for (const typed of ['', '  ', '"', '*', '-', '@', '\u0000', '😀']) expect(soughtWords(typed)).toBeNull();
  });

  it('comes down to letters and digits, whatever it was', () => {
    expect(soughtWords(`a" OR words:b* NEAR(c) -d^ \u0000 AND`)).toEqual([
      'a',
      'or',
      'words',
      'b',
      'near',
      'c',
      'd',
      'and',
    ]);
  });

  it('may be long, and so may what it is sought in, at no great cost', () => {
    const long = 'x'.repeat(100_000);
    expect(finds(long, long)).toBe(true);
    expect(wordsOf([Array.from({ length: 50_000 }, (_, at) => `w${at}`).join(' ')]).length).toBeLessThan(2_100);
    expect(wordsOf(['9'.repeat(100_000)]).every((word) => word.length <= 64)).toBe(true);
  });
});
