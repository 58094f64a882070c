import { readFile } from 'node:fs/promises';
import { load } from 'js-yaml';
import { inProject, readJson } from '../bring-up/project.mjs';

/** @returns {Promise<any>} what electron-builder.yml says, so that it need not be said again */
export const builderConfiguration = async () => load(await readFile(inProject('electron-builder.yml'), 'utf8'));

/** @returns {any} */
export const manifest = () => readJson(inProject('package.json'));
