import { startProgram, untilUsable } from './started.mjs';

/**
 * Starts an X server without a screen, on a display number that it finds free by itself.
 * @param {{ env: NodeJS.ProcessEnv, size: string }} options `size`: width x height, such as `1280x900`
 */
export const startDisplay = async ({ env, size }) => {
  const args = ['-displayfd', '3', '-screen', '0', `${size}x24`, '-nolisten', 'tcp', '-noreset'];
  const server = startProgram('Xvfb', args, { env, extraPipe: true });
  let number = '';
  const pipe = /** @type {import('node:stream').Readable | undefined} */ (server.child.stdio[3]);
  pipe?.on('data', (chunk) => {
    number += chunk;
  });
  // Only a whole line is a whole number.
  await untilUsable('Xvfb', server, async () => number.endsWith('\n'));
  return { name: `:${number.trim()}`, stop: server.stop };
};
