import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LINUX_FILE, machineFile, machineSource } from '../../../main/managed/machine-source.ts';
import { unmanaged } from '../../../main/managed/managed-config.ts';
import { readManagedConfig, readNamed } from '../../../main/managed/sources.ts';

const us = process.getuid?.() ?? null;

let folder: string;
let path: string;
let named: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-managed-'));
  mkdirSync(join(folder, 'countersign'), { mode: 0o755 });
  path = join(folder, 'countersign', 'config.json');
  named = join(folder, 'named.json');
  writeFileSync(named, '{"undoSeconds":30,"notify":false}');
});
afterEach(() => rmSync(folder, { recursive: true }));

const ofMachine = (content: string | Uint8Array) => writeFileSync(path, content, { mode: 0o644 });
const read = (owner = us) => readManagedConfig(machineFile(path, owner), named);
/** Codes of what stands against it; `null` where it was taken. */
const refusal = async (owner = us) => {
  const config = await read(owner);
  return 'problems' in config ? { path: config.path, codes: config.problems.map(({ code }) => code) } : null;
};

describe('what the administrator of the machine fixed', () => {
  it('holds alone: COUNTERSIGN_CONFIG neither lifts it nor adds to it, and is said to be passed over', async () => {
    ofMachine('{"undoSeconds":7}');
    expect(await read()).toEqual({ ...unmanaged, path, passedOver: named, settings: { undoSeconds: 7 } });
    ofMachine('{}');
    expect(await read()).toEqual({ ...unmanaged, path, passedOver: named });
    expect(await readManagedConfig(machineFile(path, us), '')).toEqual({ ...unmanaged, path });
  });

  it('may open with a byte order mark, as editors on Windows write it', async () => {
    ofMachine('\ufeff{"undoSeconds":7}');
    expect(await read()).toMatchObject({ settings: { undoSeconds: 7 } });
  });

  it('leaves the word to COUNTERSIGN_CONFIG where it is absent, file or folder', async () => {
    const own = { ...unmanaged, path: named, settings: { undoSeconds: 30, notify: false } };
    expect(await read()).toEqual(own);
    rmSync(join(folder, 'countersign'), { recursive: true });
    expect(await read()).toEqual(own);
    expect(await readManagedConfig(machineFile(path, us), undefined)).toBe(unmanaged);
  });

  it.each<[string, string | Uint8Array, string]>([
    ['is empty', '', 'json-syntax'],
    ['is not JSON', 'undoSeconds = 5', 'json-syntax'],
    ['has an unknown field', '{"undoSecond":5}', 'config-unknown-field'],
    ['is not UTF-8', Buffer.from('{"undoSeconds":7}', 'utf16le').fill(0xff, 0, 1), 'config-not-utf8'],
    ['is far too large', `{"undoSeconds":7${' '.repeat(1024 * 1024)}}`, 'config-too-large'],
  ])('is never passed over where it %s', async (_, content, code) => {
    ofMachine(content);
    expect(await refusal()).toEqual({ path, codes: [code] });
  });

  it.runIf(us !== null)('is never passed over where it is something else than a file', async () => {
    mkdirSync(path);
    expect(await refusal()).toEqual({ path, codes: ['config-not-file'] });
    rmSync(path, { recursive: true });
    // A pipe must not be waited for.
    execFileSync('mkfifo', ['-m', '644', path]);
    expect(await refusal()).toEqual({ path, codes: ['config-not-file'] });
  });

  it.runIf(us !== null)('is never passed over where it is a link, whatever the link points to', async () => {
    for (const target of [named, join(folder, 'nothing')]) {
      symlinkSync(target, path);
      expect(await refusal()).toEqual({ path, codes: ['config-link'] });
      rmSync(path);
    }
    rmSync(join(folder, 'countersign'), { recursive: true });
    mkdirSync(join(folder, 'elsewhere'));
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'countersign'));
    expect(await refusal()).toEqual({ path, codes: ['config-not-roots'] });
  });

  it.runIf(us !== null)('fixes nothing where others may write to the file', async () => {
    ofMachine('{}');
    for (const mode of [0o664, 0o646, 0o666]) {
      chmodSync(path, mode);
      expect(await read()).toEqual({ path, problems: [{ code: 'config-not-roots', values: { path } }] });
    }
    chmodSync(path, 0o600);
    expect(await refusal()).toBeNull();
    expect(await refusal(Number(us) + 1)).toMatchObject({ codes: ['config-not-roots'] });
  });

  it.runIf(us !== null)(
    'fixes nothing where others may take the file away, and not only while it is there',
    async () => {
      const holder = join(folder, 'countersign');
      for (const mode of [0o775, 0o757, 0o1777]) {
        chmodSync(holder, mode);
        expect(await read()).toEqual({ path, problems: [{ code: 'config-not-roots', values: { path: holder } }] });
      }
      ofMachine('{}');
      expect(await refusal()).toMatchObject({ codes: ['config-not-roots'] });
    },
  );
});

describe('the file that COUNTERSIGN_CONFIG names', () => {
  it('may be a link, and anybody’s', async () => {
    chmodSync(named, 0o666);
    symlinkSync(named, join(folder, 'link.json'));
    expect(await readNamed(join(folder, 'link.json'))).toMatchObject({ settings: { undoSeconds: 30 } });
  });

  it('is refused when it cannot be read, with the reason', async () => {
    const absent = join(folder, 'absent.json');
    expect(await readNamed(absent)).toMatchObject({
      path: absent,
      problems: [{ code: 'config-unreadable', values: { detail: expect.stringContaining('ENOENT') } }],
    });
    expect(await readNamed(folder)).toMatchObject({ problems: [{ code: 'config-not-file' }] });
  });
});

describe('where the machine’s settings are read from', () => {
  const environment = { COUNTERSIGN_MACHINE_CONFIG: '/home/me/mine.json', SystemRoot: 'C:\\mine', HOME: '/home/me' };

  it.each<[NodeJS.Platform, string]>([
    ['linux', LINUX_FILE],
    ['darwin', '/Library/Managed Preferences/org.countersign.desktop.plist'],
    ['win32', 'HKLM\\SOFTWARE\\Policies\\Countersign\\Configuration'],
  ])('in the installed app nothing of the environment moves it (%s)', (platform, place) => {
    expect(machineSource(platform, true, environment).place).toBe(place);
  });

  it('from a checkout a file of one’s own may stand in for it', () => {
    expect(machineSource('linux', false, environment).place).toBe('/home/me/mine.json');
    expect(machineSource('linux', false, {}).place).toBe('/etc/countersign/config.json');
  });
});
