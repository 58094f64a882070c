import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { buildApp } from '../bring-up/bundles.mjs';
import { Fault } from '../bring-up/fault.mjs';
import { inProject, projectRoot } from '../bring-up/project.mjs';
import { bearSourceDate } from '../bring-up/source-date.mjs';
import { bringPackagingTools } from '../bring-up/system-packages.mjs';
import { electronExecutable } from '../electron/runtime.mjs';
import { versionOf } from '../electron/start-check.mjs';
import { checkElectronSupport } from '../electron/support.mjs';
import { manifest } from './configuration.mjs';
import { makeDeb } from './deb.mjs';

/**
 * Builds what would be installed from the Electron that development runs on: to try the packaging, the fuses and the
 * installed app where electron-builder can't fetch its tools. Version and window title say what it is; it is never a
 * release.
 * @param {{ number: number, to: string, compression?: string, deb?: boolean, log: (text: string) => void }} options
 * `number` tells smoke builds of one version apart, later ones being newer
 * @returns {Promise<{ folder: string, deb: string | null, version: string }>}
 */
export const buildSmoke = async ({ number, to, compression = 'gzip', deb = true, log }) => {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Fault('A smoke build is made on Linux x64 only; nothing was built.', 'On other systems: npm run dist');
  }
  if (deb) await bringPackagingTools();
  const executable = await electronExecutable();
  const electronVersion = await versionOf(executable);
  const known = await checkElectronSupport(electronVersion, { smoke: true });
  if (known) log(known);
  await buildApp();
  const version = `${manifest().version}-smoke.${number}`;
  const date = await bearSourceDate();
  const { build, Platform } = await import('electron-builder');
  await rm(to, { recursive: true, force: true });
  await mkdir(to, { recursive: true });
  log(`Packing ${version} …`);
  await build({
    projectDir: projectRoot,
    targets: Platform.LINUX.createTarget('dir'),
    publish: 'never',
    config: {
      extends: inProject('electron-builder.yml'),
      directories: { output: to },
      extraMetadata: { version },
      electronDist: path.dirname(executable),
      electronVersion,
    },
  });
  const folder = path.join(to, 'linux-unpacked');
  if (!deb) return { folder, deb: null, version };
  log('Making the .deb …');
  const file = await makeDeb({
    from: folder,
    to,
    version: version.replace('-', '~'),
    date,
    compression,
    log: () => {},
  });
  return { folder, deb: file, version };
};
