import { createHash } from 'node:crypto';
import type { RecordEvent } from '../../main/audit/audit-log.ts';
import type { Transported } from '../../main/jobs/transport.ts';
import { readBody } from '../../main/jobs/wire.ts';
import type { JobStatus, Reach } from '../../preload/contract.ts';
import type { DiskView } from './disk.ts';
import type { Sent } from './network.ts';
import { FEED_ORIGIN } from './network.ts';
import type { Process } from './process.ts';
import { mayFollow } from './table.ts';
import type { Time } from './time.ts';

/** What of DESIGN.md's "What must always be true" was broken, and how. */
export interface Breach {
  readonly truth: Truth;
  readonly what: string;
}

export const truths = [
  'nothing is signed unseen',
  'what is undone is never signed',
  'nothing is signed before its time',
  'nothing is signed unread',
  'nothing is signed or sent while signing is stopped',
  'one job, at most one token',
  'stored before it is sent',
  'no blind repeat',
  'a token goes to its own service',
  'nothing approved is forgotten',
  'delivered means proved',
  'the key is in the keychain alone',
  'every decision is on the record',
  'the record is whole and in order',
  'jobs move by the table',
  'silence is not success',
  'a service is left alone when it asks for it',
  'no fault but the disk’s',
  'whatever has nothing to do rests',
] as const;
export type Truth = (typeof truths)[number];

/** Until when something can be undone, by the wall clock, and by how much that had been set back by then. */
interface UndoTime {
  readonly undoUntil: number;
  readonly setBackBefore: number;
}

/** What the operator was answered; the product's own word for it is not asked. */
export interface Ledger {
  /** Digests whose approval the operator asked for, with what they were shown, in a call that may be accepted. */
  readonly mayBeApproved: Map<string, Set<string>>;
  /** Where the service was, by digest, when its approval was asked for. */
  readonly approvedAtAddress: Map<string, string>;
  /** Approvals that the operator was told of. */
  readonly approved: { readonly jobId: string; readonly digest: string; readonly approvalId: number }[];
  /** Undo times as they were promised, by approval. */
  readonly promised: Map<number, UndoTime>;
  readonly undone: Set<number>;
  /** Approvals whose undo was asked for, and of its answer nothing is known. */
  readonly undoAsked: Set<number>;
}

