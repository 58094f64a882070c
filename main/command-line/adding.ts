import { finding } from '../errors.ts';
import { findingWords, say } from '../words.ts';
import { type Command, meantOf } from './arguments.ts';
import type { Connection } from './connection.ts';
import { type Line, linesOf, unreadable } from './intake-lines.ts';
import { faultWords, placeOf, type Refused, refusedLine, tallyJson, tallyWords } from './print.ts';
import { LONGEST_REQUEST_BYTES, MOST_LINES_AT_ONCE, VERSION } from './protocol.ts';
import { type ExitCode, exitCodes, ResultUnwritten, type Terminal } from './terminal.ts';

type Add = Extract<Command, { name: 'add' }>;

/** Room for what stands around the lines of a request. */
const ROOM = 1_024;

/** Sends lines in pieces, so that the app has its hands free between two of them, and tells what became of each. */
export async function add(command: Add, connection: Connection, terminal: Terminal): Promise<ExitCode> {
  const missing = await unreadable(command.sources);
  if (missing) {
    await terminal.note(say('command.unreadable', { path: missing.path }));
    return exitCodes.usage;
  }
  const tally = { added: [] as string[], known: [] as string[], refused: [] as Refused[] };
  const refuse = async (refused: Refused) => {
    tally.refused.push(refused);
    await terminal.note(refusedLine(refused));
  };
  const handled = () => tally.added.length + tally.known.length + tally.refused.length;
  let stopped: ExitCode | null = null;

  /** False when nothing more is to be sent. */
  const send = async (lines: readonly Line[]): Promise<boolean> => {
    const texts = lines.map(({ text }) => text);
    const reply = await connection.ask({
      v: VERSION,
      ask: 'add',
      lines: texts,
      practice: command.practice,
      ...meantOf(command),
    });
    if (!reply.ok) {
      stopped = reply.why === 'not-now' ? exitCodes.notNow : exitCodes.refused;
      await stop(findingWords(reply.reason), lines[0]);
      return false;
    }
    tally.added.push(...reply.value.added);
    tally.known.push(...reply.value.known);
    for (const { line, text, reason } of reply.value.refused) {
      const at = lines[line - 1];
      if (at) await refuse({ line: at, text, reason });
    }
    await terminal.progress(say('command.progress', { count: handled() }));
    return true;
  };

  const stop = async (why: string, at: Line | undefined) => {
    await terminal.note(why);
    if (handled() > 0 && at) await terminal.note(say('command.stoppedAt', { place: placeOf(at) }));
  };

  if (terminal.stdin.isTTY && command.sources.some(({ kind }) => kind === 'standard-input')) {
    await terminal.note(say('command.typeThem'));
  }
  let at: Line | undefined;
  try {
    for await (const { lines, overlong } of pieces(linesOf(command.sources, terminal.stdin))) {
      at = lines[0];
      if (lines.length > 0 && !(await send(lines))) break;
      for (const line of overlong) await refuse({ line, text: '…', reason: finding('token-too-long') });
    }
  } catch (fault) {
    if (handled() === 0) throw fault;
    stopped = exitCodes.refused;
    await stop(faultWords(fault), at);
  }
  const complete = stopped === null;
  if (complete && handled() === 0) await terminal.note(say('command.nothingGiven'));
  const code = stopped ?? (tally.refused.length > 0 || handled() === 0 ? exitCodes.refused : exitCodes.done);
  try {
    if (command.json) await terminal.result(tallyJson(tally, complete, command.practice));
    else if (complete || handled() > 0) await terminal.result(tallyWords(tally));
  } catch (fault) {
    // Whoever has read enough still wants to know what became of the jobs.
    if (!(fault instanceof ResultUnwritten && fault.enough)) throw fault;
  }
  return code;
}

/** As many lines as one request may hold; those that fit in none are told apart. */
async function* pieces(all: AsyncIterable<Line>): AsyncGenerator<{ lines: Line[]; overlong: Line[] }> {
  let lines: Line[] = [];
  let overlong: Line[] = [];
  let bytes = ROOM;
  for await (const line of all) {
    const size = Buffer.byteLength(JSON.stringify(line.text)) + 1;
    if (line.text === '' || size + ROOM > LONGEST_REQUEST_BYTES) {
      overlong.push(line);
      continue;
    }
    if (lines.length === MOST_LINES_AT_ONCE || bytes + size > LONGEST_REQUEST_BYTES) {
      yield { lines, overlong };
      lines = [];
      overlong = [];
      bytes = ROOM;
    }
    lines.push(line);
    bytes += size;
  }
  yield { lines, overlong };
}
