import type { Finding, Situation } from '../../preload/contract.ts';
import type { Desk } from '../desk.ts';
import { AuthorityError, faultText, finding } from '../errors.ts';
import type { Log } from '../log.ts';
import { type AnswerTo, type Ask, type Reply, type Request, request, VERSION } from './protocol.ts';

export interface ReplyParts {
  readonly desk: Desk;
  /** Brings the window before the operator. */
  readonly showWindow: () => void;
  readonly log: Log;
}

/** Lines added in one go: with so few, every one that is refused comes with its reason. */
const LINES_WITH_REASONS = 100;

/** Answers one line of the protocol; whatever it holds, nothing worse than a refusal comes of it. */
export function replyTo(line: string, parts: ReplyParts): Reply<Ask> {
  const asked = parse(line);
  if (asked === null) return { v: VERSION, ok: false, why: 'not-now', reason: finding('command-not-understood') };
  try {
    const standing = asked.ask === 'status' ? null : obstacle(asked, parts.desk);
    if (standing) return { v: VERSION, ok: false, why: 'not-now', reason: standing };
    return { v: VERSION, ok: true, value: answer(asked, parts) };
  } catch (fault) {
    const known = fault instanceof AuthorityError;
    parts.log(known ? 'warn' : 'error', 'command-fault', { ask: asked.ask, detail: faultText(fault) });
    const reason: Finding = known ? finding(fault.code, fault.values) : { code: 'internal' };
    return { v: VERSION, ok: false, why: 'refused', reason };
  }
}

function parse(line: string): Request | null {
  try {
    return request.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

function obstacle(asked: Request, desk: Desk): Finding | null {
  const { situation } = desk.snapshot();
  if (situation.name !== 'ready') return standingInTheWay(situation.name);
  if (asked.ask !== 'add' || asked.practice === desk.practising()) return null;
  return finding(asked.practice ? 'command-not-practising' : 'command-while-practising');
}

function standingInTheWay(name: Exclude<Situation['name'], 'ready'>): Finding {
  if (name === 'starting') return finding('command-while-starting');
  if (name === 'setup') return finding('command-while-setting-up');
  return finding(name === 'keychain-locked' ? 'command-while-locked' : 'command-while-stopped');
}

function answer(asked: Request, parts: ReplyParts): AnswerTo<Ask> {
  if (asked.ask === 'add') return add(asked, parts);
  if (asked.ask === 'list') return list(asked, parts.desk);
  if (asked.ask === 'open') return open(asked.jobId, parts);
  return status(parts.desk);
}

function add({ lines }: Extract<Request, { ask: 'add' }>, { desk, log }: ReplyParts): AnswerTo<'add'> {
  const added: string[] = [];
  const known: string[] = [];
  const refused: AnswerTo<'add'>['refused'] = [];
  for (let from = 0; from < lines.length; from += LINES_WITH_REASONS) {
    const some = lines.slice(from, from + LINES_WITH_REASONS);
    const taken = desk.authority().addJobs(some.join('\n'), 'command-line');
    added.push(...taken.added);
    known.push(...taken.known);
    refused.push(...taken.refused.map(({ line, text, reason }) => ({ line: from + line, text, reason })));
  }
  log('info', 'command-add', { added: added.length, known: known.length, refused: refused.length });
  return { added, known, refused };
}

function list({ filter, offset, limit }: Extract<Request, { ask: 'list' }>, desk: Desk): AnswerTo<'list'> {
  const { total, rows } = desk.authority().queue(filter, offset, limit);
  return {
    practice: desk.practising(),
    total,
    // Claim values stay in the window, where they are shown with all that warns of them.
    rows: rows.map(({ jobId, status, reason, scope, addedAt, changedAt }) => ({
      jobId,
      status,
      reason: reason?.code ?? null,
      scope,
      addedAt,
      changedAt,
    })),
  };
}

function open(jobId: string, { desk, showWindow, log }: ReplyParts): AnswerTo<'open'> {
  if (desk.authority().statusOf(jobId) === null) throw new AuthorityError('unknown-job', 'no such job here', { jobId });
  desk.goToJob(jobId);
  showWindow();
  log('info', 'command-open');
  return {};
}

function status(desk: Desk): AnswerTo<'status'> {
  const { version, practice, situation, glance, counts, service, reach, paused, troubles, fault } = desk.snapshot();
  const { state, toDecide, attention } = glance;
  return {
    version,
    practice,
    situation: situation.name,
    state,
    toDecide,
    attention,
    counts,
    service,
    reach: { ...reach, since: reach.since || null },
    paused,
    troubles: [...troubles],
    fault,
  };
}
