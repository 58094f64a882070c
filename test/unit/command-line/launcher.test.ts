import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const launcher = resolve(import.meta.dirname, '../../../scripts/launcher/countersign');
const HEADLESS = '--ozone-platform=headless';

describe.skipIf(process.platform === 'win32')('the launcher of an installed app', () => {
  let place: string;
  let installed: string;

  beforeAll(() => {
    place = mkdtempSync(join(tmpdir(), 'countersign-launcher-'));
    const folder = join(place, 'opt', 'Counter sign');
    installed = join(folder, 'bin', 'countersign');
    mkdirSync(join(folder, 'bin'), { recursive: true });
    copyFileSync(launcher, installed);
    writeFileSync(join(folder, 'countersign'), '#!/bin/sh\nprintf \'%s\\n\' "$@"\nexit 7\n', { mode: 0o755 });
    symlinkSync(installed, join(place, 'absolute'));
    symlinkSync('opt/Counter sign/bin/countersign', join(place, 'relative'));
    symlinkSync('relative', join(place, 'twice'));
    for (const [name, uid] of Object.entries({ ada: 1000, root: 0 })) {
      mkdirSync(join(place, name));
      writeFileSync(join(place, name, 'id'), `#!/bin/sh\necho ${uid}\n`, { mode: 0o755 });
    }
  });
  afterAll(() => rmSync(place, { recursive: true, force: true }));

  const startAs = (who: 'ada' | 'root', path: string, ...args: string[]) => {
    const env = { ...process.env, PATH: `${join(place, who)}:${process.env.PATH}` };
    const { status, stdout, stderr } = spawnSync(path, args, { encoding: 'utf8', cwd: tmpdir(), env });
    return { status, stderr, args: stdout.split('\n').slice(0, -1) };
  };
  const start = (path: string, ...args: string[]) => startAs('ada', path, ...args);

  it('SECURITY 21: lets the system take no core dump of the app, in which the key would lie', () => {
    const folder = join(place, 'limits');
    mkdirSync(join(folder, 'bin'), { recursive: true });
    copyFileSync(launcher, join(folder, 'bin', 'countersign'));
    writeFileSync(join(folder, 'countersign'), '#!/bin/sh\nulimit -S -c; ulimit -H -c\n', { mode: 0o755 });
    expect(start(join(folder, 'bin', 'countersign')).args).toEqual(['0', '0']);
  });

  it.each([
    [['status', '--json']],
    [['add', 'a b', '*', '$HOME', '']],
    [['--no-sandbox', 'list']],
    [['stauts']],
    [['--help']],
    [['-h']],
    [['--version']],
  ])('has %j do without a display, every argument as it was, and gives its exit code', (args) => {
    expect(start(installed, ...args)).toEqual({ status: 7, stderr: '', args: [HEADLESS, ...args] });
  });

  it.each([
    [[]],
    [['--hidden']],
    [['countersign://job/AbCdEfGhIjKlMnOp_-09?service=a']],
    [['--', 'countersign://job/AbCdEfGhIjKlMnOp_-09']],
    [['/home/ada/status']],
    [['']],
  ])('starts the app itself with %j', (args) => {
    const { args: given } = start(installed, ...args);
    expect(given.filter(Boolean)).toEqual(args.filter(Boolean));
  });

  it('has commands of root do without the sandbox, and nothing else', () => {
    expect(startAs('root', installed, 'check-config').args).toEqual([HEADLESS, '--no-sandbox', 'check-config']);
    expect(startAs('root', installed, '--hidden').args).toEqual(['--hidden']);
  });

  it('finds the app through links from anywhere', () => {
    for (const name of ['absolute', 'relative', 'twice']) {
      expect(start(join(place, name), 'status')).toMatchObject({ status: 7, args: [HEADLESS, 'status'] });
    }
    const { stdout } = spawnSync('sh', ['-c', 'twice status'], {
      encoding: 'utf8',
      env: { PATH: `${join(place, 'ada')}:${place}:${process.env.PATH}` },
    });
    expect(stdout).toBe(`${HEADLESS}\nstatus\n`);
  });

  it('says where it looked when the app is not there', () => {
    const { status, stderr } = start(launcher, 'status');
    expect(status).toBe(127);
    expect(stderr).toContain('there is no ');
  });
});
