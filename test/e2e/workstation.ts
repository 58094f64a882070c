import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { _electron, type ConsoleMessage, type ElectronApplication, expect, type Page } from 'playwright/test';
import { electronExecutable } from '../../scripts/electron/runtime.mjs';

export const projectRoot = resolve(import.meta.dirname, '..', '..');
export const isLinux = process.platform === 'linux';
const isRoot = process.getuid?.() === 0;

/** Flags as a person's launcher would give them; root has to do without the sandbox. */
export const flags = isLinux ? ['--password-store=gnome-libsecret'] : [];
export const rootFlags = isLinux && isRoot ? ['--no-sandbox'] : [];

export interface LogLine {
  readonly at: string;
  readonly level: 'info' | 'warn' | 'error';
  readonly event: string;
  readonly [value: string]: unknown;
}

const CLOSE_WITHIN_MS = 15_000;

/**
 * A person's computer as the app knows it: a folder for its state, the administrator's file, an environment, and one
 * running app at a time, which may be quit, killed and started again.
 */
export class Workstation {
  readonly folder = mkdtempSync(join(tmpdir(), 'countersign-e2e-'));
  readonly home = join(this.folder, 'home');
  readonly configPath = join(this.folder, 'managed.json');
  /** Stands in for the file of the machine's administrator; there is none until it is written. */
  readonly machinePath = join(this.folder, 'machine', 'config.json');
  /** The built app that is started there. */
  app = projectRoot;
  readonly env: Record<string, string>;
  readonly #complaints: string[] = [];
  readonly #expected: RegExp[] = [];
  #running: { readonly electron: ElectronApplication; readonly page: Page } | null = null;

  /** @param environment of the desktop session to run in; that of the tests unless given */
  constructor(environment: NodeJS.ProcessEnv = process.env) {
    // Neither the machine's own file nor one of the person who runs the tests must reach into them, nor their language.
    const own = { COUNTERSIGN_HOME: this.home, COUNTERSIGN_MACHINE_CONFIG: this.machinePath, LC_ALL: 'C.UTF-8' };
    this.env = { ...environment, ...own } as Record<string, string>;
    delete this.env.COUNTERSIGN_CONFIG;
  }

  /** Writes the administrator's file; the app reads it when it starts. */
  administer(config: unknown): void {
    writeFileSync(this.configPath, typeof config === 'string' ? config : JSON.stringify(config));
    this.env.COUNTERSIGN_CONFIG = this.configPath;
  }

  /** Writes the file of the machine's administrator; the app reads it when it starts. */
  administerMachine(config: unknown): void {
    mkdirSync(dirname(this.machinePath), { recursive: true, mode: 0o755 });
    writeFileSync(this.machinePath, typeof config === 'string' ? config : JSON.stringify(config), { mode: 0o644 });
  }

  get electron(): ElectronApplication {
    return this.#current.electron;
  }

  get page(): Page {
    return this.#current.page;
  }

  async start(): Promise<Page> {
    if (this.#running) throw new Error('the app is running already');
    const electron = await _electron.launch({
      executablePath: await electronExecutable(),
      cwd: projectRoot,
      args: [this.app, ...flags],
      env: this.env,
      // Left to itself the driver would turn the sandbox off for everybody.
      chromiumSandbox: !isRoot,
    });
    const page = await electron.firstWindow();
    this.#running = { electron, page };
    // An app that was quit from within is not running any more, and has nothing left to be ended.
    electron.process().once('exit', () => {
      if (this.#running?.electron === electron) this.#running = null;
    });
    page.on('console', (message) => this.#listen(message));
    page.on('pageerror', (error) => this.#complaints.push(String(error)));
    await page.waitForLoadState('domcontentloaded');
    return page;
  }

  /**
   * Starts the app without a driver, which would open ports and listen to its pages. Not counted as running: whoever
   * starts it so ends it.
   */
  async startPlainly(): Promise<{
    readonly pid: number;
    readonly ended: Promise<number | null>;
    stop(): Promise<void>;
  }> {
    const child = spawn(await electronExecutable(), ['.', ...rootFlags, ...flags], {
      cwd: projectRoot,
      env: this.env,
      stdio: 'ignore',
    });
    const ended = once(child, 'exit').then(([code]) => code as number | null);
    if (child.pid === undefined) throw new Error('the app did not start');
    return {
      pid: child.pid,
      ended,
      stop: async () => {
        child.kill('SIGTERM');
        await ended;
      },
    };
  }

  /** Quits as a person does, and waits until the process has ended. */
  async quit(): Promise<void> {
    const { electron } = this.#current;
    this.#running = null;
    const child = electron.process();
    const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
    const limit = setTimeout(() => child.kill('SIGKILL'), CLOSE_WITHIN_MS);
    await electron.close().catch(() => {});
    await ended;
    clearTimeout(limit);
    expect(child.signalCode, 'the app quits by itself').toBeNull();
  }

  /** Ends the main process at once, as a power cut would. */
  async kill(): Promise<void> {
    const { electron } = this.#current;
    this.#running = null;
    const child = electron.process();
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    await electron.close().catch(() => {});
  }

  /** What the app wrote to its log, the oldest first. */
  log(): LogLine[] {
    try {
      const text = readFileSync(join(this.home, 'log', 'countersign.log'), 'utf8');
      return text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as LogLine);
    } catch {
      return [];
    }
  }

  /** From now on the page may complain like this; everything else it complains of fails the test at its end. */
  expectComplaint(pattern: RegExp): void {
    this.#expected.push(pattern);
  }

  /** Quits what still runs, removes the folder, and fails where page or app complained of something unexpected. */
  async end(): Promise<void> {
    if (this.#running) await this.quit();
    const faults = this.log().filter(({ level }) => level === 'error');
    const said = [...this.#complaints, ...faults.map((line) => JSON.stringify(line))];
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
    expect(said.filter((one) => !this.#expected.some((pattern) => pattern.test(one)))).toEqual([]);
  }

  /** Takes a picture of the window, if there is one, for whoever looks into a failure. */
  async picture(path: string): Promise<void> {
    await this.#running?.page.screenshot({ path, timeout: 5_000 }).catch(() => {});
  }

  #listen(message: ConsoleMessage): void {
    if (message.type() === 'error' || message.type() === 'warning') this.#complaints.push(message.text());
  }

  get #current() {
    if (!this.#running) throw new Error('the app is not running');
    return this.#running;
  }
}
