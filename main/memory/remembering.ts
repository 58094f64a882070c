import { type Attendant, attend } from '../attendant.ts';
import type { Clock } from '../clock.ts';
import { type JsonObject, parseCompactToken, parseJsonObject } from '../review/compact-token.ts';
import type { Store } from '../store/store.ts';
import { valuesOf } from './claim-values.ts';
import type { NearValues } from './near-values.ts';

/**
 * Takes what was decided into the memory, soon after it was decided: off the line from a decision to its token, which
 * must not become longer, and the same way for all that was decided before there was a memory.
 */
export function keepMemory(parts: {
  readonly store: Store;
  readonly nearValues: NearValues;
  readonly clock: Clock;
  readonly onFault: (fault: unknown) => void;
}): Attendant {
  const { store, nearValues, clock, onFault } = parts;
  const attendant = attend<string>(clock, {
    atOnce: 1,
    key: (jobId) => jobId,
    pausedUntil: () => 0,
    due: (_now, limit) => store.memory.waiting(limit),
    nextDueAfter: () => null,
    perform: async (jobId) => {
      // Between two of them whatever waits has its turn: there may be 100,000 at the first start.
      await Promise.resolve();
      remember(store, jobId);
    },
    onSetBack: () => {},
    onFault,
  });
  return {
    ...attendant,
    start: (lastAwake) => {
      attendant.start(lastAwake);
      // So that the first review does not wait for it.
      nearValues.catchUp().catch(onFault);
    },
  };
}

function remember(store: Store, jobId: string): void {
  const token = store.tokens.find(jobId);
  const rejection = store.rejections.find(jobId);
  const claims = token ? signedClaims(store, jobId) : contentClaims(store, jobId);
  const at = token?.signedAt ?? rejection?.rejectedAt;
  if (at === undefined) {
    store.memory.passOver(jobId);
    return;
  }
  const subject = typeof claims?.sub === 'string' ? claims.sub : null;
  store.memory.remember(
    { jobId, outcome: token ? 'signed' : 'rejected', at, subject },
    claims === null ? [] : valuesOf(claims),
  );
}

/** What a job's token asserts; null where there is none. */
export function signedClaims(store: Store, jobId: string): JsonObject | null {
  const approval = store.approvals.signed(jobId);
  const payload = approval && parseJsonObject(approval.payload);
  return payload && 'object' in payload ? payload.object : null;
}

function contentClaims(store: Store, jobId: string): JsonObject | null {
  const content = store.jobs.find(jobId)?.content;
  if (!content) return null;
  const parsed = content.kind === 'subject-token' ? parseCompactToken(content.text) : parseJsonObject(content.text);
  if ('payload' in parsed) return parsed.payload;
  return 'object' in parsed ? parsed.object : null;
}
