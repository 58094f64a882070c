import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const run = (command: string, ...args: string[]) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** A small disk of its own, which can be filled and made read-only. Root writes through file modes, so only a mount tells. */
export class SmallDisk {
  readonly path: string;

  /** @param size as mount takes it @param path an empty folder for it to be found at; one of its own unless given */
  constructor(size = '8m', path = mkdtempSync(join(tmpdir(), 'countersign-disk-'))) {
    this.path = path;
    if (!run('mount', '-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'tmpfs', this.path)) {
      rmSync(this.path, { recursive: true });
      throw new Error('no file system can be mounted here');
    }
  }

  /** Takes all the room there is. */
  fill(): void {
    const { bavail, bsize } = statfsSync(this.path);
    const path = join(this.path, 'ballast');
    writeFileSync(path, '', { flag: 'a' });
    try {
      writeFileSync(path, Buffer.alloc(bavail * bsize), { flag: 'a' });
    } catch (fault) {
      if ((fault as NodeJS.ErrnoException).code !== 'ENOSPC') throw fault;
    }
  }

  makeRoom(): void {
    truncateSync(join(this.path, 'ballast'), 0);
  }

  /** By a read-only view laid over it: what is open for writing underneath does not keep it from that. */
  makeReadOnly(): void {
    const laid = run('mount', '--bind', this.path, this.path) && run('mount', '-o', 'remount,bind,ro', this.path);
    if (!laid) throw new Error('the disk stays writable');
  }

  makeWritable(): void {
    if (!run('mount', '-o', 'remount,bind,rw', this.path)) throw new Error('the disk stays read-only');
  }

  end(): void {
    // Whoever still holds a file open lets go of it in time.
    while (run('umount', '--lazy', this.path));
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Why there can be no such disk here; null where there can. */
export function whyNoSmallDisk(): string | null {
  if (process.platform !== 'linux') return 'small disks are made of tmpfs, which is for Linux';
  try {
    new SmallDisk('64k').end();
    return null;
  } catch {
    return 'mounting is not permitted here';
  }
}
