import type { Finding } from '../../preload/contract.ts';
import { finding } from '../errors.ts';
import type { ReachTracker } from '../jobs/reach.ts';
import type { Exchange } from '../jobs/scope-api.ts';
import { refusal } from '../jobs/wire.ts';

/**
 * What a POST came to. Neither POST of the API may be repeated by itself: a request makes a new job each time, and a
 * confirmation may spend its code. `status` is null where no answer came that could be used.
 */
export type Posted =
  | { readonly outcome: 'taken'; readonly status: number; readonly body: string }
  /** It did not take effect. */
  | { readonly outcome: 'refused'; readonly status: number | null; readonly reason: Finding }
  /** It may have taken effect all the same. */
  | { readonly outcome: 'unknown'; readonly status: number | null; readonly reason: Finding };

export function postedBy(exchange: Exchange, reach: ReachTracker, now: number): Posted {
  if (exchange.kind === 'fault') {
    const { fault, sent } = exchange;
    return sent
      ? { outcome: 'unknown', status: null, reason: fault }
      : { outcome: 'refused', status: null, reason: notSent(fault) };
  }
  const { status, body } = exchange;
  if (status >= 200 && status < 300) return { outcome: 'taken', status, body };
  // A redirect may well lead to what was made.
  if (status >= 500 || (status >= 300 && status < 400))
    return { outcome: 'unknown', status, reason: refusal(exchange) };
  const reason = status === 429 ? (askedToWait(reach, now) ?? pause(0)) : refusal(exchange);
  return { outcome: 'refused', status, reason };
}

/** The pause that the service asked for, where one still holds. After a fault of the network a person may try at once. */
export function askedToWait(reach: ReachTracker, now: number): Finding | null {
  const until = reach.limitedUntil();
  return until > now ? pause(until - now) : null;
}

const pause = (ms: number): Finding => finding('service-asks-to-wait', { seconds: Math.max(1, Math.ceil(ms / 1000)) });

/** The words of other faults promise that asking goes on by itself, which holds for no POST. */
function notSent(fault: Finding): Finding {
  if (fault.code === 'tls') return fault;
  const detail = fault.values?.detail;
  return detail === undefined ? finding('not-sent-in-time') : finding('not-sent', { detail });
}
