import type { Clock } from '../clock.ts';
import type { Intake } from './intake.ts';
import { isOpen, type Job, type Jobs } from './jobs.ts';
import { between, type Random, shuffled } from './random.ts';
import { requestTokenFor, type Subject, type Wish, wishesOf } from './subjects.ts';

export interface PeopleParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly jobs: Jobs;
  readonly intake: Intake;
  readonly subjects: readonly Subject[];
  /** No new request while this many of theirs are undecided, so that a queue left alone stays readable. */
  readonly openLimit: number;
  readonly onJob: (job: Job) => void;
}

// In milliseconds. A newcomer sees requests at once and the first confirmation before having read the window.
const FIRST_ARRIVALS = [120, 350, 580, 810] as const;
const FIRST_CONFIRMATION = 2_500;
const CONFIRMATION = [10_000, 40_000] as const;
const NEXT_REQUEST = [20_000, 60_000] as const;
/** A confirmed job gives no content any more: people wait until theirs was read, and look again at this interval. */
const LOOK_AGAIN = 1_000;
/** After this they confirm unread: a person does not know what the authority has seen. */
const PATIENCE = 3 * 60_000;
const CHANGE_OF_MIND = 0.15;
const CHANGED_MINDS_LIMIT = 2;

/** The practice people: they ask for their addresses and numbers to be verified, and confirm most of it in their time. */
export class People {
  readonly #parts: PeopleParts;
  readonly #timers = new Set<() => void>();
  /** Jobs that their subjects will never confirm. */
  readonly #abandoned = new Set<string>();
  #firstConfirmation = true;
  #wishes: Wish[] = [];

  constructor(parts: PeopleParts) {
    this.#parts = parts;
  }

  /** Goes on with the jobs from before, fills up to three or four and lets new ones come. */
  start(): void {
    const before = this.openJobs();
    for (const job of before) if (job.state.name === 'waiting') this.#planConfirmation(job);
    const wanted = this.#parts.random() < 0.5 ? 3 : 4;
    for (const delay of FIRST_ARRIVALS.slice(0, Math.max(0, wanted - before.length))) {
      this.#after(delay, () => this.#request());
    }
    this.#planNextRequest();
  }

  stop(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  /** Their jobs that are neither signed nor deleted, the oldest first. */
  openJobs(): readonly Job[] {
    return this.#parts.jobs.list().filter((job) => job.origin === 'people' && isOpen(job));
  }

  #planNextRequest(): void {
    this.#after(between(this.#parts.random, ...NEXT_REQUEST), () => {
      this.#request();
      this.#planNextRequest();
    });
  }

  #request(): void {
    const { clock, intake, openLimit, onJob } = this.#parts;
    const open = this.openJobs();
    if (open.length >= openLimit) return;
    const wish = this.#nextWish(open);
    if (!wish) return;
    const outcome = intake.accept(requestTokenFor(wish, clock.now()), 'people');
    // Refused by the rate limit: somebody else asked for the same address just now. Another wish comes soon.
    if (!('job' in outcome)) return;
    this.#planConfirmation(outcome.job);
    onJob(outcome.job);
  }

  /** Nobody has two jobs open, and a wish comes again only when none is left of those who are free. */
  #nextWish(open: readonly Job[]): Wish | undefined {
    const busy = new Set(open.map((job) => job.claims.sub));
    const isFree = (wish: Wish) => !busy.has(wish.subject.sub);
    if (!this.#wishes.some(isFree)) {
      this.#wishes = shuffled(this.#parts.random, this.#parts.subjects.flatMap(wishesOf));
    }
    const index = this.#wishes.findIndex(isFree);
    return index < 0 ? undefined : this.#wishes.splice(index, 1)[0];
  }

  #planConfirmation(job: Job): void {
    const { clock, random } = this.#parts;
    const patientUntil = clock.now() + PATIENCE;
    const confirmAfter = (delay: number) => this.#after(delay, () => this.#confirm(job.id, patientUntil));
    if (this.#firstConfirmation) {
      this.#firstConfirmation = false;
      confirmAfter(FIRST_CONFIRMATION);
    } else if (random() < CHANGE_OF_MIND && this.#abandonedAndOpen() < CHANGED_MINDS_LIMIT) {
      this.#abandoned.add(job.id);
    } else {
      confirmAfter(between(random, ...CONFIRMATION));
    }
  }

  #abandonedAndOpen(): number {
    for (const id of this.#abandoned) {
      if (this.#parts.jobs.find(id)?.state.name !== 'waiting') this.#abandoned.delete(id);
    }
    return this.#abandoned.size;
  }

  #confirm(id: string, patientUntil: number): void {
    const { clock, jobs } = this.#parts;
    const job = jobs.find(id);
    if (job?.state.name !== 'waiting') return;
    if (job.readAt !== null || clock.now() >= patientUntil) jobs.confirm(job);
    else this.#after(LOOK_AGAIN, () => this.#confirm(id, patientUntil));
  }

  #after(ms: number, callback: () => void): void {
    const cancel = this.#parts.clock.after(ms, () => {
      this.#timers.delete(cancel);
      callback();
    });
    this.#timers.add(cancel);
  }
}
