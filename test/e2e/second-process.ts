import { spawn } from 'node:child_process';
import { electronExecutable } from '../../scripts/electron/runtime.mjs';
import { flags, projectRoot, rootFlags, type Workstation } from './workstation.ts';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly ms: number;
}

/**
 * Starts the app once more on a computer, as a terminal or a browser does, and waits until that process has ended.
 * Without a display it is started as the launcher of an installed app does for a command.
 */
export async function startAgain(
  station: Workstation,
  args: readonly string[],
  { display = true, input = '' }: { readonly display?: boolean; readonly input?: string } = {},
): Promise<Ended> {
  const { DISPLAY, WAYLAND_DISPLAY, ...without } = station.env;
  const headless = display ? [] : ['--ozone-platform=headless'];
  const began = performance.now();
  const child = spawn(await electronExecutable(), [projectRoot, ...rootFlags, ...flags, ...headless, ...args], {
    cwd: station.folder,
    env: display ? station.env : without,
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    err += text;
  });
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  return { code, out, err, ms: performance.now() - began };
}
