import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';

export interface WholeFileOptions {
  /** Mode of the file, whatever the process's umask; the operator's alone unless given. */
  readonly mode?: number;
  /** Looks at what lies on the disk, by its path, before it takes the file's place; throws where it is not good. */
  readonly check?: (part: string) => void;
}

/**
 * Replaces a file of the app's own folder: after a crash, or on a disk that fills up, it is the old one or the new one.
 * @throws the system's error; the file is as it was then
 */
export const replaceOwnFile = (path: string, content: string): void => replace(path, `${path}.new`, 'w', content, {});

/** The same at a place that a person chose, where nothing that lies there already is touched. */
export const replaceFile = (path: string, content: string | Uint8Array, options: WholeFileOptions = {}): void =>
  replace(path, `${path}.${randomBytes(6).toString('hex')}.part`, 'wx', content, options);

function replace(
  path: string,
  part: string,
  flag: 'w' | 'wx',
  content: string | Uint8Array,
  { mode = 0o600, check }: WholeFileOptions,
): void {
  const handle = openSync(part, flag, 0o600);
  try {
    try {
      writeFileSync(handle, content);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    check?.(part);
    if (mode !== 0o600) chmodSync(part, mode);
    renameSync(part, path);
  } catch (fault) {
    rmSync(part, { force: true });
    throw fault;
  }
}
