import type { Finding } from '../../preload/contract.ts';
import { finding } from '../errors.ts';
import type { Transport, TransportAnswer } from '../jobs/transport.ts';
import { refusal } from '../jobs/wire.ts';
import type { Store } from '../store/store.ts';
import { type FeedPage, readFeedPage } from './feed-page.ts';
import type { Turns } from './turns.ts';

export interface PageOutcome {
  /** No answer that could be used came: asked again with growing pauses. */
  readonly failed: boolean;
  readonly fault: Finding | null;
  readonly next: string | null;
  readonly retryAfterMs: number | null;
}

export interface PageParts {
  readonly wire: Transport;
  readonly store: Pick<Store, 'feedPages' | 'transaction'>;
  /** Takes in jobs, and tells which of them were new. */
  readonly add: (jobIds: readonly string[]) => { readonly added: readonly string[] };
  readonly wanted: () => boolean;
  readonly turns: Turns;
}

const MOST_PAGES = 1_000;
const JOBS_AT_ONCE = 200;
/** So many new jobs in one round are more than a desk can mean: a feed that makes them up must not fill the disk unseen. */
const MOST_NEW_JOBS = 20_000;
/** Without a time of its own a server that wants to be left alone is left alone for so long. */
const LIMITED_MS = 10_000;

/** One round: page by page from the first to the last, or until one can't be read. `next` of what it gives is null. */
export async function askPages(first: string, parts: PageParts): Promise<PageOutcome> {
  const { feedPages } = parts.store;
  // Pages that are kept without the first one are those of a feed that was set before.
  if (feedPages.find(first) === null) feedPages.keepOnly(new Set());
  const asked = new Set<string>();
  let fault: Finding | null = null;
  let retryAfterMs: number | null = null;
  let page: string | null = first;
  let newJobs = 0;
  const counting: PageParts = {
    ...parts,
    add: (jobIds) => {
      const taken = parts.add(jobIds);
      newJobs += taken.added.length;
      return taken;
    },
  };
  while (page !== null && !asked.has(page) && asked.size < MOST_PAGES && newJobs < MOST_NEW_JOBS) {
    asked.add(page);
    const outcome = await takeInPage(page, counting);
    // The pages after one that failed are kept, but not without end: a feed may make up new ones every time.
    if (outcome.failed && feedPages.count() > 2 * MOST_PAGES) feedPages.keepOnly(asked);
    if (outcome.failed || !parts.wanted()) return { ...outcome, next: null };
    fault ??= outcome.fault;
    retryAfterMs = outcome.retryAfterMs ?? retryAfterMs;
    page = outcome.next;
  }
  feedPages.keepOnly(asked);
  if (page !== null) {
    if (newJobs >= MOST_NEW_JOBS) fault ??= finding('feed-too-many', { most: MOST_NEW_JOBS });
    fault ??= asked.has(page)
      ? finding('feed-loop', { address: page })
      : finding('feed-too-long', { most: MOST_PAGES });
  }
  return { failed: false, fault, next: null, retryAfterMs };
}

/** Asks for one page where it has changed, and takes in its jobs. */
async function takeInPage(url: string, parts: PageParts): Promise<PageOutcome> {
  const { pathname, search } = new URL(url);
  const kept = parts.store.feedPages.find(url);
  const answer = await parts.wire.request({
    method: 'GET',
    path: pathname + search,
    headers: {
      accept: 'application/json, application/x-ndjson',
      ...(kept?.etag && { 'if-none-match': kept.etag }),
      ...(kept?.lastModified && { 'if-modified-since': kept.lastModified }),
    },
  });
  if (answer.kind === 'fault') return failure(feedFault(answer.fault));
  const { status, retryAfterMs } = answer;
  if (status === 304 && (kept?.etag || kept?.lastModified)) {
    return { failed: false, fault: null, next: kept.next, retryAfterMs: wish(retryAfterMs) };
  }
  if (status === 429) return failure(finding('feed-limited'), retryAfterMs ?? LIMITED_MS);
  // Unchanged since when, if nothing was said of an earlier one.
  if (status === 304) return failure(finding('feed-status', { status }));
  if (status !== 200) return failure(feedFault(refusal(answer)), retryAfterMs);
  const page = readFeedPage(answer.body, url);
  if ('problem' in page) return failure(page.problem, retryAfterMs);
  return takeIn(url, page, answer, parts);
}

/** A feed that is well may say how often it wants to be asked; jobs must not wait for an hour because of it. */
const LONGEST_WISH_MS = 10 * 60_000;
const wish = (ms: number | null): number | null => (ms === null ? null : Math.min(ms, LONGEST_WISH_MS));

const failure = (fault: Finding, retryAfterMs: number | null = null): PageOutcome => ({
  failed: true,
  fault,
  next: null,
  retryAfterMs,
});

/** What went wrong with the feed must not be read as if it were the service's doing. */
function feedFault({ code, values }: Finding): Finding {
  if (code === 'timeout') return finding('feed-timeout');
  if (code === 'answer-too-large') return finding('feed-too-large');
  if (code === 'tls') return finding('feed-tls', values);
  if (code === 'redirect-refused') return finding('feed-redirect', values);
  if (code === 'http-status') return finding(values?.detail ? 'feed-status-said' : 'feed-status', values);
  return finding('feed-network', { detail: code, ...values });
}

async function takeIn(
  url: string,
  { entries, next }: Exclude<FeedPage, { problem: Finding }>,
  answer: TransportAnswer,
  { store, add, wanted, turns }: PageParts,
): Promise<PageOutcome> {
  const nextFault = typeof next === 'object' ? next : null;
  const nextUrl = typeof next === 'string' ? next : null;
  let refused = 0;
  let first = '';
  let slice: string[] = [];
  const cut: PageOutcome = { failed: false, fault: null, next: null, retryAfterMs: null };
  for (const entry of entries) {
    if ('jobId' in entry) slice.push(entry.jobId);
    else if (refused++ === 0) first = entry.refused;
    if (slice.length === JOBS_AT_ONCE) {
      add(slice);
      slice = [];
      await turns.next();
      if (!wanted()) return cut;
    }
  }
  if (!wanted()) return cut;
  const fault = refused > 0 ? finding('feed-entries-refused', { count: refused, first }) : nextFault;
  // A page with something wrong is asked for whole every time, so that this stays told until it is mended.
  const whole = fault === null;
  store.transaction(() => {
    if (slice.length > 0) add(slice);
    // Together with its jobs: what is called unchanged later was taken in to the last one.
    store.feedPages.save({
      url,
      etag: whole ? usableEtag(answer.etag) : null,
      lastModified: whole ? usableDate(answer.lastModified) : null,
      next: nextUrl,
    });
  });
  return { failed: false, fault, next: nextUrl, retryAfterMs: wish(answer.retryAfterMs) };
}

/** Validators go back as they came, so only what may stand in a header is kept (RFC 9110, 8.8.3 and 5.6.7). */
const usableEtag = (etag: string | null): string | null =>
  etag !== null && /^(W\/)?"[\x21\x23-\x7e]{0,500}"$/.test(etag) ? etag : null;
const usableDate = (date: string | null): string | null =>
  date !== null && /^[A-Za-z0-9 ,:+-]{1,40}$/.test(date) ? date : null;