export interface Truths {
  committed(view: DiskView): void;
  sending(sent: Sent, view: DiskView | null): void;
  answered(sent: Sent, answer: Transported): void;
  /** Something happened, and everything that it set off has run out. */
  stepped(process: Process, reach: Reach): void;
  /** A process went to work on what was left to it. */
  began(view: DiskView): void;
  broken(truth: Truth, what: string): void;
  breach(): Breach | null;
  readonly ledger: Ledger;
  /** Once faults have stopped and there has been time enough. */
  atEnd(view: DiskView): void;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
/** SHA-256 of the JWS signing input (RFC 7515, 5.1). */
export const digestOf = (token: string) => sha256(token.slice(0, token.lastIndexOf('.')));

/** The events that may take a job to a status. */
const eventsTo: Readonly<Record<JobStatus, readonly RecordEvent[]>> = {
  waiting: ['confirmation-withdrawn', 'taken-off-hold', 'retried'],
  ready: ['job-confirmed', 'approval-undone', 'approval-void', 'taken-off-hold'],
  'content-unknown': ['job-confirmed', 'taken-off-hold'],
  approved: ['approved'],
  delivering: ['signed', 'retried', 'job-confirmed'],
  delivered: ['delivered'],
  'sent-not-proved': ['sent-not-proved'],
  attention: ['attention'],
  rejected: ['rejected'],
  held: ['held'],
  'signed-elsewhere': ['signed-elsewhere'],
  expired: ['expired'],
  gone: ['gone'],
};

interface Entry {
  readonly form: number;
  readonly number: number;
  readonly at: number;
  readonly monotonic: number | null;
  readonly event: string;
  readonly job_id: string | null;
  readonly operator: string;
  readonly kid: string | null;
  readonly detail: string;
  readonly personal: string;
  readonly previous: string;
  readonly hash: string;
}

/** What a process heard of a job when it last asked for its content. */
interface Heard {
  readonly process: Process;
  readonly askedAt: number;
  readonly status: number;
  readonly token: string | null;
  readonly statement: boolean;
}

interface PutHistory {
  readonly tokens: Set<string>;
  /** Whether the outcome of the last one is known to its sender. */
  open: boolean;
  sentAt: number;
  /** A 2xx came back. */
  accepted: boolean;
  readonly answeredWith: Set<string>;
}

/** What a process heard last, of any job. */
interface LastHeard {
  readonly process: Process;
  readonly nobodyThere: boolean;
}

/** A service asked a process that had nothing else under way to be left alone. */
interface Patience {
  readonly process: Process;
  readonly origin: string;
  /** By running time, and by the wall clock: set ahead, that ends it sooner. */
  readonly elapsed: number;
  readonly wall: number;
}

export function watchTruths(time: Time, setBack: () => number): Truths {
  let first: Breach | null = null;
  let last = { number: 0, hash: '0'.repeat(64) };
  /** As the record has it. */
  let signingStopped = false;
  const puts = new Map<string, PutHistory>();
  const contentHeard = new Map<string, Heard>();
  let lastHeard: LastHeard | null = null;
  let patience: Patience | null = null;
  const underWay = new Map<Process, number>();
  /** In running time. */
  const approvedAt = new Map<string, number>();
  const stored = new Map<number, UndoTime>();
  const ledger: Ledger = {
    mayBeApproved: new Map(),
    approvedAtAddress: new Map(),
    approved: [],
    promised: new Map(),
    undone: new Set(),
    undoAsked: new Set(),
  };

  const broken: Truths['broken'] = (truth, what) => {
    first ??= { truth, what };
  };
  const must = (holds: boolean, truth: Truth, what: () => string) => {
    if (!holds) broken(truth, what());
  };
  const putsOf = (jobId: string): PutHistory => {
    let history = puts.get(jobId);
    if (!history) {
      history = { tokens: new Set(), open: false, sentAt: 0, accepted: false, answeredWith: new Set() };
      puts.set(jobId, history);
    }
    return history;
  };

  const follows = (entry: Entry, before: typeof last): boolean => {
    const {
      at,
      detail,
      event,
      form,
      job_id: jobId,
      kid,
      monotonic,
      number,
      operator,
      personal,
      previous,
      hash,
    } = entry;
    // RFC 8785 for an object of plain texts and integers: members by name, JSON.stringify for each value.
    const members = { at, detail, event, form, jobId, kid, monotonic, number, operator, personal, previous };
    const text = `{${Object.entries(members)
      .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
      .join(',')}}`;
    return number === before.number + 1 && previous === before.hash && hash === sha256(text);
  };

  const signedNow = (view: DiskView, { job_id, detail }: Entry) => {
    const jobId = job_id ?? '';
    const [row] = view.all(
      `SELECT tokens.token, tokens.digest, approvals.id, approvals.digest AS approved, approvals.outcome, approvals.content,
         deliveries.stage, (SELECT count(*) FROM tokens) AS tokens,
         (SELECT count(*) FROM record WHERE event = 'signed') AS signed
       FROM tokens JOIN approvals ON approvals.id = tokens.approval_id AND approvals.job_id = tokens.job_id
       LEFT JOIN deliveries ON deliveries.job_id = tokens.job_id WHERE tokens.job_id = ?`,
      jobId,
    );
    if (!row) return broken('every decision is on the record', `${jobId} is recorded as signed and has no token`);
    const id = Number(row.id);
    const digest = digestOf(String(row.token));
    must(row.stage !== null, 'nothing approved is forgotten', () => `the token of ${jobId} has no delivery`);
    must(row.tokens === row.signed, 'every decision is on the record', () => 'more or fewer tokens than entries');
    must(JSON.parse(detail).digest === digest, 'every decision is on the record', () => `${jobId}: another digest`);
    must(
      row.approved === digest && (ledger.mayBeApproved.get(jobId)?.has(digest) ?? false),
      'nothing is signed unseen',
      () => `${jobId} is signed over ${digest.slice(0, 12)}, which nobody approved`,
    );
    must(
      row.outcome === 'signed' && !ledger.undone.has(id),
      'what is undone is never signed',
      () => `approval ${id} of ${jobId} is ${row.outcome} and signed`,
    );
    // As it was stored and as it was promised, each by the clock of that moment: what the row says by now may be about to
    // follow a clock that was set back.
    for (const undo of [stored.get(id), ledger.promised.get(id)]) {
      if (!undo) continue;
      const early = undo.undoUntil - (setBack() - undo.setBackBefore) - time.wall();
      must(early <= 0, 'nothing is signed before its time', () => `${jobId} is signed ${early} ms too early`);
    }
    must(stored.has(id), 'nothing is signed unseen', () => `approval ${id} of ${jobId} was never made`);
    const heard = contentHeard.get(jobId);
    const sinceApproved = heard?.process.alive() && heard.askedAt >= (approvedAt.get(jobId) ?? 0);
    must(
      sinceApproved === true && (heard?.status === 204 || heard?.status === 200),
      'nothing is signed unread',
      () => `${jobId} was not read again before it was signed`,
    );
    must(
      heard?.token == null || heard.token === row.content,
      'nothing is signed unread',
      () => `${jobId} is signed although its content has changed`,
    );
  };

  const deliveredNow = (view: DiskView, { job_id, detail }: Entry) => {
    const jobId = job_id ?? '';
    const [row] = view.all('SELECT token FROM tokens WHERE job_id = ?', jobId);
    const heard = contentHeard.get(jobId);
    const seen = heard?.token === row?.token;
    const answered = putsOf(jobId).answeredWith.has(String(row?.token));
    const nothingToRead = heard?.process.alive() && (heard.status === 404 || heard.statement);
    const { proof } = JSON.parse(detail) as { proof: string };
    must(
      proof === 'read-back' ? seen : answered && nothingToRead === true,
      'delivered means proved',
      () => `${jobId} is called delivered (${proof}), and was last heard of with ${heard?.status ?? 'nothing'}`,
    );
  };

  const committed = (view: DiskView) => {
    const entries = view.all(
      'SELECT * FROM record WHERE number >= ? ORDER BY number',
      last.number,
    ) as unknown as Entry[];
    const fresh = last.number === 0 ? entries : entries.slice(1);
    if (last.number > 0) {
      const [kept] = entries;
      must(
        kept?.hash === last.hash,
        'the record is whole and in order',
        () => `entry ${last.number} is not there any more`,
      );
    }
    for (const entry of fresh) {
      must(follows(entry, last), 'the record is whole and in order', () => `entry ${entry.number} does not follow`);
      must(
        entry.at === time.wall(),
        'the record is whole and in order',
        () => `entry ${entry.number} has another time`,
      );
      last = entry;
    }
    const moves = view.all('SELECT job, was, became FROM moves') as {
      job: string;
      was: JobStatus;
      became: JobStatus;
    }[];
    if (moves.length > 0) {
      view.all('DELETE FROM moves');
      const unused = [...fresh];
      for (const { job, was, became } of moves) {
        must(mayFollow(was, became), 'jobs move by the table', () => `${job} went from ${was} to ${became}`);
        const told = unused.findIndex(
          ({ job_id, event }) => job_id === job && (eventsTo[became] as readonly string[]).includes(event),
        );
        must(
          told >= 0,
          'every decision is on the record',
          () => `${job} went from ${was} to ${became} without an entry in the same transaction`,
        );
        if (told >= 0) unused.splice(told, 1);
      }
    }
    for (const entry of fresh) {
      if (entry.event === 'signing-stopped') signingStopped = true;
      if (entry.event === 'signing-resumed') signingStopped = false;
      must(
        !signingStopped || !['approved', 'signed', 'put-sent'].includes(entry.event),
        'nothing is signed or sent while signing is stopped',
        () => `${entry.job_id}: ${entry.event}`,
      );
      if (entry.event === 'signed') signedNow(view, entry);
      if (entry.event === 'delivered') deliveredNow(view, entry);
      if (entry.event === 'approved') approvedNow(view, entry);
      if (entry.event === 'sent-not-proved') {
        const jobId = entry.job_id ?? '';
        must(putsOf(jobId).accepted, 'delivered means proved', () => `${jobId} is called sent, and was not accepted`);
      }
    }
  };

  const approvedNow = (view: DiskView, { job_id, detail }: Entry) => {
    const jobId = job_id ?? '';
    const { digest } = JSON.parse(detail) as { digest: string };
    approvedAt.set(jobId, time.elapsed());
    must(
      ledger.mayBeApproved.get(jobId)?.has(digest) ?? false,
      'nothing is signed unseen',
      () => `${jobId} is approved with what was not shown, or too long ago`,
    );
    const [row] = view.all('SELECT id, digest, undo_until FROM approvals WHERE job_id = ? AND outcome IS NULL', jobId);
    if (row) stored.set(Number(row.id), { undoUntil: Number(row.undo_until), setBackBefore: setBack() });
    must(row?.digest === digest, 'nothing approved is forgotten', () => `the approval of ${jobId} is not stored`);
  };

  return {
    ledger,
    broken,
    breach: () => first,
    committed,

    began: (view) => {
      const entries = view.all('SELECT * FROM record ORDER BY number') as unknown as Entry[];
      let before = { number: 0, hash: '0'.repeat(64) };
      for (const entry of entries) {
        must(follows(entry, before), 'the record is whole and in order', () => `entry ${entry.number} does not follow`);
        before = entry;
      }
      must(before.hash === last.hash, 'the record is whole and in order', () => 'committed entries are gone');
    },

    sending: ({ method, jobId, body, origin, process }, view) => {
      if (origin === FEED_ORIGIN) return;
      underWay.set(process, (underWay.get(process) ?? 0) + 1);
      must(
        !patience ||
          patience.process !== process ||
          patience.origin !== origin ||
          time.elapsed() >= patience.elapsed ||
          time.wall() >= patience.wall,
        'a service is left alone when it asks for it',
        () => `${method} is sent ${Math.round((patience?.elapsed ?? 0) - time.elapsed())} ms too early`,
      );
      if (method !== 'PUT' || jobId === null) return;
      const history = putsOf(jobId);
      history.tokens.add(body);
      must(history.tokens.size === 1, 'one job, at most one token', () => `${jobId} is sent a second, different token`);
      const digest = digestOf(body);
      must(
        ledger.mayBeApproved.get(jobId)?.has(digest) ?? false,
        'nothing is signed unseen',
        () => `a token is sent for ${jobId} that nobody approved`,
      );
      const [row] =
        view?.all(
          `SELECT token, address, stage, (SELECT detail FROM record WHERE job_id = ?1 AND event = 'put-sent'
             ORDER BY number DESC LIMIT 1) AS told
           FROM tokens LEFT JOIN deliveries USING (job_id) WHERE job_id = ?1`,
          jobId,
        ) ?? [];
      must(row?.token === body, 'stored before it is sent', () => `the token of ${jobId} is sent and is not on disk`);
      must(
        row?.stage === 'unknown' && String(row.told).includes(sha256(body)),
        'stored before it is sent',
        () => `that a PUT for ${jobId} is begun is not on disk`,
      );
      must(
        String(row?.address) === origin,
        'a token goes to its own service',
        () => `the token of ${jobId}, for ${row?.address}, is sent to ${origin}`,
      );
      must(
        ledger.approvedAtAddress.get(digest) === origin,
        'a token goes to its own service',
        () => `${jobId} was approved at ${ledger.approvedAtAddress.get(digest)}, and its token is sent to ${origin}`,
      );
      const heard = contentHeard.get(jobId);
      must(
        !history.open || (heard?.process === process && heard.askedAt >= history.sentAt),
        'no blind repeat',
        () => `the outcome of the last PUT for ${jobId} is not known, and nobody looked before the next`,
      );
      history.open = true;
      history.sentAt = time.elapsed();
    },

    answered: ({ process, origin, method, jobId, sentAt }, answer) => {
      if (origin === FEED_ORIGIN) return;
      const left = (underWay.get(process) ?? 0) - 1;
      underWay.set(process, left);
      lastHeard = { process, nobodyThere: answer.kind === 'fault' && !answer.answered };
      if (answer.kind === 'answer' && answer.status === 429 && left === 0 && answer.retryAfterMs) {
        const elapsed = time.elapsed() + answer.retryAfterMs;
        // Whoever spoke to another service, or is told of a shorter pause, has no shorter one because of it.
        if (patience?.process !== process || patience.elapsed < elapsed) {
          patience = { process, origin, elapsed, wall: time.wall() + answer.retryAfterMs };
        }
      }
      if (jobId === null) return;
      const body = answer.kind === 'answer' ? readBody(answer.body) : null;
      const token = body?.is === 'token' ? body.token : null;
      if (method === 'PUT' && answer.kind === 'answer') {
        if (token) putsOf(jobId).answeredWith.add(token);
        if (answer.status >= 200 && answer.status < 300) putsOf(jobId).accepted = true;
        // Known not to be there, but 409 says that the job has changed: it is to be read before the next.
        if (answer.status < 500 && answer.status !== 409) putsOf(jobId).open = false;
      }
      if (method === 'PUT' && answer.kind === 'fault' && !answer.sent) putsOf(jobId).open = false;
      const heard = contentHeard.get(jobId);
      if (method === 'HEAD' && answer.kind === 'answer' && answer.status === 404 && heard?.process === process) {
        contentHeard.set(jobId, { ...heard, status: 404, token: null });
      }
      if (method === 'GET' && answer.kind === 'answer') {
        const statement = body?.is === 'statement';
        contentHeard.set(jobId, { process, askedAt: sentAt, status: answer.status, token, statement });
      }
    },

    stepped: (process, reach) => {
      // Once the pause has run out by the wall clock it is over, even where that is set back again.
      if (patience && time.wall() >= patience.wall) patience = null;
      if (lastHeard?.process !== process || !lastHeard.nobodyThere) return;
      must(reach.state === 'unreachable', 'silence is not success', () => `nobody answers, and it says ${reach.state}`);
    },

    atEnd: (view) => {
      for (const { jobId, digest, approvalId } of ledger.approved) {
        const [row] = view.all(
          `SELECT approvals.outcome, approvals.digest, jobs.status, jobs.reason, deliveries.stage, deliveries.last_fault,
             (SELECT count(*) FROM record WHERE job_id = ?1 AND event = 'approval-void'
                AND json_extract(detail, '$.digest') = approvals.digest
                AND json_extract(detail, '$.reason.code') IS NOT NULL) AS voided
           FROM approvals JOIN jobs ON jobs.id = approvals.job_id LEFT JOIN deliveries ON deliveries.job_id = jobs.id
           WHERE approvals.id = ?2`,
          jobId,
          approvalId,
        );
        const ended =
          row?.outcome === 'signed'
            ? ['delivered', 'sent-not-proved'].includes(String(row.status)) ||
              (row.stage === 'parked' && row.status === 'attention' && row.reason !== null)
            : row?.outcome === 'void'
              ? Number(row.voided) > 0
              : row?.outcome === 'undone' && (ledger.undone.has(approvalId) || ledger.undoAsked.has(approvalId));
        must(
          ended === true && row?.digest === digest,
          'nothing approved is forgotten',
          () => `approval ${approvalId} of ${jobId} ends as ${JSON.stringify(row ?? null)}`,
        );
      }
      const left = view.all(
        `SELECT job_id, stage AS what FROM deliveries WHERE stage NOT IN ('done', 'parked')
         UNION ALL SELECT job_id, 'approval' FROM approvals WHERE outcome IS NULL
         UNION ALL SELECT job_id, 'deletion' FROM rejections WHERE deletion = 'pending'`,
      );
      must(
        left.length === 0,
        'nothing approved is forgotten',
        () => `it never comes to an end: ${JSON.stringify(left)}`,
      );
    },
  };
}
