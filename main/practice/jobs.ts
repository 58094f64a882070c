import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { RequestClaims } from './request-token.ts';

export type JobState =
  | { readonly name: 'waiting' }
  | { readonly name: 'confirmed' }
  | { readonly name: 'signed'; readonly at: number; readonly token: string };

export interface Job {
  readonly id: string;
  readonly requestToken: string;
  readonly claims: RequestClaims;
  /** Who asked: one of the practice people, who confirm by themselves, or a client of the HTTP interface. */
  readonly origin: 'people' | 'client';
  /** What the subject must send to confirm; null where any confirmation will do. */
  readonly code: string | null;
  readonly createdAt: number;
  /** When GET was first asked for it; people confirm after that. */
  readonly readAt: number | null;
  readonly state: JobState;
}

/** How long a job is kept: from its request on, and from its signing on, so that the token can be read back. */
export const KEPT_FOR = 24 * 60 * 60 * 1000;

export const isOpen = (job: Job) => job.state.name !== 'signed';

export const expiresAt = (job: Job) => (job.state.name === 'signed' ? job.state.at : job.createdAt) + KEPT_FOR;

/**
 * The jobs of the service. Every change is handed to `store` before it is answered for; one that could not be stored did
 * not happen.
 */
export class Jobs {
  readonly #jobs: Map<string, Job>;
  readonly #clock: Clock;
  readonly #store: ((jobs: readonly Job[]) => void) | null;

  constructor(clock: Clock, kept: readonly Job[], store: ((jobs: readonly Job[]) => void) | null) {
    this.#clock = clock;
    this.#jobs = new Map(kept.map((job) => [job.id, job]));
    this.#store = store;
  }

  /** The job, unless it never was, was deleted, or is past its day. */
  find(id: string): Job | null {
    const job = this.#jobs.get(id);
    if (job && expiresAt(job) > this.#clock.now()) return job;
    this.#jobs.delete(id);
    return null;
  }

  /** All jobs that are still kept, the oldest first. */
  list(): readonly Job[] {
    return [...this.#jobs.keys()].flatMap((id) => this.find(id) ?? []);
  }

  add(request: Pick<Job, 'requestToken' | 'claims' | 'origin' | 'code'>): Job {
    this.#forgetOldest();
    const id = randomBytes(15).toString('base64url');
    return this.#keep({ ...request, id, createdAt: this.#clock.now(), readAt: null, state: { name: 'waiting' } });
  }

  markRead(job: Job): void {
    if (job.readAt === null) this.#keep({ ...job, readAt: this.#clock.now() });
  }

  confirm(job: Job): void {
    if (job.state.name === 'waiting') this.#keep({ ...job, state: { name: 'confirmed' } });
  }

  sign(job: Job, token: string): void {
    this.#keep({ ...job, state: { name: 'signed', at: this.#clock.now(), token } });
  }

  delete(job: Job): void {
    this.#change(job.id, null);
  }

  /** Keeps a long-lived service from growing: nobody asks for most jobs once they are past their day. */
  #forgetOldest(): void {
    for (const id of this.#jobs.keys()) {
      if (this.find(id)) return;
    }
  }

  #keep(job: Job): Job {
    this.#change(job.id, job);
    return job;
  }

  #change(id: string, next: Job | null): void {
    const before = this.#jobs.get(id);
    this.#set(id, next);
    try {
      this.#store?.(this.list());
    } catch (fault) {
      this.#set(id, before ?? null);
      throw fault;
    }
  }

  #set(id: string, job: Job | null): void {
    if (job) this.#jobs.set(id, job);
    else this.#jobs.delete(id);
  }
}
