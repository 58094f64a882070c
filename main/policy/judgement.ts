import type { Clock } from '../clock.ts';
import type { Job } from '../jobs/job.ts';
import type { ReadContent } from '../review/subject-token.ts';
import type { Store } from '../store/store.ts';
import { type Typing, typingFor } from './first-time.ts';
import { judge, type Verdict } from './policy.ts';
import type { Rules } from './rules.ts';

/** Judges jobs by every rule there is; whoever approves, one job or many of them, asks this. */
export interface Judgement {
  /** @param read the job's content, read; nothing may be waited for between the verdict and what is done by it */
  of(job: Pick<Job, 'status' | 'content'>, read: ReadContent | null): Verdict;
  /** What has to be typed to approve the job: null where its subject is known, or no rule asks for it. */
  typing(jobId: string, read: ReadContent | null): Typing | null;
}

const HOUR_MS = 3_600_000;

export function createJudgement(parts: {
  readonly store: Store;
  readonly clock: Clock;
  readonly rules: () => Rules;
}): Judgement {
  const { store, clock, rules } = parts;
  const since = (ms: number) => store.approvals.standingSince(clock.now() - ms);
  return {
    of: ({ status, content }, read) => {
      const now = rules();
      const limited = now.approvalsPerHour !== null || now.approvalsPerDay !== null;
      const lately = {
        approvalsInHour: limited ? since(HOUR_MS) : 0,
        approvalsInDay: limited ? since(24 * HOUR_MS) : 0,
      };
      return judge({ status, content, read, rules: now, lately });
    },
    typing: (jobId, read) => {
      const claims = read?.claims;
      if (!rules().typedForFirstTime || !claims) return null;
      const known = typeof claims.sub === 'string' && store.memory.lastSigned(claims.sub, jobId) !== null;
      return known ? null : typingFor(claims);
    },
  };
}
