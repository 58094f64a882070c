import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** One entry of the record without its hash. */
export interface Entry {
  readonly number: number;
  readonly at: number;
  readonly event: string;
  readonly jobId: string | null;
  readonly operator: string;
  /** Canonical JSON (RFC 8785). */
  readonly detail: string;
  /** The hash of the entry before; 64 zeros before the first. */
  readonly previous: string;
}

export const GENESIS = '0'.repeat(64);

/** RFC 8785 text of a value, so that anyone can compute the same bytes. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('a value that JSON cannot hold');
  return text;
}

/** Hexadecimal SHA-256 over the entry's canonical JSON, `previous` included. */
export const entryHash = (entry: Entry): string =>
  createHash('sha256').update(canonicalJson(entry), 'utf8').digest('hex');
