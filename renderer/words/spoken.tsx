import { type ReactNode, useEffect } from 'react';
import { I18nProvider, useLocale } from 'react-aria-components';
import { useKnown } from '../snapshot.tsx';
import { spoken } from './index.ts';

/** Tells the page, and whoever reads it aloud, which language it is in and from which side it is read. */
function PageLanguage() {
  const { locale, direction } = useLocale();
  useEffect(() => {
    document.documentElement.lang = locale;
    document.documentElement.dir = direction;
  }, [locale, direction]);
  return null;
}

/** What is within it is in the language that is spoken, the parts that bring words of their own included. */
export function Spoken({ children }: { readonly children: ReactNode }) {
  const { snapshot } = useKnown();
  return (
    <I18nProvider locale={snapshot?.locale ?? spoken()}>
      <PageLanguage />
      {children}
    </I18nProvider>
  );
}
