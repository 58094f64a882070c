import { lstatSync, readlinkSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/**
 * Chromium's lock names the machine and the process that hold it. One left by a dead process of this machine it clears
 * by itself; one under another name it believes for ever, though a machine may only have been renamed since it was left
 * by a crash. That nobody else is at work on the data is seen to by the database's own lock.
 * @param folder that of the lock
 */
export function clearForeignLock(folder: string): void {
  try {
    const [, host, pid] = /^(.*)-(\d+)$/.exec(readlinkSync(join(folder, 'SingletonLock'))) ?? [];
    // A name may also have changed while the app that holds the lock goes on.
    if (host === undefined || host === hostname() || lives(Number(pid))) return;
    for (const name of ['SingletonLock', 'SingletonSocket', 'SingletonCookie'])
      rmSync(join(folder, name), { force: true });
  } catch {
    // There is no lock, or it can't be touched: whoever asks for it finds out.
  }
}

/** Whether anybody holds Chromium's lock: without one it could not be taken for another reason. On Windows it is no file. */
export const lockIsHeld = (folder: string): boolean =>
  process.platform === 'win32' || lstatSync(join(folder, 'SingletonLock'), { throwIfNoEntry: false }) !== undefined;

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (fault) {
    return (fault as NodeJS.ErrnoException).code === 'EPERM';
  }
}
