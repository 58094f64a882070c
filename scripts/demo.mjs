// Brings everything up and shows the main job: to the person where there is a display, else by itself.
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { buildApp } from './bring-up/bundles.mjs';
import { follow } from './bring-up/child.mjs';
import { runCommand } from './bring-up/fault.mjs';
import { prepare } from './bring-up/prepare.mjs';
import { hasDisplay, inProject, projectRoot } from './bring-up/project.mjs';
import { electronExecutable } from './electron/runtime.mjs';
import { explainSandbox, sandboxFlags } from './electron/sandbox.mjs';

const print = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);

/** Kept, so that the demo goes on where it was, and apart from the state of real work. */
const demoHome = () => {
  const { env, platform } = process;
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Application Support', 'countersign-demo');
  if (platform === 'win32') return path.join(env.LOCALAPPDATA ?? homedir(), 'countersign-demo');
  const base = env.XDG_STATE_HOME && path.isAbsolute(env.XDG_STATE_HOME) ? env.XDG_STATE_HOME : '';
  return path.join(base || path.join(homedir(), '.local', 'state'), 'countersign-demo');
};

const openForPerson = async (/** @type {string} */ executable, /** @type {string[]} */ flags) => {
  const home = demoHome();
  await mkdir(home, { recursive: true, mode: 0o700 });
  explainSandbox();
  print(`Countersign is opening. Press "Practise first" to do the whole job on the built-in practice service.`);
  print(`The demo's state is kept in ${home}; delete that folder to begin anew.`);
  return follow(executable, ['.', ...sandboxFlags, ...flags], {
    cwd: projectRoot,
    env: { ...process.env, COUNTERSIGN_HOME: home },
  });
};

const showByItself = async (/** @type {string} */ executable) => {
  const { openPictureFolder } = await import('./tour/picture-folder.mjs');
  const { showMainJob } = await import('./tour/show.mjs');
  const pictures = await openPictureFolder(inProject('demo-output'));
  print('Showing the main job in a desktop session of its own, through the real window.');
  await showMainJob({ executable, pictures, print, limitMs: 240_000 });
  print(`Proved. Pictures of each step are in ${pictures.folder}`);
  return 0;
};

await runCommand(async () => {
  const args = process.argv.slice(2);
  const byItself = args.includes('--headless') || !hasDisplay();
  await prepare({ desktop: byItself });
  const executable = await electronExecutable();
  await buildApp();
  if (byItself) return showByItself(executable);
  return openForPerson(executable, args);
});
