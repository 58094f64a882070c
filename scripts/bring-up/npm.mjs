import { capture } from './child.mjs';

/**
 * Runs npm itself, so that the person's registry, proxy, certificate and credential settings apply as they are.
 * Under `npm run` the very npm that called us is used; otherwise the one on the PATH.
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions & { signal?: AbortSignal }} [options]
 */
export const npm = (args, options) => {
  const script = process.env.npm_execpath;
  if (script && /npm-cli\.[cm]?js$/.test(script)) return capture(process.execPath, [script, ...args], options);
  // On Windows npm is a command file, which only a shell can start; every argument is our own.
  return capture('npm', args, { shell: process.platform === 'win32', ...options });
};

/** @param {string} stderr @returns {string} what npm complained about, without its warnings */
export const npmComplaint = (stderr) =>
  stderr
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^npm (warn|notice)/i.test(line))
    .slice(0, 12)
    .join('\n');
