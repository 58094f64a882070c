import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** @param {string} folder @returns {Promise<number>} the bytes of all files in it, of whatever still exists */
export const folderBytes = async (folder) => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        stat(path.join(entry.parentPath ?? entry.path, entry.name)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
};

/**
 * Follows a download that another program makes, by the growth of the folder it writes to.
 * @param {string} folder
 * @param {{ update: (bytes: number) => void, stalled: () => void, patienceMs: number }} listener `stalled` is called
 * once, when nothing has been added for `patienceMs`
 * @returns {() => void} ends it
 */
export const watchGrowth = (folder, { update, stalled, patienceMs }) => {
  let largest = 0;
  let grewAt = Date.now();
  let busy = false;
  const timer = setInterval(async () => {
    if (busy) return;
    busy = true;
    const bytes = await folderBytes(folder);
    busy = false;
    if (bytes > largest) {
      largest = bytes;
      grewAt = Date.now();
      update(bytes);
    } else if (Date.now() - grewAt > patienceMs) {
      clearInterval(timer);
      stalled();
    }
  }, 250);
  return () => clearInterval(timer);
};
