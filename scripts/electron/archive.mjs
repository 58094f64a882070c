import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { capture } from '../bring-up/child.mjs';
import { Fault } from '../bring-up/fault.mjs';

/**
 * @param {string} file
 * @returns {Promise<string>} its subresource integrity, `sha512-` and base64
 */
export const integrityOf = async (file) => {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  return `sha512-${hash.digest('base64')}`;
};

/**
 * Takes one member out of a gzipped tar file, by the system's tar.
 * @param {string} tarball @param {string} member @param {string} folder
 * @returns {Promise<string>} the member's path
 */
export const takeFromTarball = async (tarball, member, folder) => {
  const ended = await capture('tar', ['-xzf', tarball, '-C', folder, '--no-same-owner', '--', member]);
  if (ended.code !== 0) throw new Fault(`tar could not unpack ${tarball}: ${ended.stderr.trim()}`);
  return path.join(folder, member);
};

const fileType = 0o170000;
const regularFile = 0o100000;

/**
 * Unpacks the regular files of a zip; folders are made as needed, and everything else (links, devices) is refused.
 * @param {string} zip
 * @param {string} folder
 * @param {(entry: string) => string | null} placeOf where an entry goes inside `folder`; null leaves it out
 */
export const unpackZip = async (zip, folder, placeOf) => {
  const { openPromise } = await import('yauzl');
  const archive = await openPromise(zip, { lazyEntries: true, autoClose: false });
  try {
    for await (const entry of archive.eachEntry()) {
      const place = placeOf(entry.fileName);
      if (place === null) continue;
      const mode = entry.externalFileAttributes >>> 16;
      if ((mode & fileType) !== regularFile) throw new Fault(`${entry.fileName} in ${zip} is not a regular file.`);
      const target = path.join(folder, place);
      await mkdir(path.dirname(target), { recursive: true });
      const content = await archive.openReadStreamPromise(entry);
      await pipeline(content, createWriteStream(target, { mode: mode & 0o755, flags: 'wx' }));
    }
  } finally {
    archive.close();
  }
};
