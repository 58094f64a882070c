import { describe, expect, it } from 'vitest';
import { localeOf, terminalLocales } from '../../../main/locale.ts';

describe('the locale that is spoken', () => {
  it.each([
    ['German for a German', 'system', ['de-AT', 'en-US'], 'de-AT'],
    ['the first of the person’s languages that is one of ours', 'system', ['fr-FR', 'de-DE', 'en-GB'], 'de-DE'],
    ['English with the own region where none of ours is spoken', 'system', ['nl-NL'], 'en-NL'],
    ['English where nothing is known', 'system', [], 'en'],
    ['the language that was chosen, in its own region where the person reads it', 'de', ['en-US', 'de-CH'], 'de-CH'],
    ['the language that was chosen, in the region of the person’s own', 'en', ['de-DE'], 'en-DE'],
    ['the language alone where no region is known', 'de', ['en'], 'de'],
    ['what can be read of the person’s locales', 'system', ['not a tag', '', 'de_DE', 'de-Latn-LI'], 'de-LI'],
  ] as const)('is %s', (_, choice, preferred, locale) => {
    expect(localeOf(choice, preferred)).toBe(locale);
  });
});

describe('the locales of a terminal', () => {
  it.each([
    ['LANG', { LANG: 'de_DE.UTF-8' }, ['de-DE']],
    ['LC_MESSAGES before LANG', { LANG: 'en_US.UTF-8', LC_MESSAGES: 'de_AT' }, ['de-AT']],
    ['LC_ALL before both', { LANG: 'de_DE', LC_MESSAGES: 'de_DE', LC_ALL: 'en_GB.UTF-8' }, ['en-GB']],
    ['LANGUAGE first, as gettext reads it', { LANG: 'en_US.UTF-8', LANGUAGE: 'de_CH:de' }, ['de-CH', 'de', 'en-US']],
    ['no modifier', { LANG: 'de_DE@euro' }, ['de-DE']],
    ['none in the C locale, whatever LANGUAGE says', { LANG: 'C.UTF-8', LANGUAGE: 'de' }, []],
    ['none in POSIX', { LC_ALL: 'POSIX', LANG: 'de_DE' }, []],
    ['none where nothing is set', {}, []],
    ['what is set where something is empty', { LC_ALL: '', LC_MESSAGES: '', LANG: 'de_DE' }, ['de-DE']],
  ])('are %s', (_, environment, locales) => {
    expect(terminalLocales(environment)).toEqual(locales);
  });
});
