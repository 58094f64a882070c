import { rmSync } from 'node:fs';
import { afterEach } from 'vitest';
import type { SystemConfirmation } from '../../main/policy/confirmation.ts';
import type { Settings } from '../../preload/contract.ts';
import type { Behaviour, Content } from '../fakes/plain-scope-jobs.ts';
import { type PlainScopeService, startPlainScopeService } from '../fakes/plain-scope-service.ts';
import { makeSubject } from '../fakes/subject.ts';
import { Workplace, type WorkplaceOptions } from '../fakes/workplace.ts';
import { expectChained, expectEveryTokenApproved } from './invariants.ts';

export const ada = makeSubject('ada');
export const request = ada.requestToken({ scope: 'email', email: 'ada@example.org' });
export const otherRequest = ada.requestToken({ scope: 'email', email: 'ada@elsewhere.example' });

export interface SceneOptions {
  readonly service?: Partial<Behaviour>;
  readonly settings?: Partial<Settings>;
  readonly config?: unknown;
  readonly confirmation?: SystemConfirmation;
  /** The record is altered in the test: it is not held to its rules at the end. */
  readonly tampered?: boolean;
}

/** A service and an authority at work for it, and the way of a job as far as a test wants it to have come. */
export class Scene {
  readonly #workplaces: Workplace[] = [];
  readonly #folders = new Set<string>();

  private constructor(
    readonly service: PlainScopeService,
    readonly workplace: Workplace,
    readonly tampered: boolean,
  ) {
    this.#workplaces.push(workplace);
  }

  static async open({
    service: behaviour,
    settings,
    config,
    confirmation,
    tampered = false,
  }: SceneOptions = {}): Promise<Scene> {
    let workplace: Workplace | undefined;
    const service = await startPlainScopeService({ ...behaviour, now: () => workplace?.clock.now() ?? 0 });
    workplace = new Workplace({
      address: service.address,
      settings: { undoSeconds: 1, ...settings },
      ...(config === undefined ? {} : { config }),
      ...(confirmation && { confirmation }),
    });
    const scene = new Scene(service, workplace, tampered);
    await workplace.start();
    return scene;
  }

  get authority() {
    return this.workplace.authority;
  }

  /** Another workplace for the same service; it ends with the scene and is held to the same rules. */
  async anotherWorkplace(options: Omit<WorkplaceOptions, 'address'>): Promise<Workplace> {
    const other = new Workplace({ address: this.service.address, settings: { undoSeconds: 1 }, ...options });
    this.#workplaces.push(other);
    return other.start();
  }

  /** At the service and in the queue, its content read where the service gives it, not confirmed. */
  async waitingJob(content: Content = request): Promise<string> {
    const jobId = this.service.addJob({ content });
    this.authority.addJobs(jobId, 'window');
    await this.workplace.until('the first read', () => this.settled(jobId));
    return jobId;
  }

  async readyJob(content: Content = request): Promise<string> {
    const jobId = await this.waitingJob(content);
    this.service.confirm(jobId);
    await this.workplace.reaches(jobId, 'ready');
    return jobId;
  }

  async approvedJob(content: Content = request): Promise<string> {
    const jobId = await this.readyJob(content);
    const answer = await this.workplace.approve(jobId);
    if (answer.outcome !== 'approved') throw new Error(`not approved: ${answer.reason.code}`);
    return jobId;
  }

  /** How often the service was asked for this. */
  asked(method: string, jobId?: string): number {
    const wanted = (path: string) => jobId === undefined || path === `/scope/${jobId}`;
    return this.service.requests.filter((one) => one.method === method && wanted(one.path)).length;
  }

  /** Whether a first look at the job has been taken in: it left an entry, or was followed by a second one. */
  settled(jobId: string): boolean {
    return this.workplace.events(jobId).length > 1 || this.asked('GET', jobId) > 1;
  }

  async review(jobId: string, frame = 'test-frame') {
    return this.authority.review(jobId, frame);
  }

  /** Ends everything and checks what must hold after whatever has happened. */
  async close(): Promise<void> {
    const records = this.#workplaces.map((workplace) => workplace.wholeRecord());
    for (const workplace of this.#workplaces) {
      this.#folders.add(workplace.home);
      await workplace.stop();
    }
    await this.service.stop();
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
    if (this.tampered) return;
    for (const record of records) expectChained(record);
    expectEveryTokenApproved(this.service, records.flat());
  }
}

/** Opens scenes for the tests of a file, and closes each when its test is over. */
export function scenes(): (options?: SceneOptions) => Promise<Scene> {
  const opened: Scene[] = [];
  afterEach(async () => {
    for (const scene of opened.splice(0)) await scene.close();
  });
  return async (options) => {
    const scene = await Scene.open(options);
    opened.push(scene);
    return scene;
  };
}
