import { createReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import type { Source } from './arguments.ts';
import { LONGEST_LINE } from './protocol.ts';

/** One line to add, and where a person finds it. */
export interface Line {
  /** A file's name, `-` for standard input, empty for an argument. */
  readonly from: string;
  /** From 1: of the file, or among the arguments. */
  readonly number: number;
  /** Empty where the line is longer than any job's. */
  readonly text: string;
}

/** The first of the files that can't be read; null where all can. Asked before anything is sent. */
export async function unreadable(sources: readonly Source[]): Promise<{ path: string; fault: unknown } | null> {
  for (const source of sources) {
    if (source.kind !== 'file') continue;
    try {
      await access(source.path, constants.R_OK);
      if ((await stat(source.path)).isDirectory()) throw new Error('a folder');
    } catch (fault) {
      return { path: source.path, fault };
    }
  }
  return null;
}

/** The lines of all sources, in their order, read as they are taken; blank ones pass. */
export async function* linesOf(
  sources: readonly Source[],
  standardInput: AsyncIterable<Buffer | string>,
): AsyncGenerator<Line> {
  let argument = 0;
  for (const source of sources) {
    if (source.kind === 'argument') {
      argument += 1;
      yield* numbered([source.text], '', argument);
    } else if (source.kind === 'file') yield* numbered(linesIn(createReadStream(source.path)), source.path);
    else yield* numbered(linesIn(standardInput), '-');
  }
}

async function* numbered(texts: Iterable<string> | AsyncIterable<string>, from: string, first = 1) {
  let number = first - 1;
  for await (const text of texts) {
    number += 1;
    // An argument may have line ends inside; it still is one.
    const trimmed = text.replace(/[\r\n]+/g, ' ').trim();
    if (trimmed !== '') yield { from, number, text: trimmed.length > LONGEST_LINE ? '' : trimmed };
  }
}

async function* linesIn(chunks: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  let afterReturn = false;
  for await (const chunk of chunks) {
    let text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    if (text === '') continue;
    // A carriage return and its line feed may come in two pieces.
    if (afterReturn && text.startsWith('\n')) text = text.slice(1);
    afterReturn = text.endsWith('\r');
    const lines = text.split(/\r\n|\r|\n/);
    lines[0] = rest + (lines[0] ?? '');
    rest = lines.pop() ?? '';
    // Of a line without end only so much is kept as tells that it is too long.
    if (rest.length > LONGEST_LINE) rest = rest.slice(0, LONGEST_LINE + 1);
    yield* lines;
  }
  yield rest + decoder.decode();
}
