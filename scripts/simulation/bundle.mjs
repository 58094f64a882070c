import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Fault } from '../bring-up/fault.mjs';
import { inProject, projectRoot } from '../bring-up/project.mjs';

/** @typedef {import('../../test/simulation/mutations.mjs').Mutation} Mutation */

/**
 * Puts a mutation into the sources as they are loaded; nothing on the disk is changed.
 * @param {Mutation} mutation
 */
const mutate = ({ name, edits }) => ({
  name: 'countersign-mutation',
  enforce: /** @type {const} */ ('pre'),
  transform(/** @type {string} */ code, /** @type {string} */ id) {
    const here = edits.filter(({ file }) => path.resolve(projectRoot, file) === path.resolve(id.split('?')[0] ?? ''));
    if (here.length === 0) return null;
    let changed = code;
    for (const { file, from, to } of here) {
      const found = changed.split(from).length - 1;
      if (found !== 1)
        throw new Fault(`The mutation "${name}" does not fit ${file} any more: its text is there ${found} times.`);
      changed = changed.replace(from, () => to);
    }
    return { code: changed, map: null };
  },
});

/**
 * Bundles the simulation with all of the product that it runs: once, and then every run is at full speed.
 * @param {string} name of the bundle
 * @param {Mutation | null} mutation
 * @returns {Promise<string>} URL of the bundle
 */
export const bundleSimulation = async (name, mutation = null) => {
  for (const { file, from } of mutation?.edits ?? []) {
    // A file that the bundle does not hold would never be asked about.
    if (!(await readFile(inProject(file), 'utf8')).includes(from.split('\n')[0] ?? from)) {
      throw new Fault(`The mutation "${mutation?.name}" does not fit ${file} any more.`);
    }
  }
  // Beside the packages, so that the bundle finds those that are not in it.
  const outDir = inProject('node_modules', '.cache', 'countersign-simulation', name);
  const { build } = await import('vite');
  await build({
    configFile: false,
    root: projectRoot,
    logLevel: 'error',
    plugins: mutation ? [mutate(mutation)] : [],
    build: {
      ssr: 'test/simulation/command.ts',
      outDir,
      target: 'node20',
      minify: false,
      emptyOutDir: true,
      rollupOptions: { output: { entryFileNames: 'command.mjs' } },
    },
  });
  return pathToFileURL(path.join(outDir, 'command.mjs')).href;
};
