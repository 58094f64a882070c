import type { Authority } from '../../main/authority.ts';
import { AuthorityError, faultText } from '../../main/errors.ts';
import type { ActionAnswer } from '../../preload/contract.ts';
import type { Draw } from './chance.ts';
import { type DiskView, isEnded } from './disk.ts';
import type { Process } from './process.ts';
import { requestOf } from './subjects.ts';
import type { Time } from './time.ts';
import type { Truths } from './truths.ts';

/** Who sits at the window: sees what is shown, and does anything at any moment, the wrong thing as well. */
export interface Operator {
  /** One action, whatever the draw says, at an authority that is at work. */
  act(at: Desk, draw: Draw): void;
  /** Presses undo while a token is being signed. */
  undoUnderTheKey(at: Desk): void;
  /** Takes up whatever has been put aside. */
  retryAll(at: Desk): void;
  /** Brings jobs in. */
  add(at: Desk, text: string): void;
}

/** Where the operator sits, while that process lives. */
export interface Desk {
  readonly process: Process;
  readonly authority: Authority;
  /** Where its service is. */
  readonly address: string;
}

export interface OperatorParts {
  readonly time: Time;
  readonly truths: Truths;
  readonly view: () => DiskView | null;
  readonly jobIds: () => readonly string[];
  readonly setBack: () => number;
  readonly trace: (line: string) => void;
}

interface Shown {
  readonly process: Process;
  readonly jobId: string;
  readonly frame: string;
  readonly digest: string;
  readonly nonce: string;
  readonly at: number;
  used: boolean;
}

const FRAME = 'window';
/** What was shown longer ago is to be shown again. */
const STALE_MS = 5 * 60_000;

const actions = [
  'approve',
  ...Array<'approve'>(7).fill('approve'),
  'approve again',
  'approve with another nonce',
  'approve with another digest',
  'approve what another job showed',
  'approve from another frame',
  'undo',
  'undo',
  'undo',
  'reject',
  'hold',
  'take off hold',
  'retry',
  'retry',
  'pause',
  'resume',
  'stop signing',
  'resume signing',
  'resume signing',
  'confirm',
  'confirm',
  'send a request',
  'add again',
  'look around',
  'look away',
  'wake',
] as const;

/** Faults that a call may be answered with; anything else that is thrown is a fault of the product. */
const expected = ['disk', 'unknown-job'];

