import type { QueueFilter } from '../../preload/contract.ts';
import { findingWords, say } from '../words.ts';
import { add } from './adding.ts';
import type { Command } from './arguments.ts';
import type { ConfigSources } from './checking.ts';
import { type Connection, ConnectionFault, type ConnectionParts, connectionTo } from './connection.ts';
import { faultWords, json, rowJson, rowLine, statusJson, statusText } from './print.ts';
import { type AnswerTo, LARGEST_PAGE, type Reply, VERSION } from './protocol.ts';
import { type ExitCode, exitCodes, ResultUnwritten, type Streams, type Terminal, terminalOver } from './terminal.ts';

/**
 * Runs a command of the command line, most of them against the running app.
 * @returns the exit code: 0 done; 1 something was refused; 2 wrong usage; 3 the app does not run; 4 it can't do that now
 */
export async function runCommand(
  command: Command,
  parts: ConnectionParts & Streams & ConfigSources & { readonly version: string },
): Promise<ExitCode> {
  const terminal = terminalOver(parts);
  const connection = connectionTo(parts);
  try {
    return await run(command, connection, terminal, parts);
  } catch (fault) {
    if (fault instanceof ResultUnwritten) {
      if (fault.enough) return exitCodes.done;
      await terminal.note(say('command.unwritten', { detail: fault.message }));
      return exitCodes.refused;
    }
    await terminal.note(faultWords(fault));
    if (!(fault instanceof ConnectionFault)) return exitCodes.refused;
    return fault.kind === 'not-running' ? exitCodes.notRunning : exitCodes.notNow;
  } finally {
    connection.end();
  }
}

async function run(
  command: Command,
  connection: Connection,
  terminal: Terminal,
  parts: ConfigSources & { readonly version: string },
): Promise<ExitCode> {
  switch (command.name) {
    case 'help':
      await terminal.result(say('command.help'));
      return exitCodes.done;
    case 'version':
      await terminal.result(say('command.version', { version: parts.version }));
      return exitCodes.done;
    case 'usage':
      await terminal.note(say(`command.usage.${command.problem}`, { value: command.value.slice(0, 100) }));
      await terminal.note(say('command.seeHelp'));
      return exitCodes.usage;
    case 'add':
      return add(command, connection, terminal);
    case 'list':
      return list(command, connection, terminal);
    case 'check-config': {
      // What reads the administrator's file is loaded for this command only.
      const { checkConfig } = await import('./checking.ts');
      return checkConfig(command, parts, terminal);
    }
    case 'open': {
      const reply = await connection.ask({ v: VERSION, ask: 'open', jobId: command.jobId });
      return reply.ok ? exitCodes.done : refused(reply, terminal);
    }
    case 'status': {
      const reply = await connection.ask({ v: VERSION, ask: 'status' });
      if (!reply.ok) return refused(reply, terminal);
      await terminal.result(command.json ? statusJson(reply.value) : statusText(reply.value));
      return exitCodes.done;
    }
  }
}

async function refused(reply: Extract<Reply<'add'>, { ok: false }>, terminal: Terminal): Promise<ExitCode> {
  await terminal.note(findingWords(reply.reason));
  return reply.why === 'not-now' ? exitCodes.notNow : exitCodes.refused;
}

/** Jobs move while the list is read: one that has moved ahead of its page is found by reading again. */
const MOST_ROUNDS = 3;

async function list(
  { filter, json: asJson }: { filter: QueueFilter; json: boolean },
  connection: Connection,
  terminal: Terminal,
): Promise<ExitCode> {
  const told = new Set<string>();
  let begun = false;
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    let total = 0;
    let offset = 0;
    do {
      const reply = await connection.ask({ v: VERSION, ask: 'list', filter, offset, limit: LARGEST_PAGE });
      if (!reply.ok) return refused(reply, terminal);
      const { practice, rows } = reply.value;
      total = reply.value.total;
      offset += LARGEST_PAGE;
      const fresh = rows.filter(({ jobId }) => !told.has(jobId));
      if (!asJson && practice && !begun) await terminal.note(say('command.practiceJobs'));
      if (asJson) await terminal.result(jsonPart(fresh, begun ? null : { practice, filter }, told.size > 0));
      else if (fresh.length > 0) await terminal.result(fresh.map(rowLine).join('\n'));
      begun = true;
      for (const { jobId } of fresh) told.add(jobId);
    } while (offset < total);
    if (told.size >= total) break;
  }
  if (asJson) await terminal.result(']}');
  else if (told.size === 0) await terminal.note(say('command.noJobs'));
  return exitCodes.done;
}

/** A piece of one JSON document that is printed as it comes: 100,000 jobs need not lie in memory. */
function jsonPart(
  rows: AnswerTo<'list'>['rows'],
  head: { readonly practice: boolean; readonly filter: QueueFilter } | null,
  follows: boolean,
): string {
  const lines = rows.map(rowJson).join(',\n');
  const opening = head ? `${json(head, 0).slice(0, -1)},"jobs":[` : '';
  return `${opening}${follows && lines !== '' ? ',' : ''}${opening && lines ? '\n' : ''}${lines}`;
}
