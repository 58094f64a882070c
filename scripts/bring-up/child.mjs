import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

process.on('exit', () => {
  for (const child of running) child.kill('SIGTERM');
});

/**
 * Has a program end when this process does, whatever ends it.
 * @param {import('node:child_process').ChildProcess} child
 */
export const endsWithUs = (child) => {
  running.add(child);
  const forget = () => running.delete(child);
  child.on('close', forget);
  child.on('error', forget);
};

/**
 * @typedef {{ code: number | null, signal: NodeJS.Signals | null, stdout: string, stderr: string }} Ended
 */

/**
 * Runs a program to its end and keeps what it printed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions & { signal?: AbortSignal }} [options]
 * @returns {Promise<Ended>} rejects only when the program could not be started or was called off
 */
export const capture = (command, args, options = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    endsWithUs(child);
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });

/** @type {readonly NodeJS.Signals[]} */
export const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** @param {NodeJS.Signals} signal @returns {number} the exit code that shells give it */
export const signalCode = (signal) => 128 + constants.signals[signal];

/**
 * Runs a program in the person's own terminal and passes on the signals that are meant for it: it may have something
 * to put in order, so they end us only after it has ended.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>} its exit code; 128 + n when signal n ended it
 */
export const follow = (command, args, options = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    const ours = endingSignals.map((signal) => ({ signal, listeners: process.listeners(signal) }));
    /** @type {NodeJS.Signals | null} */
    let passed = null;
    const pass = (/** @type {NodeJS.Signals} */ signal) => {
      passed = signal;
      child.kill(signal);
    };
    for (const { signal } of ours) process.removeAllListeners(signal).on(signal, pass);
    const restore = () => {
      for (const { signal, listeners } of ours) {
        process.off(signal, pass);
        for (const listener of listeners) process.on(signal, listener);
      }
    };
    child.on('error', (error) => {
      restore();
      reject(error);
    });
    child.on('close', (code, signal) => {
      restore();
      if (passed) process.emit(passed, passed);
      resolve(code ?? (signal ? signalCode(signal) : 1));
    });
  });
