import { existsSync } from 'node:fs';
import { Fault } from './fault.mjs';
import { npm, npmComplaint } from './npm.mjs';
import { say } from './progress.mjs';
import { inProject, projectRoot, readJson } from './project.mjs';

/**
 * Whether what npm says it installed is what the lockfile asks for. Contents are compared, not times: a clone, a copy
 * or a branch change gives files any time. Packages for other systems may be absent.
 * @param {any} lockfile package-lock.json
 * @param {any} installed node_modules/.package-lock.json, which npm writes last
 */
export const matchesLockfile = (lockfile, installed) => {
  const wanted = lockfile.packages ?? {};
  const present = installed.packages ?? {};
  const same = (/** @type {string} */ place) =>
    wanted[place]?.version === present[place].version && wanted[place]?.integrity === present[place].integrity;
  const mayBeAbsent = (/** @type {string} */ place) =>
    place === '' || present[place] || wanted[place].optional || wanted[place].devOptional;
  return Object.keys(present).every(same) && Object.keys(wanted).every(mayBeAbsent);
};

const installedPackagesMatch = () => {
  const record = inProject('node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  try {
    return matchesLockfile(readJson(inProject('package-lock.json')), readJson(record));
  } catch {
    return false;
  }
};

/** Installs the packages of package-lock.json where node_modules is absent or differs from it. */
export const bringNodePackages = async () => {
  if (installedPackagesMatch()) return;
  say('Installing the packages of package-lock.json (npm ci) …');
  const started = Date.now();
  const ended = await npm(['ci', '--loglevel=error', '--no-audit', '--no-fund'], { cwd: projectRoot });
  if (ended.code !== 0) {
    throw new Fault(
      `npm ci failed, so there is nothing to run yet. Your files were not touched; only node_modules may be incomplete.\n\n${npmComplaint(ended.stderr)}\n`,
      'Check that the package registry can be reached (npm ping), then give the same command again.',
    );
  }
  say(`Packages installed in ${Math.round((Date.now() - started) / 1000)} s.`);
};
