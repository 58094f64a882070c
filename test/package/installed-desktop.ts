import { execFile, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startSessionBus } from '../../scripts/desktop/session-bus.mjs';
import { startProgram, untilUsable } from '../../scripts/desktop/started.mjs';
import { type Account, startDesktop } from '../../scripts/desktop.mjs';
import { processTree } from '../e2e/processes.ts';
import { Accessibility, type Seen } from './accessibility.ts';

const run = promisify(execFile);

export const APP = '/opt/Countersign/countersign';
const PERSON = 'countersign-tester';
const WITHIN_MS = 40_000;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until a question has an answer; what it waits for is told when there is none in time. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false>,
  ms = WITHIN_MS,
): Promise<T> {
  const deadline = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await pause(100);
  }
}

/** An ordinary person's account on this computer, made for the tests. */
export function makePerson(): Account {
  removePerson();
  execFileSync('useradd', ['--create-home', '--shell', '/bin/sh', PERSON]);
  const id = (flag: string) => Number(execFileSync('id', [flag, PERSON], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

export function removePerson(): void {
  try {
    execFileSync('userdel', ['--remove', PERSON], { stdio: 'ignore' });
  } catch {
    // There was none.
  }
}

/**
 * An ordinary person's desktop, with display, keyring, notifications and a screen reader's bus: what is started on it is
 * started as the desktop starts it, driven by keys, and read as a screen reader reads it.
 */
export class InstalledDesktop {
  readonly env: Record<string, string>;
  readonly #account: Account;
  readonly #reader: Accessibility;
  readonly #stop: () => Promise<void>;

  static async start(account: Account): Promise<InstalledDesktop> {
    const desktop = await startDesktop({ account, size: '1280x900' });
    const env: Record<string, string> = { ...desktop.env, PATH: '/usr/local/bin:/usr/bin:/bin' };
    // The whole of a desktop session is taken from here, the runner's own environment with its settings is not.
    for (const name of Object.keys(env)) {
      if (!/^(HOME|XDG_|DISPLAY|DBUS_SESSION_BUS_ADDRESS|PATH|LANG)/.test(name)) delete env[name];
    }
    const folder = join(env.HOME ?? '', 'a11y');
    mkdirSync(folder, { mode: 0o700 });
    chownSync(folder, account.uid, account.gid);
    const bus = await startSessionBus({ env, account, folder });
    env.AT_SPI_BUS_ADDRESS = bus.address;
    const registry = startProgram('/usr/libexec/at-spi2-registryd', [], { env, account });
    // It tells programs that a screen reader runs, which makes a browser's pages speak.
    const launcher = startProgram(
      '/usr/libexec/at-spi-bus-launcher',
      ['--launch-immediately', '--a11y=1', '--screen-reader=1'],
      {
        env,
        account,
      },
    );
    const told = () =>
      run(
        'dbus-send',
        [
          '--session',
          '--print-reply',
          '--dest=org.a11y.Bus',
          '/org/a11y/bus',
          'org.freedesktop.DBus.Properties.Get',
          'string:org.a11y.Status',
          'string:ScreenReaderEnabled',
        ],
        { env },
      ).then(
        ({ stdout }) => stdout.includes('true'),
        () => false,
      );
    await untilUsable('at-spi-bus-launcher', launcher, told);
    return new InstalledDesktop(env, account, new Accessibility(bus.address), async () => {
      await launcher.stop();
      await registry.stop();
      await bus.stop();
      await desktop.stop();
    });
  }

  private constructor(env: Record<string, string>, account: Account, reader: Accessibility, stop: () => Promise<void>) {
    this.env = env;
    this.#account = account;
    this.#reader = reader;
    this.#stop = stop;
  }

  /** The app's own folder, where it has always been for this person. */
  get home(): string {
    return join(this.env.XDG_CONFIG_HOME ?? '', 'Countersign');
  }

  /** Runs a program as the person to its end. */
  async run(program: string, args: readonly string[], env: Record<string, string> = {}) {
    try {
      const { stdout, stderr } = await run(program, [...args], {
        env: { ...this.env, ...env },
        ...this.#account,
        cwd: '/',
        timeout: WITHIN_MS,
      });
      return { code: 0, stdout, stderr };
    } catch (fault) {
      const { code, stdout, stderr } = fault as { code: number; stdout: string; stderr: string };
      return { code, stdout, stderr };
    }
  }

  /** Starts a program as the person, and does not wait for it. */
  begin(program: string, args: readonly string[]): void {
    spawn(program, [...args], { env: this.env, ...this.#account, cwd: '/', stdio: 'ignore' }).unref();
  }

  /** The command lines of all that runs of the app, by process. */
  faces(): (readonly [pid: number, commandLine: string])[] {
    let listed = '';
    try {
      listed = execFileSync('pgrep', ['-u', String(this.#account.uid), '-x', 'countersign'], { encoding: 'utf8' });
    } catch {
      return [];
    }
    return listed
      .trim()
      .split('\n')
      .map(Number)
      .flatMap((pid) => {
        try {
          const face = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
          // One that has ended and that nobody has asked about yet has no command line any more.
          return face === '' ? [] : [[pid, face] as const];
        } catch {
          return [];
        }
      });
  }

  /** The running app's main process; null where it does not run. */
  pid(): number | null {
    return this.faces().find(([, face]) => !face.includes('--type='))?.[0] ?? null;
  }

  /** All processes of the running app, the main one first. */
  processes(): number[] {
    const main = this.pid();
    return main === null ? [] : processTree(main);
  }

  /** Ends the app as the end of a session does, and waits for it. */
  async quit(): Promise<void> {
    const pid = this.pid();
    if (pid === null) return;
    process.kill(pid, 'SIGTERM');
    await until('the app has ended', async () => !existsSync(`/proc/${pid}`));
  }

  screen(): Promise<readonly Seen[]> {
    return this.#reader.screenOf('countersign');
  }

  /** What is on the screen under this role and name, once it is. */
  sees(role: RegExp, name: string | RegExp): Promise<Seen> {
    const matches = (text: string) => (typeof name === 'string' ? text === name : name.test(text));
    return until(`there is a ${role.source} “${name}” on the screen`, async () =>
      (await this.screen()).find((one) => role.test(one.role) && matches(one.name)),
    );
  }

  async #xdo(...args: string[]): Promise<string> {
    return (await this.run('xdotool', args)).stdout.trim();
  }

  /** Puts the window in front, as there is no window manager to do so. */
  async focusWindow(): Promise<void> {
    const window = await until('there is a window', async () => {
      const [first] = (await this.#xdo('search', '--onlyvisible', '--name', '^Countersign')).split('\n');
      return first;
    });
    await this.#xdo('windowraise', window, 'windowfocus', '--sync', window);
  }

  async press(...keys: string[]): Promise<void> {
    await this.#xdo('key', '--clearmodifiers', ...keys);
  }

  async type(text: string): Promise<void> {
    await this.#xdo('type', '--clearmodifiers', text);
  }

  /** Goes on by Tab until this has the focus, as somebody without a mouse does. */
  async tabTo(role: RegExp, name: string | RegExp): Promise<void> {
    await this.sees(role, name);
    const matches = (text: string) => (typeof name === 'string' ? text === name : name.test(text));
    for (let pressed = 0; pressed < 60; pressed += 1) {
      const on = (await this.screen()).find(({ focused, role: of }) => focused && !/frame|window|document/.test(of));
      if (on && role.test(on.role) && matches(on.name)) return;
      await this.press('Tab');
      await pause(60);
    }
    throw new Error(`the focus never came to the ${role.source} “${name}”`);
  }

  async stop(): Promise<void> {
    await this.quit().catch(() => {});
    this.#reader.close();
    await this.#stop();
  }
}
