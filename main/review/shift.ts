import { notNarrowed, type ShiftSummary, type Tally, toDecideStatuses } from '../../preload/contract.ts';
import type { RecordEvent } from '../audit/audit-log.ts';
import type { Decision } from '../audit/decisions.ts';
import type { Clock } from '../clock.ts';
import type { Job } from '../jobs/job.ts';
import type { Store } from '../store/store.ts';
import { shownStart } from './lookalikes.ts';

export interface ShiftParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly operator: string;
}

/** So many decisions are read between two breaths: about as many as fit into ten milliseconds. */
const AT_ONCE = 50;
/** So many jobs are listed by name; the counts beside them tell how many there are. */
const LISTED = 200;
const REASON_POINTS = 500;

/** What was decided from one time to another by the record, and how things stand now. Claims are none of it. */
export async function summariseShift(parts: ShiftParts, from: number, until: number): Promise<ShiftSummary> {
  const { store, clock, operator } = parts;
  const approved = await readDecisions(parts, 'approved', from, until);
  const rejected = await readDecisions(parts, 'rejected', from, until);
  const held = await readDecisions(parts, 'held', from, until);
  const batches = await readDecisions(parts, 'batch-approved', from, until);
  const voided = await readDecisions(parts, 'approval-void', from, until);
  const refused = await readDecisions(parts, 'approval-refused', from, until);
  const [undone, signed, delivered] = [
    store.decisions.count('approval-undone', from, until),
    store.decisions.count('signed', from, until),
    store.decisions.count('delivered', from, until),
  ];
  await breath(clock);
  const ages = [...approved, ...rejected].flatMap(({ at, readyAt }) =>
    readyAt === null ? [] : [Math.max(0, at - readyAt)],
  );
  const counts = store.jobs.counts();
  const listed = (statuses: readonly Job['status'][]) =>
    store.jobs.page({ filter: 'open', ...notNarrowed, statuses }, 0, LISTED).jobs.map(standing);
  return {
    from,
    until,
    madeAt: clock.now(),
    operator,
    approved: approved.length,
    undone,
    voided: tally(voided, codeOf),
    refused: tally(refused, codeOf),
    // Marked once for each reason, however often it was given.
    rejected: tally(rejected, textOf).map(({ reason, count }) => ({ reason: marked(reason), count })),
    held: held.length,
    signed,
    delivered,
    batches: batches.map(({ at, detail }) => ({ at, count: Number(detail.count), digest: String(detail.digest) })),
    age: {
      decided: ages.length,
      medianMs: medianOf(ages),
      longestMs: ages.length === 0 ? null : ages.reduce((a, b) => Math.max(a, b)),
    },
    now: {
      toDecide: toDecideStatuses.reduce((sum, status) => sum + counts[status], 0),
      oldestToDecideAt: store.jobs.oldestToDecideAt(),
      waiting: counts.waiting,
      held: counts.held,
      undelivered: counts.approved + counts.delivering,
    },
    onHold: listed(['held']),
    undelivered: listed(['approved', 'delivering']),
  };
}

async function readDecisions({ store, clock }: ShiftParts, event: RecordEvent, from: number, until: number) {
  const read: Decision[] = [];
  for (let after = { at: from, number: 0 }; ; ) {
    const page = store.decisions.page(event, after, until, AT_ONCE);
    read.push(...page);
    const last = page.at(-1);
    if (!last || page.length < AT_ONCE) return read;
    after = { at: last.at, number: last.number };
    await breath(clock);
  }
}

/** Lets everything else have its turn. */
const breath = (clock: Clock) => new Promise<void>((resolve) => void clock.after(0, resolve));

const standing = ({ id, status, reason, note, changedAt }: Job) => ({
  jobId: id,
  status,
  reason,
  note: status === 'held' && note !== null ? marked(note) : null,
  since: changedAt,
});

const codeOf = ({ detail }: Decision): string => String((detail.reason as { code?: unknown } | undefined)?.code ?? '');

/** The operator's own words. */
const textOf = ({ detail }: Decision): string => String(detail.text ?? '');

/** With whatever hides in it as marks. */
const marked = (text: string): string =>
  shownStart(text, REASON_POINTS)
    .runs.map((run) => ('text' in run ? run.text : run.mark))
    .join('');

/** How often which reason was given, the most frequent first. */
function tally(decisions: readonly Decision[], reasonOf: (decision: Decision) => string): Tally[] {
  const counts = new Map<string, number>();
  for (const decision of decisions) {
    const reason = reasonOf(decision);
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
}

/** The one in the middle; of an even number the mean of the two there. */
export function medianOf(numbers: readonly number[]): number | null {
  // By number, and without a call for each comparison: there may be tens of thousands.
  const sorted = Float64Array.from(numbers).sort();
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
