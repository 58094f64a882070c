import { follow } from '../bring-up/child.mjs';
import { Fault } from '../bring-up/fault.mjs';
import { inProject, projectRoot } from '../bring-up/project.mjs';
import { startDesktop } from '../desktop.mjs';
import { distributionOf } from '../electron/runtime.mjs';

/**
 * Makes the pictures of docs/screens.md again, in a desktop session of its own.
 * @param {string} executable the runtime that the app is started with
 */
export const makeGallery = async (executable) => {
  const desktop = process.platform === 'linux' ? await startDesktop() : null;
  try {
    const exitCode = await follow(
      process.execPath,
      [inProject('node_modules', 'playwright', 'cli.js'), 'test', '--config', 'playwright.gallery.config.ts'],
      {
        cwd: projectRoot,
        env: { ...(desktop?.env ?? process.env), ELECTRON_OVERRIDE_DIST_PATH: distributionOf(executable) },
      },
    );
    if (exitCode !== 0) throw new Fault('The walk through every screen did not come to its end.');
  } finally {
    await desktop?.stop();
  }
};
