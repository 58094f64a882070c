import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  endpointsOf,
  isOurs,
  prepareFolder,
  type Whereabouts,
  whereabouts,
} from '../../../main/command-line/endpoint.ts';

const where: Whereabouts = {
  home: '/home/ada/.config/Countersign',
  platform: 'linux',
  user: 'ada',
  uid: 1000,
  runtimeFolder: '/run/user/1000',
  tmp: '/tmp',
};
const far = `/home/ada/${'deep/'.repeat(20)}Countersign`;

describe('where the app listens for commands', () => {
  it('is in its data folder, where the path fits into a socket’s address', () => {
    expect(endpointsOf(where)).toEqual([{ path: '/home/ada/.config/Countersign/command.sock', folder: null }]);
    const longest = `/${'h'.repeat(86)}`;
    expect(endpointsOf({ ...where, home: longest })[0].path).toHaveLength(100);
    expect(endpointsOf({ ...where, home: `${longest}h` })[0].path).toMatch(/^\/run\/user\/1000\//);
    // Bytes count, not characters.
    expect(endpointsOf({ ...where, home: `/${'é'.repeat(50)}` })[0].path).toMatch(/^\/run\/user\/1000\//);
  });

  it('else in the user’s folder for sockets, and failing that in a folder of ours', () => {
    const socket = expect.stringMatching(/countersign-[0-9a-f]{16}\.sock$/);
    const ours = { path: socket, folder: '/tmp/countersign-1000' };
    expect(endpointsOf({ ...where, home: far })).toEqual([{ path: socket, folder: null }, ours]);
    for (const runtimeFolder of [undefined, '', 'run/user', `/run/${'x'.repeat(90)}`]) {
      expect(endpointsOf({ ...where, home: far, runtimeFolder })).toEqual([ours]);
    }
  });

  it('belongs to one data folder', () => {
    const [one] = endpointsOf({ ...where, home: far });
    const [other] = endpointsOf({ ...where, home: `${far}2` });
    expect(one.path).not.toBe(other.path);
    expect(endpointsOf({ ...where, home: far })[0]).toEqual(one);
  });

  it('is a named pipe of the user on Windows', () => {
    const [{ path, folder }, ...others] = endpointsOf({ ...where, platform: 'win32', user: 'ACME\\Ada L.', uid: null });
    expect(path).toMatch(/^\\\\\.\\pipe\\countersign-ACME_Ada_L_-[0-9a-f]{16}$/);
    expect([folder, others]).toEqual([null, []]);
  });

  it('is found from this very process', () => {
    expect(whereabouts('/x')).toMatchObject({ home: '/x', platform: process.platform, tmp: tmpdir() });
  });
});

describe.skipIf(process.platform === 'win32')('a folder for the socket in a place for all', () => {
  let place: string;
  const uid = process.getuid?.() ?? 0;
  const folder = () => join(place, 'countersign');
  const prepare = () => prepareFolder({ path: join(folder(), 'x.sock'), folder: folder() }, uid);
  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'countersign-endpoint-'));
  });
  afterEach(() => rmSync(place, { recursive: true, force: true }));

  it('is made for the user alone, and found again', () => {
    prepare();
    prepare();
    expect(statSync(folder()).mode & 0o777).toBe(0o700);
    expect(isOurs(folder(), 'folder', uid)).toBe(true);
  });

  it.each([
    ['others may look into', () => mkdirSync(folder(), { mode: 0o755 })],
    [
      'others may write to',
      () => {
        mkdirSync(folder());
        chmodSync(folder(), 0o777);
      },
    ],
    ['is a link', () => symlinkSync(tmpdir(), folder())],
    ['is a file', () => writeFileSync(folder(), '', { mode: 0o600 })],
  ])('that %s is not used', (_what, make) => {
    make();
    expect(prepare).toThrow(expect.objectContaining({ code: 'command-folder-not-ours' }));
  });

  it.skipIf(uid !== 0)('that belongs to somebody else is not used', () => {
    mkdirSync(folder(), { mode: 0o700 });
    chownSync(folder(), 12_345, 12_345);
    expect(prepare).toThrow(expect.objectContaining({ code: 'command-folder-not-ours' }));
  });

  it('holds sockets of ours, and nothing else that has the name', async () => {
    prepare();
    const path = join(folder(), 'x.sock');
    expect(isOurs(path, 'socket', uid)).toBe(false);
    const server = createServer().listen(path);
    await new Promise((resolve) => server.once('listening', resolve));
    expect(isOurs(path, 'socket', uid)).toBe(true);
    expect(isOurs(path, 'socket', uid + 1)).toBe(false);
    symlinkSync(path, `${path}.link`);
    expect(isOurs(`${path}.link`, 'socket', uid)).toBe(false);
    await new Promise((resolve) => server.close(resolve));
  });

  it('needs no making where the place is the user’s own', () => {
    expect(() => prepareFolder({ path: '/nowhere/x.sock', folder: null }, uid)).not.toThrow();
  });
});
