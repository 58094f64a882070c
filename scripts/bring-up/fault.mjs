import { stripVTControlCharacters } from 'node:util';
import { endingSignals, signalCode } from './child.mjs';

/** Something a person has to know or do: printed as it stands, without a stack. */
export class Fault extends Error {
  name = 'Fault';

  /**
   * @param {string} happened what happened, and what was not lost
   * @param {string} [remedy] what to do next
   */
  constructor(happened, remedy) {
    super(remedy ? `${happened}\n${remedy}` : happened);
  }
}

const longest = 40;

/** Drivers put a program's whole output into their errors: its beginning tells enough, in plain characters. */
const shortened = (/** @type {string} */ text) => {
  const lines = stripVTControlCharacters(text).split('\n');
  return lines.length <= longest
    ? lines.join('\n')
    : [...lines.slice(0, longest), `… and ${lines.length - longest} more lines`].join('\n');
};

/** @param {unknown} error @returns {string} */
export const faultText = (error) => {
  if (error instanceof Fault) return error.message;
  return shortened(error instanceof Error ? (error.stack ?? error.message) : String(error));
};

/**
 * Runs a command's whole body: a fault is printed and becomes exit code 1, so that no command ends in a bare stack; a
 * signal ends it by way of `exit`, where what was started is ended too.
 * @param {() => Promise<number | undefined>} body gives the exit code; nothing means 0
 */
export const runCommand = async (body) => {
  for (const signal of endingSignals) process.on(signal, () => process.exit(signalCode(signal)));
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    process.stderr.write(`\n${faultText(error)}\n`);
    process.exitCode = 1;
  }
};
