import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

export type LogLevel = 'info' | 'warn' | 'error';

/** Codes and counts only: no claim values, no tokens, nothing secret is ever handed to the log. */
export type Log = (
  level: LogLevel,
  event: string,
  values?: Readonly<Record<string, string | number | boolean>>,
) => void;

const ROTATE_AT_BYTES = 1024 * 1024;

/** A log of JSON lines, one earlier generation kept beside it. Failing to log never stops the work. */
export function fileLog(path: string, now: () => number): Log {
  return (level, event, values = {}) => {
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > ROTATE_AT_BYTES) renameSync(path, `${path}.1`);
      const line = JSON.stringify({ at: new Date(now()).toISOString(), level, event, ...values });
      appendFileSync(path, `${line}\n`, { mode: 0o600 });
    } catch {
      // A full disk is reported by the store, which matters; the log may go quiet.
    }
  };
}
