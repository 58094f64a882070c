import { capture } from '../bring-up/child.mjs';
import { librariesNeeded } from '../bring-up/system-packages.mjs';

/** @param {string} executable @returns {Promise<{ code: number | null, stdout: string, stderr: string }>} */
const askVersion = (executable) =>
  capture(executable, ['-p', 'process.versions.electron'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    timeout: 30_000,
  });

/**
 * @param {string} executable one that starts
 * @returns {Promise<string>} its Electron's version
 */
export const versionOf = async (executable) => (await askVersion(executable)).stdout.trim();

/**
 * Starts the executable as plain Node, which needs no display but loads every library a window needs.
 * @param {string} executable
 * @param {string} [version] the Electron version it must have
 * @returns {Promise<string | null>} what is wrong with it, for a person; null when nothing is
 */
export const describeStart = async (executable, version) => {
  let ended;
  try {
    ended = await askVersion(executable);
  } catch (error) {
    return `${executable} can't be started: ${error instanceof Error ? error.message : error}`;
  }
  const library = /error while loading shared libraries: ([^:]+):/.exec(ended.stderr)?.[1];
  if (library) return `Electron can't be started here: the library ${library} is missing. ${librariesNeeded}`;
  const found = ended.stdout.trim();
  if (ended.code !== 0) return `${executable} doesn't start (exit code ${ended.code}): ${ended.stderr.trim()}`;
  return version && found !== version ? `${executable} is Electron ${found}, not ${version}.` : null;
};
