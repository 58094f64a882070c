import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Authority } from '../../main/authority.ts';
import { defaultSettings } from '../../main/config.ts';
import { createDesk, type Desk } from '../../main/desk.ts';
import { machineFile } from '../../main/managed/machine-source.ts';
import type { SystemConfirmation } from '../../main/policy/confirmation.ts';
import { startPracticeService } from '../../main/practice/service.ts';
import { nothingRemembered, type SettingsStore } from '../../main/settings.ts';
import type { PracticeRun } from '../../main/workspace.ts';
import type { Finding, JobStatus, RecordEntry, Review, Settings } from '../../preload/contract.ts';
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
  /** A folder and a keychain from before: a restored backup, a second workstation. */
  readonly home?: string;
  readonly keychain?: MemoryKeychain;
  /** What the person answers to the system's own dialog; without it there is none. */
  readonly confirmation?: SystemConfirmation;
  /** What the system says of whether the person is there; without it nobody is asked. */
  readonly presence?: () => Promise<Finding | null>;
  /** Another practice service than the real one. */
  readonly startPractice?: (dataFile: string) => Promise<PracticeRun>;
}

/**
 * The whole authority in plain Node: a real folder, a real database, real HTTP. Only the keychain and the clock are stood
 * in for; the clock goes on by itself while something is waited for.
 */
export class Workplace {
  home: string;
  readonly clock = new ManualClock();
  readonly keychain: MemoryKeychain;
  readonly settings: SettingsStore;
  readonly log: string[] = [];
  desk: Desk;
  readonly #options: WorkplaceOptions;
  readonly #keychains = new Map<string, ReadonlyMap<string, string>>();
  #configPath: string | undefined;

  constructor(options: WorkplaceOptions) {
    this.#options = options;
    this.home = options.home ?? newHome();
    this.keychain = options.keychain ?? new MemoryKeychain();
    this.settings = memorySettings({ address: options.address, issuer: ISSUER, pollSeconds: 1, ...options.settings });
    if (options.config !== undefined) this.administer(options.config);
    this.desk = this.#sit();
  }

