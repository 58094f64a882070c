// Writes release/sbom.cdx.json and release/THIRD-PARTY-LICENSES.txt: what a package for this machine is made of.
import { buildApp } from './bring-up/bundles.mjs';
import { runCommand } from './bring-up/fault.mjs';
import { prepare } from './bring-up/prepare.mjs';
import { inProject } from './bring-up/project.mjs';

await runCommand(async () => {
  await prepare({ system: false });
  await buildApp();
  const { writeSbom } = await import('./supply-chain/sbom.mjs');
  const { writeNotices } = await import('./supply-chain/notices.mjs');
  for (const file of [
    await writeSbom({ to: inProject('release', 'sbom.cdx.json') }),
    await writeNotices({ to: inProject('release', 'THIRD-PARTY-LICENSES.txt') }),
  ]) {
    process.stdout.write(`${file}\n`);
  }
});