export function simulatedOperator(parts: OperatorParts): Operator {
  const { time, truths, view, trace } = parts;
  const { ledger } = truths;
  let shown: Shown[] = [];

  const failed = (what: string, process: Process, thrown: unknown) => {
    if (!process.alive() || isEnded(thrown)) return;
    const code = thrown instanceof AuthorityError ? thrown.code : 'internal';
    trace(`operator: ${what} fails: ${code}`);
    if (!expected.includes(code)) truths.broken('no fault but the disk’s', `${what}: ${faultText(thrown)}`);
  };

  const now = <T>(what: string, process: Process, call: () => T): T | null => {
    try {
      const answer = call();
      trace(`operator: ${what}: ${outcomeOf(answer)}`);
      return answer;
    } catch (thrown) {
      failed(what, process, thrown);
      return null;
    }
  };

  const later = <T>(what: string, process: Process, call: () => Promise<T>, then: (answer: T) => void = () => {}) => {
    trace(`operator: ${what}`);
    call().then(
      (answer) => {
        if (!process.alive()) return;
        trace(`operator: ${what}: ${outcomeOf(answer)}`);
        then(answer);
      },
      (thrown: unknown) => failed(what, process, thrown),
    );
  };

  const look = ({ process, authority }: Desk, jobId: string, then: (what: Shown) => void) =>
    later(
      `review ${jobId}`,
      process,
      () => authority.review(jobId, FRAME),
      ({ proposal }) => {
        if (!proposal?.nonce) return;
        const { digest, nonce } = proposal;
        const known = shown.find((one) => one.nonce === nonce);
        const what = known ?? { process, jobId, frame: FRAME, digest, nonce, at: time.wall(), used: false };
        if (!known) shown.push(what);
        then(what);
      },
    );

  /** Approves; only what was shown, here, not long ago, and not asked for before may be accepted. */
  const approve = ({ process, authority, address }: Desk, what: Shown, change: Partial<Shown>) => {
    const ask = { ...what, ...change };
    const { jobId, digest, nonce, frame } = ask;
    const known = shown.find(
      (one) => one.nonce === nonce && one.jobId === jobId && one.frame === frame && one.process === process,
    );
    const good = known && !known.used && known.digest === digest && time.wall() - known.at <= STALE_MS;
    if (good) {
      const digests = ledger.mayBeApproved.get(jobId) ?? new Set();
      ledger.mayBeApproved.set(jobId, digests.add(digest));
      ledger.approvedAtAddress.set(digest, address);
    }
    // Whatever comes of a nonce that stood: every one of the job is worth nothing afterwards.
    if (known && !known.used) for (const one of shown) if (one.jobId === jobId) one.used = true;
    later(
      `approve ${jobId} ${good ? '' : '(wrongly)'}`,
      process,
      () => authority.approve({ jobId, digest, nonce }, frame),
      (answer) => {
        if (answer.outcome !== 'approved') return;
        const [row] =
          view()?.all('SELECT id, digest, undo_until FROM approvals WHERE job_id = ? ORDER BY id DESC', jobId) ?? [];
        if (!good) truths.broken('nothing is signed unseen', `${jobId} is approved with what was not shown so`);
        if (row?.digest !== digest) {
          return truths.broken('nothing approved is forgotten', `${jobId} is called approved, and nothing is stored`);
        }
        const approvalId = Number(row.id);
        ledger.approved.push({ jobId, digest, approvalId });
        ledger.promised.set(approvalId, { undoUntil: answer.undoUntil, setBackBefore: parts.setBack() });
      },
    );
  };

  /** @param may whether the product may refuse it, whatever the clock says: what is under the key is beyond undoing */
  const undo = ({ process, authority }: Desk, jobId: string, may = false) => {
    const [before] =
      view()?.all('SELECT id, undo_until FROM approvals WHERE job_id = ? AND outcome IS NULL', jobId) ?? [];
    const inTime = before !== undefined && time.wall() < Number(before.undo_until);
    if (before) ledger.undoAsked.add(Number(before.id));
    const answer = now(`undo ${jobId}`, process, () => authority.undo(jobId));
    if (!answer) return;
    if (answer.outcome === 'done' && before) {
      ledger.undone.add(Number(before.id));
      const [after] = view()?.all('SELECT outcome FROM approvals WHERE id = ?', Number(before.id)) ?? [];
      if (after && after.outcome !== 'undone') {
        truths.broken('what is undone is never signed', `the undo of ${jobId} is answered with done, and not stored`);
      }
    }
    if (answer.outcome !== 'done') {
      if (before) ledger.undoAsked.delete(Number(before.id));
      if (inTime && !may) truths.broken('what is undone is never signed', `${jobId} can't be undone in its time`);
    }
  };

  const openJobs = () =>
    (view()?.all("SELECT id FROM jobs WHERE status NOT IN ('delivered', 'rejected', 'signed-elsewhere')") ?? []).map(
      ({ id }) => String(id),
    );
  const pendingJob = () => {
    const [pending] =
      view()?.all('SELECT job_id FROM approvals WHERE outcome IS NULL ORDER BY undo_until LIMIT 1') ?? [];
    return pending && String(pending.job_id);
  };

  const putAside = () =>
    (view()?.all("SELECT id FROM jobs WHERE status IN ('attention', 'sent-not-proved') ORDER BY id") ?? []).map(
      ({ id }) => String(id),
    );

  const action = (at: Desk, draw: Draw) => {
    const { process, authority } = at;
    const jobIds = draw.below(4) === 0 ? parts.jobIds() : openJobs();
    const jobId = jobIds[draw.below(jobIds.length)];
    if (jobId === undefined) return;
    shown = shown.filter((one) => one.process === process);
    const simply = (what: string, call: () => ActionAnswer) => now(`${what} ${jobId}`, process, call);
    const what = draw.one(actions);
    switch (what) {
      case 'approve':
        return look(at, jobId, (seen) => {
          // Some think for long: what they then approve is stale.
          const thought = draw.below(20) === 0 ? draw.ms(60_000, 400_000) : draw.ms(1, 8_000);
          time.after(thought, () => process.alive() && approve(at, seen, {}));
        });
      case 'approve again': {
        const used = shown.findLast((one) => one.used);
        return used && approve(at, used, {});
      }
      case 'approve with another nonce':
        return look(at, jobId, (seen) => approve(at, seen, { nonce: seen.nonce.split('').reverse().join('') }));
      case 'approve with another digest':
        return look(at, jobId, (seen) => approve(at, seen, { digest: 'ab'.repeat(32) }));
      case 'approve what another job showed': {
        const other = shown.findLast((one) => one.jobId !== jobId);
        return other && approve(at, other, { jobId });
      }
      case 'approve from another frame':
        return look(at, jobId, (seen) => approve(at, seen, { frame: 'another' }));
      case 'undo':
        return undo(at, pendingJob() ?? jobId);
      case 'reject':
        return simply('reject', () => authority.reject(jobId, 'not them'));
      case 'hold':
        return simply('hold', () => authority.hold(jobId));
      case 'take off hold':
        return simply('take off hold', () => authority.takeOffHold(jobId));
      case 'retry': {
        const aside = putAside();
        const which = draw.below(2) === 0 ? (aside[draw.below(aside.length)] ?? jobId) : jobId;
        return now(`retry ${which}`, process, () => authority.retry(which));
      }
      case 'pause':
        return simply('pause while at', () =>
          authority.pauseWatching(draw.below(2) ? null : time.wall() + draw.ms(1_000, 60_000)),
        );
      case 'resume':
        return simply('resume at', authority.resumeWatching);
      case 'stop signing':
        return simply('stop signing at', authority.stopSigning);
      case 'resume signing':
        return simply('resume signing at', authority.resumeSigning);
      case 'confirm':
        return later(`confirm ${jobId}`, process, () => authority.confirm(jobId, draw.below(2) ? '1234' : ''));
      case 'send a request':
        return later('send a request', process, () => authority.sendRequest(requestOf(50 + draw.below(3), 0), false));
      case 'add again':
        return void now(`add ${jobId} again`, process, () => authority.addJobs(jobId, 'link'));
      case 'look around':
        return void now('look around', process, () => {
          authority.queue('all', 0, 20);
          authority.news();
          authority.told();
          authority.seen(jobId);
          authority.undoable();
          authority.history(0, 20);
          authority.keys();
          authority.oldestToDecideAt();
          return authority.unfinished();
        });
      case 'look away':
        return void now('look away', process, () => authority.attend(draw.below(2) === 0));
      case 'wake':
        return void now('wake', process, authority.awake);
    }
  };

  return {
    act: (at, draw) => {
      try {
        action(at, draw);
      } catch (thrown) {
        failed('an action', at.process, thrown);
      }
    },
    undoUnderTheKey: (at) => {
      const jobId = pendingJob();
      if (jobId !== undefined) undo(at, jobId, true);
    },
    retryAll: ({ process, authority }) => {
      for (const jobId of putAside()) now(`retry ${jobId}`, process, () => authority.retry(jobId));
    },
    add: ({ process, authority }, text) =>
      void now(`add ${text.trim()}`, process, () => authority.addJobs(text, 'window')),
  };
}

function outcomeOf(answer: unknown): string {
  if (typeof answer !== 'object' || answer === null) return String(answer);
  if ('outcome' in answer) {
    const { outcome, reason } = answer as { outcome: string; reason?: { code: string } };
    return reason ? `${outcome}, ${reason.code}` : outcome;
  }
  if ('status' in answer) return String(answer.status);
  return 'added' in answer ? `${(answer.added as readonly string[]).length} added` : 'done';
}
