import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { app as electronApp } from 'electron';
import { readCommandLine } from './command-line.mjs';

// Stands in for Electron's default app, which this copy of Electron lacks. An ES module with top-level await: the app
// must have run its first turn before *ready*, or it comes too late to register privileged schemes.

/** The setters that only a default app uses are not in the public types. */
const app = /** @type {any} */ (electronApp);

const stop = (/** @type {string} */ message) => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

const readPackage = (/** @type {string} */ file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return stop(`Unable to parse ${file}\n\n${error instanceof Error ? error.message : error}`);
  }
};

/** @returns {string} the file to run, for a folder with a package.json or a script */
const prepareApp = (/** @type {string} */ target) => {
  if (!existsSync(target)) return stop(`Unable to find an Electron app at ${target}`);
  const isFolder = statSync(target).isDirectory();
  if (!isFolder) {
    app.setAppPath(path.dirname(target));
    return target;
  }
  const manifest = path.join(target, 'package.json');
  if (!existsSync(manifest)) return stop(`Unable to find an Electron app at ${target}: it has no package.json`);
  const about = readPackage(manifest);
  if (about.version) app.setVersion(about.version);
  if (about.productName ?? about.name) app.setName(about.productName ?? about.name);
  app.setDesktopName(about.desktopName ?? `${app.name}.desktop`);
  app.setAppPath(target);
  try {
    return createRequire(manifest).resolve(path.resolve(target, about.main ?? 'index.js'));
  } catch {
    return stop(
      `Unable to find the app's entry ${about.main ?? 'index.js'} in ${target}. Has it been built? (npm run build)`,
    );
  }
};

const { app: named, required, version } = readCommandLine(process.argv.slice(1));
if (version) {
  process.stdout.write(`v${process.versions.electron}\n`);
  process.exit(0);
}
if (named === null) stop('Name the app to run: electron <folder or file> [flags]');
Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true });
const requireFromHere = createRequire(path.join(process.cwd(), 'package.json'));
for (const module of required) requireFromHere(module);

const entry = prepareApp(path.resolve(named ?? ''));
try {
  await import(pathToFileURL(entry).href);
} catch (error) {
  stop(`The app threw an error while it was loaded\n${error instanceof Error ? error.stack : error}`);
}
