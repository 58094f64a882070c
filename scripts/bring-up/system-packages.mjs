import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { capture } from './child.mjs';
import { Fault, runCommand } from './fault.mjs';
import { say } from './progress.mjs';
import { isRoot } from './project.mjs';

/** What Electron and the keychain need on Debian and its relatives. */
export const runtimePackages = [
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libatk-bridge2.0-0',
  'libxss1',
  'libsecret-1-0',
];

/** What a desktop session of our own needs as well. */
export const desktopPackages = ['xvfb', 'xauth', 'dbus-x11', 'gnome-keyring', 'dunst'];

/** What a .deb is made with. */
const packagingPackages = ['dpkg', 'fakeroot'];

// Newer Debian and Ubuntu renamed some libraries when their time type grew to 64 bits.
const renamed = (/** @type {string} */ name) => `${name}t64`;

/**
 * @param {readonly string[]} wanted
 * @param {string} listing `dpkg-query` lines: package name, its state's abbreviation
 */
export const missingPackages = (wanted, listing) => {
  const installed = new Set(
    listing
      .split('\n')
      .map((line) => line.split(' '))
      .filter(([, state]) => state?.startsWith('ii'))
      .map(([name]) => name),
  );
  return wanted.filter((name) => !installed.has(name) && !installed.has(renamed(name)));
};

// biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own notation
const listingFormat = '-f=${Package} ${db:Status-Abbrev}\n';

const findMissing = async (/** @type {readonly string[]} */ wanted) => {
  const names = wanted.flatMap((name) => [name, renamed(name)]);
  // It exits with 1 as soon as one name is unknown, and still lists the others.
  const { stdout } = await capture('dpkg-query', ['-W', listingFormat, ...names]);
  return missingPackages(wanted, stdout);
};

/**
 * The names under which this release offers the packages.
 * @param {readonly string[]} wanted
 * @param {string} policy what `apt-cache policy` printed in the C locale, the renamed ones asked for
 */
export const offeredNames = (wanted, policy) => {
  const offered = new Set(
    policy
      .split(/^(?=\S)/m)
      .filter((entry) => /^ {2}Candidate: (?!\(none\))/m.test(entry))
      .map((entry) => entry.slice(0, entry.indexOf(':'))),
  );
  return wanted.map((name) => (offered.has(renamed(name)) ? renamed(name) : name));
};

const findOffered = async (/** @type {readonly string[]} */ wanted) => {
  const env = { ...process.env, LC_ALL: 'C' };
  const { stdout } = await capture('apt-cache', ['policy', ...wanted.map(renamed)], { env });
  return offeredNames(wanted, stdout);
};

const apt = async (/** @type {string[]} */ args) => {
  const ended = await capture('apt-get', args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  if (ended.code === 0) return;
  throw new Fault(
    `apt-get ${args[0]} failed; nothing else was changed.\n\n${ended.stderr.trim().split('\n').slice(-8).join('\n')}\n`,
    'Put apt right, then give the same command again.',
  );
};

/**
 * Brings in the system's packages where they are missing: by apt when we are root, else by telling what to type.
 * macOS and Windows need none.
 * @param {{ desktop: boolean }} needs `desktop`: a session of our own will be started
 */
export const bringSystemPackages = ({ desktop }) =>
  bringPackages(desktop ? [...runtimePackages, ...desktopPackages] : runtimePackages);

/** Brings in what a .deb is made with, in the same way. */
export const bringPackagingTools = () => bringPackages(packagingPackages);

/**
 * Brings in the named packages where they are missing.
 * @param {readonly string[]} wanted
 */
export const bringPackages = async (wanted) => {
  if (process.platform !== 'linux') return;
  if (!existsSync('/usr/bin/dpkg-query') || !existsSync('/usr/bin/apt-get')) return;
  const missing = await findMissing(wanted);
  if (missing.length === 0) return;
  if (!isRoot) {
    const command = `sudo apt-get install -y --no-install-recommends ${(await findOffered(missing)).join(' ')}`;
    throw new Fault('Some system packages are missing; nothing was changed. Install them with', `\n    ${command}\n`);
  }
  say(`Installing system packages: ${missing.join(' ')} …`);
  await apt(['update', '-q']);
  await apt(['install', '-y', '-q', '--no-install-recommends', ...(await findOffered(missing))]);
  say('System packages installed.');
};

/** What to say where apt is not there to ask. */
export const librariesNeeded = `It needs GTK 3, NSS, ALSA, GBM, AT-SPI, XScreenSaver and libsecret; a desktop session of its own also needs Xvfb, xauth, D-Bus (dbus-daemon, dbus-send), gnome-keyring and dunst.`;

// As root, `node scripts/bring-up/system-packages.mjs` brings in all of them: for machines where npm runs as someone else.
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runCommand(async () => {
    await bringSystemPackages({ desktop: true });
    return undefined;
  });
}