  /** The administrator writes the configuration file anew; the next start reads it. */
  administer(config: unknown): void {
    this.#configPath = join(this.home, 'managed.json');
    writeFileSync(this.#configPath, typeof config === 'string' ? config : JSON.stringify(config));
  }

  /** What stands in for the file of the machine's administrator; there is none until it is written. */
  get machinePath(): string {
    return join(this.home, 'machine', 'config.json');
  }

  /** The machine's administrator writes their file anew; the next start reads it. */
  administerMachine(config: unknown): void {
    mkdirSync(dirname(this.machinePath), { recursive: true, mode: 0o755 });
    writeFileSync(this.machinePath, typeof config === 'string' ? config : JSON.stringify(config), { mode: 0o644 });
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

  /** What lies on disk at this very moment, as a folder of its own. */
  saveDisk(): string {
    const copy = newHome();
    cpSync(this.home, copy, { recursive: true });
    this.#keychains.set(copy, new Map(this.keychain.entries));
    return copy;
  }

  /** The power fails: the next start finds what was on disk, and nothing that this run still does is seen again. */
  async crash(disk = this.saveDisk()): Promise<void> {
    await this.desk.stop();
    rmSync(this.home, { recursive: true, force: true });
    this.home = disk;
    // What was kept of the record since the power failed was never kept.
    const then = this.#keychains.get(disk);
    for (const account of then ? [...this.keychain.entries.keys()] : []) {
      if (account.includes('/record-')) this.keychain.entries.delete(account);
    }
    for (const [account, secret] of then ?? []) {
      if (account.includes('/record-')) this.keychain.entries.set(account, secret);
    }
    if (this.#configPath !== undefined) this.#configPath = join(disk, 'managed.json');
    this.desk = this.#sit();
    await this.desk.start();
  }

  /** Lets time pass, a tenth of a second for every turn of real input and output, until something holds. */
  async until<T>(
    what: string | (() => string),
    holds: () => T | null | undefined | false,
    simulatedMs = 15 * 60_000,
  ): Promise<T> {
    const realDeadline = Date.now() + 15_000;
    const deadline = this.clock.now() + simulatedMs;
    for (;;) {
      const result = holds();
      if (result) return result;
      if (this.clock.now() > deadline || Date.now() > realDeadline) {
        throw new Error(`waited in vain: ${typeof what === 'string' ? what : what()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
      this.clock.advance(100);
    }
  }

  /** Lets simulated time pass while real input and output go on; longer steps for times in which nothing should happen. */
  async pass(ms: number, step = 100): Promise<void> {
    for (let left = ms; left > 0; left -= step) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      this.clock.advance(Math.min(left, step));
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }

  status(jobId: string): JobStatus | null {
    const { rows } = this.authority.queue('all', 0, 500);
    return rows.find((row) => row.jobId === jobId)?.status ?? null;
  }

  async reaches(jobId: string, status: JobStatus): Promise<Review> {
    const what = () => `${jobId} to become ${status}, not ${this.status(jobId)} (${this.events(jobId)})`;
    await this.until(what, () => this.status(jobId) === status);
    return this.authority.review(jobId, FRAME);
  }

  /** Shows a job and approves exactly what was shown. */
  async approve(jobId: string, typed?: string) {
    const { proposal } = await this.authority.review(jobId, FRAME);
    if (!proposal?.nonce) throw new Error('nothing that could be approved was shown');
    return this.authority.approve({ jobId, digest: proposal.digest, nonce: proposal.nonce, typed }, FRAME);
  }

  events(jobId?: string): string[] {
    const entries = this.authority.history(0, 500).entries.filter((entry) => !jobId || entry.jobId === jobId);
    return entries.map((entry) => entry.event).reverse();
  }

  /** The whole record, the oldest entry first; empty where no authority is at work. */
  wholeRecord(): RecordEntry[] {
    const entries: RecordEntry[] = [];
    try {
      this.desk.authority();
    } catch {
      return [];
    }
    for (let from = 0; ; from += 500) {
      const page = this.authority.history(from, 500);
      if (page.numbers.length === 0) break;
      entries.push(...page.entries);
    }
    return entries.reverse();
  }

  async stop(): Promise<void> {
    await this.desk.stop();
  }

  async #practise(dataFile: string): Promise<PracticeRun> {
    const service = await startPracticeService({ dataFile, clock: this.clock });
    return {
      address: service.address,
      onJob: (listener) => void service.onJob(listener),
      onEnd: () => {},
      stop: () => service.stop(),
    };
  }

  #sit(): Desk {
    return createDesk({
      home: this.home,
      machine: machineFile(this.machinePath, process.getuid?.() ?? null),
      configPath: this.#configPath,
      settings: this.settings,
      secrets: this.keychain,
      ...(this.#options.confirmation && { confirmation: this.#options.confirmation }),
      ...(this.#options.presence && { presence: this.#options.presence }),
      startPractice: this.#options.startPractice ?? ((dataFile) => this.#practise(dataFile)),
      clock: this.clock,
      log: (level, event, values) => this.log.push(`${level} ${event} ${JSON.stringify(values ?? {})}`),
      operator: 'tester',
      version: '0.0.0-test',
      runtime: { electron: '45.4.1', packaged: true },
      timeouts: { connectTimeout: 1_000, answerTimeout: this.#options.answerTimeout ?? 2_000 },
    });
  }
}

const newHome = () => mkdtempSync(join(tmpdir(), 'countersign-test-'));

export function memorySettings(values: Partial<Settings>): SettingsStore {
  let stored: ReturnType<SettingsStore['read']> = {
    mode: null,
    values: { ...defaultSettings, ...values },
    setAside: null,
    remembered: nothingRemembered,
  };
  return {
    read: () => stored,
    write: (change) => {
      stored = {
        mode: change.mode === undefined ? stored.mode : change.mode,
        values: { ...stored.values, ...change.values },
        setAside: null,
        remembered: { ...stored.remembered, ...change.remembered },
      };
    },
  };
}
