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
    const service = serviceOf(asked, parts.desk);
    const standing = asked.ask === 'status' ? null : obstacle(asked, service, parts.desk);
    if (standing) return { v: VERSION, ok: false, why: 'not-now', reason: standing };
    return { v: VERSION, ok: true, value: answer(asked, service, parts) };
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

/**
 * The `id` of the service that is meant; undefined where none is named and all may be, or there is one.
 * @throws AuthorityError `command-unknown-service`, `command-names-no-service` where one has to be named
 */
function serviceOf(asked: Request, desk: Desk): string | undefined {
  const services = desk.services();
  const names = services.map(({ name }) => name).join(', ');
  const { service } = asked;
  // Before there are services, and while practising, that is told first.
  if (services.length === 0 || desk.practising()) return undefined;
  if (service === undefined) {
    if (asked.ask !== 'add' || asked.practice || services.length === 1) return undefined;
    throw new AuthorityError('command-names-no-service', 'several services, none named', { services: names });
  }
  const named = services.find(({ name }) => name === service) ?? services.find(({ id }) => id === service);
  if (named) return named.id;
  throw new AuthorityError('command-unknown-service', 'no such service', { service, services: names });
}

function obstacle(asked: Request, service: string | undefined, desk: Desk): Finding | null {
  // Where none of several is named, each is asked for by itself.
  if (service !== undefined || desk.services().length <= 1) {
    const { situation } = desk.stand(service);
    if (situation.name !== 'ready') return standingInTheWay(situation.name);
  }
  if (asked.service !== undefined && desk.practising()) return finding('command-while-practising');
  if (asked.ask !== 'add' || asked.practice === desk.practising()) return null;
  return finding(asked.practice ? 'command-not-practising' : 'command-while-practising');
}

function standingInTheWay(name: Exclude<Situation['name'], 'ready'>): Finding {
  if (name === 'starting') return finding('command-while-starting');
  if (name === 'setup') return finding('command-while-setting-up');
  return finding(name === 'keychain-locked' ? 'command-while-locked' : 'command-while-stopped');
}

function answer(asked: Request, service: string | undefined, parts: ReplyParts): AnswerTo<Ask> {
  if (asked.ask === 'add') return add(asked, service, parts);
  if (asked.ask === 'list') return list(asked, service, parts.desk);
  if (asked.ask === 'open') return open(asked.jobId, service, parts);
  return status(service, parts.desk);
}

function add(
  { lines }: Extract<Request, { ask: 'add' }>,
  service: string | undefined,
  { desk, log }: ReplyParts,
): AnswerTo<'add'> {
  const added: string[] = [];
  const known: string[] = [];
  const refused: AnswerTo<'add'>['refused'] = [];
  for (let from = 0; from < lines.length; from += LINES_WITH_REASONS) {
    const some = lines.slice(from, from + LINES_WITH_REASONS);
    const taken = desk.authority(service).addJobs(some.join('\n'), 'command-line');
    added.push(...taken.added);
    known.push(...taken.known);
    refused.push(...taken.refused.map(({ line, text, reason }) => ({ line: from + line, text, reason })));
  }
  log('info', 'command-add', { added: added.length, known: known.length, refused: refused.length });
  return { added, known, refused };
}

function list(
  { filter, offset, limit }: Extract<Request, { ask: 'list' }>,
  service: string | undefined,
  desk: Desk,
): AnswerTo<'list'> {
  const practice = desk.practising();
  const services = desk.services().map(({ name }) => name);
  if (service === undefined && services.length > 1) return { practice, services, total: 0, rows: [] };
  const { total, rows } = desk.authority(service).queue(filter, offset, limit);
  return {
    practice,
    services: [],
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

function open(jobId: string, service: string | undefined, { desk, showWindow, log }: ReplyParts): AnswerTo<'open'> {
  const among = desk.services().filter(({ id }) => service === undefined || id === service);
  const [found, another] = among.filter(
    ({ id }) => desk.stand(id).situation.name === 'ready' && desk.authority(id).statusOf(jobId) !== null,
  );
  if (!found) throw new AuthorityError('unknown-job', 'no such job here', { jobId });
  if (another) {
    const services = among.map(({ name }) => name).join(', ');
    throw new AuthorityError('command-names-no-service', 'known to several services', { services });
  }
  desk.goToJob(jobId, found.id);
  showWindow();
  log('info', 'command-open');
  return {};
}

function status(service: string | undefined, desk: Desk): AnswerTo<'status'> {
  const all = desk.services().filter(({ id }) => service === undefined || id === service);
  const stands = all.length > 0 ? all.map(({ id }) => desk.stand(id)) : [desk.stand()];
  const { state, toDecide, attention } = service === undefined ? desk.glance() : desk.stand(service).glance;
  return {
    version: desk.version,
    practice: desk.practising(),
    state,
    toDecide,
    attention,
    services: stands.map(({ situation, glance, counts, service, reach, paused, troubles, fault }) => ({
      situation: situation.name,
      state: glance.state,
      toDecide: glance.toDecide,
      attention: glance.attention,
      signingStopped: glance.signingStopped,
      counts,
      service,
      reach: { ...reach, since: reach.since || null },
      paused,
      troubles: [...troubles],
      fault,
    })),
  };
}
