import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface Entry {
  readonly path: string;
  /** Permission bits. */
  readonly mode: number;
  readonly kind: 'folder' | 'file' | 'other';
}

/** Everything below a folder and the folder itself; what vanishes while it is listed is left out. */
export function entriesBelow(folder: string): Entry[] {
  return [folder, ...readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name)))].flatMap(
    (path): Entry[] => {
      const stat = lstatSync(path, { throwIfNoEntry: false });
      if (!stat) return [];
      return [
        { path, mode: stat.mode & 0o777, kind: stat.isDirectory() ? 'folder' : stat.isFile() ? 'file' : 'other' },
      ];
    },
  );
}
