import type { ActionAnswer, Finding } from '../../preload/contract.ts';
import type { Clock } from '../clock.ts';
import { finding } from '../errors.ts';
import type { Queue } from '../jobs/queue.ts';
import type { ScopeApi } from '../jobs/scope-api.ts';
import type { Rules } from '../policy/rules.ts';
import type { Store } from '../store/store.ts';
import { askedToWait, type Posted, postedBy } from './posting.ts';

/** A subject's confirmation, posted in their stead with the code that they read out. The code is sent and kept nowhere. */
export interface Confirmations {
  confirm(jobId: string, code: string): Promise<ActionAnswer>;
  confirmedHere(jobId: string): boolean;
}

export interface ConfirmationParts {
  readonly api: ScopeApi;
  readonly store: Store;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly rules: () => Rules;
}

/** A service that gave no answer is left this long before it is asked what became of the confirmation. */
const LOOK_AFTER_SILENCE_MS = 2_000;

export function createConfirmations({ api, store, queue, clock, rules }: ConfirmationParts): Confirmations {
  /** What stands against posting a confirmation just now. */
  const objection = (jobId: string): Finding | null => {
    if (!rules().mayConfirm) return finding('confirm-not-allowed');
    const { status, phase } = queue.known(jobId);
    const open = status === 'waiting' && (phase === 'waiting' || phase === 'unread');
    if (!open || store.tokens.find(jobId)) return finding('not-allowed-now', { status });
    return askedToWait(api.reach, clock.now());
  };

  const confirm = async (jobId: string, typed: string): Promise<ActionAnswer> => {
    const reason = objection(jobId);
    if (reason) return { outcome: 'refused', reason };
    const code = typed.trim() === '' ? null : typed.trim();
    store.record.append('confirmation-sent', jobId, { withCode: code !== null });
    const posted = postedBy(await api.confirm(jobId, code), api.reach, clock.now());
    const answered =
      posted.outcome !== 'taken' && posted.status === null ? { fault: posted.reason.code } : { status: posted.status };
    store.record.append('confirmation-answered', jobId, { ...answered, outcome: posted.outcome });
    if (posted.outcome === 'taken') {
      queue.expect(jobId, clock.now());
      return { outcome: 'done' };
    }
    if (posted.outcome === 'unknown') {
      queue.expect(jobId, clock.now() + LOOK_AFTER_SILENCE_MS);
      return { outcome: 'refused', reason: finding('confirmation-unknown') };
    }
    if (posted.status === 404) queue.expect(jobId, clock.now());
    return { outcome: 'refused', reason: inWords(posted, code) };
  };

  /** Posted, and not refused by the service: also where no answer came, for it may have been taken. */
  const confirmedHere = (jobId: string): boolean => {
    const entries = store.record.ofJob(jobId);
    const sent = entries.filter(({ event }) => event === 'confirmation-sent').length;
    const refused = entries.filter(
      ({ event, detail }) =>
        event === 'confirmation-answered' && (JSON.parse(detail) as { outcome?: unknown }).outcome === 'refused',
    ).length;
    return sent > refused;
  };

  return { confirm, confirmedHere };
}

function inWords({ status, reason }: Extract<Posted, { outcome: 'refused' }>, code: string | null): Finding {
  if (status === 401) return finding(code === null ? 'code-needed' : 'code-wrong');
  if (status === 404) return finding('confirmation-job-unknown');
  return reason;
}
