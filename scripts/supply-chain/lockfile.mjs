import { inProject, readJson } from '../bring-up/project.mjs';

/**
 * package-lock.json as the suppliers' list: a place below node_modules for every package, with what npm knows of it.
 * @typedef {{
 *   name?: string, version: string, license?: string, integrity?: string, resolved?: string, link?: boolean,
 *   optional?: boolean, hasInstallScript?: boolean, os?: string[], cpu?: string[], libc?: string[],
 *   dependencies?: Record<string, string>, optionalDependencies?: Record<string, string>,
 *   peerDependencies?: Record<string, string>, devDependencies?: Record<string, string>,
 * }} LockedPackage
 * @typedef {Record<string, LockedPackage>} LockedPackages
 * @typedef {{ platform: string, arch: string, libc?: string }} Target what is shipped for: as Node names it, `libc` on Linux
 */

/** @returns {LockedPackages} */
export const lockedPackages = () => readJson(inProject('package-lock.json')).packages;

/** A package's name at a place; an alias has the name of what it stands for. */
export const nameAt = (/** @type {LockedPackages} */ packages, /** @type {string} */ place) =>
  packages[place]?.name ?? place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

/**
 * Where Node finds a package that is asked for at a place: beside it, or further up.
 * @param {LockedPackages} packages
 * @param {string} from
 * @param {string} name
 * @returns {string | null} null where it is not installed
 */
export const placeOf = (packages, from, name) => {
  for (let at = from; ; at = at.slice(0, Math.max(at.lastIndexOf('/node_modules/'), 0))) {
    const place = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
    if (packages[place]) return place;
    if (at === '') return null;
  }
};

/** A list of npm's: names that fit, or names with `!` that do not. */
const listed = (/** @type {readonly string[] | undefined} */ list, /** @type {string} */ value) =>
  !list || list.includes(value) || (list.every((one) => one.startsWith('!')) && !list.includes(`!${value}`));

/** Binaries of one C library that only say so in their names: npm installs both kinds, a package ships the one that loads. */
const libcIn = (/** @type {string} */ name) => /-(gnu|musl)(?:eabi(?:hf)?)?$/.exec(name)?.[1]?.replace('gnu', 'glibc');

/** Whether a package's files can be of use on the target. */
const fits = (
  /** @type {string} */ name,
  /** @type {LockedPackage} */ { os, cpu, libc },
  /** @type {Target} */ target,
) => {
  const libcs = libc ?? libcIn(name)?.split(' ');
  return listed(os, target.platform) && listed(cpu, target.arch) && listed(libcs, target.libc ?? 'glibc');
};

/**
 * Everything that comes along when these packages are installed for a target without development packages.
 * @param {LockedPackages} packages
 * @param {readonly string[]} names as the root asks for them
 * @param {Target} target
 * @returns {string[]} places, sorted
 */
export const closure = (packages, names, target) => {
  /** @type {Set<string>} */
  const found = new Set();
  const take = (/** @type {string} */ from, /** @type {string} */ name) => {
    const place = placeOf(packages, from, name);
    const one = place && packages[place];
    if (!place || !one || found.has(place) || !fits(name, one, target)) return;
    found.add(place);
    for (const next of Object.keys({ ...one.dependencies, ...one.optionalDependencies })) take(place, next);
  };
  for (const name of names) take('', name);
  return [...found].sort();
};
