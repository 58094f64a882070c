import { type Finding, type JobStatus, jobStatuses, toDecideStatuses } from '../../preload/contract.ts';
import type { Clock } from '../clock.ts';
import type { Content, Job, Phase } from '../jobs/job.ts';
import type { Band, NextLook } from '../jobs/schedule.ts';
import type { Database } from './database.ts';
import { type JobLists, jobLists } from './job-lists.ts';
import { jobsFrom } from './job-row.ts';

const asJson = (text: string | null): string | null => (text === null ? null : JSON.stringify(text));

/** What a queue row needs of a job's content, drawn from it once, when it is stored. */
export interface ContentSummary {
  readonly scope: string | null;
  readonly subject: string | null;
  readonly value: string | null;
  readonly flagged: boolean;
}

export interface JobsTable extends JobLists {
  find(id: string): Job | null;
  /** False when it is known already. */
  insert(id: string, promise: string | null, now: number, nextLookAt: number): boolean;
  setPromise(id: string, promise: string): void;
  move(id: string, status: JobStatus, reason: Finding | null, now: number, next: NextLook | null): void;
  /** It came to need a decision without the operator's doing: `fresh` until seen, untold until somebody was told. */
  announce(id: string): void;
  /** Somebody has looked at it; false when that is nothing new. */
  see(id: string): boolean;
  /** Jobs that need a decision, and that nobody has looked at since they did. */
  fresh(): number;
  /** How many untold jobs still need a decision, and the one where there is only one. */
  untold(): { readonly ready: number; readonly attention: number; readonly only: Job | null };
  /** The operator has heard of all of them; false when that is nothing new. */
  tellAll(): boolean;
  /** Says why a job is where it is, without moving it. */
  explain(id: string, reason: Finding): void;
  /** What was noted of a job on hold (null: nothing), and when it comes back by itself (null: not). */
  setHold(id: string, note: string | null, recheckAt: number | null): void;
  /** Jobs on hold whose time has come, the longest over first. */
  toRecheck(now: number, limit: number): string[];
  nextRecheckAfter(at: number): number | null;
  setPhase(id: string, phase: Phase): void;
  setContent(id: string, content: Content, digest: string, summary: ContentSummary, now: number): void;
  /** Something about its values has to be looked at closely. */
  flag(id: string): void;
  /** `faults`: how many looks in a row have failed by now. */
  setNextLook(id: string, next: NextLook | null, faults: number): void;
  /** Starts a job's watching anew. */
  watchFrom(id: string, now: number, next: NextLook): void;
  /** IDs of a band's jobs that are due for a look, the longest overdue first. */
  due(band: Band, now: number, limit: number): string[];
  nextDueAfter(band: Band, at: number): number | null;
  /** Takes jobs that have been watched since then or longer from one band to another, so many at most. */
  age(from: Band, to: Band, watchedFrom: number, limit: number): void;
  /** The wall clock was set back: what is due later is due that much earlier. */
  setBack(by: number): void;
  /** What was put off for longer than anything is put off, by a clock that has been set back since, is looked at by that time. */
  noLaterThan(at: number): void;
  counts(): Record<JobStatus, number>;
  /** Where each of these stands; those that are not known here are left out. */
  statusesOf(ids: readonly string[]): ReadonlyMap<string, JobStatus>;
  /** Watched jobs whose last looks, three or more in a row, have failed. */
  unread(): number;
  /** When the oldest job that needs a decision was added. */
  oldestToDecideAt(): number | null;
}

