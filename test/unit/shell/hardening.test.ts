import { describe, expect, it } from 'vitest';
import { refusedSwitch, type Start } from '../../../main/shell/hardening.ts';

const refused = (args: readonly string[], how: Partial<Start> = {}) =>
  refusedSwitch({
    argv: ['/opt/Countersign/countersign', ...args],
    packaged: true,
    root: false,
    command: false,
    ...how,
  });

describe('SECURITY 3: the switches of an installed app', () => {
  it.each([
    '--remote-debugging-port=9222',
    '--remote-debugging-port=0',
    '-remote-debugging-port=9222',
    '--remote-debugging-pipe',
    '--remote-allow-origins=*',
    '--no-sandbox',
    '--disable-setuid-sandbox',
    '--disable-gpu-sandbox',
    '-disable-gpu-sandbox',
    '--js-flags=--expose-gc',
    '--inspect',
    '--inspect=0.0.0.0:9229',
    '--inspect-brk',
    '--inspect-brk-node',
    '--single-process',
    '--in-process-gpu',
    '--load-extension=/tmp/x',
    '--user-data-dir=/tmp/x',
    '--disable-web-security',
    '--disable-site-isolation-trials',
    '--ignore-certificate-errors',
    '--host-rules=MAP * 127.0.0.1',
    '--proxy-server=127.0.0.1:1',
    '--enable-logging',
    '--enable-features=Anything',
    '--disable-features=Anything',
    '--renderer-cmd-prefix=xterm -e gdb --args',
    '--utility-cmd-prefix=/tmp/x',
    '--gpu-launcher=/tmp/x',
    '--password-store=basic',
    '--type=renderer',
    '--ozone-platform=x11 --no-sandbox',
    '--require=/tmp/x.js',
    '-r',
    '--HIDDEN',
  ])('%s is refused, wherever it stands', (arg) => {
    expect(refused([arg])).toBe(arg);
    expect(refused(['countersign://job/abcdefghij0123456789', arg])).toBe(arg);
    expect(refused(['--hidden', arg, '--lang=en'])).toBe(arg);
  });

  it.each([
    '--hidden',
    '--ozone-platform=wayland',
    '--ozone-platform-hint=auto',
    '--password-store=gnome-libsecret',
    '--force-device-scale-factor=1.5',
    '--force-renderer-accessibility',
    '--disable-gpu',
    '--lang=pt-BR',
  ])('%s is taken', (arg) => {
    expect(refused([arg])).toBeNull();
  });

  it('are not looked for behind two hyphens, where Chromium does not either', () => {
    expect(refused(['--', '--no-sandbox'])).toBeNull();
    expect(refused(['--no-sandbox', '--'])).toBe('--no-sandbox');
  });

  it('let root do without the sandbox, and nobody else', () => {
    expect(refused(['--no-sandbox'], { root: true })).toBeNull();
    expect(refused(['--js-flags=--x'], { root: true })).toBe('--js-flags=--x');
  });

  it('of commands are taken with a command only, and a job that begins with a hyphen is none', () => {
    const jobId = '-disable-gpu-sandbox';
    expect(refused(['add', jobId, '-', '--json', '--practice'], { command: true })).toBeNull();
    expect(refused(['list', '--filter=done'], { command: true })).toBeNull();
    expect(refused(['add', jobId])).toBe(jobId);
    expect(refused(['--json'])).toBe('--json');
    expect(refused(['status', '--remote-debugging-port=9222'], { command: true })).toBe('--remote-debugging-port=9222');
  });

  it('are not judged where a developer starts the app', () => {
    expect(refused(['--remote-debugging-port=0', '--inspect=0', '--no-sandbox'], { packaged: false })).toBeNull();
  });
});
