import type { AddAnswer } from '../../preload/contract.ts';

/** So many lines go to main at a time: each is answered within a frame or two, and stopping takes no longer than that. */
export const chunkLines = 200;
const chunkCharacters = 1024 * 1024;
/** Twice what the longest token has. Nothing longer can be a job, and a call has its limit. */
const longestLine = 512 * 1024;
/** More reasons than these nobody reads; every refused line is counted and kept. */
const reasonsKept = 100;

export interface Progress {
  /** Lines that were answered, and lines that are not blank. */
  readonly done: number;
  readonly total: number;
}

export interface Added {
  readonly added: number;
  readonly known: number;
  /** The first of them, with their lines in `left`, where they are to be mended; `refusedCount` counts them all. */
  readonly refused: AddAnswer['refused'];
  readonly refusedCount: number;
  /** Lines that were not sent, or whose answer did not come. */
  readonly unsent: number;
  /** The refused and the unsent lines, as they were typed. */
  readonly left: string;
  /** What `add` threw; null where all was sent or the person stopped it. */
  readonly failure: unknown;
}

interface Line {
  readonly number: number;
  readonly text: string;
}

interface AddingParts {
  readonly add: (argument: { readonly text: string }) => Promise<AddAnswer>;
  readonly onProgress: (progress: Progress) => void;
  /** Stops between two chunks: what was taken stays taken. */
  readonly signal: AbortSignal;
}

const nothing: AddAnswer = { added: [], known: [], refused: [], refusedLines: [] };

const linesOf = (text: string): Line[] =>
  text
    .split(/\r\n|\r|\n/)
    .map((line, index) => ({ number: index + 1, text: line }))
    .filter((line) => line.text.trim() !== '');

function chunksOf(lines: readonly Line[]): Line[][] {
  const chunks: Line[][] = [];
  let chunk: Line[] = [];
  let characters = 0;
  for (const line of lines) {
    if (chunk.length === chunkLines || (chunk.length > 0 && characters + line.text.length > chunkCharacters)) {
      chunks.push(chunk);
      chunk = [];
      characters = 0;
    }
    chunk.push(line);
    characters += line.text.length;
  }
  return chunk.length > 0 ? [...chunks, chunk] : chunks;
}

export const countLines = (text: string): number => linesOf(text).length;

/** Adds a text of any length, chunk by chunk. Never rejects: a failure ends it, and what was not answered is left. */
export async function addInChunks(text: string, { add, onProgress, signal }: AddingParts): Promise<Added> {
  const lines = linesOf(text);
  const left: Line[] = [];
  const refused: AddAnswer['refused'][number][] = [];
  let [done, added, known, refusedCount] = [0, 0, 0, 0];
  let failure: unknown = null;
  onProgress({ done, total: lines.length });

  for (const chunk of chunksOf(lines)) {
    if (signal.aborted) break;
    const sent = chunk.filter((line) => line.text.trim().length <= longestLine);
    let answer: AddAnswer;
    try {
      answer = sent.length > 0 ? await add({ text: sent.map((line) => line.text.trim()).join('\n') }) : nothing;
    } catch (thrown) {
      failure = thrown;
      break;
    }
    added += answer.added.length;
    known += answer.known.length;
    const notTaken = new Set(answer.refusedLines.map((line) => sent[line - 1]));
    const kept = chunk.filter((line) => notTaken.has(line) || !sent.includes(line));
    refusedCount += kept.length;
    for (const line of kept) {
      left.push(line);
      if (refused.length >= reasonsKept) continue;
      const given = answer.refused.find((each) => sent[each.line - 1] === line);
      if (given) refused.push({ ...given, line: left.length });
      else if (!sent.includes(line)) {
        refused.push({ line: left.length, text: line.text.slice(0, 200), reason: { code: 'token-too-long' } });
      }
    }
    done += chunk.length;
    onProgress({ done, total: lines.length });
  }

  const rest = lines.slice(done);
  return {
    added,
    known,
    refused,
    refusedCount,
    unsent: rest.length,
    left: [...left, ...rest].map((line) => line.text).join('\n'),
    failure,
  };
}
