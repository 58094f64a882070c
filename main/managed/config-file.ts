import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { faultText, finding } from '../errors.ts';
import { given, MOST_BYTES, type SourceText } from './source-text.ts';

/**
 * A file that fixes settings.
 * @param owner the user who alone may change the file and its folder, where that matters; root's number is 0
 */
export async function readConfigFile(path: string, owner: number | null): Promise<SourceText> {
  const read = await readBytes(path, owner);
  return 'state' in read ? read : given(read.bytes);
}

export async function readBytes(
  path: string,
  owner: number | null,
): Promise<SourceText | { readonly bytes: Uint8Array }> {
  try {
    // The folder first: who may write to it can take the file away, which must not look as if there had never been one.
    const folder = owner === null ? null : await lstat(dirname(path));
    if (folder && !belongsTo(folder, owner)) return notRoots(dirname(path));
    // A link could be pointed elsewhere, or at nothing; a pipe would be waited for.
    const flags = constants.O_RDONLY | (owner === null ? 0 : constants.O_NOFOLLOW) | (constants.O_NONBLOCK ?? 0);
    const file = await open(path, flags);
    try {
      return await readOpened(file, path, owner);
    } finally {
      await file.close();
    }
  } catch (fault) {
    const { code } = fault as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { state: 'absent' };
    if (code === 'ELOOP' && owner !== null) return { state: 'refused', problem: finding('config-link', { path }) };
    return { state: 'refused', problem: finding('config-unreadable', { detail: faultText(fault) }) };
  }
}

/** What is judged is what is read: the opened file, whatever its name stands for meanwhile. */
async function readOpened(
  file: FileHandle,
  path: string,
  owner: number | null,
): Promise<SourceText | { readonly bytes: Uint8Array }> {
  const stats = await file.stat();
  if (!stats.isFile()) return { state: 'refused', problem: finding('config-not-file', { path }) };
  if (!belongsTo(stats, owner)) return notRoots(path);
  const bytes = Buffer.alloc(MOST_BYTES + 1);
  let length = 0;
  for (let more = 1; more > 0 && length < bytes.length; length += more) {
    ({ bytesRead: more } = await file.read(bytes, length, bytes.length - length));
  }
  if (length > MOST_BYTES) {
    return { state: 'refused', problem: finding('config-too-large', { kilobytes: MOST_BYTES / 1024 }) };
  }
  return { bytes: bytes.subarray(0, length) };
}

/** Whether nobody else may change it. Access lists count: what they allow shows in the group's bits (acl(5)). */
const belongsTo = (stats: Stats, owner: number | null): boolean =>
  owner === null || (stats.uid === owner && !stats.isSymbolicLink() && (stats.mode & 0o022) === 0);

const notRoots = (path: string): SourceText => ({ state: 'refused', problem: finding('config-not-roots', { path }) });
