import i18next from 'i18next';
import { catalogue, speak as change } from '../preload/words/catalogue.ts';
import { codedWords } from '../preload/words/coded.ts';

/** What main itself says to a person: in the tray, in notifications, in the terminal, in files beside a refused one. */
const words = i18next.createInstance();
void words.init(catalogue);

export const say = words.t;
export const { findingWords, refusalWords } = codedWords(words);

/** Speaks in this locale (BCP 47) from now on; what was said before stays as it was. */
export const speak = (locale: string): Promise<void> => change(words, locale);

/** The locale that is spoken, for times and numbers. */
export const spoken = (): string => words.language;
