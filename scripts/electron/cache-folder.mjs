import { homedir } from 'node:os';
import path from 'node:path';

/** Where runtimes are kept between clones: the user's own cache folder, which may be emptied at any time. */
export const cacheFolder = () => {
  const { env, platform } = process;
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Caches', 'countersign-runtime');
  if (platform === 'win32') {
    return path.join(env.LOCALAPPDATA ?? path.join(homedir(), 'AppData', 'Local'), 'countersign-runtime', 'Cache');
  }
  // The XDG specification has relative paths ignored.
  const base = env.XDG_CACHE_HOME && path.isAbsolute(env.XDG_CACHE_HOME) ? env.XDG_CACHE_HOME : '';
  return path.join(base || path.join(homedir(), '.cache'), 'countersign-runtime');
};
