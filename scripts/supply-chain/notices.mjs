import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readBundled } from './bundled.mjs';
import { lockedPackages } from './lockfile.mjs';
import { licenceText, shippedPackages, thisMachine } from './shipped.mjs';

const rule = '-'.repeat(80);

/**
 * The licences of everything that is shipped, as one text for people: each text once, under the packages that it is for.
 * @param {readonly import('./shipped.mjs').Shipped[]} shipped
 * @param {(shipped: import('./shipped.mjs').Shipped) => string} textOf
 * @param {string} electronVersion
 */
export const noticesText = (shipped, textOf, electronVersion) => {
  /** @type {Map<string, string[]>} */
  const byText = new Map();
  for (const one of shipped) {
    const version = one.how === 'runtime' ? electronVersion : one.version;
    const text = textOf(one).replaceAll('\r\n', '\n').trim();
    byText.set(text, [...(byText.get(text) ?? []), `${one.name} ${version} (${one.licence})`]);
  }
  return `${[
    'Countersign is made with the work of others. This file names every package that it is shipped with, and their licences.',
    'Electron holds Chromium, Node.js and what they are made of: their licences are in LICENSES.chromium.html, beside the app.',
    ...[...byText].map(([text, names]) => `${rule}\n${names.join('\n')}\n${rule}\n\n${text}`),
  ].join('\n\n')}\n`;
};

/**
 * Writes THIRD-PARTY-LICENSES.txt of one package. dist/ must have been built.
 * @param {{ to: string, electronVersion?: string, target?: import('./lockfile.mjs').Target }} options `to`: the file
 * @returns {Promise<string>} the file
 */
export const writeNotices = async ({ to, electronVersion, target = thisMachine() }) => {
  const packages = lockedPackages();
  const shipped = shippedPackages({ packages, bundled: readBundled(), target });
  await mkdir(path.dirname(to), { recursive: true });
  const runtime = electronVersion ?? packages['node_modules/electron']?.version ?? '';
  await writeFile(to, noticesText(shipped, licenceText, runtime));
  return to;
};
