import { readFile } from 'node:fs/promises';
import { load } from 'js-yaml';
import { inProject, readJson } from '../bring-up/project.mjs';

/** @returns {Promise<any>} what electron-builder.yml says, so that it need not be said again */
export const builderConfiguration = async () => load(await readFile(inProject('electron-builder.yml'), 'utf8'));

/** @returns {any} */
export const manifest = () => readJson(inProject('package.json'));

/**
 * The time that everything in a package is dated with, so that two builds of one commit are the same: the environment's
 * SOURCE_DATE_EPOCH (reproducible-builds.org), else the commit's.
 * @param {(command: string, args: string[], options: { cwd: string }) => Promise<{ code: number | null, stdout: string }>} capture
 * @param {string} cwd
 * @returns {Promise<number>} seconds since the epoch
 */
export const sourceDate = async (capture, cwd) => {
  const given = Number(process.env.SOURCE_DATE_EPOCH);
  if (Number.isSafeInteger(given) && given > 0) return given;
  const ended = await capture('git', ['log', '-1', '--format=%ct'], { cwd }).catch(() => null);
  const seconds = Number(ended?.stdout.trim());
  // A source archive without its history still builds; 1980 is where a zip's time begins.
  return ended?.code === 0 && seconds > 0 ? seconds : 315_532_800;
};
