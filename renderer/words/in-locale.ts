import { spoken } from './index.ts';

/** A format of the locale that is spoken, made when it is first needed there: making one takes far longer than using it. */
export function inLocale<Format>(make: (locale: string) => Format): () => Format {
  let made: { readonly locale: string; readonly format: Format } | null = null;
  return () => {
    const locale = spoken();
    if (made?.locale !== locale) made = { locale, format: make(locale) };
    return made.format;
  };
}

const numberFormat = inLocale((locale) => new Intl.NumberFormat(locale));

/** A number as it is written in the locale: `12,345`. */
export const numberWords = (number: number): string => numberFormat().format(number);
