import type { Finding } from '../../preload/contract.ts';
import { finding } from '../errors.ts';
import { isJobId } from '../jobs/job.ts';
import { type Json, parseStrictJson } from '../strict-json.ts';

export type FeedEntry = { readonly jobId: string } | { readonly refused: string };

export type FeedPage =
  | {
      readonly entries: Iterable<FeedEntry>;
      /** Absolute URL of the page after it, or what is wrong with it. */
      readonly next: string | null | Finding;
    }
  /** Nothing on the page can be used. */
  | { readonly problem: Finding };

const QUOTED = 80;
const LONGEST_ADDRESS = 2048;

/**
 * Reads a page by what it is, not by its content type: `{"jobs":["<id>", …], "next": "<url>"|null}`, or NDJSON with a
 * JSON string or `{"job":"<id>"}` a line.
 * @param url of the page: `next` may be relative to it, and lies at the same origin
 */
export function readFeedPage(body: string, url: string): FeedPage {
  const text = body.trim();
  if (text === '') return { entries: [], next: null };
  const whole = parseStrictJson(text);
  if ('value' in whole) return isLine(whole.value) ? linesPage(text) : jsonPage(whole.value, url);
  if (whole.problem.code !== 'json-syntax') return whole;
  const [first = ''] = text.split(/[\r\n]/, 1);
  const line = parseStrictJson(first);
  return 'value' in line && isLine(line.value) ? linesPage(text) : { problem: finding('feed-malformed') };
}

const isObject = (value: Json): value is { readonly [name: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isLine = (value: Json): boolean => typeof value === 'string' || (isObject(value) && Object.hasOwn(value, 'job'));

function jsonPage(value: Json, url: string): FeedPage {
  if (!isObject(value)) return { problem: finding('feed-malformed') };
  const { jobs, next = null, ...strangers } = value;
  const [stranger] = Object.keys(strangers);
  if (stranger !== undefined) return { problem: finding('feed-unknown-name', { name: stranger }) };
  if (!Array.isArray(jobs)) return { problem: finding('feed-malformed') };
  return { entries: (jobs as readonly Json[]).map(readEntry), next: nextPage(next, url) };
}

const linesPage = (text: string): FeedPage => ({ entries: readLines(text), next: null });

/** One after another: what takes them in gives way in between. */
function* readLines(text: string): Generator<FeedEntry> {
  for (const [line] of text.matchAll(/[^\r\n]+/g)) {
    if (line.trim() === '') continue;
    const parsed = parseStrictJson(line);
    yield 'value' in parsed ? readLine(parsed.value) : { refused: line.slice(0, QUOTED) };
  }
}

const readLine = (value: Json): FeedEntry =>
  isObject(value) && Object.keys(value).length === 1 && typeof value.job === 'string' && isJobId(value.job)
    ? { jobId: value.job }
    : readEntry(value);

const readEntry = (value: Json): FeedEntry =>
  typeof value === 'string' && isJobId(value) ? { jobId: value } : { refused: JSON.stringify(value).slice(0, QUOTED) };

function nextPage(next: Json, page: string): string | null | Finding {
  if (next === null) return null;
  if (typeof next !== 'string' || next === '' || next.length > LONGEST_ADDRESS || !URL.canParse(next, page)) {
    return finding('feed-next-malformed');
  }
  const url = new URL(next, page);
  if (url.origin !== new URL(page).origin || url.username || url.password) {
    return finding('feed-next-refused', { address: url.host || url.protocol });
  }
  // A fragment is no part of what is asked for, so it must not make two pages of one.
  url.hash = '';
  return url.href;
}
