import { existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { isJobId } from '../jobs/job.ts';
import { replaceOwnFile } from '../whole-file.ts';
import { type DeepLink, isServiceName } from './deep-link.ts';

/** Links that could not be taken in yet, the oldest first, each once; what is here is also on disk. */
export interface WaitingLinks {
  all(): readonly DeepLink[];
  /** False when there are too many already. */
  add(link: DeepLink): boolean;
  replace(links: readonly DeepLink[]): void;
}

export const MOST_WAITING = 1_000;
const LARGEST_FILE = 1024 * 1024;

const stored = z.strictObject({
  jobId: z.string().refine(isJobId),
  service: z.string().refine(isServiceName).nullable(),
});

/**
 * A file of JSON lines, 0600, written whole and moved into place. One that can't be read is set aside, and what it holds
 * is not guessed at.
 */
export function waitingLinks(path: string, onDamage: (setAside: string) => void): WaitingLinks {
  let links: readonly DeepLink[] | null = null;

  // Read when first asked for: the folder need not be there before.
  const all = (): readonly DeepLink[] => {
    if (links !== null) return links;
    links = [];
    if (!existsSync(path)) return links;
    try {
      if (statSync(path).size > LARGEST_FILE) throw new Error('larger than it is ever written');
      const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
      if (lines.length > MOST_WAITING) throw new Error('more links than are ever kept');
      links = lines.map((line) => stored.parse(JSON.parse(line)));
    } catch {
      let number = 1;
      while (existsSync(`${path}.damaged-${number}`)) number += 1;
      renameSync(path, `${path}.damaged-${number}`);
      onDamage(`${path}.damaged-${number}`);
    }
    return links;
  };

  const replace = (next: readonly DeepLink[]) => {
    links = next;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    replaceOwnFile(path, next.map((link) => `${JSON.stringify(link)}\n`).join(''));
  };

  return {
    all,
    add: (link) => {
      const others = all().filter(({ jobId, service }) => jobId !== link.jobId || service !== link.service);
      if (others.length >= MOST_WAITING) return false;
      replace([...others, link]);
      return true;
    },
    replace,
  };
}
