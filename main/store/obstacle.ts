import { closeSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** What keeps a folder from taking data. */
export type Obstacle = 'disk-full' | 'disk-read-only';

/** More than SQLite's index of its journal, the first thing that it makes (32 KiB). */
const ROOM_BYTES = 64 * 1024;

/** By the system's own code; null for one that says nothing about room or permission. */
export function obstacleOf(code: unknown): Obstacle | null {
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'disk-full';
  return code === 'EROFS' || code === 'EACCES' || code === 'EPERM' ? 'disk-read-only' : null;
}

/** Found out by trying: SQLite's codes for a full or a read-only disk differ from call to call. */
export function obstacleIn(folder: string): Obstacle | null {
  const path = join(folder, 'room.tmp');
  try {
    const handle = openSync(path, 'w', 0o600);
    try {
      writeSync(handle, Buffer.alloc(ROOM_BYTES));
      ftruncateSync(handle, 0);
    } finally {
      closeSync(handle);
      rmSync(path, { force: true });
    }
    return null;
  } catch (fault) {
    return obstacleOf((fault as NodeJS.ErrnoException).code);
  }
}
