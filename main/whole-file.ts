import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';

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
  replace(path, partOf(path), 'wx', content, options);

/** A file that is written piece by piece, for what is too much to be held at once. */
export interface FileInPieces {
  write(text: string): Promise<void>;
  /** All of it lies on the disk, beside its place. */
  close(): Promise<void>;
  /** Takes its place. */
  take(): Promise<void>;
  /** Nothing is left of it. */
  discard(): Promise<void>;
}

/**
 * Begins a file at a place that a person chose, the operator's alone. What lies there stays until the new one takes its place.
 * @throws the system's error, as each of its steps does
 */
export async function fileInPieces(path: string): Promise<FileInPieces> {
  const part = partOf(path);
  const handle = await open(part, 'wx', 0o600);
  let closed = false;
  const close = async () => {
    if (!closed) await handle.close();
    closed = true;
  };
  return {
    write: (text) => handle.writeFile(text),
    close: async () => {
      await handle.sync();
      await close();
    },
    take: () => rename(part, path),
    discard: async () => {
      await close().catch(() => {});
      await rm(part, { force: true });
    },
  };
}

const partOf = (path: string): string => `${path}.${randomBytes(6).toString('hex')}.part`;

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
