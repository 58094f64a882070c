// Builds main, preload and renderer into dist/, when their sources changed.
import { buildApp } from './bring-up/bundles.mjs';
import { runCommand } from './bring-up/fault.mjs';
import { prepare } from './bring-up/prepare.mjs';

await runCommand(async () => {
  await prepare({ system: false });
  await buildApp();
});
