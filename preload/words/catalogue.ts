import type { InitOptions } from 'i18next';
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
