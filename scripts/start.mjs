// Starts the app; what follows `npm start --` is passed to it. A command is passed on to the app that runs.
import { buildApp } from './bring-up/bundles.mjs';
import { follow } from './bring-up/child.mjs';
import { Fault, runCommand } from './bring-up/fault.mjs';
import { prepare } from './bring-up/prepare.mjs';
import { hasDisplay, projectRoot } from './bring-up/project.mjs';
import { electronExecutable } from './electron/runtime.mjs';
import { explainSandbox, sandboxFlags } from './electron/sandbox.mjs';

const args = process.argv.slice(2);
const asks = ['--help', '-h', '--version'];
const word = args.find((arg) => !arg.startsWith('-') || asks.includes(arg)) ?? '';
const isCommand = asks.includes(word) || /^[a-z][a-z-]*$/.test(word);

await runCommand(async () => {
  if (!isCommand && !hasDisplay()) {
    throw new Fault(
      'There is no display here: neither DISPLAY nor WAYLAND_DISPLAY is set, so no window can be shown.',
      'Start it from a desktop session, or see the whole job without a display: npm run demo',
    );
  }
  await prepare();
  const executable = await electronExecutable();
  await buildApp();
  if (isCommand) {
    // Shows no window, so that it needs no display; and the files it names lie where npm was called.
    const headless = process.platform === 'linux' ? ['--ozone-platform=headless'] : [];
    const cwd = process.env.INIT_CWD ?? process.cwd();
    return follow(executable, [projectRoot, ...sandboxFlags, ...headless, ...args], { cwd });
  }
  explainSandbox();
  return follow(executable, ['.', ...sandboxFlags, ...args], { cwd: projectRoot });
});
