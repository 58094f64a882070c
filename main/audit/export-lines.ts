import type { RecordQuery } from '../../preload/contract.ts';
import type { StoredEntry } from './break.ts';
import { canonicalJson, entryText } from './chain.ts';
import type { PersonalValue } from './personal.ts';

/*
 * How entries are written into a file for others: as JSON lines, and as CSV (RFC 4180). Both have each entry's canonical JSON,
 * of which its hash and its leaf in the record's tree can be worked out anew.
 */

/** An entry as it goes into a file. */
export interface ExportedEntry {
  readonly entry: StoredEntry;
  /** What is still there of what it says of persons. */
  readonly values: readonly PersonalValue[];
  /** Its inclusion proof (RFC 6962, 2.1.1); null where the whole record goes along, or no checkpoint covers it. */
  readonly proof: readonly Buffer[] | null;
}

/** What a file says of itself in its end. */
export interface ExportEnd {
  readonly query: RecordQuery;
  /** Whether the query lists the whole record. */
  readonly whole: boolean;
  readonly entries: number;
  readonly first: number | null;
  readonly last: number | null;
  /** The record's newest entry when it was exported. */
  readonly head: { readonly number: number; readonly hash: string };
  /** The newest signed checkpoint, as C2SP notes are written, and how many entries it covers. */
  readonly checkpoint: { readonly note: string; readonly size: number } | null;
  /** Public keys for checkpoints that the record names, as C2SP writes them, the newest last. */
  readonly keys: readonly string[];
}

const base64 = (proof: readonly Buffer[]): string[] => proof.map((hash) => hash.toString('base64'));

/** One line: `entry` stands in it to the byte as it was hashed. */
export function jsonLine({ entry, values, proof }: ExportedEntry): string {
  const more = [
    `"hash":"${entry.hash}"`,
    ...(values.length > 0 ? [`"values":${canonicalJson(values)}`] : []),
    ...(proof ? [`"proof":${JSON.stringify(base64(proof))}`] : []),
  ];
  return `{"entry":${entryText(entry)},${more.join(',')}}\n`;
}

/** What can be checked with the file, in the words of the file itself. */
function explained({ whole, head, checkpoint }: ExportEnd): string {
  const sentences = [
    'The SHA-256 of each entry in its RFC 8785 form, as it stands here, is its hash.',
    whole
      ? 'Each entry names the hash of the one before it, so that none can be left out, put in or moved.'
      : 'Entries that were not asked for are left out: this file does not tell whether there are more like these.',
  ];
  if (!checkpoint) {
    sentences.push('The record had no signed checkpoint: nothing here is signed.');
  } else {
    sentences.push(
      whole
        ? `The RFC 6962 tree over the first ${checkpoint.size} entries has the root that the signed checkpoint says.`
        : `proof leads from the entry, leaf number - 1 of an RFC 6962 tree, to the root that the signed checkpoint over ${checkpoint.size} entries says.`,
    );
    if (checkpoint.size < head.number) {
      sentences.push(`Entries after ${checkpoint.size} are under no signature yet.`);
    }
    sentences.push(
      'That a key of keys is this record’s is known from elsewhere: from an earlier export, or from its operator.',
    );
  }
  return sentences.join(' ');
}

/** The last line of JSON lines: what the file is, and what the entries before it are held against. */
export const jsonEnd = (end: ExportEnd): string =>
  `${canonicalJson({
    export: {
      form: 1,
      query: end.whole ? null : end.query,
      entries: end.entries,
      first: end.first,
      last: end.last,
      head: end.head,
      checkpoint: end.checkpoint?.note ?? null,
      keys: end.keys,
      explained: explained(end),
    },
  })}\n`;

export const csvColumns = [
  'number',
  'time',
  'event',
  'job',
  'operator',
  'key',
  'detail',
  'values',
  'hash',
  'entry',
  'proof',
] as const;

/** A spreadsheet takes what begins with one of these for a formula, and may do what it says. */
const formula = /^[=+\-@\t\r]/;

/** One cell (RFC 4180): a text that a spreadsheet would take for a formula stands behind an apostrophe. */
export function csvCell(text: string): string {
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const csvRow = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;

export const csvHead = (): string => csvRow(csvColumns);

/** Milliseconds since the epoch as RFC 3339 has it, in UTC; as the number where no date has it. */
const timeText = (at: number): string => (Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : String(at));

export function csvLine({ entry, values, proof }: ExportedEntry): string {
  return csvRow([
    String(entry.number),
    timeText(entry.at),
    entry.event,
    entry.jobId ?? '',
    entry.operator,
    entry.kid ?? '',
    entry.detail,
    values.length > 0 ? canonicalJson(values) : '',
    entry.hash,
    entryText(entry),
    // Hexadecimal: base64 may begin with a plus sign.
    proof ? proof.map((hash) => hash.toString('hex')).join(' ') : '',
  ]);
}
