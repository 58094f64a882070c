// Prints the Electron executable's path as its last line, having fetched one where there is none.
import { runCommand } from './bring-up/fault.mjs';
import { prepare } from './bring-up/prepare.mjs';
import { electronExecutable } from './electron/runtime.mjs';

await runCommand(async () => {
  await prepare();
  process.stdout.write(`${await electronExecutable()}\n`);
});
