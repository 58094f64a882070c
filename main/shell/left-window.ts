import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultText } from '../errors.ts';
import type { Log } from '../log.ts';
import { replaceOwnFile } from '../whole-file.ts';

/** Where a window stood, in screen coordinates that do not depend on the scale. */
export interface Left {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly maximized: boolean;
}

/**
 * How the window was left, in `<home>/window.json`: a file of its own, as it is wanted before there is anything that reads
 * settings. It says nothing that matters, so one that can't be read is none.
 */
export function leftWindow(home: string, log: Log) {
  const path = join(home, 'window.json');
  let current = read(path);
  return {
    read: (): Left | null => current,
    write: (left: Left): void => {
      if (JSON.stringify(left) === JSON.stringify(current)) return;
      current = left;
      try {
        replaceOwnFile(path, JSON.stringify(left));
      } catch (fault) {
        // Written while windows move and close: a full disk must stop neither.
        log('warn', 'not-remembered', { detail: faultText(fault) });
      }
    },
  };
}

export type LeftWindow = ReturnType<typeof leftWindow>;

function read(path: string): Left | null {
  try {
    const { x, y, width, height, maximized } = JSON.parse(readFileSync(path, 'utf8'));
    const whole = [x, y, width, height].every((length) => Number.isSafeInteger(length));
    return whole && typeof maximized === 'boolean' ? { x, y, width, height, maximized } : null;
  } catch {
    return null;
  }
}
