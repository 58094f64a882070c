import type { ActionAnswer } from '../../preload/contract.ts';
import { type Attendant, attend } from '../attendant.ts';
import type { Clock } from '../clock.ts';
import { finding } from '../errors.ts';
import type { Queue } from '../jobs/queue.ts';
import type { ScopeApi } from '../jobs/scope-api.ts';
import { refusal } from '../jobs/wire.ts';
import type { Rejection } from '../store/rejections.ts';
import type { Store } from '../store/store.ts';
import { backoffMs } from './backoff.ts';

/** Deletes rejected jobs at the service. The rejection stands whatever the service answers. */
export interface Deletions extends Attendant {
  tryAgain(jobId: string): ActionAnswer;
}

export interface DeletionParts {
  readonly api: ScopeApi;
  readonly store: Store;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onFault: (fault: unknown) => void;
}

export function createDeletions({ api, store, queue, clock, random, onFault }: DeletionParts): Deletions {
  const perform = async (rejection: Rejection) => {
    const exchange = await api.remove(rejection.jobId);
    const { jobId } = rejection;
    const end = (deletion: 'deleted' | 'already-gone' | 'refused', status: number) =>
      store.transaction(() => {
        const lastFault = deletion === 'refused' ? finding('deletion-refused', { status }) : null;
        store.rejections.save({ ...rejection, deletion, nextAt: null, lastFault });
        store.record.append(deletion === 'refused' ? 'deletion-refused' : 'deleted', jobId, { status });
      });
    const fault = exchange.kind === 'fault' ? exchange.fault : refusal(exchange);
    if (exchange.kind === 'fault' || exchange.status === 429 || exchange.status >= 500) {
      const faults = rejection.faults + 1;
      const nextAt = Math.max(clock.now() + backoffMs(faults, random()), api.reach.pausedUntil());
      store.rejections.save({ ...rejection, faults, nextAt, lastFault: fault });
    } else if (exchange.status === 404) {
      end('already-gone', 404);
    } else {
      end(exchange.status >= 200 && exchange.status < 300 ? 'deleted' : 'refused', exchange.status);
    }
    queue.changed();
  };

  const attendant = attend<Rejection>(clock, {
    atOnce: 2,
    key: (rejection) => rejection.jobId,
    pausedUntil: api.reach.heldUntil,
    due: store.rejections.due,
    nextDueAfter: store.rejections.nextDueAfter,
    perform,
    onSetBack: store.rejections.setBack,
    onFault,
  });

  return {
    ...attendant,
    tryAgain: (jobId) => {
      const rejection = store.rejections.find(jobId);
      if (rejection?.deletion !== 'refused') {
        return { outcome: 'refused', reason: finding('not-allowed-now', { status: 'rejected' }) };
      }
      store.transaction(() => {
        store.rejections.save({ ...rejection, deletion: 'pending', faults: 0, nextAt: clock.now(), lastFault: null });
        store.record.append('retried', jobId);
      });
      queue.changed();
      return { outcome: 'done' };
    },
  };
}
