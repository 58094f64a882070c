// Runs test/bench/*.bench.ts and *.bench.mjs one after the other, each in a process of its own, so that none of them
// warms up or slows down the next. A bench is a plain module that prints its own figures.
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { buildApp } from './bring-up/bundles.mjs';
import { follow } from './bring-up/child.mjs';
import { Fault, runCommand } from './bring-up/fault.mjs';
import { prepare } from './bring-up/prepare.mjs';
import { say } from './bring-up/progress.mjs';
import { inProject, projectRoot } from './bring-up/project.mjs';
import { electronExecutable } from './electron/runtime.mjs';

const runner = fileURLToPath(new URL('suite/bench-file.mjs', import.meta.url));

await runCommand(async () => {
  const wanted = process.argv.slice(2);
  await prepare();
  await electronExecutable();
  await buildApp();
  const names = (await readdir(inProject('test', 'bench')).catch(() => []))
    .filter((name) => /\.bench\.(ts|mjs)$/.test(name))
    .filter((name) => wanted.length === 0 || wanted.some((word) => name.includes(word)))
    .sort();
  if (names.length === 0)
    throw new Fault(`There is no bench${wanted.length > 0 ? ` named ${wanted.join(', ')}` : ''} in test/bench.`);
  let failed = 0;
  for (const name of names) {
    say(`\n── ${name}`);
    const code = await follow(process.execPath, ['--expose-gc', runner, inProject('test', 'bench', name)], {
      cwd: projectRoot,
    });
    if (code !== 0) failed += 1;
  }
  if (failed > 0) throw new Fault(`${failed} of ${names.length} benches failed.`);
});
