import { execFile } from 'node:child_process';
import { posix, win32 } from 'node:path';

export interface ToolAnswer {
  /** Its exit code; null where it could not be started, or did not end in time. */
  readonly code: number | null;
  readonly output: Buffer;
  /** What it complained of, or why it could not run. */
  readonly complaint: string;
}

/**
 * Runs a tool of the operating system.
 * @param program its absolute path
 * @param input what it is given to read
 */
export type RunTool = (program: string, args: readonly string[], input?: Uint8Array) => Promise<ToolAnswer>;

const ENDS_WITHIN_MS = 10_000;
const MOST_OUTPUT_BYTES = 8 * 1024 * 1024;

/** No shell, no search along PATH, nothing of this process's environment. */
export const runTool: RunTool = (program, args, input) => {
  if (!posix.isAbsolute(program) && !win32.isAbsolute(program)) throw new Error(`not an absolute path: ${program}`);
  return new Promise((resolve) => {
    const child = execFile(
      program,
      [...args],
      {
        env: {},
        encoding: 'buffer',
        timeout: ENDS_WITHIN_MS,
        killSignal: 'SIGKILL',
        maxBuffer: MOST_OUTPUT_BYTES,
        windowsHide: true,
      },
      (fault, output, complaint) => {
        const code = fault === null ? 0 : fault.code;
        const said = complaint.toString('utf8').trim();
        resolve({ code: typeof code === 'number' ? code : null, output, complaint: said || (fault?.message ?? '') });
      },
    );
    // One that ends before it has read everything says so by its exit code.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
};
