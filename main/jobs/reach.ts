import type { Finding, Reach } from '../../preload/contract.ts';
import type { Clock } from '../clock.ts';
import { refusal, type WireAnswer } from './wire.ts';

/** Whether the service answers, and how long all requests to it must pause. */
export interface ReachTracker {
  current(): Reach;
  /** Milliseconds since the epoch before which nothing should be asked of the service. */
  pausedUntil(): number;
  answered(answer: WireAnswer): void;
  /** The service answered, with something that can't be used. */
  unusable(): void;
  failed(fault: Finding): void;
  /** The wall clock was set back: pauses end that much earlier. */
  setBack(by: number): void;
  onChange(listener: () => void): void;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
const RATE_LIMIT_PAUSE_MS = 10_000;
/** So many answers of 5xx in a row, with no other in between, are the service's trouble; fewer may be one job's. */
const SERVER_FAULTS = 3;

/**
 * A service that can't be reached is asked again after a pause that doubles with every fault in a row, whoever asks:
 * a thousand watched jobs must not each find out by themselves. `Retry-After` holds for the whole service.
 */
export function trackReach(clock: Clock): ReachTracker {
  let reach: Reach = { state: 'unknown', since: clock.now(), lastAnswerAt: null, until: null, fault: null };
  let faultsInARow = 0;
  let serverFaults = 0;
  /** Two pauses, kept apart: what was under way when the service asked for patience must not end it. */
  let faultPause = 0;
  let limitedUntil = 0;
  const listeners: (() => void)[] = [];

  const become = (state: Reach['state'], fault: Finding | null, until: number | null) => {
    const since = state === reach.state ? reach.since : clock.now();
    const changed = state !== reach.state || fault?.code !== reach.fault?.code || until !== reach.until;
    reach = { ...reach, state, since, fault, until };
    if (changed) for (const listener of listeners) listener();
  };

  const failed = (fault: Finding) => {
    // Requests that were under way together fail together: that is one fault, not eight.
    if (clock.now() >= faultPause) faultsInARow += 1;
    faultPause = clock.now() + Math.min(FIRST_PAUSE_MS * 2 ** (faultsInARow - 1), LONGEST_PAUSE_MS);
    become('unreachable', fault, null);
  };

  const seen = () => {
    faultsInARow = 0;
    faultPause = 0;
    if (clock.now() >= limitedUntil) become('reachable', null, null);
  };

  return {
    current: () => reach,
    pausedUntil: () => Math.max(faultPause, limitedUntil),
    answered: (answer) => {
      reach = { ...reach, lastAnswerAt: clock.now() };
      serverFaults = answer.status >= 500 ? serverFaults + 1 : 0;
      if (serverFaults >= SERVER_FAULTS) return failed(refusal(answer));
      if (serverFaults > 0) return;
      if (answer.status === 429) {
        limitedUntil = Math.max(limitedUntil, clock.now() + (answer.retryAfterMs ?? RATE_LIMIT_PAUSE_MS));
        return become('rate-limited', refusal(answer), limitedUntil);
      }
      seen();
    },
    unusable: () => {
      reach = { ...reach, lastAnswerAt: clock.now() };
      serverFaults = 0;
      seen();
    },
    failed,
    setBack: (by) => {
      faultPause -= by;
      limitedUntil -= by;
    },
    onChange: (listener) => {
      listeners.push(listener);
    },
  };
}
