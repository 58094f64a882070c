import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closure, type LockedPackages, lockedPackages, placeOf } from '../../../scripts/supply-chain/lockfile.mjs';

const root = join(import.meta.dirname, '../../..');
const packages = lockedPackages();

/**
 * Every package that would run a script of its own when it is installed, and why it may be here all the same. None of
 * the scripts is ever run.
 */
const withInstallScripts: Readonly<Record<string, string>> = {
  'node_modules/keytar':
    'would compile itself where it finds no prebuild for the system; its prebuilds are in the package',
  'node_modules/electron-winstaller':
    "would choose among its copies of a Windows tool; it comes with the packager, which isn't asked for that target",
};

/** What is wrong with a lockfile: entries that could be answered with other bytes, or from elsewhere. */
const loose = (locked: LockedPackages): string[] =>
  Object.entries(locked)
    .filter(([place]) => place !== '')
    .flatMap(([place, { version, integrity, resolved, link, dependencies, optionalDependencies }]) => {
      const asks = Object.values({ ...dependencies, ...optionalDependencies });
      const complaints = [
        /^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? '') ? [] : 'has no SHA-512',
        /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version) ? [] : `has no exact version: ${version}`,
        // A registry's entries leave its address to whoever installs; anything that is named is another source.
        resolved === undefined ? [] : `comes from ${resolved}`,
        link ? 'is a link' : [],
        asks.filter((range) => /^(git|https?|file|link|github|workspace):|^[\w-]+\/[\w.-]+(#|$)/.test(range)),
      ];
      return complaints.flat().map((complaint) => `${place} ${complaint}`);
    });

describe('SECURITY 30: the lockfile', () => {
  it('is exact: a version and a hash for every package, and nothing from outside a registry', () => {
    expect(Object.keys(packages).length).toBeGreaterThan(300);
    expect(loose(packages)).toEqual([]);
  });

  it.each<[string, LockedPackages[string]]>([
    ['no hash', { version: '1.0.0' }],
    ['a weak hash', { version: '1.0.0', integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }],
    ['a range for a version', { version: '^1.0.0', integrity: `sha512-${'A'.repeat(86)}==` }],
    ['a repository', { version: '1.0.0', integrity: `sha512-${'A'.repeat(86)}==`, resolved: 'git+ssh://x/y.git#1' }],
    ['a file', { version: '1.0.0', integrity: `sha512-${'A'.repeat(86)}==`, resolved: 'file:../y.tgz' }],
    [
      'a web address',
      { version: '1.0.0', integrity: `sha512-${'A'.repeat(86)}==`, resolved: 'https://x.example/y.tgz' },
    ],
    [
      'a wish for one',
      { version: '1.0.0', integrity: `sha512-${'A'.repeat(86)}==`, dependencies: { y: 'github:x/y' } },
    ],
  ])('is found loose for an entry with %s', (_, entry) => {
    expect(loose({ 'node_modules/y': entry })).toHaveLength(1);
  });
});

describe('SECURITY 30: install scripts', () => {
  it('belong to packages that were looked at, and to no other', () => {
    const found = Object.keys(packages).filter((place) => packages[place]?.hasInstallScript);
    expect(found.sort()).toEqual(Object.keys(withInstallScripts).sort());
  });

  it('are never run', () => {
    const set = readFileSync(join(root, '.npmrc'), 'utf8')
      .split(/\r?\n/)
      .filter((line) => /^\s*ignore-scripts/.test(line));
    expect(set).toEqual(['ignore-scripts=true']);
  });

  it('are not needed by our own package either', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
    expect(Object.keys(scripts).filter((name) => /^(pre|post)?(install|prepare|pack|publish)/.test(name))).toEqual([]);
  });
});

describe('SECURITY 30: what package.json asks for', () => {
  let folder: string;
  const asked = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lockfile-'));
    for (const file of ['package-lock.json', '.npmrc']) copyFileSync(join(root, file), join(folder, file));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** npm itself compares the two before it does anything; nothing is fetched or written. */
  const npmAgrees = (manifest: object) => {
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    const args = ['ci', '--dry-run', '--offline', '--no-audit', '--no-fund'];
    return spawnSync('npm', args, { cwd: folder, shell: process.platform === 'win32' }).status === 0;
  };

  it('is what the lockfile holds, as npm reads both', () => {
    expect(npmAgrees(asked)).toBe(true);
    expect(npmAgrees({ ...asked, dependencies: { ...asked.dependencies, libsql: '^99.0.0' } })).toBe(false);
    expect(npmAgrees({ ...asked, dependencies: { ...asked.dependencies, leftover: '^1.0.0' } })).toBe(false);
  });

  it('is a range of a registry, in each case', () => {
    const ranges = Object.entries({ ...asked.dependencies, ...asked.devDependencies }) as [string, string][];
    expect(ranges.filter(([, range]) => !/^(npm:@?[\w/-]+@)?[\^~]?\d+\.\d+\.\d+$/.test(range))).toEqual([]);
  });
});

describe('what is installed with a package', () => {
  const lock = (extra: object = {}) => ({ version: '1.0.0', ...extra });
  const tree: LockedPackages = {
    '': lock(),
    'node_modules/a': lock({ dependencies: { b: '^1' }, optionalDependencies: { 'b-linux': '1', 'b-mac': '1' } }),
    'node_modules/a/node_modules/b': lock({ dependencies: { c: '^1' } }),
    'node_modules/b': lock(),
    'node_modules/c': lock({ dependencies: { a: '^1' } }),
    'node_modules/b-linux': lock({ os: ['linux'], cpu: ['x64'], libc: ['glibc'] }),
    'node_modules/b-mac': lock({ os: ['darwin'] }),
    'node_modules/unused': lock(),
  };

  it('is found as Node finds it: beside the asking package, or further up', () => {
    expect(placeOf(tree, 'node_modules/a', 'b')).toBe('node_modules/a/node_modules/b');
    expect(placeOf(tree, 'node_modules/a/node_modules/b', 'c')).toBe('node_modules/c');
    expect(placeOf(tree, 'node_modules/c', 'b')).toBe('node_modules/b');
    expect(placeOf(tree, '', 'missing')).toBeNull();
  });

  it('is everything it asks for that the target can use, and nothing else', () => {
    const common = ['node_modules/a', 'node_modules/a/node_modules/b', 'node_modules/c'];
    expect(closure(tree, ['a'], { platform: 'linux', arch: 'x64' })).toEqual(
      [...common, 'node_modules/b-linux'].sort(),
    );
    expect(closure(tree, ['a'], { platform: 'linux', arch: 'x64', libc: 'musl' })).toEqual(common);
    expect(closure(tree, ['a'], { platform: 'darwin', arch: 'x64' })).toEqual([...common, 'node_modules/b-mac'].sort());
  });
});
