import { spawn } from 'node:child_process';
import { endsWithUs } from '../bring-up/child.mjs';
import { Fault } from '../bring-up/fault.mjs';
import { librariesNeeded } from '../bring-up/system-packages.mjs';

/**
 * @typedef {{
 *   child: import('node:child_process').ChildProcess,
 *   said: () => string,
 *   stop: () => Promise<void>,
 * }} Started
 */

/**
 * Starts a program that stays until it is told to stop.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env: NodeJS.ProcessEnv, account?: import('../desktop.d.mts').Account, input?: string, extraPipe?: boolean }} options
 * `account` is whose program it is, ours unless given; `input` is its whole standard input; `extraPipe` opens file
 * descriptor 3 for what it has to tell
 * @returns {Started}
 */
export const startProgram = (program, args, { env, account, input = '', extraPipe = false }) => {
  /** @type {import('node:child_process').StdioPipe[]} */
  const stdio = extraPipe ? ['pipe', 'pipe', 'pipe', 'pipe'] : ['pipe', 'pipe', 'pipe'];
  const child = spawn(
    program,
    args,
    /** @type {import('node:child_process').SpawnOptions} */ ({ env, stdio, ...account }),
  );
  endsWithUs(child);
  let said = '';
  const keep = (/** @type {Buffer} */ chunk) => {
    said = (said + chunk).slice(-4_000);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  child.on('error', (error) => keep(Buffer.from(error.message)));
  const ended = new Promise((resolve) => {
    child.on('close', resolve);
    child.on('error', resolve);
  });
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
  return {
    child,
    said: () => said.trim(),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), 2_000);
      await ended;
      clearTimeout(force);
    },
  };
};

/**
 * Waits until a started program is of use.
 * @template T
 * @param {string} name what the program is called in an error
 * @param {Started} started
 * @param {() => Promise<T | null | undefined | false>} probe anything but a falsy answer ends the wait
 * @returns {Promise<T>}
 */
export const untilUsable = async (name, started, probe) => {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const answer = await probe();
    if (answer) return answer;
    const { exitCode, signalCode, pid } = started.child;
    const over = pid === undefined || exitCode !== null || signalCode !== null;
    if (over || Date.now() > deadline) {
      throw new Fault(
        `${name} ${over ? 'ended at once' : 'did not become usable in 20 s'}: ${started.said() || 'it said nothing'}`,
        librariesNeeded,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
};
