import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

/**
 * Writes SHA256SUMS beside finished packages, in the form that `sha256sum --check` reads.
 * @param {readonly string[]} files
 * @param {string} folder
 * @returns {Promise<string>} the file's path
 */
export const writeChecksums = async (files, folder) => {
  const lines = await Promise.all(
    [...files].sort().map(async (file) => {
      const hash = createHash('sha256');
      await pipeline(createReadStream(file), hash);
      return `${hash.digest('hex')}  ${path.basename(file)}\n`;
    }),
  );
  const target = path.join(folder, 'SHA256SUMS');
  await writeFile(target, lines.join(''));
  return target;
};

/** electron-builder calls this when all packages of a run are there; what it gives is handed on with them. */
const afterAllArtifactBuild = async (
  /** @type {import('electron-builder').BuildResult} */ { artifactPaths, outDir },
) => (artifactPaths.length === 0 ? [] : [await writeChecksums(artifactPaths, outDir)]);
export default afterAllArtifactBuild;
