import type { Finding } from '../../preload/contract.ts';
import { finding } from '../errors.ts';
import { isJobId } from '../jobs/job.ts';
import { looksLikeCompactToken } from '../review/compact-token.ts';
import { isDeepLink, parseDeepLink } from './deep-link.ts';

export type IntakeLine =
  | { readonly jobId: string; readonly promise: string | null }
  | { readonly line: number; readonly text: string; readonly reason: Finding };

export const MOST_LINES = 10_000;
const LONGEST_TOKEN = 256 * 1024;
const QUOTED = 200;

/**
 * Reads what was pasted: a job's ID, its `…/scope/<job>` link or its `countersign:` link a line, each optionally followed
 * by the request token that came with it. Blank lines pass; every other line is a job or is refused with its reason, by
 * its number from 1. Address and name are the service's own: a link that tells others names another service's job.
 */
export function parseIntake(text: string, address: string, serviceName: string | null = ''): IntakeLine[] {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim());
  let taken = 0;
  return lines.flatMap((line, index): IntakeLine[] => {
    if (line === '') return [];
    const number = index + 1;
    taken += 1;
    const refused = (reason: Finding) => [{ line: number, text: line.slice(0, QUOTED), reason }];
    if (taken > MOST_LINES) return refused(finding('too-many-lines', { most: MOST_LINES }));
    const parsed = parseLine(line, address, serviceName);
    return 'code' in parsed ? refused(parsed) : [parsed];
  });
}

function parseLine(
  line: string,
  address: string,
  serviceName: string | null,
): { jobId: string; promise: string | null } | Finding {
  const [first = '', token, ...rest] = line.split(/[\s,;]+/);
  if (rest.length > 0) return finding('not-a-job');
  if (first.length > LONGEST_TOKEN || (token ?? '').length > LONGEST_TOKEN) return finding('token-too-long');
  // Anyone can sign claims about themselves; only a job's ID says which confirmation they belong to.
  if (looksLikeCompactToken(first) && first.includes('.')) return finding('token-names-no-job');
  const jobId = isJobId(first)
    ? first
    : isDeepLink(first)
      ? jobInDeepLink(first, serviceName)
      : jobInLink(first, address);
  if (typeof jobId !== 'string') return jobId;
  if (token !== undefined && isJobId(token)) return finding('two-jobs-in-a-line');
  if (token !== undefined && !looksLikeCompactToken(token)) return finding('token-malformed');
  return { jobId, promise: token ?? null };
}

function jobInDeepLink(text: string, ours: string | null): string | Finding {
  const link = parseDeepLink(text);
  if ('reason' in link) return link.reason;
  // Links are made for the live service: there are none for practice jobs.
  if (ours === null) return finding('link-for-live-service');
  const { jobId, service } = link;
  if (service === null || service === ours) return jobId;
  return ours === ''
    ? finding('link-other-service-unnamed', { service })
    : finding('link-other-service', { service, ours, jobId });
}

function jobInLink(text: string, address: string): string | Finding {
  if (!URL.canParse(text)) return finding('not-a-job');
  const url = new URL(text);
  const base = new URL(address);
  const jobId = /\/scope\/([A-Za-z0-9_-]{20})\/?$/.exec(url.pathname)?.[1];
  if ((url.protocol !== 'https:' && url.protocol !== 'http:') || jobId === undefined) return finding('not-a-job');
  const prefix = base.pathname.replace(/\/+$/, '');
  const here = url.origin === base.origin && url.pathname.replace(/\/+$/, '') === `${prefix}/scope/${jobId}`;
  return here ? jobId : finding('other-service', { address: url.origin });
}
