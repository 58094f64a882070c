import { readFileSync } from 'node:fs';

/** Account and secret of everything in the file of a `FileKeychain`. */
export function entriesOf(path: string): Readonly<Record<string, string>> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw fault;
  }
}
