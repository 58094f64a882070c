import { execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { expect } from 'playwright/test';

const run = promisify(execFile);

/** A call of Notify (Desktop Notifications Specification) as it went over the bus. */
export interface Notified {
  readonly summary: string;
  readonly body: string;
  /** Keys and labels in turn. */
  readonly actions: readonly string[];
  readonly hints: Readonly<Record<string, unknown>>;
}

/** The desktop session's real notification daemon (dunst), and everything that is said to it. */
export class NotificationDaemon {
  readonly notified: Notified[] = [];
  readonly #env: NodeJS.ProcessEnv;
  readonly #stop: () => void;

  private constructor(env: NodeJS.ProcessEnv, stop: () => void) {
    this.#env = env;
    this.#stop = stop;
  }

  /** Listens on the session bus, beside the daemon. */
  static async listen(env: NodeJS.ProcessEnv): Promise<NotificationDaemon> {
    const monitor = spawn(
      'busctl',
      [
        `--address=${env.DBUS_SESSION_BUS_ADDRESS}`,
        "--match=interface='org.freedesktop.Notifications',member='Notify'",
        '--json=short',
        'monitor',
      ],
      { env, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const daemon = new NotificationDaemon(env, () => monitor.kill());
    createInterface(monitor.stdout).on('line', (line) => {
      const message = JSON.parse(line) as { type: string; member?: string; payload?: { data: unknown[] } };
      if (message.member !== 'Notify' || !message.payload) return;
      const [, , , summary, body, actions, hints] = message.payload.data;
      daemon.notified.push({ summary, body, actions, hints } as Notified);
    });
    // It says so as soon as it hears the bus.
    await new Promise<void>((resolve, reject) => {
      monitor.stderr.once('data', () => resolve());
      monitor.once('error', reject);
      monitor.once('exit', () => reject(new Error('busctl ended at once')));
    });
    return daemon;
  }

  async heard(count = 1): Promise<Notified> {
    await expect.poll(() => this.notified.length, { timeout: 30_000 }).toBe(count);
    return this.notified.at(-1) as Notified;
  }

  async displayed(): Promise<number> {
    return Number(await this.#control('count', 'displayed'));
  }

  async waiting(): Promise<number> {
    return Number(await this.#control('count', 'waiting'));
  }

  /** Clicks the notification that is displayed. */
  async click(): Promise<void> {
    await expect.poll(() => this.displayed()).toBe(1);
    await this.#control('action');
  }

  async setDoNotDisturb(on: boolean): Promise<void> {
    await this.#control('set-paused', String(on));
  }

  /** Everything that was ever said to it, as it keeps it. */
  async history(): Promise<string> {
    await this.#control('close-all');
    return this.#control('history');
  }

  async stop(): Promise<void> {
    await this.setDoNotDisturb(false);
    await this.#control('close-all');
    this.#stop();
  }

  async #control(...args: string[]): Promise<string> {
    const { stdout } = await run('dunstctl', args, { env: this.#env });
    return stdout.trim();
  }
}
