import { stat } from 'node:fs/promises';
import type { Clock } from '../clock.ts';

const LOOK_EVERY_MS = 15_000;

/**
 * Notices that a package manager put another version in the place of the one that runs, which goes on with what it had
 * loaded and can't load the rest. Calls back once.
 * @param path the app's archive
 * @returns ends it
 */
export function watchReplaced(path: string, clock: Clock, onReplaced: () => void): () => void {
  let cancel = () => {};
  const identify = async (): Promise<string | null> => {
    try {
      const { dev, ino, mtimeMs } = await stat(path);
      return `${dev}:${ino}:${mtimeMs}`;
    } catch {
      // Between the old file and the new one there may be none; removed for good, there is nothing to start again.
      return null;
    }
  };
  let stopped = false;
  const look = async (first: string | null): Promise<void> => {
    const now = await identify();
    if (stopped) return;
    if (first !== null && now !== null && now !== first) return onReplaced();
    cancel = clock.after(LOOK_EVERY_MS, () => void look(first ?? now));
  };
  void look(null);
  return () => {
    stopped = true;
    cancel();
  };
}
