import { execFileSync } from 'node:child_process';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bringPackages } from '../../scripts/bring-up/system-packages.mjs';
import { listeningSockets } from '../e2e/processes.ts';
import { type PlainScopeService, startPlainScopeService } from '../fakes/plain-scope-service.ts';
import { APP, InstalledDesktop, makePerson, removePerson, until } from './installed-desktop.ts';
import { administer, beginClean, endClean, install, installedVersion, remove } from './installing.ts';
import { type Built, smokeBuilds } from './smoke-builds.ts';

// An administrator's and an ordinary person's day with the package, one step after another on one computer.

const ISSUER = 'https://authority.example.org';
const can = process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

const builds = smokeBuilds();
let older: Built;
let newer: Built;
let service: PlainScopeService;
let desktop: InstalledDesktop;
let before: string[];

beforeAll(async () => {
  if (!can) return;
  await bringPackages(['xdotool', 'at-spi2-core', 'dex', 'libglib2.0-bin']);
  beginClean();
  before = namedAfterTheApp();
  older = await builds.build('older', 1);
  newer = await builds.build('newer', 2);
  service = await startPlainScopeService();
  desktop = await InstalledDesktop.start(makePerson());
}, 300_000);

afterAll(async () => {
  if (can) {
    await desktop?.stop();
    await service?.stop();
    endClean();
    removePerson();
  }
  builds.remove();
}, 60_000);

const listed = async (filter: 'open' | 'done' | 'all'): Promise<{ readonly status: string }[]> =>
  JSON.parse((await desktop.run('countersign', ['list', '--filter', filter, '--json'])).stdout).jobs;
/** Files of the system that bear the app's name, but for what the administrator wrote. */
const namedAfterTheApp = (): string[] =>
  execFileSync('sh', ['-c', 'find /usr /opt /etc /var/lib/dpkg -xdev -iname "*countersign*" 2>/dev/null'], {
    encoding: 'utf8',
  })
    .split('\n')
    .filter((path) => path && !path.startsWith('/etc/countersign'))
    .sort();

const status = async () => JSON.parse((await desktop.run('countersign', ['status', '--json'])).stdout);

/** Brings a job in, has it confirmed and approves it by the keyboard; gives the token that the service holds then. */
async function signOne(jobId: string): Promise<string> {
  await desktop.sees(/static|cell|row/, new RegExp(`^${jobId}$`));
  await until('the app has read the job', async () =>
    service.requests.some(({ method, path }) => method === 'GET' && path === `/scope/${jobId}`),
  );
  service.confirm(jobId);
  // Where no job is in view yet, as after a start, the first one is.
  await desktop.press('j');
  await desktop.tabTo(/push button/, 'Approve and sign');
  await until('approving is allowed', async () => (await desktop.sees(/push button/, 'Approve and sign')).enabled);
  await desktop.press('Return');
  return until('the service has the token', async () => service.signedToken(jobId));
}

