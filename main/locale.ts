import { type Language, type LanguageChoice, languages } from '../preload/contract.ts';

/**
 * What to speak, as a BCP 47 tag: the language that was chosen, or the first of the person's that is one of ours, else
 * English; with the region they live in, by which dates and numbers are written (RFC 5646, 2.2.4).
 * @param preferred the person's own locales as BCP 47 tags, the dearest first; what is none is passed over
 */
export function localeOf(choice: LanguageChoice, preferred: readonly string[]): string {
  const own = preferred.flatMap(parsed);
  const same = own.find(({ language }) => (choice === 'system' ? isOurs(language) : language === choice));
  const language = choice === 'system' ? (same?.language ?? 'en') : choice;
  // A German with English words still reads a date as at home.
  const region = same?.region ?? own.find((locale) => locale.region !== undefined)?.region;
  return region === undefined ? language : `${language}-${region}`;
}

/**
 * The locales that a terminal's environment names, as POSIX (8.2) and gettext's LANGUAGE have them: `de_AT.UTF-8` is
 * `de-AT`. The C locale names none, whatever LANGUAGE says.
 */
export function terminalLocales(environment: Readonly<Record<string, string | undefined>>): string[] {
  const { LC_ALL, LC_MESSAGES, LANG, LANGUAGE } = environment;
  const locale = tagOf(LC_ALL || LC_MESSAGES || LANG || '');
  if (/^(c|posix)?$/i.test(locale)) return [];
  return [...(LANGUAGE ?? '').split(':').map(tagOf), locale].filter((tag) => tag !== '');
}

const tagOf = (name: string): string => name.replace(/[.@].*$/, '').replaceAll('_', '-');

const isOurs = (language: string): language is Language => (languages as readonly string[]).includes(language);

function parsed(tag: string): Intl.Locale[] {
  try {
    return [new Intl.Locale(tag)];
  } catch {
    return [];
  }
}
