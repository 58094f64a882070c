import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import { languages } from '../../../preload/contract.ts';
import { catalogue, speak } from '../../../preload/words/catalogue.ts';

type Words = { readonly [key: string]: string | Words };

const folder = join(import.meta.dirname, '../../../preload/words');
const read = (language: string) => JSON.parse(readFileSync(join(folder, `${language}.json`), 'utf8')) as Words;

/** Every text by its whole key, in the order of the file. */
const textsOf = (words: Words, within = ''): [string, string][] =>
  Object.entries(words).flatMap(([key, word]): [string, string][] =>
    typeof word === 'string' ? [[`${within}${key}`, word]] : textsOf(word, `${within}${key}.`),
  );

const plural = /_(?:zero|one|two|few|many|other)$/;

/** The keys that a language needs where English has these: each of its own plural forms (CLDR) for each of ours. */
function keysNeeded(english: readonly string[], language: string): string[] {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const inEnglishOrder = ['zero', 'one', 'two', 'few', 'many', 'other'].filter((form) => forms.includes(form as never));
  return english.flatMap((key) => {
    if (!plural.test(key)) return [key];
    return key.endsWith('_other') ? inEnglishOrder.map((form) => key.replace(plural, `_${form}`)) : [];
  });
}

const placeholdersOf = (text: string): string[] => [
  ...new Set([...text.matchAll(/\{\{\s*(.*?)\s*\}\}/g)].map(([, placeholder = '']) => placeholder)),
];

const english = new Map(textsOf(read('en')));

describe.each(languages.filter((language) => language !== 'en'))('the words in %s', (language) => {
  const texts = new Map(textsOf(read(language)));
  const needed = keysNeeded([...english.keys()], language);

  it('are there for all that is said in English, and for nothing else', () => {
    expect({
      missing: needed.filter((key) => !texts.has(key)),
      inNoOtherCatalogue: [...texts.keys()].filter((key) => !needed.includes(key)),
    }).toEqual({ missing: [], inNoOtherCatalogue: [] });
  });

  it('stand in the order of the English ones, so that both files can be read side by side', () => {
    expect([...texts.keys()].filter((key) => needed.includes(key))).toEqual(needed.filter((key) => texts.has(key)));
  });

  it('name the same values in each sentence, written the same way', () => {
    const others = [...texts].filter(([key, text]) => {
      const same = english.get(key) ?? english.get(key.replace(plural, '_other')) ?? '';
      return placeholdersOf(text).sort().join() !== placeholdersOf(same).sort().join();
    });
    expect(others).toEqual([]);
  });

  it('are nowhere empty', () => {
    expect([...texts].filter(([, text]) => text.trim() === '').map(([key]) => key)).toEqual([]);
  });
});

it('quotes in German as German does', () => {
  const wrong = textsOf(read('de')).filter(
    ([, text]) => /[”‘]/.test(text) || (text.match(/„/g) ?? []).length !== (text.match(/“/g) ?? []).length,
  );
  expect(wrong).toEqual([]);
});

describe('speaking another language', () => {
  const newWords = async () => {
    const words = i18next.createInstance();
    await words.init(catalogue);
    return words;
  };

  it('says everything in it from then on, with plurals and numbers of its own', async () => {
    const words = await newWords();
    await speak(words, 'de-DE');
    expect(words.t('decision.approve')).toBe('Freigeben und signieren');
    expect(words.t('add.added', { count: 1 })).toBe('1 Auftrag hinzugefügt');
    expect(words.t('add.added', { count: 12_345 })).toBe('12.345 Aufträge hinzugefügt');
  });

  it('writes numbers as the region does', async () => {
    const words = await newWords();
    await speak(words, 'en-IN');
    expect(words.t('add.added', { count: 123_456 })).toBe('1,23,456 jobs added');
    await speak(words, 'en-US');
    expect(words.t('add.added', { count: 123_456 })).toBe('123,456 jobs added');
  });

  it('goes back to English, and speaks English where it knows no better', async () => {
    const words = await newWords();
    await speak(words, 'de');
    await speak(words, 'en-GB');
    expect(words.t('decision.approve')).toBe('Approve and sign');
    await speak(words, 'nl-NL');
    expect(words.t('decision.approve')).toBe('Approve and sign');
  });
});
