import { doneStatuses, type Finding, type JobStatus, type QueueFilter } from '../../preload/contract.ts';
import { finding } from '../errors.ts';
import type { Job, Phase } from './job.ts';
import { WAITING_LIFETIME_MS } from './schedule.ts';

/**
 * Which status may follow which. Whoever moves a job asks this table first, so a late answer, a double click or a
 * replayed call can't take a job where it must not go: nothing leads out of `delivered`, say. That a job with a stored
 * token never comes back to `ready` is the queue's part, which knows of tokens.
 */
const next: Readonly<Record<JobStatus, readonly JobStatus[]>> = {
  waiting: [
    'ready',
    'content-unknown',
    'delivering',
    'rejected',
    'held',
    'signed-elsewhere',
    'expired',
    'gone',
    'attention',
  ],
  ready: ['waiting', 'approved', 'rejected', 'held', 'signed-elsewhere', 'gone', 'attention'],
  'content-unknown': ['waiting', 'ready', 'rejected', 'held', 'signed-elsewhere', 'gone', 'attention'],
  approved: ['waiting', 'ready', 'content-unknown', 'delivering', 'signed-elsewhere', 'gone', 'attention'],
  delivering: ['waiting', 'delivered', 'sent-not-proved', 'attention'],
  held: ['waiting', 'ready', 'content-unknown', 'rejected', 'signed-elsewhere', 'gone', 'attention'],
  attention: ['waiting', 'ready', 'content-unknown', 'delivering', 'rejected', 'signed-elsewhere', 'gone'],
  expired: ['waiting', 'rejected'],
  gone: ['waiting'],
  'sent-not-proved': ['delivering'],
  delivered: [],
  rejected: [],
  'signed-elsewhere': [],
};

export const canMove = (from: JobStatus, to: JobStatus): boolean => next[from].includes(to);

export const belongsTo = (status: JobStatus, filter: QueueFilter): boolean =>
  filter === 'all' || doneStatuses.includes(status) === (filter === 'done');

/** Statuses that the watcher keeps looking at; what is approved or delivering is followed by its own part. */
export const watchedStatuses: readonly JobStatus[] = ['waiting', 'ready', 'content-unknown', 'held'];

/** Where a job without a decision stands by what the service said and whether its content was ever read. */
export const undecidedStatus = (phase: Phase, contentKnown: boolean): 'waiting' | 'ready' | 'content-unknown' => {
  if (phase !== 'confirmed') return 'waiting';
  return contentKnown ? 'ready' : 'content-unknown';
};

export interface Move {
  readonly status: JobStatus;
  readonly reason: Finding | null;
}

/** What the service was seen to say of a job, once its tokens were recognised. */
export type Seen =
  | { readonly phase: 'waiting' | 'confirmed' }
  | { readonly phase: 'gone' }
  | { readonly phase: 'signed'; readonly by: 'us' | 'trusted' | 'unknown' };

/**
 * Where a watched job that nobody decided yet goes after a look. A held job stays held while there is something to hold.
 * A job that nobody confirmed in its lifetime expires, visibly.
 */
export function afterLook(job: Job, seen: Seen, contentKnown: boolean, now: number): Move {
  if (seen.phase === 'signed') {
    if (seen.by === 'trusted') return { status: 'signed-elsewhere', reason: null };
    return { status: 'attention', reason: finding(seen.by === 'us' ? 'our-key-other-token' : 'unknown-signer') };
  }
  if (seen.phase === 'gone') return { status: 'gone', reason: null };
  if (job.status === 'held') return { status: 'held', reason: null };
  if (job.status === 'waiting' && seen.phase === 'waiting' && now - job.watchedFrom > WAITING_LIFETIME_MS)
    return { status: 'expired', reason: null };
  return { status: undecidedStatus(seen.phase, contentKnown), reason: null };
}
