import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { inProject } from '../bring-up/project.mjs';
import { closure, nameAt } from './lockfile.mjs';

/**
 * @typedef {object} Shipped one package of what an installed app holds
 * @property {string} place in the lockfile
 * @property {string} name
 * @property {string} version
 * @property {string} licence SPDX expression
 * @property {string} integrity as npm writes it (Subresource Integrity, W3C)
 * @property {'bundled' | 'installed' | 'runtime'} how its code is in our bundles, its files lie beside them, or all runs in it
 */

/**
 * What a package for the target ships, whatever else the lockfile holds for building and testing.
 * @param {{
 *   packages: import('./lockfile.mjs').LockedPackages,
 *   bundled: readonly string[],
 *   target: import('./lockfile.mjs').Target,
 * }} parts `bundled`: places, as a build notes them
 * @returns {Shipped[]} by name
 */
export const shippedPackages = ({ packages, bundled, target }) => {
  const installed = closure(packages, Object.keys(packages['']?.dependencies ?? {}), target);
  /** @type {[string, Shipped['how']][]} */
  const places = [
    ...bundled.map((place) => /** @type {[string, Shipped['how']]} */ ([place, 'bundled'])),
    ...installed.map((place) => /** @type {[string, Shipped['how']]} */ ([place, 'installed'])),
    ['node_modules/electron', 'runtime'],
  ];
  return [...new Map(places)]
    .map(([place, how]) => {
      const one = packages[place];
      if (!one?.license || !one.integrity) throw new Error(`package-lock.json has no licence or hash for ${place}`);
      const { version, license: licence, integrity } = one;
      return { place, name: nameAt(packages, place), version, licence, integrity, how };
    })
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1));
};

/** This machine, as packages for it are chosen. @returns {import('./lockfile.mjs').Target} */
export const thisMachine = () => ({ platform: process.platform, arch: process.arch });

/** Names that packages give the file of their licence. */
const licenceFile = /^(licen[cs]e|copying|notice)([.-]|$)/i;

/** Packages that come without their licence's text, and whose text is theirs as well: binaries of one source. */
const sameSource = /^@libsql\/[a-z0-9]+-[a-z0-9]+(-[a-z]+)?$/;

/**
 * The licence texts of a package as it was installed.
 * @param {Shipped} shipped
 * @returns {string}
 */
export const licenceText = ({ place, name, licence }) => {
  const folder = inProject(...(sameSource.test(name) ? 'node_modules/libsql' : place).split('/'));
  const files = existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => licenceFile.test(file))
        .sort()
    : [];
  if (files.length > 0) return files.map((file) => readFileSync(path.join(folder, file), 'utf8').trim()).join('\n\n');
  const { author } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const holder = String(author?.name ?? author ?? '').replace(/\s*[<(].*$/, '');
  // The package says under what it is given and by whom, and leaves out the text that says so.
  if (licence === 'MIT' && holder) return mitText(holder);
  throw new Error(`${name} comes without the text of its licence, ${licence}`);
};

/** The licence's text as SPDX has it; ours is the same one. */
const mitText = (/** @type {string} */ holder) =>
  readFileSync(inProject('LICENSE'), 'utf8')
    .trim()
    .replace(/^Copyright .*$/m, `Copyright (c) ${holder}`);
