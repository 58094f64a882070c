import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSmoke } from '../../scripts/packaging/smoke.mjs';

export interface Built {
  /** The unpacked application folder. */
  readonly folder: string;
  readonly deb: string;
  readonly version: string;
}

/** Builds made for a test, which nobody else has, and which end with it. */
export function smokeBuilds() {
  const place = mkdtempSync(join(tmpdir(), 'countersign-package-'));
  return {
    place,
    build: async (name: string, number: number): Promise<Built> => {
      const { folder, deb, version } = await buildSmoke({
        number,
        to: join(place, name),
        // What is packed, not how small it gets, is looked at here.
        compression: 'none',
        log: () => {},
      });
      if (deb === null) throw new Error('no .deb was made');
      return { folder, deb, version };
    },
    remove: () => rmSync(place, { recursive: true, force: true, maxRetries: 5 }),
  };
}
