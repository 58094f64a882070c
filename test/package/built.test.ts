import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fuses, readFuses } from '../../scripts/packaging/fuses.mjs';
import { projectRoot } from '../e2e/workstation.ts';
import { type Built, smokeBuilds } from './smoke-builds.ts';

const can = process.platform === 'linux' && process.arch === 'x64';
const builds = smokeBuilds();
let built: Built;
let again: Built;

beforeAll(async () => {
  if (!can) return;
  built = await builds.build('first', 1);
  again = await builds.build('second', 1);
}, 240_000);
afterAll(() => builds.remove());

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();
const digestOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
const inArchive = (folder: string): string[] =>
  execFileSync(
    process.execPath,
    [join(projectRoot, 'node_modules/@electron/asar/bin/asar.js'), 'list', join(folder, 'resources/app.asar')],
    { encoding: 'utf8' },
  )
    .trim()
    .split('\n')
    .map((name) => name.replaceAll('\\', '/'));
const field = (name: string): string => execFileSync('dpkg-deb', ['-f', built.deb, name], { encoding: 'utf8' }).trim();

/** A copy of the app that may be spoilt. */
function copied<T>(
  work: (folder: string, run: (...args: string[]) => { status: number | null; stdout: string }) => T,
): T {
  const folder = join(builds.place, 'copy');
  cpSync(built.folder, folder, { recursive: true });
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  try {
    return work(folder, (...args) =>
      spawnSync(join(folder, 'countersign'), ['--ozone-platform=headless', ...root, ...args], {
        encoding: 'utf8',
        timeout: 20_000,
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe.skipIf(!can)('the built app', { timeout: 60_000 }, () => {
  it.each(Object.entries(fuses))('SECURITY 2: has the fuse %s set to %s', async (name, on) => {
    expect((await readFuses(join(built.folder, 'countersign')))[name]).toBe(on ? 'on' : 'off');
  });

  it('SECURITY 2: loads its code from its archive and from nothing that lies beside it', () => {
    copied((folder, run) => {
      const marker = join(builds.place, 'ran');
      const intruder = `require('node:fs').writeFileSync(${JSON.stringify(marker)}, 'x'); process.exit(0)`;
      for (const place of ['app', 'default_app', 'default_app.asar']) {
        mkdirSync(join(folder, 'resources', place));
        writeFileSync(join(folder, 'resources', place, 'package.json'), '{"name":"x","version":"1.0.0","main":"x.js"}');
        writeFileSync(join(folder, 'resources', place, 'x.js'), intruder);
      }
      expect(run('--version')).toMatchObject({ status: 0, stdout: `Countersign ${built.version}\n` });
      expect(existsSync(marker)).toBe(false);
      // Not even where the archive is gone.
      rmSync(join(folder, 'resources', 'app.asar'));
      expect(run('--version').stdout).not.toContain('Countersign');
      expect(existsSync(marker)).toBe(false);
    });
  });

  it('has the verifier of evidence beside it, which runs with Node.js alone, and once only', () => {
    const place = join(builds.place, 'elsewhere');
    mkdirSync(place);
    cpSync(join(built.folder, 'resources', 'verify.mjs'), join(place, 'verify.mjs'));
    writeFileSync(join(place, 'x.evidence'), '{}');
    const ran = spawnSync(process.execPath, ['verify.mjs', 'x.evidence'], { cwd: place, env: {}, encoding: 'utf8' });
    expect(ran).toMatchObject({ status: 2, stdout: expect.stringContaining('no evidence of Countersign') });
    expect(inArchive(built.folder).filter((name) => name.includes('verifier'))).toEqual([]);
  });

  it('holds its own code and what is native for this system, and nothing of the developers', () => {
    const foreign = inArchive(built.folder).filter(
      (name) =>
        !/^\/(dist(\/|$)|package\.json$|node_modules(\/(keytar|libsql|@libsql|@neon-rs|detect-libc)(\/|$)|$))/.test(
          name,
        ),
    );
    expect(foreign).toEqual([]);
    const files = [...inArchive(built.folder), ...filesOf(built.folder)];
    expect(files.filter((name) => /\.(map|ts|tsx)$|musl|darwin|win32|prebuilds\/(?!linux-x64)\w/.test(name))).toEqual(
      [],
    );
    expect(files.filter((name) => name.endsWith('.node') && name.includes('app.asar.unpacked'))).toHaveLength(2);
    // What development runs on is not what is installed.
    expect(existsSync(join(built.folder, 'countersign-runtime.json'))).toBe(false);
    expect(existsSync(join(built.folder, 'resources', 'app'))).toBe(false);
  });

  it('tells in its version what it is', () => {
    expect(built.version).toBe('0.1.0-smoke.1');
    expect(field('Version')).toBe('0.1.0~smoke.1');
    // A release is newer than what was tried before it.
    expect(spawnSync('dpkg', ['--compare-versions', field('Version'), 'lt', '0.1.0']).status).toBe(0);
    expect(field('Depends')).toContain('libsecret-1-0');
    expect(field('Recommends')).toContain('gnome-keyring');
  });

  it('is the same to the last byte when the same commit is built again', () => {
    const files = filesOf(built.folder);
    expect(filesOf(again.folder)).toEqual(files);
    expect(files.filter((name) => digestOf(join(built.folder, name)) !== digestOf(join(again.folder, name)))).toEqual(
      [],
    );
    expect(digestOf(again.deb)).toBe(digestOf(built.deb));
  });

  it('adds less than 25 MB to Electron', () => {
    const ours = filesOf(join(built.folder, 'resources')).map((name) =>
      statSync(join(built.folder, 'resources', name)),
    );
    const megabytes = ours.reduce((sum, { size }) => sum + size, 0) / 1e6;
    expect(megabytes).toBeGreaterThan(5);
    expect(megabytes).toBeLessThan(25);
  });
});
