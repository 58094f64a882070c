import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The version that the operator was told of last: each is told once, whatever comes between. */
export interface Told {
  version(): string | null;
  remember(version: string): void;
}

/**
 * Keeps it in a file of its own, 0600: settings.json is refused by an older app that does not know all of its fields, and
 * an older app is what a roll-back brings.
 */
export function toldFile(path: string): Told {
  let version: string | null = null;
  try {
    version = readFileSync(path, 'utf8').trim();
  } catch {
    // Nobody was told of any.
  }
  return {
    version: () => version,
    remember: (now) => {
      version = now;
      try {
        mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
        writeFileSync(path, `${now}\n`, { mode: 0o600 });
      } catch {
        // Told once more after the next start, at worst.
      }
    },
  };
}
