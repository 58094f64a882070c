import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { RecordEntry } from '../../preload/contract.ts';
import type { PlainScopeService } from '../fakes/plain-scope-service.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The digest that an approval names: SHA-256 of the JWS signing input (RFC 7515, 5.1). */
export const digestOf = (token: string) => sha256(token.slice(0, token.lastIndexOf('.')));

/** One job, at most one token; and no token that nobody approved. */
export function expectEveryTokenApproved(service: PlainScopeService, record: readonly RecordEntry[]): void {
  const jobs = new Set(service.requests.filter(({ method }) => method === 'PUT').map(({ path }) => path.slice(-20)));
  for (const jobId of jobs) {
    const tokens = service.tokensSeen(jobId);
    expect(tokens.length, `tokens sent for ${jobId}`).toBe(1);
    const approved = record
      .filter((entry) => entry.jobId === jobId && entry.event === 'approved')
      .map((entry) => JSON.parse(entry.detail).digest);
    for (const token of tokens) expect(approved).toContain(digestOf(token));
  }
}

/** Every entry's hash covers the entry before, checked with nothing of the app's own. */
export function expectChained(record: readonly RecordEntry[]): void {
  let previous = '0'.repeat(64);
  record.forEach((entry, index) => {
    const { at, detail, event, jobId, number, operator } = entry;
    expect(number).toBe(index + 1);
    // RFC 8785 for an object of plain texts and integers: members by name, JSON.stringify for each value.
    const members = { at, detail, event, jobId, number, operator, previous };
    const text = `{${Object.entries(members)
      .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
      .join(',')}}`;
    expect(sha256(text), `entry ${number}`).toBe(entry.hash);
    previous = entry.hash;
  });
}
