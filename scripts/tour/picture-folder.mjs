import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';

/**
 * A folder of numbered pictures; those of an earlier run are removed first.
 * @param {string} folder
 */
export const openPictureFolder = async (folder) => {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    if (/^\d\d-[\w-]+\.png$/.test(name)) await rm(path.join(folder, name));
  }
  let count = 0;
  return {
    folder,
    /** @param {import('playwright').Page} page @param {string} name @returns {Promise<string>} the file */
    async take(page, name) {
      count += 1;
      const file = path.join(folder, `${String(count).padStart(2, '0')}-${name}.png`);
      await page.screenshot({ path: file });
      return file;
    },
  };
};
