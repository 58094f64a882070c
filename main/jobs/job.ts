import type { Finding, JobStatus } from '../../preload/contract.ts';

/** What the service last said of a job. `unread`: it was never asked. */
export type Phase = 'unread' | 'waiting' | 'confirmed' | 'signed' | 'gone';

/** The claims as the service holds them: the subject's own compact token, or JSON that nobody signed. */
export interface Content {
  readonly kind: 'subject-token' | 'service-statement';
  /** To the letter, as it came. */
  readonly text: string;
}

export interface Job {
  readonly id: string;
  readonly status: JobStatus;
  readonly reason: Finding | null;
  readonly phase: Phase;
  readonly content: Content | null;
  readonly contentAt: number | null;
  /** SHA-256 of the content that was read first; another digest now means that it changed. */
  readonly contentFirst: string | null;
  readonly promise: string | null;
  readonly scope: string | null;
  readonly subject: string | null;
  readonly value: string | null;
  readonly flagged: boolean;
  /** It came to need a decision, and nobody has looked at it since. */
  readonly fresh: boolean;
  readonly addedAt: number;
  readonly changedAt: number;
  /** Since when it has been watched: when it was added, or last taken up again. */
  readonly watchedFrom: number;
  /** Looks in a row that failed. */
  readonly faults: number;
  readonly nextLookAt: number | null;
  /** What the operator noted when putting it on hold last. */
  readonly note: string | null;
  /** When a job on hold comes back by itself. */
  readonly recheckAt: number | null;
}

/** How a job came in. */
export type Origin = 'window' | 'link' | 'command-line' | 'inbox' | 'feed' | 'practice' | 'request';

/** Job IDs are opaque and 20 characters long; the alphabet is base64url's, our reading of what the API leaves open. */
export const isJobId = (text: string): boolean => /^[A-Za-z0-9_-]{20}$/.test(text);
