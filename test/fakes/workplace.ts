import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Authority } from '../../main/authority.ts';
import { defaultSettings } from '../../main/config.ts';
import { createDesk, type Desk, type SettingsStore } from '../../main/desk.ts';
import { startPracticeService } from '../../main/practice/service.ts';
import type { JobStatus, Review, Settings } from '../../preload/contract.ts';
import { ManualClock } from './clock.ts';
import { MemoryKeychain } from './keychain.ts';

export const ISSUER = 'https://authority.example.org';
export const FRAME = 'test-frame';

export interface WorkplaceOptions {
  readonly address: string;
  readonly settings?: Partial<Settings>;
  /** Content of the file that COUNTERSIGN_CONFIG names. */
  readonly config?: unknown;
  readonly answerTimeout?: number;
}

/**
 * The whole authority in plain Node: a real folder, a real database, real HTTP. Only the keychain and the clock are stood
 * in for; the clock goes on by itself while something is waited for.
 */
export class Workplace {
  readonly home = mkdtempSync(join(tmpdir(), 'countersign-test-'));
  readonly clock = new ManualClock();
  readonly keychain = new MemoryKeychain();
  readonly settings: SettingsStore;
  readonly log: string[] = [];
  desk: Desk;
  readonly #options: WorkplaceOptions;
  #configPath: string | undefined;

  constructor(options: WorkplaceOptions) {
    this.#options = options;
    this.settings = memorySettings({ address: options.address, issuer: ISSUER, pollSeconds: 1, ...options.settings });
    if (options.config !== undefined) {
      this.#configPath = join(this.home, 'managed.json');
      writeFileSync(this.#configPath, typeof options.config === 'string' ? options.config : JSON.stringify(options.config));
    }
    this.desk = this.#sit();
  }

  get authority(): Authority {
    return this.desk.authority();
  }

  /** Starts the desk and makes its key where there is none, so that an authority is at work. */
  async start(): Promise<this> {
    await this.desk.start();
    const { situation } = this.desk.snapshot();
    if (situation.name === 'setup' && situation.step === 'key') await this.desk.createKey();
    return this;
  }

  /** Stops the app and starts it again on the same folder and keychain. */
  async restart(): Promise<void> {
    await this.desk.stop();
    this.desk = this.#sit();
    await this.desk.start();
  }

  /** Lets time pass, a tenth of a second for every turn of real input and output, until something holds. */
  async until<T>(what: string, holds: () => T | null | undefined | false, simulatedMs = 15 * 60_000): Promise<T> {
    const realDeadline = Date.now() + 20_000;
    const deadline = this.clock.now() + simulatedMs;
    for (;;) {
      const result = holds();
      if (result) return result;
      if (this.clock.now() > deadline || Date.now() > realDeadline) throw new Error(`waited in vain: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
      this.clock.advance(100);
    }
  }

  /** Lets simulated time pass while real input and output go on. */
  async pass(ms: number): Promise<void> {
    const end = this.clock.now() + ms;
    await this.until('time to pass', () => this.clock.now() >= end);
  }

  status(jobId: string): JobStatus | null {
    const { rows } = this.authority.queue('all', 0, 500);
    return rows.find((row) => row.jobId === jobId)?.status ?? null;
  }

  async reaches(jobId: string, status: JobStatus): Promise<Review> {
    await this.until(`${jobId} to become ${status}, not ${this.status(jobId)}`, () => this.status(jobId) === status);
    return this.authority.review(jobId, FRAME);
  }

  /** Shows a job and approves exactly what was shown. */
  async approve(jobId: string) {
    const { proposal } = await this.authority.review(jobId, FRAME);
    if (!proposal?.nonce) throw new Error('nothing that could be approved was shown');
    return this.authority.approve({ jobId, digest: proposal.digest, nonce: proposal.nonce }, FRAME);
  }

  events(jobId?: string): string[] {
    const entries = this.authority.history(null, 500).entries.filter((entry) => !jobId || entry.jobId === jobId);
    return entries.map((entry) => entry.event).reverse();
  }

  async stop(): Promise<void> {
    await this.desk.stop();
  }

  #sit(): Desk {
    return createDesk({
      home: this.home,
      configPath: this.#configPath,
      settings: this.settings,
      secrets: this.keychain,
      startPractice: async (dataFile) => {
        const service = await startPracticeService({ dataFile, clock: this.clock });
        return { address: service.address, onJob: (listener) => void service.onJob(listener), stop: () => service.stop() };
      },
      clock: this.clock,
      log: (level, event, values) => this.log.push(`${level} ${event} ${JSON.stringify(values ?? {})}`),
      operator: 'tester',
      version: '0.0.0-test',
      timeouts: { connectTimeout: 1_000, answerTimeout: this.#options.answerTimeout ?? 1_000 },
    });
  }
}

export function memorySettings(values: Partial<Settings>): SettingsStore {
  let stored: ReturnType<SettingsStore['read']> = { mode: null, values: { ...defaultSettings, ...values } };
  return {
    read: () => stored,
    write: (change) => {
      stored = {
        mode: change.mode === undefined ? stored.mode : change.mode,
        values: { ...stored.values, ...change.values },
      };
    },
  };
}
