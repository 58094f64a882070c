import type { Finding, Reach } from '../../preload/contract.ts';
import type { Clock } from '../clock.ts';
import { finding } from '../errors.ts';
import { refusal, type WireAnswer } from './wire.ts';

/** Whether the service answers, and how long all requests to it must pause. */
export interface ReachTracker {
  current(): Reach;
  /** Milliseconds since the epoch before which nothing should be asked of the service, not even whether it is there. */
  pausedUntil(): number;
  /**
   * The same for whatever is not the probe: while the service is out of reach one request at a time finds out whether it is
   * back, and what waits to be delivered or deleted is held until it is.
   */
  heldUntil(): number;
  /** Until when the service itself asked to be left alone; a time gone by is no pause. */
  limitedUntil(): number;
  /** `clockAheadMs`: see contract.ts; an answer may leave it out. */
  answered(answer: WireAnswer & { readonly clockAheadMs?: number | null }): void;
  /** The service answered, with something that can't be used. */
  unusable(): void;
  failed(fault: Finding): void;
  /** The network came back, or the machine woke: the pause after a fault is over, and the next request finds out. */
  retryNow(): void;
  /** The wall clock was set back: no pause lasts longer from now on than it was meant to as a whole. */
  setBack(): void;
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
  let reach: Reach = {
    state: 'unknown',
    since: clock.now(),
    lastAnswerAt: null,
    until: null,
    fault: null,
    clockAheadMs: null,
  };
  let faultsInARow = 0;
  let serverFaults = 0;
  /** Two pauses, kept apart: what was under way when the service asked for patience must not end it. */
  let faultPause = 0;
  let faultPauseMs = 0;
  let limitedUntil = 0;
  let limitedMs = 0;
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
    faultPauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (faultsInARow - 1), LONGEST_PAUSE_MS);
    faultPause = clock.now() + faultPauseMs;
    become('unreachable', fault, null);
  };

  const seen = () => {
    faultsInARow = 0;
    faultPause = 0;
    if (clock.now() >= limitedUntil) become('reachable', null, null);
    else if (reach.state !== 'rate-limited') become('rate-limited', finding('rate-limited'), limitedUntil);
  };

  return {
    current: () => reach,
    pausedUntil: () => Math.max(faultPause, limitedUntil),
    heldUntil: () => (reach.state === 'unreachable' ? Number.POSITIVE_INFINITY : Math.max(faultPause, limitedUntil)),
    limitedUntil: () => limitedUntil,
    answered: (answer) => {
      const { clockAheadMs = null } = answer;
      reach = { ...reach, lastAnswerAt: clock.now(), clockAheadMs: clockAheadMs ?? reach.clockAheadMs };
      serverFaults = answer.status >= 500 || isShutOut(answer) ? serverFaults + 1 : 0;
      if (serverFaults >= SERVER_FAULTS) return failed(isShutOut(answer) ? shutOut(answer) : refusal(answer));
      if (serverFaults > 0) return;
      if (answer.status === 429) {
        const asked = answer.retryAfterMs ?? RATE_LIMIT_PAUSE_MS;
        limitedMs = Math.max(limitedUntil - clock.now(), asked);
        limitedUntil = clock.now() + limitedMs;
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
    retryNow: () => {
      faultPause = 0;
      faultsInARow = 0;
    },
    setBack: () => {
      // One that began after the clock was set, and before anybody noticed, is right as it is: taken back as well it would
      // be over before its time.
      faultPause = Math.min(faultPause, clock.now() + faultPauseMs);
      limitedUntil = Math.min(limitedUntil, clock.now() + limitedMs);
      if (reach.until !== null) reach = { ...reach, until: limitedUntil };
    },
    onChange: (listener) => {
      listeners.push(listener);
    },
  };
}

/** The service does not say that we may not see this job, but that it does not know us (RFC 9110, 15.5.2 and 15.5.4). */
const isShutOut = ({ status }: WireAnswer): boolean => status === 401 || status === 403;

const shutOut = (answer: WireAnswer): Finding => ({ ...refusal(answer), code: 'not-let-in' });
