// Kills the authority at work, again and again, and looks after each time whether everything promised still holds:
// npm run crash [-- --cycles 1000 --seed S --lanes 2]
import { fileURLToPath } from 'node:url';
import { follow } from './bring-up/child.mjs';
import { runCommand } from './bring-up/fault.mjs';
import { prepare } from './bring-up/prepare.mjs';
import { inProject, projectRoot } from './bring-up/project.mjs';

const runner = fileURLToPath(new URL('suite/bench-file.mjs', import.meta.url));

await runCommand(async () => {
  await prepare({ system: false });
  return follow(process.execPath, [runner, inProject('test', 'crash', 'command.ts'), ...process.argv.slice(2)], {
    cwd: projectRoot,
  });
});
