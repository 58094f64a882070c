import { createHash } from 'node:crypto';
import { chmod, copyFile, lutimes, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import debian from 'electron-installer-debian';
import { inProject, readJson } from '../bring-up/project.mjs';
import { builderConfiguration } from './configuration.mjs';
import { desktopEntry, mimeTypes } from './desktop-files.mjs';

const iconSizes = [16, 24, 32, 48, 64, 128, 256, 512];
const linuxFiles = (/** @type {string} */ name) => inProject('scripts', 'packaging', 'linux', name);

/** Where what belongs to the system lies, beside the app's own folder. */
const systemFiles = {
  'usr/share/bash-completion/completions/countersign': 'completion.bash',
  'usr/share/zsh/vendor-completions/_countersign': 'completion.zsh',
  'usr/share/fish/vendor_completions.d/countersign.fish': 'completion.fish',
};

/** The manual page as a package holds it; gzip notes no time here, so that it is the same each time. */
export const manualPage = async () => gzipSync(await readFile(linuxFiles('countersign.1')), { level: 9 });

/** Lays everything out as electron-builder's own .deb has it, which this one stands in for. */
class Installer extends debian.Installer {
  /** @param {any} data @param {{ configuration: any, date: Date }} from */
  constructor(data, { configuration, date }) {
    super(data);
    this.configuration = configuration;
    this.date = date;
  }

  get contentFunctions() {
    return ['copyApplication', 'copyLinuxIcons', 'copyScripts', 'createControl', 'createCopyright', 'layOut'];
  }

  get stagingAppDir() {
    return path.join(this.stagingDir, 'opt', this.configuration.productName);
  }

  /** The script that runs after installing decides whether the helper needs root's rights. */
  async updateSandboxHelperPermissions() {
    await chmod(path.join(this.stagingAppDir, 'chrome-sandbox'), 0o755);
  }

  async layOut() {
    const put = async (/** @type {string} */ place, /** @type {string | Buffer} */ content) => {
      const target = path.join(this.stagingDir, place);
      await mkdir(path.dirname(target), { recursive: true, mode: 0o755 });
      await writeFile(target, content, { mode: 0o644 });
    };
    const { executableName } = this.configuration.linux;
    await put(
      `usr/share/applications/${executableName}.desktop`,
      desktopEntry(this.configuration, this.options.description),
    );
    await put(`usr/share/mime/packages/${executableName}.xml`, mimeTypes(this.configuration));
    await put('usr/share/man/man1/countersign.1.gz', await manualPage());
    for (const [place, source] of Object.entries(systemFiles)) await put(place, await readFile(linuxFiles(source)));
  }

  /** Last of all: the sums by which `dpkg --verify` finds what was changed, and one time for everything. */
  async createPackage() {
    const entries = await readdir(this.stagingDir, { recursive: true, withFileTypes: true });
    const paths = entries.map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
    const files = paths.filter((_, index) => entries[index]?.isFile());
    const sums = await Promise.all(
      files
        .map((file) => ({ file, name: path.relative(this.stagingDir, file) }))
        .filter(({ name }) => !name.startsWith('DEBIAN'))
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map(
          async ({ file, name }) =>
            `${createHash('md5')
              .update(await readFile(file))
              .digest('hex')}  ${name}\n`,
        ),
    );
    await writeFile(path.join(this.stagingDir, 'DEBIAN', 'md5sums'), sums.join(''), { mode: 0o644 });
    for (const one of [...paths, path.join(this.stagingDir, 'DEBIAN', 'md5sums'), this.stagingDir]) {
      await lutimes(one, this.date, this.date);
    }
    await super.createPackage();
  }
}

/**
 * Makes a .deb of an unpacked application folder, without a tool that would have to be downloaded.
 * @param {{ from: string, to: string, version: string, date: Date, compression: string, log: (text: string) => void }} options
 * `version` as Debian writes it: what comes before a release is parted from it by `~`
 * @returns {Promise<string>} its path
 */
export const makeDeb = async ({ from, to, version, date, compression, log }) => {
  const configuration = await builderConfiguration();
  const { description, name } = readJson(inProject('package.json'));
  const { deb, linux } = configuration;
  await copyFile(inProject('LICENSE'), path.join(from, 'LICENSE'));
  const installer = new Installer(
    {
      src: from,
      dest: to,
      rename: (/** @type {string} */ folder) => path.join(folder, '<%= name %>_<%= version %>_<%= arch %>.deb'),
      logger: log,
      options: {
        name,
        version,
        arch: 'amd64',
        bin: linux.executableName,
        maintainer: linux.maintainer,
        description,
        productDescription: linux.description,
        section: deb.packageCategory,
        priority: deb.priority,
        compression,
        icon: Object.fromEntries(
          iconSizes.map((size) => [`${size}x${size}`, inProject('dist', 'icons', 'app', `${size}x${size}.png`)]),
        ),
        scripts: { postinst: inProject(deb.afterInstall), postrm: inProject(deb.afterRemove) },
      },
    },
    { configuration, date },
  );
  await installer.generateDefaults();
  installer.generateOptions();
  // Its own guesses of what Electron needs come on top of what it is told, so they are put aside.
  Object.assign(installer.options, {
    depends: deb.depends,
    recommends: deb.recommends,
    suggests: [],
    enhances: [],
    preDepends: [],
  });
  // Files that the app's owner alone may read would be of no use to the people who start it.
  const before = process.umask(0o022);
  try {
    await installer.createStagingDir();
    await installer.createContents();
    await installer.createPackage();
    await installer.movePackage();
  } finally {
    process.umask(before);
  }
  return installer.options.packagePaths[0];
};
