import { readFileSync, statSync } from 'node:fs';
import { allHolds, judgeEvidence } from './judging.ts';
import { LARGEST_EVIDENCE, readEvidence } from './reading.ts';
import { reportLines, type Unjudged, unjudgedLines } from './report.ts';

/** 0: all of it holds. 1: something does not. 2: something can't be judged, and nothing else is wrong. */
export type Result = 0 | 1 | 2;

export interface Asked {
  readonly paths: readonly string[];
  /** Fingerprint of the audit key that the reader expects. */
  readonly auditKey: string | null;
}

/** Judges each file, tells of it line by line, and sums up. */
export async function judgeFiles({ paths, auditKey }: Asked, tell: (text: string) => unknown): Promise<Result> {
  const results: Result[] = [];
  for (const path of paths) {
    const { lines, result } = judgeFile(path, auditKey);
    results.push(result);
    await tell(lines.join('\n'));
  }
  return results.includes(1) ? 1 : results.includes(2) ? 2 : 0;
}

function judgeFile(path: string, auditKey: string | null): { lines: string[]; result: Result } {
  const bytes = bytesOf(path);
  if ('code' in bytes) return { lines: unjudgedLines(path, bytes), result: 2 };
  const read = readEvidence(bytes);
  if ('code' in read) return { lines: unjudgedLines(path, read), result: 2 };
  const judgements = judgeEvidence(read.evidence, auditKey);
  return { lines: reportLines(path, read.evidence, judgements), result: allHolds(judgements) ? 0 : 1 };
}

function bytesOf(path: string): Buffer | Unjudged {
  try {
    const found = statSync(path);
    // A pipe or a device would be waited for, or read for ever.
    if (!found.isFile()) return { code: 'no-file' };
    return found.size > LARGEST_EVIDENCE ? { code: 'too-large' } : readFileSync(path);
  } catch (fault) {
    return { code: 'not-read', detail: fault instanceof Error ? fault.message : String(fault) };
  }
}
