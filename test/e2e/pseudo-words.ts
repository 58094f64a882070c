import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { type Words, wordsOf } from './said.ts';
import { projectRoot, type Workstation } from './workstation.ts';

const accented: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from('aàcçeéiînñoöuûyýAÅCÇEÉIÎNÑOÖUÛYÝ'.matchAll(/(.)(.)/g), ([, plain = '', accent = '']) => [plain, accent]),
);

/** Sentences of many languages are longer than the English ones by this much, short ones by more (W3C, text size in translation). */
const LONGER = 0.4;

/**
 * A text as a translation might turn out: other letters, longer, and in brackets, so that what was hard-coded, cut or
 * put together of pieces can be told at sight. Values keep their places.
 */
export function pseudo(text: string): string {
  const pieces = text.split(/(\{\{.*?\}\})/);
  const said = pieces.map((piece) => (piece.startsWith('{{') ? piece : piece.replace(/\w/g, (c) => accented[c] ?? c)));
  const length = pieces.filter((piece) => !piece.startsWith('{{')).join('').length;
  const more = 'lorém ipsüm dolör '.repeat(1 + Math.ceil(length / 18)).slice(0, Math.ceil(length * LONGER));
  return `⟦${said.join('')} ${more.trimEnd()}⟧`;
}

const pseudoWords = (words: Words): Words =>
  Object.fromEntries(
    Object.entries(words).map(([key, word]) => [key, typeof word === 'string' ? pseudo(word) : pseudoWords(word)]),
  );

/**
 * Has the station run a copy of the built app in which the German words are pseudo words: the app itself has no door
 * through which words could come in.
 */
export function giveStationPseudoWords(station: Workstation): void {
  const app = join(station.folder, 'app');
  cpSync(join(projectRoot, 'dist'), join(app, 'dist'), { recursive: true });
  cpSync(join(projectRoot, 'package.json'), join(app, 'package.json'));
  symlinkSync(join(projectRoot, 'node_modules'), join(app, 'node_modules'));
  const english = wordsOf('en');
  const chunk = `export default ${JSON.stringify(pseudoWords(english))}`;
  for (const folder of ['dist/main', 'dist/renderer/assets']) {
    const [name, ...others] = readdirSync(join(app, folder)).filter((file) => /^de-[\w-]+\.js$/.test(file));
    if (name === undefined || others.length > 0) throw new Error(`${folder} has not one file of German words`);
    if (!/as default\s*\}/.test(readFileSync(join(app, folder, name), 'utf8')))
      throw new Error(`${folder}/${name} is not what is imported`);
    writeFileSync(join(app, folder, name), chunk);
  }
  station.app = app;
}

/** What is no word of ours: times, values from outside, keys and codes, and names of languages in themselves. */
const notOurs =
  'time, bdi, code, kbd, pre, .mono, .job-id, .bytes-box, .key, .foreign, [lang]:not(html), textarea, input, ' +
  // Names of algorithms.
  'option:is([value="Ed25519"], [value="EdDSA"], [value="ES256"], [value="RS256"], [value="PS256"])';

/** Everything on the screen, seen or only heard, that stands outside the brackets of pseudo words. */
export const unbracketed = (page: Page): Promise<string[]> =>
  page.evaluate((notOurs) => {
    const found = new Set<string>();
    const bracketed = (text: string) => /^⟦.*⟧$/s.test(text.trim());
    const hasWords = (text: string) => /\p{L}{2}/u.test(text);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      const text = node.textContent ?? '';
      if (!parent || !hasWords(text) || parent.closest(`${notOurs}, script, style`)) continue;
      // An option can have no element around the ID that it is about.
      const own = parent instanceof HTMLOptionElement ? text.replace(`${parent.value} · `, '') : text;
      if (!bracketed(own)) found.add(`${parent.className || parent.tagName}: ${text.trim()}`);
    }
    for (const name of ['aria-label', 'aria-valuetext', 'aria-description', 'title', 'placeholder', 'alt']) {
      for (const element of document.body.querySelectorAll(`[${name}]`)) {
        const text = element.getAttribute(name) ?? '';
        // The button that closes a sheet for those who only hear it has the library's own words, in its translations.
        const isLibrarys = element.matches('button[tabindex="-1"]') && (element.parentElement?.clientWidth ?? 0) <= 1;
        if (hasWords(text) && !isLibrarys && !element.closest('time, bdi, code, .foreign') && !bracketed(text))
          found.add(`${element.className || element.tagName} ${name}: ${text}`);
      }
    }
    return [...found];
  }, notOurs);

