// Builds what is installed. Without more: the packages of this system, from the official Electron. `--smoke`: an unpacked
// folder and a .deb from the Electron that development runs on, marked as what they are.
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { buildApp } from './bring-up/bundles.mjs';
import { Fault, runCommand } from './bring-up/fault.mjs';
import { prepare } from './bring-up/prepare.mjs';
import { say } from './bring-up/progress.mjs';
import { inProject, projectRoot, readJson } from './bring-up/project.mjs';
import { bearSourceDate } from './bring-up/source-date.mjs';
import { releaseHostReachable } from './electron/reachability.mjs';

const readOptions = () => {
  try {
    return parseArgs({
      options: { smoke: { type: 'boolean' }, number: { type: 'string' }, compression: { type: 'string' } },
    }).values;
  } catch (error) {
    throw new Fault(
      `${error instanceof Error ? error.message : error}. Nothing was built.`,
      'npm run dist [-- --smoke [--number N] [--compression xz|zstd|gzip|none]]',
    );
  }
};

/** The packages of the system that this runs on, from the official Electron, which electron-builder fetches and checks. */
const release = async () => {
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH || !(await releaseHostReachable())) {
    throw new Fault(
      process.env.ELECTRON_OVERRIDE_DIST_PATH
        ? 'A release is made of the official Electron only, and ELECTRON_OVERRIDE_DIST_PATH names another. Nothing was built.'
        : "A release is made of the official Electron only, and its release host can't be reached from here. Nothing was built.",
      'Build where it can be reached, or try the packaging without it: npm run dist -- --smoke',
    );
  }
  const { checkElectronSupport } = await import('./electron/support.mjs');
  const known = await checkElectronSupport(readJson(inProject('node_modules', 'electron', 'package.json')).version);
  if (known) say(known);
  await buildApp();
  const { manualPage } = await import('./packaging/deb.mjs');
  await mkdir(inProject('release', 'linux'), { recursive: true });
  await writeFile(inProject('release', 'linux', 'countersign.1.gz'), await manualPage());
  await bearSourceDate();
  const { build } = await import('electron-builder');
  for (const file of await build({ projectDir: projectRoot, publish: 'never' })) process.stdout.write(`${file}\n`);
};

const smoke = async (
  /** @type {{ number?: string, compression?: string }} */ { number = '1', compression = 'gzip' },
) => {
  if (!/^\d{1,6}$/.test(number)) throw new Fault(`${number} is no number of a build. Nothing was built.`);
  const { buildSmoke } = await import('./packaging/smoke.mjs');
  const built = await buildSmoke({ number: Number(number), to: inProject('release', 'smoke'), compression, log: say });
  process.stdout.write(`${built.folder}\n${built.deb}\n`);
};

await runCommand(async () => {
  const options = readOptions();
  await prepare({ system: Boolean(options.smoke) });
  await (options.smoke ? smoke(options) : release());
});
