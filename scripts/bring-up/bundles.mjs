import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { notePackages, writeBundled } from '../supply-chain/bundled.mjs';
import { Fault } from './fault.mjs';
import { inputsDigest } from './inputs.mjs';
import { say } from './progress.mjs';
import { inProject, projectRoot } from './project.mjs';

const rooms = ['main', 'preload', 'renderer'];
/** The verifier is built of a room of main by itself: it is shipped beside the app. */
const bundles = [...rooms, 'main/evidence'];
const outputs = [
  'dist/main/index.js',
  'dist/verifier/verify.mjs',
  'dist/preload/index.cjs',
  'dist/renderer/index.html',
  'dist/icons/app.png',
  'dist/bundled-packages.json',
];
const stamp = () => inProject('dist', '.inputs');

const readStamp = () => readFile(stamp(), 'utf8').catch(() => '');

/** Builds dist/ where it is missing or was built from other sources than these. */
export const buildApp = async () => {
  const digest = await inputsDigest(projectRoot, [
    ...rooms,
    'scripts/icons.mjs',
    'scripts/supply-chain/bundled.mjs',
    'package.json',
    'package-lock.json',
  ]);
  if ((await readStamp()) === digest && outputs.every((output) => existsSync(inProject(output)))) return;
  say('Building …');
  const started = Date.now();
  await rm(stamp(), { force: true });
  const { build } = await import('vite');
  /** @type {Set<string>} */
  const packages = new Set();
  for (const room of bundles) {
    try {
      await build({
        configFile: inProject(room, 'vite.config.ts'),
        logLevel: 'warn',
        plugins: [notePackages(packages)],
        // The page comes from the disk, not over a network: one large file is no cost.
        build: { chunkSizeWarningLimit: 8_000 },
      });
    } catch (error) {
      throw new Fault(`Building ${room}/ failed.\n\n${error instanceof Error ? error.message : error}`);
    }
  }
  const { drawIcons } = await import('../icons.mjs');
  await drawIcons({ from: inProject('main', 'shell', 'icons'), to: inProject('dist', 'icons') });
  await writeBundled(packages);
  await writeFile(stamp(), digest);
  say(`Built in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
};
