import { randomInt } from 'node:crypto';
import { type Clock, systemClock } from '../clock.ts';
import { loadPracticeData, storePracticeData } from './data-file.ts';
import { openLoopbackServer } from './http-server.ts';
import { Intake, type SentCode } from './intake.ts';
import { type Job, Jobs } from './jobs.ts';
import type { AfterSigning, UnconfirmedAnswer } from './operations.ts';
import { People } from './people.ts';
import { seededRandom } from './random.ts';
import { route } from './routes.ts';
import { createSubjects } from './subjects.ts';

export interface PeopleOptions {
  /** The same seed gives the same people in the same order at the same pace. Default: another one each time. */
  readonly seed?: number;
  /** How many undecided jobs of theirs there may be before they stop asking. Default 10. */
  readonly openLimit?: number;
}

export interface PracticeOptions {
  readonly clock?: Clock;
  /** Port on 127.0.0.1. Default 0: any free one. */
  readonly port?: number;
  /** How GET and HEAD answer for a job that is not confirmed. Default `jwt`: 200 with the subject's request token. */
  readonly unconfirmed?: UnconfirmedAnswer;
  /** What GET gives after signing. Default `jwt`: the token that was put. */
  readonly afterSigning?: AfterSigning;
  /** Whether practice people make requests and confirm them. Default true. */
  readonly people?: boolean | PeopleOptions;
  /** File in which jobs and the people's keys survive a restart. Default: memory only. */
  readonly dataFile?: string;
  /** Where given, a request for a `phone` gets a six-digit code, sent through this, and is confirmed only with it. */
  readonly sendCode?: (message: SentCode) => void;
}

/** A job and its request token: what a person hands to the authority when they ask for a verification. */
export interface JobAnnouncement {
  readonly jobId: string;
  readonly requestToken: string;
}

export interface PracticeService {
  /** `http://127.0.0.1:<port>` */
  readonly address: string;
  /**
   * Calls back for each open job of the practice people, at once for those that there are already (also from before a
   * restart), then for new ones as they come; the Scope API itself has no way to list jobs. Gives the function that ends it.
   */
  onJob(listener: (job: JobAnnouncement) => void): () => void;
  /** Confirms a job in its subject's stead, code or not. Throws where there is no such job. */
  confirm(jobId: string): void;
  /** Ends all connections and timers; once is enough, twice does no harm. What is in the data file stays there. */
  stop(): Promise<void>;
}

/**
 * Starts the built-in Scope service: all six operations on a loopback port, for practising and for tests. Rejects where
 * the port is taken, or the data file can't be read.
 */
export async function startPracticeService(options: PracticeOptions = {}): Promise<PracticeService> {
  const { clock = systemClock, people: peopleOptions = true, dataFile, afterSigning = 'jwt' } = options;
  const kept = dataFile === undefined ? { jobs: [], keys: {} } : loadPracticeData(dataFile);
  const { subjects, keys } = createSubjects(kept.keys);
  const store = dataFile === undefined ? null : (jobs: readonly Job[]) => storePracticeData(dataFile, { jobs, keys });
  const jobs = new Jobs(clock, kept.jobs, store);
  const intake = new Intake(clock, jobs, options.sendCode ?? null);
  const parts = { jobs, intake, unconfirmed: options.unconfirmed ?? 'jwt', afterSigning };
  const server = await openLoopbackServer(options.port ?? 0, (request) => route(parts, request));

  const listeners = new Set<(job: JobAnnouncement) => void>();
  const { seed = randomInt(2 ** 32), openLimit = 10 } = typeof peopleOptions === 'object' ? peopleOptions : {};
  const people = new People({
    clock,
    random: seededRandom(seed),
    jobs,
    intake,
    subjects,
    openLimit,
    onJob: (job) => {
      for (const listener of listeners) listener(announcement(job));
    },
  });
  if (peopleOptions !== false) people.start();

  return {
    address: server.address,
    onJob: (listener) => {
      for (const job of people.openJobs()) listener(announcement(job));
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    confirm: (jobId) => {
      const job = jobs.find(jobId);
      if (!job) throw new Error(`The practice service has no job ${jobId}`);
      jobs.confirm(job);
    },
    stop: () => {
      people.stop();
      return server.close();
    },
  };
}

const announcement = ({ id, requestToken }: Job): JobAnnouncement => ({ jobId: id, requestToken });
