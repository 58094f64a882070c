import { rmSync } from 'node:fs';
import { afterEach, expect } from 'vitest';
import type { RecordEntry, Settings } from '../../preload/contract.ts';
import type { Content } from '../fakes/plain-scope-jobs.ts';
import { type PlainScopeService, startPlainScopeService } from '../fakes/plain-scope-service.ts';
import { FRAME, Workplace } from '../fakes/workplace.ts';
import { expectChained, expectEveryTokenApproved } from './invariants.ts';
import { request } from './scene.ts';

export const names = { east: 'East desk', west: 'West desk' } as const;
export type Id = keyof typeof names;
export const issuerOf = (id: Id) => `https://${id}.example.org`;

export interface SeveralOptions {
  /** What the file says of a service beside what it must. */
  readonly of?: Partial<Record<Id, object>>;
  /** What it says for all. */
  readonly file?: object;
  /** What the operator had set before. */
  readonly settings?: Partial<Settings>;
  /** Leaves the keys to be made. */
  readonly withoutKeys?: readonly Id[];
}

const fileOf = (
  ids: readonly Id[],
  services: Several['services'],
  { of, file }: SeveralOptions,
  more: Partial<Record<Id, object>> = {},
) => ({
  services: ids.map((id) => ({
    id,
    name: names[id],
    address: services[id].address,
    issuer: issuerOf(id),
    ...of?.[id],
    ...more[id],
  })),
  pollSeconds: 1,
  undoSeconds: 1,
  ...file,
});

/** Two services and one desk that works for both. When it ends, each must have seen its own jobs and nothing else. */
export class Several {
  private constructor(
    readonly services: Readonly<Record<Id, PlainScopeService>>,
    readonly workplace: Workplace,
    readonly options: SeveralOptions,
  ) {}

  static async open(options: SeveralOptions = {}): Promise<Several> {
    let workplace: Workplace | undefined;
    const now = () => workplace?.clock.now() ?? 0;
    const services = { east: await startPlainScopeService({ now }), west: await startPlainScopeService({ now }) };
    const config = fileOf(['east', 'west'], services, options);
    workplace = new Workplace({ address: '', settings: { issuer: '', ...options.settings }, config });
    const several = new Several(services, workplace, options);
    await workplace.desk.start();
    for (const id of ['east', 'west'] as const) if (!options.withoutKeys?.includes(id)) await several.makeKey(id);
    several.show('east');
    return several;
  }

  get desk() {
    return this.workplace.desk;
  }

  /** The administrator writes the file anew, with these services. */
  administer(ids: readonly Id[], more: Partial<Record<Id, object>> = {}): void {
    this.workplace.administer(fileOf(ids, this.services, this.options, more));
  }

  show(id: Id): void {
    expect(this.desk.bringIntoView(id, 'queue')).toBe(true);
  }

  async makeKey(id: Id): Promise<void> {
    this.show(id);
    expect(await this.desk.createKey()).toEqual({ outcome: 'done' });
  }

  situation(id: Id): string {
    return this.desk.stand(id).situation.name;
  }

  status(id: Id, jobId: string) {
    return this.desk.authority(id).statusOf(jobId);
  }

  async reaches(id: Id, jobId: string, status: string): Promise<void> {
    await this.workplace.until(
      () => `${jobId} of ${id} to become ${status}, not ${this.status(id, jobId)}`,
      () => this.status(id, jobId) === status,
    );
  }

  /** Added at the service's post, read there, and confirmed. */
  async readyJob(id: Id, content: Content = request): Promise<string> {
    const service = this.services[id];
    const jobId = service.addJob({ content });
    this.desk.authority(id).addJobs(jobId, 'window');
    await this.workplace.until('the first read', () => this.events(id, jobId).length > 1);
    service.confirm(jobId);
    await this.reaches(id, jobId, 'ready');
    return jobId;
  }

  async proposal(id: Id, jobId: string) {
    const { proposal } = await this.desk.authority(id).review(jobId, FRAME);
    if (!proposal?.nonce) throw new Error('nothing that could be approved was shown');
    return { jobId, digest: proposal.digest, nonce: proposal.nonce };
  }

  async approve(id: Id, jobId: string) {
    const answer = await this.desk.authority(id).approve(await this.proposal(id, jobId), FRAME);
    expect(answer.outcome).toBe('approved');
  }

  events(id: Id, jobId?: string): string[] {
    return this.record(id)
      .filter((entry) => !jobId || entry.jobId === jobId)
      .map(({ event }) => event);
  }

  /** The oldest entry first; empty where no authority is at work. */
  record(id: Id): RecordEntry[] {
    if (!this.desk.services().some((service) => service.id === id) || this.situation(id) !== 'ready') return [];
    return [...this.desk.authority(id).history(0, 500).entries].reverse();
  }

  codes(): string[] {
    return this.desk.snapshot().messages.map(({ finding }) => finding.code);
  }

  async close(): Promise<void> {
    const records = { east: this.record('east'), west: this.record('west') };
    const { home } = this.workplace;
    await this.workplace.stop();
    for (const id of ['east', 'west'] as const) {
      await this.services[id].stop();
      expectChained(records[id]);
      // Where the post is still at work its record tells of every token; a job of the one is never named at the other.
      if (records[id].length > 0) expectEveryTokenApproved(this.services[id], records[id]);
      const own = new Set(records[id].flatMap(({ jobId }) => jobId ?? []));
      const other = new Set(records[id === 'east' ? 'west' : 'east'].flatMap(({ jobId }) => jobId ?? []));
      for (const { path } of this.services[id].requests) {
        const jobId = path.slice(-20);
        expect(other.has(jobId) && !own.has(jobId), `${id} was asked about ${jobId} of the other`).toBe(false);
      }
    }
    rmSync(home, { recursive: true, force: true });
  }
}

/** Opens desks of two services for the tests of a file, and closes each when its test is over. */
export function severals(): (options?: SeveralOptions) => Promise<Several> {
  const opened: Several[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
  });
  return async (options) => {
    const one = await Several.open(options);
    opened.push(one);
    return one;
  };
}
