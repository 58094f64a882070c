import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';

/**
 * Overwrites a file with chance and deletes it, where it still holds what was read from it. What this can't promise: a
 * solid-state disk, a journal, a snapshot, a synchronised folder or a backup may keep the old bytes.
 * @returns whether it was done
 */
export function overwriteFile(path: string, held: string): boolean {
  try {
    if (readFileSync(path, 'utf8') !== held) return false;
    const handle = openSync(path, 'r+');
    try {
      const { size } = fstatSync(handle);
      writeSync(handle, randomBytes(size), 0, size, 0);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    rmSync(path);
    return true;
  } catch {
    // It could not be written or deleted: whoever asked for it is told so.
    return false;
  }
}
