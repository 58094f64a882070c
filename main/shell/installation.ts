import { accessSync, constants } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { app } from 'electron';
import { replacesItself } from '../updates/decision.ts';

/** How this app came onto the machine, as far as its updates go. */
export function installation(): {
  readonly platform: string;
  readonly arch: string;
  readonly replacesItself: boolean;
} {
  const { platform, arch, env } = process;
  const appImage = (platform === 'linux' && env.APPIMAGE) || null;
  const executable = appImage ?? app.getPath('exe');
  // On macOS the bundle is replaced, three folders up: Countersign.app/Contents/MacOS/Countersign.
  const replaced = platform === 'darwin' ? resolve(executable, '..', '..', '..') : executable;
  const ofUser = platform === 'win32' && !!env.LOCALAPPDATA && replaced.startsWith(resolve(env.LOCALAPPDATA));
  return {
    platform,
    arch,
    replacesItself: replacesItself({ platform, appImage, writable: canWrite(dirname(replaced)), ofUser }),
  };
}

function canWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
