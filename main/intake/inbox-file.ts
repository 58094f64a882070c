import type { Finding } from '../../preload/contract.ts';
import { finding } from '../errors.ts';
import { isJobId } from '../jobs/job.ts';
import { looksLikeCompactToken } from '../review/compact-token.ts';
import { type Json, parseJsonFile } from '../strict-json.ts';

/** One line of a text or one entry of a JSON file, by its number from 1. */
export type InboxEntry =
  /** As it would be pasted. */
  | { readonly at: number; readonly line: string }
  | { readonly at: number; readonly text: string; readonly reason: Finding };

export type InboxFile =
  | { readonly unit: 'line' | 'entry'; readonly entries: Iterable<InboxEntry> }
  /** Nothing in the file can be used. */
  | { readonly reason: Finding };

export const LARGEST_FILE = 8 * 1024 * 1024;
const QUOTED = 200;

/**
 * Reads a file of the inbox by its extension: `.txt` holds what would be pasted, `.json` IDs or jobs with their request
 * tokens, `.jwt` one request token whose job is the file's name. Lines are only told apart here, not judged.
 */
export function readInboxFile(name: string, bytes: Buffer): InboxFile {
  const text = textOf(bytes);
  if (text === null) return { reason: finding('inbox-not-text') };
  if (text.trim() === '') return { reason: finding('inbox-empty') };
  const [, stem = '', extension = ''] = /^(.*)\.([^.]*)$/s.exec(name) ?? [];
  if (extension.toLowerCase() === 'json') return readJson(text);
  if (extension.toLowerCase() === 'jwt') return readToken(stem, text.trim());
  return { unit: 'line', entries: linesOf(text) };
}

/** Files come from other programs, some of which write UTF-16 and say so in the first two bytes. */
function textOf(bytes: Buffer): string | null {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** One after another: a whole large file is never cut up at once. Blank lines count and give nothing. */
function* linesOf(text: string): Generator<InboxEntry> {
  const end = /\r\n|\r|\n|$/g;
  let at = 0;
  for (let from = 0; from <= text.length; ) {
    end.lastIndex = from;
    const match = end.exec(text);
    const until = match?.index ?? text.length;
    const line = text.slice(from, until).trim();
    at += 1;
    if (line !== '') yield { at, line };
    from = until + (match?.[0].length || 1);
  }
}

function readToken(stem: string, token: string): InboxFile {
  if (!looksLikeCompactToken(token)) return { reason: finding('inbox-no-token') };
  if (!isJobId(stem)) return { reason: finding('inbox-token-name') };
  return { unit: 'line', entries: [{ at: 1, line: `${stem} ${token}` }] };
}

function readJson(text: string): InboxFile {
  const parsed = parseJsonFile(text);
  if ('problem' in parsed) return { reason: parsed.problem };
  const entries = entriesOf(parsed.value);
  if ('code' in entries) return { reason: entries };
  if (entries.length === 0) return { reason: finding('inbox-empty') };
  return { unit: 'entry', entries: entries.map(readEntry) };
}

const isObject = (value: Json): value is { readonly [name: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function entriesOf(value: Json): readonly Json[] | Finding {
  if (Array.isArray(value)) return value as readonly Json[];
  if (!isObject(value)) return finding('inbox-json-shape');
  if (!('jobs' in value)) return [value];
  const [stranger] = Object.keys(value).filter((key) => key !== 'jobs');
  if (stranger !== undefined) return finding('inbox-unknown-name', { name: stranger });
  return Array.isArray(value.jobs) ? (value.jobs as readonly Json[]) : finding('inbox-json-shape');
}

const known = ['job', 'token', 'status'];

function readEntry(entry: Json, index: number): InboxEntry {
  const at = index + 1;
  const refused = (reason: Finding): InboxEntry => ({ at, text: JSON.stringify(entry).slice(0, QUOTED), reason });
  if (typeof entry === 'string') return isJobId(entry) ? { at, line: entry } : refused(finding('inbox-no-job-id'));
  if (!isObject(entry)) return refused(finding('inbox-json-entry'));
  const { job, token } = entry;
  const [stranger] = Object.keys(entry).filter((key) => !known.includes(key));
  if (stranger !== undefined) return refused(finding('inbox-unknown-name', { name: stranger }));
  if (typeof job !== 'string' || !isJobId(job)) return refused(finding('inbox-no-job-id'));
  if (token === undefined) return { at, line: job };
  if (typeof token !== 'string' || !looksLikeCompactToken(token)) return refused(finding('token-malformed'));
  return { at, line: `${job} ${token}` };
}
