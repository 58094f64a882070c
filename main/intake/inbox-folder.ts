import { randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { access, lstat, mkdir, open, readdir, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join, sep } from 'node:path';
import type { Finding } from '../../preload/contract.ts';
import { faultText, finding } from '../errors.ts';

/** A file of the inbox as a look found it; `name` is one part of a path and names no folder. */
export interface Found {
  readonly name: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
}

const LONGEST_NAME_BYTES = 255;
const MOST_COUNTED = 20;
const MOST_NAMESAKES = 100;
const REASON = '.reason.txt';
const wanted = /^[^.].*\.(jwt|txt|json)$/is;

/** Nothing in the folder can be dealt with; the finding says why. */
export class InboxFault extends Error {
  constructor(readonly finding: Finding) {
    super(finding.code);
  }
}

const codeOf = (thrown: unknown): string => String((thrown as NodeJS.ErrnoException | null)?.code ?? '');
export const detailOf = (thrown: unknown): string => faultText(thrown).slice(0, 300);

/**
 * The files to take in, the oldest first: regular ones of the three kinds. Links, pipes and hidden files are none.
 * `unreadable` is a name that is no text here, so that its file can't be asked for.
 * @param keepOut the app's own data folder
 * @throws InboxFault
 */
export async function filesIn(
  folder: string,
  keepOut: string,
): Promise<{ readonly files: Found[]; readonly unreadable: string | null }> {
  const files: Found[] = [];
  let unreadable: string | null = null;
  try {
    if (await overlaps(folder, keepOut)) throw new InboxFault(finding('inbox-is-data-folder'));
    for (const name of await readdir(folder)) {
      if (!wanted.test(name) || name.endsWith(REASON)) continue;
      const found = await find(folder, name);
      if (found) files.push(found);
      else if (name.includes('\ufffd')) unreadable = name;
    }
  } catch (thrown) {
    throw thrown instanceof InboxFault ? thrown : new InboxFault(folderFinding(thrown));
  }
  try {
    await access(folder, constants.W_OK);
  } catch (thrown) {
    throw new InboxFault(finding('inbox-not-writable', { detail: detailOf(thrown) }));
  }
  files.sort((a, b) => a.mtimeMs - b.mtimeMs || (a.name < b.name ? -1 : 1));
  return { files, unreadable };
}

/** Whether one of the two lies in the other, by whatever links they are called. */
async function overlaps(folder: string, other: string): Promise<boolean> {
  const [one, two] = await Promise.all([realpath(folder), realpath(other)]);
  const within = (inner: string, outer: string) => inner === outer || inner.startsWith(join(outer, sep));
  return within(one, two) || within(two, one);
}

function folderFinding(thrown: unknown): Finding {
  if (codeOf(thrown) === 'ENOENT') return finding('inbox-missing');
  if (codeOf(thrown) === 'ENOTDIR') return finding('inbox-no-folder');
  return finding('inbox-unreadable', { detail: detailOf(thrown) });
}

const foundAs = (name: string, { size, mtimeMs, ino }: Stats): Found => ({ name, size, mtimeMs, ino });

/** Null where there is no regular file of that name, or none any more. */
async function find(folder: string, name: string): Promise<Found | null> {
  try {
    const stats = await lstat(join(folder, name));
    return stats.isFile() ? foundAs(name, stats) : null;
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return null;
    throw thrown;
  }
}

export const sameFile = (a: Found, b: Found | null | undefined): boolean =>
  a.size === b?.size && a.mtimeMs === b.mtimeMs && a.ino === b.ino;

/** The whole of a file, or null where it is not what was found any more. */
export async function readFound(folder: string, found: Found): Promise<Buffer | null> {
  // Never through a link and never waiting for a pipe's other end, whatever has taken the name since it was found.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const file = await open(join(folder, found.name), flags).catch((thrown) => {
    // Taken away, or a link in its place.
    if (codeOf(thrown) === 'ENOENT' || codeOf(thrown) === 'ELOOP') return null;
    throw thrown;
  });
  if (!file) return null;
  try {
    const stats = await file.stat();
    if (!stats.isFile() || !sameFile(found, foundAs(found.name, stats))) return null;
    const bytes = Buffer.alloc(found.size);
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, length);
      if (bytesRead === 0) return null;
      length += bytesRead;
    }
    return bytes;
  } finally {
    await file.close();
  }
}

