import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

/**
 * What each icon is put together from: a frame or none, and a glyph; a solid frame has the glyph cut out of it. Glyphs
 * that need a place of their own on the practice ticket say so by `ticket`, an SVG transform.
 */
/** @type {Record<string, { frame: string | null, tone: string, ticket?: string }>} */
const states = {
  clear: { frame: 'frame-ring', tone: 'ink' },
  decide: { frame: 'solid-disc', tone: 'accent' },
  blind: { frame: null, tone: 'bad', ticket: 'translate(3.1 3.1) scale(.74)' },
  paused: { frame: 'frame-ring', tone: 'ink' },
  locked: { frame: null, tone: 'ink', ticket: 'translate(3.2 2.9) scale(.73)' },
  stopped: { frame: 'frame-ring', tone: 'bad' },
  fault: { frame: 'solid-triangle', tone: 'bad', ticket: 'translate(-3 -5.1) scale(1.25)' },
  limited: { frame: 'frame-ring', tone: 'ink' },
  asking: { frame: 'frame-ring', tone: 'ink' },
};

/** For light and dark bars; `halo` keeps an icon legible where the bar is not what it was taken for. */
const grounds = {
  light: { ink: '#1b2027', accent: '#1b4f9c', bad: '#a3201a', practice: '#6a2fae', halo: '#ffffff' },
  dark: { ink: '#f2f5f8', accent: '#8fbcff', bad: '#ff9d94', practice: '#c9a4ff', halo: '#10141a' },
};
const template = { ink: '#000', accent: '#000', bad: '#000', practice: '#000', halo: null };

/** Of the icon theme's folders (Icon Theme Specification), in which Linux packages lay the app's own. */
const appSizes = [16, 24, 32, 48, 64, 128, 256, 512];
const sizes = [16, 22, 24, 32, 44, 48];

/**
 * @param {string} definitions
 * @param {{ frame: string | null, glyph: string, colour: string, halo: string | null, place?: string }} icon
 */
const compose = (definitions, { frame, glyph, colour, halo, place = '' }) => {
  const use = (/** @type {string} */ name, /** @type {string} */ fill) =>
    `<use href="#${name}" color="${fill}" fill="${fill}"/>`;
  const cut = frame?.startsWith('solid-');
  const drawing = cut
    ? `<g mask="url(#cut)">${use(/** @type {string} */ (frame), colour)}</g>`
    : `${frame ? use(frame, colour) : ''}${use(glyph, colour)}`;
  // The frame again behind a glyph that is cut out of it, so that what is behind the bar can't fill the gap.
  const behind = halo
    ? `<g opacity=".55" filter="url(#halo)">${cut ? use(/** @type {string} */ (frame), colour) : drawing}</g>`
    : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">
    ${definitions}
    <mask id="cut" maskUnits="userSpaceOnUse" x="0" y="0" width="24" height="24">
      <rect width="24" height="24" fill="#fff"/><g transform="${place}">${use(glyph, '#000')}</g>
    </mask>
    <filter id="halo" filterUnits="userSpaceOnUse" x="0" y="0" width="24" height="24" color-interpolation-filters="sRGB">
      <feMorphology in="SourceAlpha" operator="dilate" radius=".9" result="wide"/>
      <feFlood flood-color="${halo ?? '#000'}"/><feComposite in2="wide" operator="in"/>
    </filter>
    ${behind}${drawing}
  </svg>`;
};

const raster = (/** @type {string} */ svg, /** @type {number} */ size) =>
  new Resvg(svg, { fitTo: { mode: 'width', value: size } }).render().asPng();

/**
 * Draws every icon of the app from its SVG sources.
 * @param {{ from: string, to: string }} folders `to` is emptied first
 */
export const drawIcons = async ({ from, to }) => {
  await initWasm(await readFile(createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm')));
  const read = (/** @type {string} */ name) => readFile(path.join(from, name), 'utf8');
  const definitions = /<defs>[\s\S]*<\/defs>/.exec(await read('tray.svg'))?.[0];
  if (!definitions) throw new Error('tray.svg has no definitions');
  await rm(to, { recursive: true, force: true });
  const app = await read('app.svg');
  /** @type {[name: string, svg: string, size: number][]} */
  const files = [
    ['app.png', app, 1024],
    ...appSizes.map((size) => /** @type {[string, string, number]} */ ([`app/${size}x${size}.png`, app, size])),
  ];
  for (const [state, { frame, tone, ticket = '' }] of Object.entries(states)) {
    const glyph = `glyph-${state}`;
    for (const practice of [false, true]) {
      const name = practice ? `${state}-practice` : state;
      const icon = (/** @type {Record<string, string | null>} */ colours) =>
        compose(definitions, {
          frame: practice ? 'solid-ticket' : frame,
          glyph,
          colour: colours[practice ? 'practice' : tone] ?? '#000',
          halo: colours.halo ?? null,
          place: practice ? ticket : '',
        });
      for (const [ground, colours] of Object.entries(grounds)) {
        const svg = icon(colours);
        for (const size of sizes) files.push([`tray/${ground}/${name}-${size}.png`, svg, size]);
      }
      files.push([`tray/template/${name}Template.png`, icon(template), 16]);
      files.push([`tray/template/${name}Template@2x.png`, icon(template), 32]);
    }
  }
  const overlay = { frame: 'solid-disc', glyph: 'glyph-decide', colour: grounds.light.bad, halo: null };
  files.push(['overlay.png', compose(definitions, overlay), 32]);
  for (const [name, svg, size] of files) {
    const file = path.join(to, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, raster(svg, size));
  }
};
