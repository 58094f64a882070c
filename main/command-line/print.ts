import type { Finding, GlanceState, JobStatus } from '../../preload/contract.ts';
import { foreign } from '../../preload/words/foreign.ts';
import { faultText } from '../errors.ts';
import { findingWords, say } from '../words.ts';
import { ConnectionFault } from './connection.ts';
import type { Line } from './intake-lines.ts';
import type { AnswerTo } from './protocol.ts';

/** What commands print. Nothing that a terminal would obey is in it, whoever wrote what is told of. */

const QUOTED = 80;

/** Text of others on one line: hidden characters by their code points, and no longer than a line. */
export const cell = (text: string): string => {
  const characters = [...text];
  return String(foreign(characters.length > QUOTED ? `${characters.slice(0, QUOTED).join('')}…` : text));
};

const isoOrNull = (time: number | null): string | null => (time === null ? null : iso(time));
const iso = (time: number): string => new Date(time).toISOString();

/** JSON with everything escaped that a terminal could obey or hide; it means the same. */
export const json = (value: unknown, indent = 2): string =>
  JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu,
    (one) =>
      [...Array(one.length).keys()].map((at) => `\\u${one.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  );

export const faultWords = (fault: unknown): string =>
  fault instanceof ConnectionFault
    ? say(`command.fault.${fault.kind}`)
    : say('command.fault.other', { detail: cell(faultText(fault)) });

export const placeOf = ({ from, number }: Line): string => {
  if (from === '') return say('command.argument', { number });
  return say('command.line', { from: from === '-' ? say('command.standardInput') : cell(from), number });
};

export interface Refused {
  readonly line: Line;
  readonly text: string;
  readonly reason: Finding;
}

export const refusedLine = ({ line, text, reason }: Refused): string =>
  `${placeOf(line)}: ${cell(text)}: ${findingWords(reason)}`;

export interface Tally {
  readonly added: readonly string[];
  readonly known: readonly string[];
  readonly refused: readonly Refused[];
}

export const tallyWords = ({ added, known, refused }: Tally): string =>
  [
    say('add.added', { count: added.length }),
    ...(known.length > 0 ? [say('add.known', { count: known.length })] : []),
    ...(refused.length > 0 ? [say('command.refused', { count: refused.length })] : []),
  ].join('; ');

export const tallyJson = ({ added, known, refused }: Tally, complete: boolean, practice: boolean): string =>
  json({
    practice,
    complete,
    added,
    known,
    refused: refused.map(({ line, text, reason }) => ({
      from: line.from || null,
      line: line.number,
      text,
      code: reason.code,
      words: findingWords(reason),
    })),
  });

type Row = AnswerTo<'list'>['rows'][number];

const statusWords = (status: JobStatus): string => say(`status.${status}`);
const STATUS_WIDTH = 24;

/** @param service its name, where there are several */
export const rowLine = ({ jobId, status, addedAt, scope }: Row, service: string | null): string =>
  [
    jobId,
    statusWords(status).padEnd(STATUS_WIDTH),
    iso(addedAt),
    service === null ? [] : cell(service),
    cell(scope ?? ''),
  ]
    .flat()
    .join('  ')
    .trimEnd();

export const rowJson = (row: Row, service: string | null): string =>
  json({ ...(service !== null && { service }), ...row, addedAt: iso(row.addedAt), changedAt: iso(row.changedAt) }, 0);

/** What is said of one of several services. */
export const ofService = (service: string, words: string): string =>
  say('command.ofService', { service: cell(service), words });

type Status = AnswerTo<'status'>;
type ServiceStatus = Status['services'][number];

const stateWords = (state: GlanceState, count: number): string =>
  state === 'decide' ? say('command.state.decide', { count }) : say(`command.state.${state}`);

export function statusText({ version, practice, state, toDecide, services }: Status): string {
  const head = say(practice ? 'command.headPractice' : 'command.head', { version });
  const [only, ...others] = services;
  if (only && others.length === 0) return [head, ...serviceLines(only)].join('\n');
  const stopped = services.some(({ signingStopped }) => signingStopped);
  const together = [head, ...stateLines(state, toDecide, stopped)].join('\n');
  return [together, ...services.map((one) => serviceLines(one, true).join('\n'))].join('\n\n');
}

/** What waits, and that nothing is signed, is told whatever else holds: not seeing the service does not undo it. */
const stateLines = (state: GlanceState, toDecide: number, signingStopped: boolean): string[] => [
  stateWords(state, toDecide),
  ...(state !== 'signing-stopped' && signingStopped ? [say('command.state.signing-stopped')] : []),
  ...(state !== 'decide' && toDecide > 0 ? [say('command.state.decide', { count: toDecide })] : []),
];

function serviceLines(status: ServiceStatus, nameFirst = false): string[] {
  const { state, toDecide, signingStopped, service, reach, paused, troubles, fault } = status;
  const lines = stateLines(state, toDecide, signingStopped);
  if (service) {
    const name = service.name === '' ? cell(service.address) : `${cell(service.name)} (${cell(service.address)})`;
    if (nameFirst) lines.unshift(say('command.service', { name }));
    else lines.push(say('command.service', { name }));
    const { lastAnswerAt } = reach;
    lines.push(lastAnswerAt === null ? say('command.noAnswer') : say('command.lastAnswer', { at: iso(lastAnswerAt) }));
  }
  if (reach.fault) lines.push(findingWords(reach.fault));
  if (reach.until !== null) lines.push(say('command.waitsUntil', { at: iso(reach.until) }));
  if (paused) {
    const { since, until } = paused;
    lines.push(
      until === null
        ? say('command.pausedSince', { since: iso(since) })
        : say('command.pausedUntil', { since: iso(since), until: iso(until) }),
    );
  }
  if (fault) lines.push(findingWords(fault));
  return [...lines, ...troubles.map(findingWords)];
}

/** Of one service flat, as it always was; of several the sums, and each by itself. */
export function statusJson({ version, practice, state, toDecide, attention, services }: Status): string {
  const [only, ...others] = services;
  if (only && others.length === 0) return json({ version, practice, ...serviceJson(only) });
  return json({ version, practice, state, toDecide, attention, services: services.map(serviceJson) });
}

function serviceJson({ reach, paused, troubles, fault, ...rest }: ServiceStatus) {
  const told = (one: Finding | null) => one && { code: one.code, words: findingWords(one) };
  return {
    ...rest,
    reach: {
      ...reach,
      since: isoOrNull(reach.since),
      lastAnswerAt: isoOrNull(reach.lastAnswerAt),
      until: isoOrNull(reach.until),
      fault: told(reach.fault),
    },
    paused: paused && { since: iso(paused.since), until: isoOrNull(paused.until) },
    troubles: troubles.map(told),
    fault: told(fault),
  };
}
