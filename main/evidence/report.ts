import { foreign } from '../../preload/words/foreign.ts';
import type { Evidence } from './form.ts';
import { LARGEST_EVIDENCE, type Unreadable } from './reading.ts';
import { type Judgement, type Statement, sentences, type Verdict } from './statements.ts';

/*
 * What the verifier prints. Everything that comes from a file goes through `foreign`, so that no terminal obeys it. It is
 * English wherever it is printed: two people who check the same evidence read the same lines.
 */

const marks: Readonly<Record<Verdict, string>> = {
  holds: 'holds         ',
  fails: 'DOES NOT HOLD ',
  note: 'is said       ',
  open: 'can’t be told ',
};
/** What does not hold is what a reader has to see first. */
const order: readonly Verdict[] = ['fails', 'holds', 'note', 'open'];

const filled = (sentence: string, values: Readonly<Record<string, string | number>>): string =>
  sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(foreign(values[name] ?? '–')));

export function lineOf({ verdict, about, values }: Statement): string {
  const sentence = (sentences[about] as Partial<Record<Verdict, string>>)[verdict] ?? about;
  return `    ${marks[verdict]} ${filled(sentence, values)}`;
}

const linesOf = (statements: readonly Statement[]): string[] =>
  order.flatMap((verdict) => statements.filter((one) => one.verdict === verdict).map(lineOf));

export function reportLines(path: string, evidence: Evidence, judgements: readonly Judgement[]): string[] {
  const failed = judgements.flatMap(({ statements }) => statements).filter(({ verdict }) => verdict === 'fails').length;
  return [
    String(foreign(path)),
    ...judgements.flatMap(({ jobId, statements }) => [
      jobId === null ? '  The file as a whole' : filled('  Job {jobId}', { jobId }),
      ...linesOf(statements),
    ]),
    filled('  Not checked: by its own words it was made by {by} at {at}.', evidence.made),
    failed === 0
      ? '  Everything that can be told from this file holds.'
      : `  This evidence does not hold: ${failed === 1 ? 'one thing is' : `${failed} things are`} not as the file says.`,
  ];
}

/** Why a path gave nothing that could be judged. */
export type Unjudged =
  | Unreadable
  | { readonly code: 'not-read'; readonly detail: string }
  | { readonly code: 'no-file' };

const unjudged: Readonly<Record<Unjudged['code'], string>> = {
  'not-read': 'it could not be read: {detail}',
  'no-file': 'it is no file',
  'too-large': `it is larger than ${LARGEST_EVIDENCE / 1024 / 1024} MiB`,
  'not-utf8': 'it is no text in UTF-8',
  'not-json': 'it is no JSON: {detail}',
  'json-twice': 'a name stands twice in it, and could be read in two ways: {detail}',
  'json-too-deep': 'it is nested deeper than evidence is',
  'json-other': 'it has a number or a text that could be read in two ways',
  'not-evidence': 'it is JSON, and no evidence of Countersign',
  'other-version': 'it is evidence in version {version}: this verifier knows version 1 only',
  malformed: 'it is not formed as evidence is, at {at}',
};

export const unjudgedLines = (path: string, why: Unjudged): string[] => [
  String(foreign(path)),
  `  Can’t be judged: ${filled(unjudged[why.code], why as unknown as Record<string, string>)}.`,
];
