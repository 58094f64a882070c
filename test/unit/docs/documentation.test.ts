import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canMove } from '../../../main/jobs/transitions.ts';
import { jobStatuses } from '../../../preload/contract.ts';
import catalogue from '../../../preload/words/en.json' with { type: 'json' };
import {
  anchorsOf,
  brokenLinks,
  isSaid,
  linksOf,
  npmScriptsOf,
  type Page,
  pages,
  pathsOf,
  quotesOf,
  root,
  textsIn,
} from './pages.ts';

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Readonly<Record<string, string>>;
};
const texts = textsIn(catalogue);

/** Pages in which italics are the app's own words. */
const forPeople = [
  'README.md',
  'docs/installing.md',
  'docs/first-day.md',
  'docs/administering.md',
  'docs/when-things-go-wrong.md',
];

const planted = (text: string): Page => ({ path: 'docs/planted.md', text });

describe.each(pages.map((page) => [page.path, page] as const))('%s', (_path, page) => {
  it('leads only to what is there', () => {
    expect(brokenLinks(page)).toEqual([]);
  });

  it('names only commands that there are', () => {
    expect(npmScriptsOf(page).filter((name) => !(name in scripts))).toEqual([]);
  });

  it('names only files that there are', () => {
    expect(pathsOf(page).filter((named) => !existsSync(join(root, named)))).toEqual([]);
  });
});

it.each(forPeople)('%s quotes the app in its own words', (path) => {
  const quotes = pages.filter((page) => page.path === path).flatMap(quotesOf);
  expect(quotes.length).toBeGreaterThan(2);
  expect(quotes.filter((quote) => !isSaid(quote, texts))).toEqual([]);
});

describe('the documentation', () => {
  it('has every page that is checked for its words', () => {
    expect(pages.map(({ path }) => path)).toEqual(expect.arrayContaining(forPeople));
  });

  it('leads from the front page to every other', () => {
    const front = pages.find(({ path }) => path === 'README.md') as Page;
    const told = linksOf(front).map(({ to }) => to);
    expect(pages.map(({ path }) => path).filter((path) => path !== 'README.md' && !told.includes(path))).toEqual([]);
  });

  it('shows every picture that lies with it', () => {
    const shown = pages.flatMap((page) =>
      linksOf(page).flatMap(({ to }) => (to.includes('images/') ? [to.slice(to.indexOf('images/'))] : [])),
    );
    const there = readdirSync(join(root, 'docs', 'images'), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.\w+$/.test(name))
      .map((name) => `images/${name.replaceAll('\\', '/')}`);
    expect(there.length).toBeGreaterThan(100);
    expect(there.filter((name) => !shown.includes(name))).toEqual([]);
  });

  it('shows every screen and state that the suite goes through, in light and in dark', () => {
    const { text } = pages.find(({ path }) => path === 'docs/screens.md') as Page;
    const walk = join(root, 'test', 'e2e', 'every-screen');
    const states = readdirSync(walk).flatMap((name) =>
      [...readFileSync(join(walk, name), 'utf8').matchAll(/\bsee\('(.+?)'\)/g)].map(([, what = '']) => what),
    );
    const wanted = states.flatMap((what) =>
      ['light', 'dark'].map((look) => `${what.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}-${look}.webp`),
    );
    expect(states.length).toBeGreaterThan(50);
    expect(wanted.filter((name) => !text.includes(`images/screens/${name}`))).toEqual([]);
  });
});

describe('the page about the architecture', () => {
  it('tells which status may follow which', () => {
    const { text } = pages.find(({ path }) => path === 'docs/architecture.md') as Page;
    const told = new Map(
      [...text.matchAll(/^\| `([a-z-]+)` \| (.+) \|$/gm)].map(([, from = '', to = '']) => [
        from,
        [...to.matchAll(/`([a-z-]+)`/g)].map(([, status = '']) => status),
      ]),
    );
    const moves = jobStatuses.map((from) => [from, jobStatuses.filter((to) => canMove(from, to))] as const);
    expect([...told.keys()].sort()).toEqual([...jobStatuses].sort());
    for (const [from, to] of moves) expect([from, told.get(from)?.sort()]).toEqual([from, [...to].sort()]);
  });
});

describe('what is checked on a page', () => {
  it('finds a link, a picture or an anchor that leads nowhere', () => {
    const page = planted(
      '# A page\n[a](gone.md) [b](configuration.md#gone) [c](#gone) ![d](images/gone.png) [e](../../elsewhere)\n' +
        '[f](configuration.md#fields) [g](#a-page) [h](https://example.org/x#y) `[i](gone.md)`',
    );
    expect(brokenLinks(page)).toEqual([
      'gone.md',
      'configuration.md#gone',
      '#gone',
      'images/gone.png',
      '../../elsewhere',
    ]);
  });

  it('knows the anchors of headings', () => {
    expect(anchorsOf('# Key lost, or `keychain` lost?\n## Same\n## Same\n```sh\n# no heading\n```')).toEqual([
      'key-lost-or-keychain-lost',
      'same',
      'same-1',
    ]);
  });

  it('finds commands and files that are not there', () => {
    const page = planted(
      '`npm run nothing`, `npm start`, `npm run --silent demo`\n```sh\nnode scripts/nothing.mjs\n```\n`main/nothing.ts`',
    );
    expect(npmScriptsOf(page)).toEqual(['nothing', 'start', 'demo']);
    expect(pathsOf(page)).toEqual(['main/nothing.ts', 'scripts/nothing.mjs']);
  });

  it('finds words that the app does not say', () => {
    const page = planted('**Not** this, but *Approve\nand sign*, *Settings → Practice* and *Sign at once*.');
    expect(quotesOf(page)).toEqual(['Approve and sign', 'Settings', 'Practice', 'Sign at once']);
    expect(quotesOf(page).filter((quote) => !isSaid(quote, texts))).toEqual(['Sign at once']);
    expect(isSaid('The service holds a token signed by a key that nobody named as trusted.', texts)).toBe(true);
    expect(isSaid('The service holds a token signed by somebody', texts)).toBe(false);
    expect(isSaid('The service refused the token (status …).', texts)).toBe(true);
    expect(isSaid('Cannot see the service since 4:00 AM', texts)).toBe(true);
  });
});
