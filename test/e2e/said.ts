import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { languages } from '../../preload/contract.ts';
import { projectRoot } from './workstation.ts';

export type Language = (typeof languages)[number];
export type Words = { readonly [key: string]: string | Words };

export const wordsOf = (language: Language): Words =>
  JSON.parse(readFileSync(join(projectRoot, 'preload', 'words', `${language}.json`), 'utf8')) as Words;

const texts = (words: Words): string[] =>
  Object.values(words).flatMap((word) => (typeof word === 'string' ? [word] : texts(word)));

/** How a text of the English catalogue is said in another language; the first one where it stands in several places. */
export function catalogueOf(language: Language): (english: string) => string {
  const [english, others] = [texts(wordsOf('en')), texts(wordsOf(language))];
  return (text) => {
    const said = others[english.indexOf(text)];
    if (said === undefined) throw new Error(`the app never says “${text}”`);
    return said;
  };
}
