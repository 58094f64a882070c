import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { capture } from '../bring-up/child.mjs';
import { progressLine, say } from '../bring-up/progress.mjs';
import { inProject, readJson } from '../bring-up/project.mjs';
import { watchGrowth } from './growth.mjs';
import { failedLately, forgetFailure, releaseHostReachable, rememberFailure } from './reachability.mjs';

const packageFolder = inProject('node_modules', 'electron');
const patienceMs = 20_000;

/** @returns {string} the executable's place inside a distribution folder */
export const executableIn = (/** @type {string} */ folder, platform = process.platform) => {
  if (platform === 'darwin') return path.join(folder, 'Electron.app', 'Contents', 'MacOS', 'Electron');
  return path.join(folder, platform === 'win32' ? 'electron.exe' : 'electron');
};

const wantedVersion = () => readJson(path.join(packageFolder, 'package.json')).version;

/** @returns {string | null} the executable that Electron's own installer has put in place, of the version we ask for */
export const installedRuntime = () => {
  const dist = path.join(packageFolder, 'dist');
  const executable = executableIn(dist);
  if (!existsSync(executable) || !existsSync(path.join(packageFolder, 'path.txt'))) return null;
  const version = readFileSync(path.join(dist, 'version'), 'utf8').trim().replace(/^v/, '');
  return version === wantedVersion() ? executable : null;
};

/** Runs the installer, which checks the download against the checksums in its package; gives up when nothing moves. */
const runInstaller = async () => {
  // A temporary folder of its own, so that its growth tells how far the download is.
  const scratch = await mkdtemp(path.join(tmpdir(), 'countersign-electron-'));
  const line = progressLine(`Downloading Electron ${wantedVersion()}`);
  const stop = new AbortController();
  const endWatch = watchGrowth(scratch, { update: line.update, stalled: () => stop.abort(), patienceMs });
  try {
    const ended = await capture(process.execPath, [path.join(packageFolder, 'install.js')], {
      env: { ...process.env, TMPDIR: scratch, TEMP: scratch, TMP: scratch, ELECTRON_GET_NO_PROGRESS: '1' },
      signal: stop.signal,
    });
    return ended.code === 0 ? null : (ended.stderr.trim().split('\n')[0] ?? 'the installer failed');
  } catch (error) {
    return stop.signal.aborted ? `nothing arrived for ${patienceMs / 1000} s` : String(error);
  } finally {
    endWatch();
    line.end();
    await rm(scratch, { recursive: true, force: true });
  }
};

/**
 * Downloads Electron from its project's releases into node_modules/electron/dist.
 * @param {{ otherwise: boolean }} options `otherwise`: there is another source to go on to, so a host that failed
 * lately is not asked again
 * @returns {Promise<{ executable: string } | { reason: string }>}
 */
export const downloadOfficial = async ({ otherwise }) => {
  if (otherwise && (await failedLately())) return { reason: "Electron's release host could not be reached lately" };
  const reason = (await releaseHostReachable()) ? await runInstaller() : "Electron's release host can't be reached";
  const executable = reason === null ? installedRuntime() : null;
  if (executable) {
    await forgetFailure();
    say(`Electron ${wantedVersion()} is in place.`);
    return { executable };
  }
  await rememberFailure();
  return { reason: reason ?? 'the download did not hold what was expected' };
};
