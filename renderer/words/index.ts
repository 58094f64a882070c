import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { catalogue, speak as change } from '../../preload/words/catalogue.ts';

void i18next.use(initReactI18next).init(catalogue);

export { i18next as words };

/** Speaks in this locale (BCP 47) from now on: what is on the screen is said anew. */
export const speak = (locale: string): Promise<void> => change(i18next, locale);

/** The locale that is spoken. */
export const spoken = (): string => i18next.language;
