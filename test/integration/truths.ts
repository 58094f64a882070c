import { createHash } from 'node:crypto';
import type { RecordEntry } from '../../preload/contract.ts';
import type { PlainScopeService } from '../fakes/plain-scope-service.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The digest that an approval names: SHA-256 of the JWS signing input (RFC 7515, 5.1). */
export const digestOf = (token: string) => sha256(token.slice(0, token.lastIndexOf('.')));

/** What goes against: one job, at most one token; and no token that nobody approved. */
export function unapprovedTokens(service: PlainScopeService, record: readonly RecordEntry[]): string[] {
  const jobs = new Set(service.requests.filter(({ method }) => method === 'PUT').map(({ path }) => path.slice(-20)));
  return [...jobs].flatMap((jobId) => {
    const tokens = service.tokensSeen(jobId);
    const approved = record
      .filter((entry) => entry.jobId === jobId && entry.event === 'approved')
      .map((entry) => JSON.parse(entry.detail).digest);
    return [
      ...(tokens.length === 1 ? [] : [`${tokens.length} tokens were sent for ${jobId}`]),
      ...tokens
        .filter((token) => !approved.includes(digestOf(token)))
        .map(() => `a token that nobody approved: ${jobId}`),
    ];
  });
}

/** What goes against: every entry's hash covers the entry before. Checked with nothing of the app's own. */
export function brokenLinks(record: readonly RecordEntry[]): string[] {
  let previous = '0'.repeat(64);
  return record.flatMap((entry, index) => {
    const { at, detail, event, form, jobId, kid, monotonic, number, operator, personal } = entry;
    // RFC 8785 for an object of plain texts and integers: members by name, JSON.stringify for each value.
    const more = form === 1 ? { jobId, number, operator } : { form, jobId, kid, monotonic, number, operator, personal };
    const members = { at, detail, event, ...more, previous };
    const text = `{${Object.entries(members)
      .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
      .join(',')}}`;
    previous = entry.hash;
    return number === index + 1 && sha256(text) === entry.hash ? [] : [`entry ${number} does not fit`];
  });
}
