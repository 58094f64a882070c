import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** @param {...string} parts @returns {string} an absolute path inside the repository */
export const inProject = (...parts) => path.join(projectRoot, ...parts);

/** @param {string} file @returns {any} */
export const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

export const isRoot = process.getuid?.() === 0;

/** Whether a window could be shown to a person here. */
export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
