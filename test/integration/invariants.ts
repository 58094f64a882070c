import { expect } from 'vitest';
import type { RecordEntry } from '../../preload/contract.ts';
import type { PlainScopeService } from '../fakes/plain-scope-service.ts';
import { brokenLinks, unapprovedTokens } from './truths.ts';

export { digestOf } from './truths.ts';

/** One job, at most one token; and no token that nobody approved. */
export function expectEveryTokenApproved(service: PlainScopeService, record: readonly RecordEntry[]): void {
  expect(unapprovedTokens(service, record)).toEqual([]);
}

/** Every entry's hash covers the entry before. */
export function expectChained(record: readonly RecordEntry[]): void {
  expect(brokenLinks(record)).toEqual([]);
}
