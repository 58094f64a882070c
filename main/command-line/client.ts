import { findingWords, say } from '../words.ts';
import { add } from './adding.ts';
import { type Command, meantOf } from './arguments.ts';
import type { ConfigSources } from './checking.ts';
import { type Connection, ConnectionFault, type ConnectionParts, connectionTo } from './connection.ts';
import { faultWords, json, ofService, rowJson, rowLine, statusJson, statusText } from './print.ts';
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
    case 'verify': {
      // The same code as verify.mjs, loaded for this command only.
      const { judgeFiles } = await import('../evidence/files.ts');
      return judgeFiles(command, terminal.result);
    }
    case 'open': {
      const reply = await connection.ask({
        v: VERSION,
        ask: 'open',
        jobId: command.jobId,
        ...meantOf(command),
      });
      return reply.ok ? exitCodes.done : refused(reply, terminal);
    }
    case 'status': {
      const reply = await connection.ask({ v: VERSION, ask: 'status', ...meantOf(command) });
      if (!reply.ok) return refused(reply, terminal);
      await terminal.result(command.json ? statusJson(reply.value) : statusText(reply.value));
      return exitCodes.done;
    }
  }
}

/** @param service its name, where it is one of several */
async function refused(
  reply: Extract<Reply<'add'>, { ok: false }>,
  terminal: Terminal,
  service: string | null = null,
): Promise<ExitCode> {
  const words = findingWords(reply.reason);
  await terminal.note(service === null ? words : ofService(service, words));
  return reply.why === 'not-now' ? exitCodes.notNow : exitCodes.refused;
}

/** Jobs move while the list is read: one that has moved ahead of its page is found by reading again. */
const MOST_ROUNDS = 3;

type List = Extract<Command, { name: 'list' }>;

async function list(command: List, connection: Connection, terminal: Terminal): Promise<ExitCode> {
  const ask = { v: VERSION, ask: 'list', filter: command.filter, offset: 0, limit: LARGEST_PAGE } as const;
  const first = await connection.ask({ ...ask, ...meantOf(command) });
  if (!first.ok) return refused(first, terminal);
  const { practice, services } = first.value;
  const printed = printing(command, practice, terminal);
  let code: ExitCode = exitCodes.done;
  if (services.length === 0) code = await listOne(command, null, connection, printed, terminal);
  for (const service of services) {
    const done = await listOne({ ...command, service }, service, connection, printed, terminal);
    if (done !== exitCodes.done) code = done;
  }
  await printed.end();
  return code;
}

/** @param name of the service, where it is one of several */
async function listOne(
  command: List,
  name: string | null,
  connection: Connection,
  printed: Printing,
  terminal: Terminal,
): Promise<ExitCode> {
  const told = new Set<string>();
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    let total = 0;
    let offset = 0;
    do {
      const { filter } = command;
      const ask = { v: VERSION, ask: 'list', filter, offset, limit: LARGEST_PAGE, ...meantOf(command) } as const;
      const reply = await connection.ask(ask);
      if (!reply.ok) return refused(reply, terminal, name);
      total = reply.value.total;
      offset += LARGEST_PAGE;
      const fresh = reply.value.rows.filter(({ jobId }) => !told.has(jobId));
      await printed.rows(fresh, name);
      for (const { jobId } of fresh) told.add(jobId);
    } while (offset < total);
    if (told.size >= total) break;
  }
  return exitCodes.done;
}

interface Printing {
  rows(rows: AnswerTo<'list'>['rows'], service: string | null): Promise<void>;
  end(): Promise<void>;
}

/** Prints jobs as they come: 100,000 of them need not lie in memory, as one JSON document neither. */
function printing({ filter, json: asJson }: List, practice: boolean, terminal: Terminal): Printing {
  let begun = false;
  let count = 0;
  return {
    rows: async (rows, service) => {
      if (!asJson && practice && !begun) await terminal.note(say('command.practiceJobs'));
      if (asJson) {
        const opening = begun ? '' : `${json({ practice, filter }, 0).slice(0, -1)},"jobs":[`;
        const lines = rows.map((row) => rowJson(row, service)).join(',\n');
        await terminal.result(`${opening}${count > 0 && lines ? ',' : ''}${opening && lines ? '\n' : ''}${lines}`);
      } else if (rows.length > 0) await terminal.result(rows.map((row) => rowLine(row, service)).join('\n'));
      begun = true;
      count += rows.length;
    },
    end: async () => {
      if (asJson) await terminal.result(begun ? ']}' : `${json({ practice, filter }, 0).slice(0, -1)},"jobs":[]}`);
      else if (count === 0) await terminal.note(say('command.noJobs'));
    },
  };
}
