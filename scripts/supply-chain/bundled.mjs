import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Fault } from '../bring-up/fault.mjs';
import { inProject, projectRoot } from '../bring-up/project.mjs';

/** Where a build leaves the list of packages whose code is in its bundles. */
export const bundledFile = () => inProject('dist', 'bundled-packages.json');

/**
 * The package that a module of a bundle is from.
 * @param {string} id as the bundler names modules: a path, or `\0` and a name for what it adds of its own
 * @param {string} root of the project
 * @returns {string | null} its place below the root, null for a source of ours
 */
export const packageOf = (id, root) => {
  if (id.startsWith('\0')) {
    // Helpers of the bundler and of Vite come along; names that belong to a package carry its path.
    const own = /^\0(rolldown|vite)\//.exec(id)?.[1];
    if (own) return `node_modules/${own}`;
  }
  const file = id
    .replace(/^\0/, '')
    .replace(/[?#].*$/, '')
    .split(path.sep)
    .join('/');
  const inside = path.relative(root, file).split(path.sep).join('/');
  const place = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(inside)?.[0];
  if (place) return place;
  if (id.startsWith('\0') || inside.startsWith('..')) throw new Error(`nobody knows what package ${id} is from`);
  return null;
};

/**
 * Notes what packages end up in a bundle: what was read and then dropped does not count.
 * @param {Set<string>} places is added to
 * @returns {import('vite').Plugin}
 */
export const notePackages = (places) => ({
  name: 'note-packages',
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== 'chunk') continue;
      for (const id of file.moduleIds) {
        const place = packageOf(id, projectRoot);
        if (place) places.add(place);
      }
    }
  },
});

/** @param {ReadonlySet<string>} places */
export const writeBundled = (places) => writeFile(bundledFile(), `${JSON.stringify([...places].sort(), null, 2)}\n`);

/** @returns {string[]} places below the root, sorted */
export const readBundled = () => {
  if (!existsSync(bundledFile())) {
    throw new Fault('dist/ does not say what is in its bundles; nothing was written.', 'Run: npm run build');
  }
  return JSON.parse(readFileSync(bundledFile(), 'utf8'));
};
