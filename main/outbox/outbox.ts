import type { ActionAnswer, Finding } from '../../preload/contract.ts';
import { type Attendant, attend } from '../attendant.ts';
import type { Clock } from '../clock.ts';
import { AuthorityError, finding } from '../errors.ts';
import { readJob } from '../jobs/look.ts';
import type { Queue } from '../jobs/queue.ts';
import type { KnownKeys } from '../jobs/recognise.ts';
import type { ScopeApi } from '../jobs/scope-api.ts';
import { sha256Hex } from '../review/digest.ts';
import type { StoredDelivery } from '../store/deliveries.ts';
import type { Store } from '../store/store.ts';
import type { StoredToken } from '../store/tokens.ts';
import { backoffMs } from './backoff.ts';
import { afterPut, afterReadBack, beforeSend, type Step } from './delivery.ts';

/** Brings every stored token to the service and proves that it arrived. It only ever sends stored bytes. */
export interface Outbox extends Attendant {
  /** Takes a parked delivery up again, beginning with a look at what the service holds. */
  tryAgain(jobId: string): ActionAnswer;
}

export interface OutboxParts {
  readonly api: ScopeApi;
  readonly store: Store;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly random: () => number;
  readonly keys: () => KnownKeys;
  /** What bars all signing now: what was signed and is not sent stays here too. */
  readonly barred: () => Finding | null;
  readonly onFault: (fault: unknown) => void;
}

export function createOutbox({ api, store, queue, clock, random, keys, barred, onFault }: OutboxParts): Outbox {
  const perform = async (due: StoredDelivery) => {
    const token = store.tokens.find(due.jobId);
    if (!token) throw new AuthorityError('internal', 'a delivery without its token', { jobId: due.jobId });
    let step: Step = due.stage === 'accepted' ? { do: 'read-back', answerProof: due.answerProof } : { do: 'send' };
    if (due.stage === 'unknown') {
      const content = store.approvals.signed(due.jobId)?.content ?? '';
      step = beforeSend(await readJob(api, queue.known(due.jobId), keys()), token.token, content, due.lastFault);
    }
    if (step.do === 'send') {
      const bar = barred();
      step = bar ? { do: 'again', stage: due.stage, fault: bar } : await send(token);
    }
    if (step.do === 'read-back') step = await readBack(token, step.answerProof);
    conclude(due.jobId, step);
  };

  /** One PUT. That it was begun is on disk first, so that a crash leaves an unknown outcome and never a blind repeat. */
  const send = async ({ jobId, token }: StoredToken): Promise<Step> => {
    store.transaction(() => {
      const { attempts, ...rest } = current(jobId);
      store.deliveries.save({ ...rest, attempts: attempts + 1, stage: 'unknown' });
      store.record.append('put-sent', jobId, { attempt: attempts + 1, token: sha256Hex(token) });
    });
    const exchange = await api.put(jobId, token);
    const step = afterPut(exchange, token);
    store.transaction(() => {
      const answer = exchange.kind === 'answer' ? { status: exchange.status } : { fault: exchange.fault.code };
      store.record.append('put-answered', jobId, answer);
      if (step.do === 'read-back') {
        store.deliveries.save({ ...current(jobId), stage: 'accepted', answerProof: step.answerProof, faults: 0 });
      }
    });
    return step;
  };

  const readBack = async ({ jobId, token }: StoredToken, answerProof: boolean): Promise<Step> =>
    afterReadBack(await readJob(api, queue.known(jobId), keys()), token, answerProof, readsInVain(current(jobId)));

  const conclude = (jobId: string, step: Step) => {
    const delivery = current(jobId);
    const settle = (change: Partial<StoredDelivery>) => () =>
      store.deliveries.save({ ...delivery, nextAt: null, lastFault: null, faults: 0, ...change });
    switch (step.do) {
      case 'delivered':
        return queue.move(
          jobId,
          { status: 'delivered', reason: null },
          'delivered',
          { proof: step.proof },
          settle({ stage: 'done', proof: step.proof }),
        );
      case 'sent-not-proved':
        return queue.move(
          jobId,
          { status: 'sent-not-proved', reason: null },
          'sent-not-proved',
          {},
          settle({ stage: 'done' }),
        );
      case 'await-confirmation':
        return queue.move(
          jobId,
          { status: 'waiting', reason: finding('confirm-first') },
          'confirmation-withdrawn',
          {},
          settle({ stage: 'unconfirmed' }),
        );
      case 'park':
        return queue.move(
          jobId,
          { status: 'attention', reason: step.reason },
          'attention',
          {},
          settle({ stage: 'parked', lastFault: step.reason }),
        );
      case 'again': {
        // A service that can't be reached and one that does not show the token yet are counted apart.
        const faults = isInVain(step.fault) === isInVain(delivery.lastFault) ? delivery.faults + 1 : 1;
        const nextAt = Math.max(clock.now() + backoffMs(faults, random()), api.reach.pausedUntil());
        store.deliveries.save({ ...delivery, stage: step.stage, faults, nextAt, lastFault: step.fault });
        return queue.changed();
      }
      default:
        throw new AuthorityError('internal', `a delivery ended with ${step.do}`, { jobId });
    }
  };

  const current = (jobId: string): StoredDelivery => {
    const delivery = store.deliveries.find(jobId);
    if (!delivery) throw new AuthorityError('internal', 'no such delivery', { jobId });
    return delivery;
  };

  const attendant = attend<StoredDelivery>(clock, {
    atOnce: 4,
    key: (delivery) => delivery.jobId,
    pausedUntil: api.reach.heldUntil,
    due: (now, limit) => store.deliveries.due(now, limit, barred() === null),
    nextDueAfter: store.deliveries.nextDueAfter,
    perform,
    onSetBack: store.deliveries.setBack,
    onFault,
  });

  return {
    ...attendant,
    tryAgain: (jobId) => {
      const job = queue.known(jobId);
      const delivery = store.deliveries.find(jobId);
      if (!delivery || !['attention', 'sent-not-proved'].includes(job.status)) {
        return { outcome: 'refused', reason: finding('not-allowed-now', { status: job.status }) };
      }
      if (delivery.address !== api.address) {
        return { outcome: 'refused', reason: finding('token-for-other-service', { address: delivery.address }) };
      }
      // What was accepted is only read back again; everything else begins with a look at what the service holds.
      const stage = job.status === 'sent-not-proved' ? 'accepted' : 'unknown';
      queue.move(jobId, { status: 'delivering', reason: null }, 'retried', {}, () =>
        store.deliveries.save({ ...delivery, stage, faults: 0, nextAt: clock.now() }),
      );
      return { outcome: 'done' };
    },
  };
}

const isInVain = (fault: Finding | null): boolean => fault?.code === 'not-taken';

/** How often in a row an accepted token was not to be seen. */
const readsInVain = ({ faults, lastFault }: StoredDelivery): number => (isInVain(lastFault) ? faults : 0);
