import type { AssertedClaim, Finding, LeftOut, Shown } from '../../preload/contract.ts';
import type { Clock } from '../clock.ts';
import { finding } from '../errors.ts';
import type { Job } from '../jobs/job.ts';
import { lookalikeWarnings, type Memory, seenBefore } from '../memory/seen-before.ts';
import type { Judgement } from '../policy/judgement.ts';
import type { Rules } from '../policy/rules.ts';
import { type Assertion, buildAssertion } from '../signing/claims.ts';
import type { KeyRing, KnownKey } from '../signing/key-ring.ts';
import type { Store } from '../store/store.ts';
import { claimRows } from './claim-rows.ts';
import { sha256Hex } from './digest.ts';
import { shownText, shownValue } from './lookalikes.ts';
import { rowValue } from './queue-row.ts';
import { type ReadContent, readContent } from './subject-token.ts';
import { warningsFor } from './warnings.ts';

export interface PreparationParts extends Memory {
  readonly store: Store;
  readonly judgement: Judgement;
  readonly clock: Clock;
  readonly ring: Pick<KeyRing, 'current'>;
  readonly rules: () => Rules;
  /** Whether this desk posted the subject's confirmation itself. */
  readonly confirmedHere: (jobId: string) => boolean;
}

/** A job that can be approved with others, and exactly what would be signed for it. */
export interface PreparedJob {
  readonly jobId: string;
  readonly assertion: Assertion;
  /** The content that it was built from, to the letter. */
  readonly content: string;
  readonly read: ReadContent;
  readonly claims: readonly AssertedClaim[];
  readonly value: Shown | null;
  readonly scope: string | null;
}

type Key = Pick<KnownKey, 'kid' | 'algorithm'>;

export interface Preparation {
  readonly jobs: readonly PreparedJob[];
  readonly leftOut: readonly LeftOut[];
  readonly preparedAt: number;
  /** The key that all of them are built for; another one may have taken over since. */
  readonly key: Key;
}

/** What is longer than this, in characters of its payload, is not read between others. */
const LONGEST = 2_000;
/** What every token of a batch says alike, and `jti`, which is the job's ID. */
const ofEveryToken = ['iss', 'iat', 'exp', 'jti'];

/**
 * Builds what would be signed for each of the jobs, and sorts out what a person has to look at by itself: whatever can't be
 * approved as it stands, whatever there is a warning about, whatever is long. All tokens are dated alike.
 */
export async function prepareBatch(parts: PreparationParts, jobIds: readonly string[]): Promise<Preparation> {
  const { store, clock, ring } = parts;
  const preparedAt = clock.now();
  const { kid, algorithm } = ring.current();
  const key = { kid, algorithm };
  const jobs: PreparedJob[] = [];
  const leftOut: LeftOut[] = [];
  // Only what is ready is read and judged; of a selection that is not, nobody waits for every content.
  const statuses = store.jobs.statusesOf(jobIds);
  for (const jobId of new Set(jobIds)) {
    const status = statuses.get(jobId);
    const taken =
      status === undefined
        ? { jobId, value: null, reasons: [finding('unknown-job')] }
        : status === 'ready'
          ? await prepareJob(parts, jobId, key, preparedAt)
          : { jobId, value: null, reasons: [finding('not-allowed-now', { status })] };
    if ('reasons' in taken) leftOut.push(taken);
    else jobs.push(taken);
  }
  return { jobs, leftOut, preparedAt, key };
}

async function prepareJob(
  parts: PreparationParts,
  jobId: string,
  key: Key,
  now: number,
): Promise<PreparedJob | LeftOut> {
  const { store, rules } = parts;
  const before = store.jobs.find(jobId);
  const read = before?.content ? await readContent(before.content) : null;
  const seen = read?.claims ? await seenBefore(parts, jobId, read.claims, now) : null;
  // Read again: it may have moved while its signature was checked.
  const job = store.jobs.find(jobId);
  const value = rowValue(job?.value ?? null);
  const out = (...reasons: readonly Finding[]): LeftOut => ({ jobId, value, reasons });
  if (!job) return out(finding('unknown-job'));
  if (job.content?.text !== before?.content?.text) return out(finding('content-changed'));
  const verdict = parts.judgement.of(job, read);
  if (!verdict.allow) return out(...verdict.reasons);
  if (!read?.claims || !job.content) return out(finding('content-unknown'));
  const { issuer, lifetimeDays } = rules();
  const assertion = buildAssertion({ jobId, claims: read.claims, issuer, ...key, now, lifetimeDays });
  if (parts.judgement.typing(jobId, read)) return out(finding('batch-first-time'));
  const objections = objectionsTo(parts, { job, read, assertion, alike: lookalikeWarnings(seen?.lookalikes ?? []) });
  if (objections.length > 0) return out(...objections);
  const own = Object.entries(assertion.claims).filter(([name]) => !ofEveryToken.includes(name));
  return {
    jobId,
    assertion,
    content: job.content.text,
    read,
    claims: own.map(([name, asserted]) => ({ name: shownText(name), asserted: shownValue(asserted) })),
    value,
    scope: job.scope,
  };
}

interface Weighed {
  readonly job: Job;
  readonly read: ReadContent;
  readonly assertion: Assertion;
  /** Values like it that were decided before. */
  readonly alike: readonly Finding[];
}

/** What has to be looked at in the job's own review, although it may be approved there. */
function objectionsTo(parts: PreparationParts, { job, read, assertion, alike }: Weighed): readonly Finding[] {
  const claims = claimRows(read.claims ?? {}, assertion.claims);
  const warnings = [
    ...alike,
    ...(parts.confirmedHere(job.id) ? [finding('confirmed-from-this-desk')] : []),
    ...warningsFor(job, read, claims, parts.clock.now()),
  ];
  if (warnings.length > 0) return warnings;
  if (job.flagged) return [finding('batch-flagged')];
  const { length } = assertion.payload;
  return length > LONGEST ? [finding('batch-too-long', { length })] : [];
}

/** What every token of the batch says alike, as it is shown. */
export const commonClaims = ({ claims }: Assertion): AssertedClaim[] =>
  ['iss', 'iat', 'exp'].map((name) => ({ name: shownText(name), asserted: shownValue(claims[name] ?? null) }));

/** Over the digests of the jobs, in their order: another job, another order or other claims give another one. */
export const batchDigest = (jobs: readonly PreparedJob[]): string =>
  sha256Hex(jobs.map(({ assertion }) => assertion.digest).join('\n'));

/** Stands for everything shown of a batch but the times of its tokens: what was read need not be read again for those. */
export function batchContent({ jobs, leftOut }: Preparation): string {
  const shown = jobs.map(({ jobId, assertion, content }) => {
    const { iat: _iat, exp: _exp, ...claims } = assertion.claims;
    return [jobId, assertion.header, assertion.expiresAt - assertion.issuedAt, claims, sha256Hex(content)];
  });
  return sha256Hex(JSON.stringify([shown, leftOut]));
}

/** How many of the jobs have which scope, the most frequent first. */
export function scopesOf(jobs: readonly PreparedJob[]): { readonly scope: string | null; readonly count: number }[] {
  const counts = new Map<string | null, number>();
  for (const { scope } of jobs) counts.set(scope, (counts.get(scope) ?? 0) + 1);
  return [...counts].map(([scope, count]) => ({ scope, count })).sort((a, b) => b.count - a.count);
}
