import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../../..');

/** A page of the documentation, by its path within the project. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** The front page and every page in docs/. */
export const pages: readonly Page[] = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `docs/${name}`),
].map((path) => ({ path, text: readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n') }));

/** What is no prose: blocks of commands and files, where a star or a bracket is one of theirs. */
const withoutBlocks = (text: string): string => text.replace(/^( *)```[\s\S]*?^ *```/gm, '');
const withoutCode = (text: string): string => withoutBlocks(text).replace(/`[^`\n]+`/g, '');

/** Where links and pictures lead: a path as written, without its anchor, and the anchor. */
export const linksOf = ({ text }: Page): { readonly to: string; readonly anchor: string | null }[] =>
  [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => {
    const [to = '', anchor] = target.split('#');
    return { to, anchor: anchor ?? null };
  });

const isElsewhere = (target: string): boolean => /^[a-z][a-z0-9+.-]*:/i.test(target);

/** The anchors that GitHub gives to headings: letters, digits, hyphens and underscores, spaces as hyphens, repeats numbered. */
export function anchorsOf(text: string): string[] {
  const seen = new Map<string, number>();
  return [...withoutBlocks(text).matchAll(/^#{1,6} +(.+?) *$/gm)].map(([, heading = '']) => {
    const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '');
    const anchor = words
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
}

/** Links of a page that lead nowhere within the project, each as it is written. */
export function brokenLinks(page: Page): string[] {
  return linksOf(page)
    .filter(({ to }) => !isElsewhere(to))
    .filter(({ to, anchor }) => {
      if (to === '') return anchor !== null && !anchorsOf(page.text).includes(anchor);
      const file = join(root, dirname(page.path), to);
      if (relative(root, file).startsWith('..') || !existsSync(file)) return true;
      return anchor !== null && !anchorsOf(readFileSync(file, 'utf8')).includes(anchor);
    })
    .map(({ to, anchor }) => (anchor === null ? to : `${to}#${anchor}`));
}

/** Scripts of package.json that a page tells people to run. */
export const npmScriptsOf = ({ text }: Page): string[] => [
  ...new Set(
    [...text.matchAll(/\bnpm (?:run (?:--?[a-z]+ )*([a-z][a-z:-]*)|(start|test)\b)/g)].map(
      ([, run, own]) => run ?? own ?? '',
    ),
  ),
];

const rooms = /^(?:main|preload|renderer|scripts|test|docs|\.github)\/[\w@./-]*$/;
const atTop = /^(?:package(?:-lock)?|tsconfig|biome)\.json$|^electron-builder\.yml$|^(?:CHANGELOG|README)\.md$/;

/** Files and folders of the project that a page names in code, and those that it has Node run. */
export const pathsOf = ({ text }: Page): string[] => [
  ...new Set([
    ...[...withoutBlocks(text).matchAll(/`([^`\n]+)`/g)]
      .flatMap(([, code = '']) => code.split(/\s+/))
      .filter((word) => rooms.test(word) || atTop.test(word)),
    ...[...text.matchAll(/\bnode ((?:scripts|test)\/[\w./-]+)/g)].map(([, path = '']) => path),
  ]),
];

/**
 * The app's own words on a page. The pages for people who use the app keep italics for them: a name of the window such as
 * *Approve and sign*, a way such as *Settings → Practice*, or a sentence, in which … stands for what differs each time.
 */
export const quotesOf = ({ text }: Page): string[] =>
  [...withoutCode(text).matchAll(/(?<![\w*])\*(?![\s*])([^*]+?)(?<!\s)\*(?![\w*])/g)].flatMap(([, quote = '']) =>
    quote
      .replace(/\n> ?/g, ' ')
      .replace(/\s+/g, ' ')
      .split(' → ')
      .map((part) => part.trim()),
  );

const FEWEST_WORDS_OF_A_PART = 5;
const FEWEST_LETTERS = 3;
const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const placeholder = /\{\{[^}]*\}\}/g;

/** Whether the app says this: one of its texts, or a part of one that is long enough to be known by it. */
export function isSaid(quote: string, texts: readonly string[]): boolean {
  const isPart = quote.split(' ').length >= FEWEST_WORDS_OF_A_PART;
  return texts.some((text) => {
    // A text of hardly more than placeholders would fit anything.
    if (text.replace(placeholder, '').replace(/\P{L}/gu, '').length < FEWEST_LETTERS) return false;
    if (isPart && text.replace(placeholder, '…').includes(quote)) return true;
    const pattern = text.split(placeholder).map(literal).join('.+?');
    return new RegExp(`^${pattern}$`, 's').test(quote);
  });
}

/** Every text of a catalogue of words. */
export const textsIn = (catalogue: unknown): string[] =>
  typeof catalogue === 'string'
    ? [catalogue]
    : Object.values(catalogue as Readonly<Record<string, unknown>>).flatMap(textsIn);
