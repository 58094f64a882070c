import { resolve } from 'node:path';
import { app } from 'electron';
import { readCommand } from './command-line/arguments.ts';
import { refusedSwitch } from './shell/hardening.ts';

// The app itself is loaded only where it is started: a command is answered by the one that runs, and what it would load
// here (keychain, database, HTTP) takes as long again as Electron's own start. Commands end before Electron looks for
// a display, so they need none.
const command = readCommand(process.argv, Boolean((process as { defaultApp?: boolean }).defaultApp));
const refused = refusedSwitch({
  argv: process.argv,
  packaged: app.isPackaged,
  root: process.getuid?.() === 0,
  command: command !== null,
});
if (refused !== null) {
  // Ended within this module's first turn, before Chromium opens a debugger or starts a process by what it was told.
  const { sayRefused } = await import('./shell/refusal.ts');
  sayRefused(refused);
  process.exit(2);
} else if (command) {
  const { stdin, stdout, stderr } = process;
  const [{ runCommand }, { whereabouts, endpointsOf }, { machineSource }, { localeOf, terminalLocales }, { speak }] =
    await Promise.all([
      import('./command-line/client.ts'),
      import('./command-line/endpoint.ts'),
      import('./managed/machine-source.ts'),
      import('./locale.ts'),
      import('./words.ts'),
    ]);
  // In a terminal its own language holds, as for every other program there.
  await speak(localeOf('system', terminalLocales(process.env)));
  const at = whereabouts(resolve(process.env.COUNTERSIGN_HOME || app.getPath('userData')));
  const code = await runCommand(command, {
    stdin,
    stdout,
    stderr,
    endpoints: endpointsOf(at),
    uid: at.uid,
    version: app.getVersion(),
    machine: machineSource(process.platform, app.isPackaged),
    configPath: process.env.COUNTERSIGN_CONFIG || undefined,
  });
  process.exit(code);
} else {
  await import('./index.ts');
}
