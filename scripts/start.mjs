// Starts the app; what follows `npm start --` is passed to it.
import { buildApp } from './bring-up/bundles.mjs';
import { follow } from './bring-up/child.mjs';
import { Fault, runCommand } from './bring-up/fault.mjs';
import { prepare } from './bring-up/prepare.mjs';
import { hasDisplay, projectRoot } from './bring-up/project.mjs';
import { electronExecutable } from './electron/runtime.mjs';
import { explainSandbox, sandboxFlags } from './electron/sandbox.mjs';

await runCommand(async () => {
  if (!hasDisplay()) {
    throw new Fault(
      'There is no display here: neither DISPLAY nor WAYLAND_DISPLAY is set, so no window can be shown.',
      'Start it from a desktop session, or see the whole job without a display: npm run demo',
    );
  }
  await prepare();
  const executable = await electronExecutable();
  await buildApp();
  explainSandbox();
  return follow(executable, ['.', ...sandboxFlags, ...process.argv.slice(2)], { cwd: projectRoot });
});
