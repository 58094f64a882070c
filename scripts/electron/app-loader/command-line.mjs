/**
 * Reads a command line as Electron's own default app does: the first argument that is not a flag names the app, and
 * flags may stand before it; whatever follows is the app's.
 * @param {readonly string[]} args those after the executable
 * @returns {{ app: string | null, required: string[], version: boolean }}
 */
export const readCommandLine = (args) => {
  /** @type {string[]} */
  const required = [];
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index];
    if (arg === '--version' || arg === '-v') return { app: null, required, version: true };
    if (arg.startsWith('--app=')) return { app: arg.slice('--app='.length), required, version: false };
    if (arg === '-r' || arg === '--require') {
      index += 1;
      if (index < args.length) required.push(args[index]);
    } else if (!arg.startsWith('-')) return { app: arg, required, version: false };
  }
  return { app: null, required, version: false };
};
