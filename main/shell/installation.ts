import { accessSync, constants, realpathSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { app } from 'electron';
import { replacesItself } from '../updates/decision.ts';

/** How this app came onto the machine, as far as its updates go. */
export function installation(): {
  readonly platform: string;
  readonly arch: string;
  readonly replacesItself: boolean;
} {
  const { platform, arch, env } = process;
  const executable = app.getPath('exe');
  const { APPIMAGE: appImage = null, APPDIR: appDir = null, LOCALAPPDATA: ofUserOnly = null } = env;
  // On macOS the bundle is replaced, three folders up: Countersign.app/Contents/MacOS/Countersign.
  const replaced = { darwin: resolve(executable, '..', '..', '..'), linux: appImage }[platform as string] ?? executable;
  return {
    platform,
    arch,
    replacesItself: replacesItself({
      platform,
      executable,
      appImage,
      // As the executable's own path is told: with every link followed.
      appDir: appDir && realPath(appDir),
      writable: canWrite(dirname(replaced)),
      ofUser: ofUserOnly !== null && executable.startsWith(join(ofUserOnly, sep)),
    }),
  };
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

function canWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