export function jobsTable(database: Database, clock: Clock): JobsTable {
  const counts = () => {
    const counted = Object.fromEntries(jobStatuses.map((status) => [status, 0])) as Record<JobStatus, number>;
    for (const columns of database.all('SELECT status, n FROM job_counts')) {
      const { status, n } = columns as { status: JobStatus; n: number };
      counted[status] = n;
    }
    return counted;
  };

  const find = (id: string) => jobsFrom(database.all('SELECT * FROM jobs WHERE id = ?', id))[0] ?? null;

  return {
    find,
    insert: (id, promise, now, nextLookAt) =>
      database.run(
        `INSERT INTO jobs (id, status, phase, promise, added_at, changed_at, watched_from, next_look_at)
         VALUES (?, 'waiting', 'unread', ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
        id,
        promise,
        now,
        now,
        now,
        nextLookAt,
      ) === 1,
    setPromise: (id, promise) => {
      database.run('UPDATE jobs SET promise = ? WHERE id = ?', promise, id);
    },
    move: (id, status, reason, now, next) => {
      database.run(
        `UPDATE jobs SET status = ?, reason = ?, changed_at = ?, faults = 0, next_look_at = ?, band = coalesce(?, band)
         WHERE id = ?`,
        status,
        reason && JSON.stringify(reason),
        now,
        next?.at ?? null,
        next?.band ?? null,
        id,
      );
    },
    announce: (id) => {
      database.run('UPDATE jobs SET fresh = 1, untold = 1 WHERE id = ?', id);
    },
    see: (id) => database.run('UPDATE jobs SET fresh = 0, untold = 0 WHERE id = ? AND fresh = 1', id) === 1,
    fresh: () => {
      const rows = database.all('SELECT status, count(*) AS n FROM jobs WHERE fresh = 1 GROUP BY status') as {
        status: JobStatus;
        n: number;
      }[];
      return rows.reduce((sum, { status, n }) => (toDecideStatuses.includes(status) ? sum + n : sum), 0);
    },
    untold: () => {
      const all = database.all(
        `SELECT status, count(*) AS n, min(id) AS id FROM jobs
         WHERE untold = 1 GROUP BY status`,
      ) as { status: JobStatus; n: number; id: string }[];
      // What was decided meanwhile is no news any more.
      const rows = all.filter(({ status }) => toDecideStatuses.includes(status));
      const of = (statuses: readonly JobStatus[]) =>
        rows.filter(({ status }) => statuses.includes(status)).reduce((sum, { n }) => sum + n, 0);
      const [only] = rows;
      return {
        ready: of(['ready', 'content-unknown']),
        attention: of(['attention']),
        only: only && rows.length === 1 && only.n === 1 ? find(only.id) : null,
      };
    },
    tellAll: () => database.run('UPDATE jobs SET untold = 0 WHERE untold = 1') > 0,
    explain: (id, reason) => {
      database.run('UPDATE jobs SET reason = ? WHERE id = ?', JSON.stringify(reason), id);
    },
    setHold: (id, note, recheckAt) => {
      database.run('UPDATE jobs SET note = ?, recheck_at = ? WHERE id = ?', asJson(note), recheckAt, id);
    },
    toRecheck: (now, limit) =>
      database
        .all(`SELECT id FROM jobs WHERE status = 'held' AND recheck_at <= ? ORDER BY recheck_at LIMIT ?`, now, limit)
        .map((columns) => (columns as { id: string }).id),
    nextRecheckAfter: (at) => {
      const [columns] = database.all(
        `SELECT min(recheck_at) AS at FROM jobs WHERE status = 'held' AND recheck_at > ?`,
        at,
      );
      return (columns as { at: number | null }).at;
    },
    setPhase: (id, phase) => {
      database.run('UPDATE jobs SET phase = ? WHERE id = ?', phase, id);
    },
    setContent: (id, content, digest, summary, now) => {
      database.run(
        `UPDATE jobs SET content_kind = ?, content = ?, content_at = ?, content_first = coalesce(content_first, ?),
           scope = ?, subject = ?, value = ?, flagged = ?, changed_at = ? WHERE id = ?`,
        content.kind,
        content.text,
        now,
        digest,
        asJson(summary.scope),
        asJson(summary.subject),
        asJson(summary.value),
        summary.flagged ? 1 : 0,
        now,
        id,
      );
    },
    flag: (id) => {
      database.run('UPDATE jobs SET flagged = 1 WHERE id = ?', id);
    },
    setNextLook: (id, next, faults) => {
      database.run(
        'UPDATE jobs SET next_look_at = ?, band = coalesce(?, band), faults = ? WHERE id = ?',
        next?.at ?? null,
        next?.band ?? null,
        faults,
        id,
      );
    },
    watchFrom: (id, now, { at, band }) => {
      database.run('UPDATE jobs SET watched_from = ?, next_look_at = ?, band = ? WHERE id = ?', now, at, band, id);
    },
    due: (band, now, limit) =>
      database
        .all('SELECT id FROM jobs WHERE band = ? AND next_look_at <= ? ORDER BY next_look_at LIMIT ?', band, now, limit)
        .map((columns) => (columns as { id: string }).id),
    nextDueAfter: (band, at) => {
      const [columns] = database.all(
        'SELECT min(next_look_at) AS at FROM jobs WHERE band = ? AND next_look_at > ?',
        band,
        at,
      );
      return (columns as { at: number | null }).at;
    },
    age: (from, to, watchedFrom, limit) => {
      database.run(
        `UPDATE jobs SET band = ? WHERE rowid IN
           (SELECT rowid FROM jobs WHERE band = ? AND watched_from <= ? AND next_look_at IS NOT NULL LIMIT ?)`,
        to,
        from,
        watchedFrom,
        limit,
      );
    },
    setBack: (by) => {
      database.run('UPDATE jobs SET next_look_at = next_look_at - ? WHERE next_look_at IS NOT NULL', by);
    },
    noLaterThan: (at) => {
      database.run('UPDATE jobs SET next_look_at = ? WHERE next_look_at > ?', at, at);
    },
    counts,
    statusesOf: (ids) => {
      const rows = database.all(
        'SELECT jobs.id AS id, status FROM json_each(?) AS wanted CROSS JOIN jobs ON jobs.id = wanted.value',
        JSON.stringify(ids),
      ) as { id: string; status: JobStatus }[];
      return new Map(rows.map(({ id, status }) => [id, status]));
    },
    unread: () => {
      const [columns] = database.all('SELECT count(*) AS n FROM jobs WHERE faults >= 3 AND next_look_at IS NOT NULL');
      return (columns as { n: number }).n;
    },
    oldestToDecideAt: () => {
      const oldest = toDecideStatuses.flatMap((status) => {
        const [columns] = database.all('SELECT min(added_at) AS at FROM jobs WHERE status = ?', status);
        const { at } = columns as { at: number | null };
        return at === null ? [] : [at];
      });
      return oldest.length === 0 ? null : Math.min(...oldest);
    },
    ...jobLists(database, clock, counts),
  };
}
