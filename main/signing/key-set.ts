import { readFileSync } from 'node:fs';
import { replaceFile } from '../whole-file.ts';
import type { HeldKey } from './keys-file.ts';

/** The public set (JWK Set; RFC 7517, 5) that verifiers fetch: every key but the retired, the one in use first. */
export function keySetOf(keys: readonly HeldKey[], current: string): string {
  const published = keys.filter(({ retiredAt }) => retiredAt === undefined);
  const order = [...published].sort((a, b) => Number(b.kid === current) - Number(a.kid === current));
  return `${JSON.stringify({ keys: order.map(({ publicJwk }) => publicJwk) }, null, 2)}\n`;
}

/**
 * Puts the set into a file that a web server may read. The file is replaced whole, and only where it says anything else.
 * @throws the system's error where it can't be written; the file is as it was then
 */
export function writeKeySet(path: string, text: string): void {
  if (textOf(path) === text) return;
  // All that the app writes is its operator's alone; this is for everybody.
  replaceFile(path, text, { mode: 0o644 });
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
