import { randomInt } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Job, Jobs } from './jobs.ts';
import { RateLimit } from './rate-limit.ts';
import { checkRequestToken, type RequestClaims, type TokenRefusal } from './request-token.ts';

/** A confirmation code on its way to the number that it is meant to prove. */
export interface SentCode {
  readonly jobId: string;
  readonly to: string;
  readonly code: string;
}

export type IntakeOutcome =
  | { readonly job: Job }
  | TokenRefusal
  | { readonly refused: 'rate-limit'; readonly detail: string; readonly retryAfterSeconds: number };

/** One request for an address or a number in this many milliseconds. */
export const REQUEST_INTERVAL = 30_000;

/** Where requests become jobs: those of clients over HTTP and those of the practice people pass the same checks. */
export class Intake {
  readonly #clock: Clock;
  readonly #jobs: Jobs;
  readonly #sendCode: ((message: SentCode) => void) | null;
  readonly #limit: RateLimit;

  constructor(clock: Clock, jobs: Jobs, sendCode: ((message: SentCode) => void) | null) {
    this.#clock = clock;
    this.#jobs = jobs;
    this.#sendCode = sendCode;
    this.#limit = new RateLimit(clock, REQUEST_INTERVAL);
  }

  accept(requestToken: string, origin: Job['origin']): IntakeOutcome {
    const checked = checkRequestToken(requestToken, this.#clock.now());
    if ('refused' in checked) return checked;
    const { claims } = checked;
    const wait = this.#limit.admit(contacts(claims));
    if (wait > 0) {
      const detail = 'There was a request for the same address or number a moment ago.';
      return { refused: 'rate-limit', detail, retryAfterSeconds: Math.ceil(wait / 1000) };
    }
    const to = this.#sendCode && claims.phone ? claims.phone : null;
    const code = to ? String(randomInt(1_000_000)).padStart(6, '0') : null;
    const job = this.#jobs.add({ requestToken, claims, origin, code });
    if (to && code) this.#sendCode?.({ jobId: job.id, to, code });
    return { job };
  }
}

/** Addresses and numbers in the form in which two spellings of one contact are equal. */
function contacts({ email, phone }: RequestClaims): string[] {
  const keys: string[] = [];
  if (email) keys.push(`email ${email.trim().toLowerCase()}`);
  if (phone) keys.push(`phone ${phone.replace(/[^\d+]/g, '')}`);
  return keys;
}
