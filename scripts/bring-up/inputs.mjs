import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/** @returns {Promise<string[]>} the files below a path, or the path itself; nothing where there is none */
const filesBelow = async (/** @type {string} */ place) => {
  if (!existsSync(place)) return [];
  if (!(await stat(place)).isDirectory()) return [place];
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
};

/**
 * One digest for names and contents of all the files that a build reads, whatever their times.
 * @param {string} root
 * @param {readonly string[]} places files and folders, relative to `root`
 * @returns {Promise<string>} hexadecimal SHA-256
 */
export const inputsDigest = async (root, places) => {
  const files = (await Promise.all(places.map((place) => filesBelow(path.join(root, place))))).flat();
  const named = files.map((file) => ({ file, name: path.relative(root, file).split(path.sep).join('/') }));
  named.sort((a, b) => (a.name < b.name ? -1 : 1));
  const digest = createHash('sha256');
  for (const { file, name } of named) {
    const content = await readFile(file);
    // The lengths keep one file's end from passing for the next one's beginning.
    digest.update(`${name.length}:${name}${content.length}:`).update(content);
  }
  return digest.digest('hex');
};
