import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimValue } from '../../../main/memory/claim-values.ts';
import { type Database, openDatabase, type Value } from '../../../main/store/database.ts';
import { type Store, storeOver } from '../../../main/store/store.ts';
import { ManualClock } from '../../fakes/clock.ts';

const jobId = 'job-0000000000000001';
const summary = { scope: null, subject: null, value: null, flagged: false };
const content = { kind: 'service-statement', text: '{}' } as const;
const delivery = {
  jobId,
  address: 'https://scope.example.org',
  stage: 'unknown',
  attempts: 1,
  faults: 0,
  answerProof: false,
  nextAt: 5,
  lastFault: null,
  proof: null,
} as const;
const rejection = {
  jobId,
  reason: 'no',
  rejectedAt: 1,
  deletion: 'pending',
  faults: 0,
  nextAt: 5,
  lastFault: null,
} as const;

/** What is asked for every look, every change on screen and every wake: none of it may cost more with more jobs. */
const everyday: Readonly<Record<string, (store: Store) => unknown>> = {
  'the jobs of a band that are due': ({ jobs }) => jobs.due('old', 5, 9),
  'when the next of a band falls due': ({ jobs }) => jobs.nextDueAfter('old', 5),
  'moving jobs on that grew older': ({ jobs }) => jobs.age('new', 'recent', 5, 200),
  'one job': ({ jobs }) => jobs.find(jobId),
  'the time of its next look': ({ jobs }) => jobs.setNextLook(jobId, { at: 9, band: 'old' }, 0),
  'its new watching': ({ jobs }) => jobs.watchFrom(jobId, 5, { at: 9, band: 'new' }),
  'its phase': ({ jobs }) => jobs.setPhase(jobId, 'waiting'),
  'its content': ({ jobs }) => jobs.setContent(jobId, content, 'd', summary, 5),
  'its move': ({ jobs }) => jobs.move(jobId, 'waiting', null, 5, { at: 9, band: 'new' }),
  'the jobs that could not be read': ({ jobs }) => jobs.unread(),
  'the oldest that needs a decision': ({ jobs }) => jobs.oldestToDecideAt(),
  'the jobs that nobody has seen': ({ jobs }) => jobs.fresh(),
  'the jobs that nobody was told of': ({ jobs }) => jobs.untold(),
  'a page of the queue': ({ jobs }) => jobs.page('all', 0, 50),
  'the approvals that are due': ({ approvals }) => approvals.due(5, 4),
  'when the next approval falls due': ({ approvals }) => approvals.nextDueAfter(5),
  'the approval of a job': ({ approvals }) => approvals.pending(jobId),
  'the deliveries that are due': ({ deliveries }) => deliveries.due(5, 4, true),
  'the deliveries that are due while signing is stopped': ({ deliveries }) => deliveries.due(5, 4, false),
  'when the next delivery falls due': ({ deliveries }) => deliveries.nextDueAfter(5),
  'one delivery': ({ deliveries }) => deliveries.find(jobId),
  'its new state': ({ deliveries }) => deliveries.save(delivery),
  'the deletions that are due': ({ rejections }) => rejections.due(5, 4),
  'when the next deletion falls due': ({ rejections }) => rejections.nextDueAfter(5),
  'a deletion’s new state': ({ rejections }) => rejections.save(rejection),
  'the decisions still to be remembered': ({ memory }) => memory.waiting(9),
  'what was decided for a subject': ({ memory }) => memory.ofSubject('ada', jobId),
  'its newest token': ({ memory }) => memory.lastSigned('ada', jobId),
  'how many jobs it had lately': ({ memory }) => memory.jobsSince('ada', 5, jobId),
  'what was decided for a value': ({ memory }) => memory.ofValue(claimValue('email', 'a@b'), 'ada', jobId),
  'the values that look like it': ({ memory }) => memory.drawnAlike(claimValue('email', 'a@b')),
  'the last decision about a value': ({ memory }) => memory.lastOf(1, jobId),
  'the jobs on hold whose time has come': ({ jobs }) => jobs.toRecheck(5, 9),
  'when the next one comes back': ({ jobs }) => jobs.nextRecheckAfter(5),
  'the newest entry of the record': ({ record }) => record.newest(),
  'entries of the record by their numbers': ({ record }) => record.these([1]),
  'how much the record has of a job': ({ record }) => record.countOfJob(jobId),
  'every approval of a job': ({ approvals }) => approvals.ofJob(jobId),
  'how many can be undone': ({ approvals }) => approvals.countUndoable(5),
  'the decisions of a shift': ({ decisions }) => decisions.page('approved', { at: 1, number: 0 }, 9, 100),
  'how many there were': ({ decisions }) => decisions.count('approved', 1, 9),
  'the record of a job': ({ record }) => record.ofJob(jobId),
};

/** A whole table, or a sort of what was found; what holds nothing but what is looked for may be read whole. */
const costly = (step: string): boolean =>
  (/^SCAN /.test(step) &&
    !/INDEX (jobs_fresh|jobs_untold|jobs_failing|one_pending_approval)|SCAN unremembered/.test(step)) ||
  /TEMP B-TREE/.test(step);

describe('the store', () => {
  let folder: string;
  let database: Database;
  let store: Store;
  let asked: [string, readonly Value[]][] = [];
  const askedFor = new Map<string, typeof asked>();

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'countersign-plans-'));
    database = openDatabase(folder, 'ab'.repeat(32));
    const listening: Database = {
      ...database,
      all: (sql, ...values) => {
        asked.push([sql, values]);
        return database.all(sql, ...values);
      },
      run: (sql, ...values) => {
        asked.push([sql, values]);
        return database.run(sql, ...values);
      },
    };
    store = storeOver(listening, new ManualClock(), 'tester');
    store.jobs.insert(jobId, null, 1, 1);
    // Each is explained only once all have been made: explaining one leaves it open, and nothing else can be written then.
    for (const [what, ask] of Object.entries(everyday)) {
      asked = [];
      ask(store);
      askedFor.set(what, asked);
    }
  });
  afterAll(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });

  const planOf = ([sql, values]: [string, readonly Value[]]): string[] =>
    database.all(`EXPLAIN QUERY PLAN ${sql}`, ...values).map((step) => (step as { detail: string }).detail);

  it.each(Object.keys(everyday))('finds %s by an index, whatever else it holds', (what) => {
    const queries = askedFor.get(what) ?? [];
    expect(queries.length).toBeGreaterThan(0);
    const steps = queries.filter(([sql]) => !/job_counts|job_changes|job_words_due|^INSERT/.test(sql)).flatMap(planOf);
    expect(steps.filter(costly)).toEqual([]);
  });

  it('would be told of a query that reads a whole table or sorts it', () => {
    expect(planOf(['SELECT * FROM jobs WHERE promise = ?', ['p']]).some(costly)).toBe(true);
    expect(planOf(['SELECT id FROM jobs WHERE status = ? ORDER BY changed_at', ['ready']]).some(costly)).toBe(true);
  });
});
