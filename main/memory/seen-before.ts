import type { EarlierDecision, Finding, Lookalike, SeenBefore } from '../../preload/contract.ts';
import { finding } from '../errors.ts';
import { claimRows } from '../review/claim-rows.ts';
import type { JsonObject } from '../review/compact-token.ts';
import { shownText } from '../review/lookalikes.ts';
import { notCarriedOver } from '../signing/claims.ts';
import type { DecidedJob, KnownValue, Tally } from '../store/memory.ts';
import type { Store } from '../store/store.ts';
import { type ClaimValue, valuesOf } from './claim-values.ts';
import type { NearValues } from './near-values.ts';
import { signedClaims } from './remembering.ts';

const DAY_MS = 24 * 3_600_000;
const MONTH_MS = 30 * DAY_MS;
/** Of many look-alikes so many are shown for a claim; one of them is reason enough to look closely. */
const MOST_SHOWN = 5;

export interface Memory {
  readonly store: Store;
  readonly nearValues: NearValues;
}

/** What this desk decided before that bears on a job: for the same subject, for the same values, for values like them. */
export async function seenBefore(
  { store, nearValues }: Memory,
  jobId: string,
  claims: JsonObject,
  now: number,
): Promise<SeenBefore> {
  const { memory } = store;
  const subject = typeof claims.sub === 'string' ? claims.sub : null;
  const told = (tally: Tally) => ({
    ...tally,
    latest: tally.latest.map((decided) => earlier(store, decided, subject)),
  });
  const values = valuesOf(claims);
  const near = await Promise.all(values.map(nearValues.of));
  return {
    subject: subject === null ? noneDecided : told(memory.ofSubject(subject, jobId)),
    jobsInDay: subject === null ? 0 : memory.jobsSince(subject, now - DAY_MS, jobId),
    jobsInMonth: subject === null ? 0 : memory.jobsSince(subject, now - MONTH_MS, jobId),
    changes: subject === null ? null : changesSince(store, memory.lastSigned(subject, jobId), claims),
    values: values.flatMap((value) => {
      const others = told(memory.ofValue(value, subject, jobId));
      return others.latest.length > 0 ? [{ claim: shownText(value.claim), ...others }] : [];
    }),
    lookalikes: values.flatMap((value, at) => lookalikesOf(store, jobId, value, near[at] ?? [], subject)),
  };
}

const noneDecided = { signed: 0, rejected: 0, latest: [] };

/** Look-alikes of values that were decided before, as what the operator should know before approving. */
export const lookalikeWarnings = (lookalikes: readonly Lookalike[]): Finding[] =>
  lookalikes.map(({ claim, value, how }) => {
    const values = { claim: plain(claim), value: plain(value) };
    return how === 'drawn-alike' ? finding('earlier-drawn-alike', values) : finding('earlier-nearly-same', values);
  });

/** Whether any of the claims' values looks like one that was decided before. */
export async function hasLookalikes({ store, nearValues }: Memory, claims: JsonObject): Promise<boolean> {
  for (const value of valuesOf(claims)) {
    if (store.memory.drawnAlike(value).length > 0 || (await nearValues.of(value)).length > 0) return true;
  }
  return false;
}

function lookalikesOf(
  store: Store,
  jobId: string,
  value: ClaimValue,
  near: readonly KnownValue[],
  subject: string | null,
): Lookalike[] {
  const drawn = store.memory.drawnAlike(value);
  const alike = (how: Lookalike['how']) => (known: KnownValue) => {
    // What stood in this very job alone was not there before it.
    const last = store.memory.lastOf(known.id, jobId);
    if (!last) return [];
    const { claim, text } = known;
    return [{ claim: shownText(claim), value: shownText(text), how, last: earlier(store, last, subject) }];
  };
  return [
    ...drawn.flatMap(alike('drawn-alike')),
    ...near.filter(({ id }) => drawn.every((one) => one.id !== id)).flatMap(alike('nearly-the-same')),
  ].slice(0, MOST_SHOWN);
}

/** What the newest token for the subject said otherwise; null where there is none. */
function changesSince(store: Store, signedJob: string | null, claims: JsonObject): SeenBefore['changes'] {
  const before = signedJob === null ? null : signedClaims(store, signedJob);
  if (!before || signedJob === null) return null;
  const rows = claimRows(aboutPerson(before), aboutPerson(claims)).filter(({ change }) => change !== 'same');
  return { jobId: signedJob, claims: rows };
}

const aboutPerson = (claims: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(claims).filter(([name]) => !(notCarriedOver as readonly string[]).includes(name)));

const earlier = (store: Store, { jobId, outcome, at, subject }: DecidedJob, shown: string | null): EarlierDecision => ({
  jobId,
  outcome,
  at,
  reason: outcome === 'rejected' ? (store.rejections.find(jobId)?.reason ?? null) : null,
  sameSubject: subject !== null && subject === shown,
});

const plain = ({ runs }: Lookalike['value']): string =>
  runs.map((run) => ('text' in run ? run.text : run.mark)).join('');
