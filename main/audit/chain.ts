import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** One entry of the record without its hash (docs/record-format.md). */
export interface Entry {
  /** 1 or 2: an entry is hashed in the form that it was written in for as long as the record lasts. */
  readonly form: number;
  readonly number: number;
  /** Milliseconds since the Unix epoch, by the clock on the wall, which may be set. */
  readonly at: number;
  /** Milliseconds by the machine's own steady clock, which begins anew with the machine; null in the first form. */
  readonly monotonic: number | null;
  readonly event: string;
  readonly jobId: string | null;
  /** Who was logged in to the system. */
  readonly operator: string;
  /** The key that it is about, as its detail names it; null where there is none, and in the first form. */
  readonly kid: string | null;
  /** Canonical JSON (RFC 8785). */
  readonly detail: string;
  /** Canonical JSON: what each personal value is committed to by its name (see personal.ts); `{}` in the first form. */
  readonly personal: string;
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

/** What a text of the file says; undefined where it is no JSON, since anything may stand there. */
export function jsonOf(detail: string): unknown {
  try {
    return JSON.parse(detail);
  } catch {
    return undefined;
  }
}

const text = (value: string | null): string => (value === null ? 'null' : JSON.stringify(value));

/**
 * The canonical JSON (RFC 8785) of an entry in its form. Written out member by member: its members are texts and whole
 * numbers, for which JSON.stringify is what RFC 8785 asks for, and half a million of them are checked at once.
 */
export function entryText(entry: Entry): string {
  const { form, number, at, monotonic, event, jobId, operator, kid, detail, personal, previous } = entry;
  const members =
    form === 1
      ? `"jobId":${text(jobId)},"number":${number},"operator":${text(operator)}`
      : `"form":${form},"jobId":${text(jobId)},"kid":${text(kid)},"monotonic":${monotonic},"number":${number},"operator":${text(operator)},"personal":${text(personal)}`;
  return `{"at":${at},"detail":${text(detail)},"event":${text(event)},${members},"previous":${text(previous)}}`;
}

/** Hexadecimal SHA-256 over the entry's canonical JSON, `previous` included. */
export const entryHash = (entry: Entry): string => hash('sha256', entryText(entry), 'hex');
