import type { ActionAnswer, Finding, RequestAnswer, RequestPreview } from '../../preload/contract.ts';
import type { Clock } from '../clock.ts';
import { faultText, finding } from '../errors.ts';
import { type Content, isJobId } from '../jobs/job.ts';
import type { Queue } from '../jobs/queue.ts';
import type { KnownKeys } from '../jobs/recognise.ts';
import type { ScopeApi } from '../jobs/scope-api.ts';
import type { Rules } from '../policy/rules.ts';
import { parseJsonObject } from '../review/compact-token.ts';
import { sha256Hex } from '../review/digest.ts';
import type { Store } from '../store/store.ts';
import { createConfirmations } from './confirmations.ts';
import { askedToWait, postedBy } from './posting.ts';
import { readRequest, tokenIn } from './request-token.ts';

/** Requests and confirmations that are posted from this desk. Each is sent once and never repeated by itself. */
export interface Requests {
  /** Reads a pasted token; nothing is sent or stored. */
  preview(pasted: string): Promise<RequestPreview>;
  /** Makes a job of a pasted token, judged as in `preview`; `test` asks for the service's test issuer. */
  send(pasted: string, test: boolean): Promise<RequestAnswer>;
  /**
   * Posts the subject's confirmation; an empty code is none.
   * @throws AuthorityError `unknown-job`
   */
  confirm(jobId: string, code: string): Promise<ActionAnswer>;
  /** Whether a confirmation was posted from here that the service took, or may have taken. */
  confirmedHere(jobId: string): boolean;
  /**
   * What a power cut left open is closed on the record: a request that was being sent, of whose answer nothing is known.
   * True where there was one.
   */
  recover(): boolean;
  /** Begins nothing new and waits until what is under way is on the record. */
  stop(): Promise<void>;
}

export interface RequestParts {
  readonly api: ScopeApi;
  readonly store: Store;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly rules: () => Rules;
  readonly keys: () => KnownKeys;
}

/** Of an answer that can't be used so much is shown. */
const QUOTED = 200;

export function createRequests(parts: RequestParts): Requests {
  const { api, store, queue, clock, keys } = parts;
  const underWay = new Map<string, Promise<unknown>>();
  let stopped = false;

  /** A second press while the first is under way must not post again. */
  const once = <T>(key: string, busy: string, work: () => Promise<T>): Promise<T | Refused> => {
    if (stopped) return Promise.resolve(refused(finding('app-closing')));
    if (underWay.has(key)) return Promise.resolve(refused(finding(busy)));
    const working = work().finally(() => underWay.delete(key));
    underWay.set(key, working);
    return working;
  };

  const send = async (pasted: string, test: boolean): Promise<RequestAnswer> => {
    const { token, read, preview } = await readRequest(pasted, keys(), clock.now());
    const summary = await queue.summarise(read);
    const [obstacle] = preview.obstacles;
    const reason = obstacle ?? (stopped ? finding('app-closing') : askedToWait(api.reach, clock.now()));
    if (reason) return refused(reason);
    const digest = sha256Hex(token);
    store.record.append('request-sent', null, { digest, test });
    const posted = postedBy(await api.create(token, test), api.reach, clock.now());
    if (posted.outcome === 'taken') {
      const content: Content = { kind: 'subject-token', text: token };
      return takeIn(posted, { content, summary }, { digest, test });
    }
    const { outcome, status, reason: why } = posted;
    const answered = status === null ? { fault: why.code } : { status };
    const event = outcome === 'refused' && status !== null ? 'request-refused' : 'request-unanswered';
    store.record.append(event, null, { digest, ...answered });
    if (outcome === 'refused') return refused(why);
    const detail = String(why.values?.detail ?? why.values?.location ?? '');
    return {
      outcome,
      reason: status === null ? finding('request-unanswered') : finding('request-failed', { status, detail }),
    };
  };

  /** A 2xx: its job counts as read, for its content is the very token that was sent. */
  const takeIn = (
    { status, body }: { readonly status: number; readonly body: string },
    made: Parameters<Queue['adopt']>[1],
    detail: { readonly digest: string; readonly test: boolean },
  ): RequestAnswer => {
    const jobId = jobIn(body);
    const unusable = (reason: Finding): RequestAnswer => {
      store.record.append('request-unanswered', null, { digest: detail.digest, status, fault: reason.code });
      return { outcome: 'unknown', reason };
    };
    if (jobId === null) {
      const came = body.replace(/\s+/g, ' ').trim().slice(0, QUOTED);
      return unusable(finding('request-answer-malformed', { detail: came }));
    }
    try {
      return store.transaction(() => {
        const known = store.jobs.find(jobId);
        const text = known?.content?.text ?? made.content.text;
        // A feed may have told of the job before the answer came. What has gone on from there is another request's job.
        if (known && (known.status !== 'waiting' || text !== made.content.text)) {
          return unusable(finding('request-job-known', { job: jobId }));
        }
        queue.adopt(jobId, made);
        store.record.append('request-made', jobId, detail);
        return { outcome: 'made', jobId };
      });
    } catch (thrown) {
      // The job is there, and nothing here remembers its ID but this answer.
      return {
        outcome: 'unknown',
        reason: finding('request-not-stored', { job: jobId, detail: faultText(thrown).slice(0, QUOTED) }),
      };
    }
  };

  const confirmations = createConfirmations(parts);

  return {
    preview: async (pasted) => (await readRequest(pasted, keys(), clock.now())).preview,
    send: (pasted, test) =>
      once(`request ${sha256Hex(tokenIn(pasted))}`, 'request-under-way', () => send(pasted, test)),
    confirm: (jobId, code) =>
      once(`confirmation ${jobId}`, 'confirmation-under-way', () => confirmations.confirm(jobId, code)),
    confirmedHere: confirmations.confirmedHere,
    recover: () => {
      const newest = store.record.newestOf(['request-sent', 'request-made', 'request-refused', 'request-unanswered']);
      if (newest?.event !== 'request-sent') return false;
      const { digest } = JSON.parse(newest.detail) as { digest: string };
      store.record.append('request-unanswered', null, { digest, fault: 'ended' });
      return true;
    },
    stop: async () => {
      stopped = true;
      await Promise.allSettled(underWay.values());
    },
  };
}

type Refused = { readonly outcome: 'refused'; readonly reason: Finding };
const refused = (reason: Finding): Refused => ({ outcome: 'refused', reason });

/** The ID in an answer of `{job, …}`; null where there is none of the one shape. */
function jobIn(body: string): string | null {
  const parsed = parseJsonObject(body.trim());
  if ('problem' in parsed) return null;
  const { job } = parsed.object;
  return typeof job === 'string' && isJobId(job) ? job : null;
}