describe.skipIf(!can)('the installed package', { timeout: 120_000 }, () => {
  it('is installed by apt, with its command, its desktop entry, its manual page and its link', async () => {
    install(older.deb);
    expect(installedVersion()).toBe('0.1.0~smoke.1');
    expect((await desktop.run('countersign', ['--version'])).stdout).toBe(`Countersign ${older.version}\n`);
    expect(execFileSync('countersign', ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })).toBe(
      `Countersign ${older.version}\n`,
    );
    expect((await desktop.run('gio', ['mime', 'x-scheme-handler/countersign'])).stdout).toContain(
      'countersign.desktop',
    );
    const file = join(desktop.env.HOME ?? '', 'a.evidence');
    writeFileSync(file, '{}');
    const told = await desktop.run('gio', ['info', '--attributes=standard::content-type', file]);
    expect(told.stdout).toContain('application/vnd.countersign.evidence+json');
    expect(existsSync('/usr/share/man/man1/countersign.1.gz')).toBe(true);
    expect(execFileSync('dpkg', ['--verify', 'countersign'], { encoding: 'utf8' })).toBe('');
  });

  it('SECURITY 2: belongs to root alone, in every file that could change what runs', () => {
    const paths = ['', ...readdirSync('/opt/Countersign', { recursive: true, encoding: 'utf8' })].map((name) =>
      join('/opt/Countersign', name),
    );
    const open = paths.filter((path) => {
      const { uid, mode } = lstatSync(path);
      return uid !== 0 || (mode & 0o022) !== 0;
    });
    expect(paths.length).toBeGreaterThan(60);
    expect(open).toEqual([]);
  });

  it('starts from its desktop entry as an ordinary person, with the sandbox on', async () => {
    administer({
      service: { name: 'Desk', address: service.address, issuer: ISSUER },
      undoSeconds: 1,
      pollSeconds: 0.2,
      startAtLogin: true,
    });
    desktop.begin('gio', ['launch', '/usr/share/applications/countersign.desktop']);
    await desktop.sees(/frame/, `Countersign (smoke build ${older.version}, not for real work)`);
    await desktop.sees(/push button/, 'Create signing key');
    const confined = desktop.processes().filter((pid) => {
      const face = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return face.includes('--type=renderer');
    });
    expect(confined).toHaveLength(1);
    for (const pid of confined) {
      // A filter of system calls, and a world of its own without any file of the computer.
      expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^Seccomp:\s+2$/m);
      const namespaceOf = (of: number | string) => statSync(`/proc/${of}/ns/user`).ino;
      expect(namespaceOf(pid)).not.toBe(namespaceOf(desktop.pid() ?? 'self'));
    }
  });

  it('does the whole main job by keyboard: key, job by link, review, approval, proof', async () => {
    await desktop.focusWindow();
    await desktop.tabTo(/push button/, 'Create signing key');
    await desktop.press('Return');
    await desktop.sees(/table|tree table|grid/, 'Review queue');
    const jobId = service.addJob();
    desktop.begin('gio', ['open', `countersign://job/${jobId}`]);
    const token = await signOne(jobId);

    const [header = '', payload = '', signature = ''] = token.split('.');
    const keys = JSON.parse(readFileSync(join(desktop.home, 'live', 'keys.json'), 'utf8'));
    const key = createPublicKey({ key: keys.keys[0].publicJwk, format: 'jwk' });
    expect(verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({ iss: ISSUER, jti: jobId });
    await until('it is proved', async () => (await listed('done')).some(({ status }) => status === 'delivered'));
    expect(service.tokensSeen(jobId)).toHaveLength(1);
  });

  it('SECURITY 3: has no port open, no developer tools, and no inspector for a signal to start', async () => {
    await desktop.focusWindow();
    await desktop.press('ctrl+shift+i', 'F12');
    expect(listeningSockets(desktop.processes())).toEqual([]);
    const frames = (await desktop.screen()).filter(({ role }) => role === 'frame');
    expect(frames).toHaveLength(1);
    const pid = desktop.pid() ?? 0;
    process.kill(pid, 'SIGUSR1');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(listeningSockets(desktop.processes())).toEqual([]);
    // Without an inspector the signal ends a program, as it does any other; what was decided is on disk.
    await desktop.quit();
  });

  it.each([
    ['--remote-debugging-port=9333'],
    ['--remote-debugging-pipe'],
    ['--inspect=127.0.0.1:9334'],
    ['--inspect-brk'],
    ['--no-sandbox'],
    ['--js-flags=--expose-gc'],
    ['--disable-web-security'],
    ['--load-extension=/tmp'],
    ['--password-store=basic'],
    ['-e'],
  ])('SECURITY 3: does not start with %s, says so, and opens nothing', async (refused) => {
    const { code, stderr } = await desktop.run(APP, [refused]);
    expect(code).toBe(2);
    expect(stderr).toContain(`It does not take “${refused}”.`);
    expect(stderr).not.toMatch(/listening/i);
    expect(desktop.faces()).toEqual([]);
  });

  it('SECURITY 3: is no Node for anybody: not by the environment, not by a preloaded script', async () => {
    const marker = join(desktop.env.HOME ?? '', 'ran');
    const script = join(desktop.env.HOME ?? '', 'script.cjs');
    writeFileSync(script, `require('node:fs').writeFileSync(${JSON.stringify(marker)}, 'x')`);
    const asNode = { ELECTRON_RUN_AS_NODE: '1' };
    const evaluated = await desktop.run(APP, ['-e', readFileSync(script, 'utf8')], asNode);
    expect(evaluated.code).toBe(2);
    expect((await desktop.run(APP, ['--version'], asNode)).stdout).toBe(`Countersign ${older.version}\n`);
    const preloaded = await desktop.run(APP, ['--version'], { NODE_OPTIONS: `--require=${script}` });
    expect(preloaded.stdout).toBe(`Countersign ${older.version}\n`);
    expect(existsSync(marker)).toBe(false);
    // The script would have said so.
    execFileSync(process.execPath, [script]);
    expect(existsSync(marker)).toBe(true);
  });

  it('starts at login without a window, by the entry that it made for this person', async () => {
    const entry = join(desktop.env.XDG_CONFIG_HOME ?? '', 'autostart', 'countersign.desktop');
    expect(readFileSync(entry, 'utf8')).toContain(`TryExec=${APP}`);
    desktop.begin('dex', ['--autostart', '--environment', 'GNOME']);
    await until('the app answers', async () => (await desktop.run('countersign', ['status'])).code === 0);
    expect(await desktop.screen()).toEqual([]);
  });

  it('is upgraded under the running app, which says so, goes on, and keeps everything when it is started again', async () => {
    const before = readFileSync(join(desktop.home, 'live', 'keys.json'), 'utf8');
    const jobs = await listed('all');
    expect(jobs).toHaveLength(1);
    install(newer.deb);
    expect(installedVersion()).toBe('0.1.0~smoke.2');
    expect(execFileSync('dpkg', ['--verify', 'countersign'], { encoding: 'utf8' })).toBe('');
    // The older one is still at work; a link brings its window.
    const jobId = service.addJob();
    desktop.begin('gio', ['open', `countersign://job/${jobId}`]);
    await desktop.sees(/static|cell|row/, new RegExp(`^${jobId}$`));
    await until(
      'the window tells of the other version',
      async () =>
        (await desktop.screen()).some(({ name }) => /Another version of Countersign has been installed/.test(name)),
      90_000,
    );
    await desktop.quit();

    desktop.begin('gio', ['launch', '/usr/share/applications/countersign.desktop']);
    await desktop.sees(/frame/, `Countersign (smoke build ${newer.version}, not for real work)`);
    await until('the app answers', async () => (await desktop.run('countersign', ['status'])).code === 0);
    expect(readFileSync(join(desktop.home, 'live', 'keys.json'), 'utf8')).toBe(before);
    expect(await listed('all')).toEqual(expect.arrayContaining(jobs));
    await desktop.focusWindow();
    const token = await signOne(jobId);
    expect(JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid).toBe(
      JSON.parse(before).keys[0].kid,
    );
    expect((await status()).practice).toBe(false);
  }, 200_000);

  it('is removed without a trace but the person’s own data, which a later install finds again', async () => {
    await desktop.quit();
    const kept = ['live/keys.json', 'live/countersign.db', 'settings.json'].map((name) => {
      const path = join(desktop.home, name);
      return [path, createHash('sha256').update(readFileSync(path)).digest('hex')] as const;
    });
    remove('remove');
    expect(installedVersion()).toBeNull();
    for (const path of [
      '/opt/Countersign',
      '/usr/bin/countersign',
      '/usr/share/applications/countersign.desktop',
      '/usr/share/mime/packages/countersign.xml',
      '/usr/share/man/man1/countersign.1.gz',
      '/usr/share/bash-completion/completions/countersign',
      '/etc/apparmor.d/countersign',
    ]) {
      expect([path, existsSync(path)]).toEqual([path, false]);
    }
    expect((await desktop.run('gio', ['mime', 'x-scheme-handler/countersign'])).stdout).not.toContain(
      'countersign.desktop',
    );
    remove('purge');
    expect(namedAfterTheApp()).toEqual(before);
    // The entry that made it start at login is passed over.
    await desktop.run('dex', ['--autostart', '--environment', 'GNOME']);
    expect(desktop.pid()).toBeNull();
    for (const [path, digest] of kept)
      expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(digest);
  });
});