/**
 * Makes the folders that files go to from here. Only their owner may look into them: request tokens hold claims.
 * @throws InboxFault
 */
export async function makeOutcomeFolders(folder: string): Promise<void> {
  for (const name of ['done', 'refused']) {
    const path = join(folder, name);
    try {
      await mkdir(path, { mode: 0o700 }).catch((thrown) => {
        if (codeOf(thrown) !== 'EEXIST') throw thrown;
      });
      // Through a link the files would leave the folder that was chosen.
      if ((await lstat(path)).isDirectory()) continue;
    } catch (thrown) {
      throw new InboxFault(finding('inbox-not-writable', { detail: detailOf(thrown) }));
    }
    throw new InboxFault(finding('inbox-folder-blocked', { name }));
  }
}

/**
 * Moves a file to `done`, or with the reason beside it to `refused`, under a name that nothing there has. Gives its new
 * path; null where it is not what was found any more: it stays then. System errors are thrown, and it stays, too.
 */
export async function moveOut(folder: string, found: Found, reason: string | null): Promise<string | null> {
  const into = join(folder, reason === null ? 'done' : 'refused');
  for (let number = 1; ; number += 1) {
    // An export that always has the same name would be counted up for ever.
    const mark = number === 1 ? '' : ` (${number <= MOST_COUNTED ? number : randomBytes(4).toString('hex')})`;
    const path = join(into, marked(found.name, mark));
    const reserved: string[] = [];
    try {
      // The reason first: no file ever lies there without one.
      if (reason !== null) await writeNew(`${path}${REASON}`, reason, reserved);
      // A rename replaces what has the name, so the name is taken first, by an empty file of ours.
      await writeNew(path, '', reserved);
      if (!sameFile(found, await find(folder, found.name))) {
        await takeBack(reserved);
        return null;
      }
      await rename(join(folder, found.name), path);
      // From here on it is the file itself: whatever fails now takes nothing back.
      reserved.length = 0;
      if (sameFile(found, await find(into, basename(path)))) return path;
      // Another file took the name at the last moment. Nobody has read that one.
      await putBack(path, folder, found.name);
      return null;
    } catch (thrown) {
      await takeBack(reserved);
      if (codeOf(thrown) !== 'EEXIST' || number >= MOST_NAMESAKES) throw thrown;
    }
  }
}

/** Moves a file back into the inbox whose content is not what was taken in any more; false where it is, or is gone. */
export async function putBackIfGrown(path: string, folder: string, found: Found): Promise<boolean> {
  const now = await find(dirname(path), basename(path));
  if (now === null || now.ino !== found.ino || now.size === found.size) return false;
  await putBack(path, folder, found.name);
  return true;
}

/** Back under its name, or one like it that is free; its reason, where it had one, no longer holds. */
async function putBack(path: string, folder: string, name: string): Promise<void> {
  let mark = '';
  while (await find(folder, marked(name, mark))) mark = ` (${randomBytes(4).toString('hex')})`;
  await rename(path, join(folder, marked(name, mark)));
  await takeBack([`${path}${REASON}`]);
}

/** Writes a file that was not there; from when it is made it is among `ours`, even if writing it then fails. */
async function writeNew(path: string, text: string, ours: string[]): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  ours.push(path);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function takeBack(paths: readonly string[]): Promise<void> {
  for (const path of paths) await rm(path, { force: true });
}

/** `jobs.txt`, `jobs (2).txt` …, short enough that its reason's name still fits a file system. */
export function marked(name: string, mark: string): string {
  const extension = extname(name);
  const rest = `${mark}${extension}`;
  const room = LONGEST_NAME_BYTES - Buffer.byteLength(`${rest}${REASON}`);
  let stem = '';
  for (const character of name.slice(0, name.length - extension.length)) {
    if (Buffer.byteLength(stem + character) > room) break;
    stem += character;
  }
  return `${stem}${rest}`;
}
