import type { InitOptions, i18n, ResourceKey } from 'i18next';
import type { Language } from '../contract.ts';
import en from './en.json' with { type: 'json' };

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
  }
}

/** Every word that the app says, in the page, the tray, a notification or a terminal, comes from this one catalogue. */
export const catalogue = {
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: en } },
  // Nothing that is said is ever read as markup: the page writes text nodes, the system and the terminal plain text.
  interpolation: { escapeValue: false },
  initAsync: false,
} as const satisfies InitOptions;

/** The same catalogue in other languages. Each is loaded when it is first spoken: nobody reads two at a time. */
const others: Readonly<Record<Exclude<Language, 'en'>, () => Promise<{ readonly default: ResourceKey }>>> = {
  de: () => import('./de.json', { with: { type: 'json' } }),
};

/**
 * Has these words speak another language from now on; numbers, plurals and dates follow the whole locale.
 * @param locale a BCP 47 tag whose language is one of ours; what has no words in it is said in English
 */
export async function speak(words: i18n, locale: string): Promise<void> {
  const [language = ''] = locale.split('-');
  if (language in others && !words.hasResourceBundle(language, 'translation')) {
    const { default: loaded } = await others[language as keyof typeof others]();
    words.addResourceBundle(language, 'translation', loaded);
  }
  await words.changeLanguage(locale);
}
