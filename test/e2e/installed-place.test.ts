import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, linkSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { electronExecutable } from '../../scripts/electron/runtime.mjs';
import { expect, test } from './fixtures.ts';
import { isLinux, projectRoot, rootFlags, type Workstation } from './workstation.ts';

/** The runtime under the app's own name, by which Electron tells an installed app from a checkout. */
async function installedRuntime(station: Workstation): Promise<string> {
  const executable = await electronExecutable();
  const folder = join(station.folder, 'installed');
  mkdirSync(folder);
  for (const name of readdirSync(dirname(executable))) {
    if (name !== basename(executable)) symlinkSync(join(dirname(executable), name), join(folder, name));
  }
  const own = join(folder, 'countersign');
  try {
    linkSync(executable, own);
  } catch {
    // It lies on another disk.
    copyFileSync(executable, own);
  }
  return own;
}

test('in the installed app nothing in the environment moves the place of the computer’s own settings', async ({
  station,
}) => {
  test.skip(!isLinux, 'elsewhere an installed app is told by its bundle');
  station.administerMachine({ undoSeconds: 7 });
  const check = async (executable: string) => {
    const child = spawn(
      executable,
      [projectRoot, ...rootFlags, '--ozone-platform=headless', 'check-config', '--json'],
      {
        env: station.env,
      },
    );
    const [out, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
    return { out, code };
  };
  const fromCheckout = await check(await electronExecutable());
  expect(fromCheckout.code).toBe(0);
  expect(JSON.parse(fromCheckout.out).path).toBe(station.machinePath);
  // Whatever this computer has there, or nothing: it is not the file that the environment names.
  const installed = await check(await installedRuntime(station));
  expect([null, '/etc/countersign/config.json']).toContain(JSON.parse(installed.out).path);
});