/** Words of ours of which a part can't be seen, and things to press or to read that lie on each other. */
export const cutOrCovered = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    const shown = (element: Element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const short = (element: Element) => `${element.className || element.tagName}: ${element.textContent?.slice(0, 40)}`;
    const unseen = (element: Element) => {
      const { width, height } = element.getBoundingClientRect();
      return width <= 1 || height <= 1 || element.closest('.unseen') !== null;
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!parent || !/⟦/.test(node.textContent ?? '') || !shown(parent) || unseen(parent)) continue;
      // Shortened on purpose: the review has the whole of a row's value and of its status, the page Health of every trouble, Settings of practice,
      // the entry below the record its event, and the page Health, to which a trouble beside it leads, how the service is reached.
      if (
        parent.closest(
          'bdi, .troubles-first, .practice-explained, .row .chip, .row-value, .record-row .record-event, .strip:has(.troubles) .reach-words',
        )
      )
        continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const text = range.getBoundingClientRect();
      for (let box: Element | null = parent; box && box !== document.body; box = box.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(box);
        const { left, right, top, bottom, width } = box.getBoundingClientRect();
        if (width <= 1) break;
        // What scrolls can be brought into view.
        if (overflowX !== 'visible' && overflowX !== 'auto' && (text.left < left - 1 || text.right > right + 1))
          found.push(`cut at the side by ${box.className}: ${short(parent)}`);
        if (overflowY !== 'visible' && overflowY !== 'auto' && (text.top < top - 2 || text.bottom > bottom + 2))
          found.push(`cut at the end by ${box.className}: ${short(parent)}`);
        if (overflowY === 'auto' || overflowX === 'auto') break;
      }
    }
    const dialog = document.querySelector('[role="dialog"]');
    const things = [
      ...(dialog ?? document.body).querySelectorAll('button, a[href], h1, h2, input, textarea, [role="tab"]'),
    ].filter((element) => shown(element) && !unseen(element) && !element.closest('.undo-bar'));
    /** What of an element can be seen of all that scrolls around it. */
    const seen = (element: Element) => {
      let { left, right, top, bottom } = element.getBoundingClientRect();
      for (let box = element.parentElement; box; box = box.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(box);
        const around = box.getBoundingClientRect();
        if (overflowX !== 'visible') [left, right] = [Math.max(left, around.left), Math.min(right, around.right)];
        if (overflowY !== 'visible') [top, bottom] = [Math.max(top, around.top), Math.min(bottom, around.bottom)];
      }
      return { left, right, top, bottom };
    };
    things.forEach((one, index) => {
      const a = seen(one);
      if (a.right - a.left < 12 || a.bottom - a.top < 12) return;
      for (const x of [a.left + 5, a.right - 5]) {
        const above = document.elementFromPoint(x, (a.top + a.bottom) / 2);
        if (!above || one.contains(above) || above.contains(one)) continue;
        // The first two lie over what scrolls, as arrivals do; the button over the end of the field that it empties.
        if (above.closest('.undo-bar, .save-bar, label, .search-clear, .arrivals')) continue;
        found.push(`covered: ${short(one)} by ${short(above)}`);
      }
      for (const other of things.slice(index + 1)) {
        if (one.contains(other) || other.contains(one)) continue;
        const b = seen(other);
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        const isOver = [one, other].some((element) => element.closest('.save-bar, .search-clear, .arrivals'));
        if (wide > 1 && high > 1 && !isOver) found.push(`one on the other: ${short(one)} | ${short(other)}`);
      }
    });
    return [...new Set(found)];
  });
