import type { Readable, Writable } from 'node:stream';
import { faultText } from '../errors.ts';

/** Stable: scripts rely on them. */
export const exitCodes = { done: 0, refused: 1, usage: 2, notRunning: 3, notNow: 4 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The result could not be written. `enough`: whoever read it has closed it, as `head` does. */
export class ResultUnwritten extends Error {
  constructor(
    readonly enough: boolean,
    reason: string,
  ) {
    super(reason);
  }
}

export interface Streams {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

export interface Terminal {
  readonly stdin: Streams['stdin'];
  /** A line, or several, of the result. @throws ResultUnwritten */
  result(text: string): Promise<void>;
  /** Everything that a person should know beside it. */
  note(text: string): Promise<void>;
  /** Drawn over itself, where a person watches. */
  progress(text: string): Promise<void>;
}

export function terminalOver({ stdin, stdout, stderr }: Streams): Terminal {
  // That a reader has gone is told to whoever writes; a note that nobody reads must not break off the work.
  for (const stream of [stdout, stderr]) stream.on('error', () => {});
  let drawn = 0;
  const clear = () => {
    const blank = drawn === 0 ? '' : `\r${' '.repeat(drawn)}\r`;
    drawn = 0;
    return blank;
  };
  return {
    stdin,
    result: async (text) => {
      if (drawn > 0) await written(stderr, clear());
      const fault = await written(stdout, `${harmless(text)}\n`);
      if (fault) throw new ResultUnwritten((fault as NodeJS.ErrnoException).code === 'EPIPE', faultText(fault));
    },
    note: async (text) => {
      await written(stderr, `${clear()}${harmless(text)}\n`);
    },
    progress: async (text) => {
      if (!stderr.isTTY) return;
      const line = `${clear()}${harmless(text)}`;
      drawn = text.length;
      await written(stderr, line);
    },
  };
}

/** The last guard before a terminal: line feeds are the only control characters that ever reach it. */
const harmless = (text: string): string => text.replace(/(?!\n)\p{Cc}/gu, '\ufffd');

const written = (stream: Writable, text: string): Promise<Error | null> =>
  new Promise((resolve) => {
    stream.write(text, (fault) => resolve(fault ?? null));
  });
