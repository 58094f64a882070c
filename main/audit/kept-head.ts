import type { Found } from './found.ts';

/** How far the record had come, as the keychain has it: a database that was cut short or put back does not take it along. */
export interface KeptHead {
  /** Number and hash of the newest entry, and when that was written. */
  readonly number: number;
  readonly hash: string;
  readonly at: number;
  /** Size of the newest checkpoint; 0 where there was none. */
  readonly sealed: number;
  /** How many entries, a whole number of the tree's stored parts, were found intact in a check. */
  readonly verified: number;
}

const line = /^head:1:(\d{1,15}):([0-9a-f]{64}):(\d{1,15}):(\d{1,15}):(\d{1,15})$/;

/** One printable line, as the keychain holds it. */
export const headLine = ({ number, hash, at, sealed, verified }: KeptHead): string =>
  `head:1:${number}:${hash}:${at}:${sealed}:${verified}`;

/** Null for what is no such line. */
export function parseHead(text: string): KeptHead | null {
  const [, number, hash, at, sealed, verified] = line.exec(text) ?? [];
  if (hash === undefined) return null;
  return { number: Number(number), hash, at: Number(at), sealed: Number(sealed), verified: Number(verified) };
}

/** How far the record has come by itself. */
export interface RecordEnd {
  /** The newest entry; number 0 where there is none. */
  readonly number: number;
  readonly hash: string;
  /** What is said beside the record of its newest entry; null for a record from before that was said. */
  readonly noted: number | null;
}

/**
 * What the record's end says beside itself, without the keychain: entries are missing that were there, or more are there
 * than were written.
 */
export function endFinding({ number, noted }: RecordEnd): Found | null {
  if (noted === null || noted === number) return null;
  return noted > number
    ? { code: 'record-shortened', entry: number + 1, upTo: noted }
    : { code: 'record-inserted', entry: noted + 1, upTo: number };
}

/**
 * What the keychain's head says of the record. A record that is ahead of it is what a crash leaves, and nothing is wrong.
 * @param there the record's entry of the head's number; null where it has none
 */
export function headFinding(
  kept: KeptHead,
  end: RecordEnd,
  there: { readonly hash: string; readonly at: number } | null,
): Found | null {
  if (kept.number > end.number) {
    // A file that was put back agrees with itself; one that was cut short does not.
    return endFinding(end) ?? { code: 'record-rolled-back', entry: kept.number, upTo: kept.number };
  }
  if (there?.hash === kept.hash) return null;
  // It was put back to before the head and then went on, or it was written anew.
  return there && there.at > kept.at
    ? { code: 'record-rolled-back', entry: kept.number, upTo: kept.number }
    : { code: 'record-rewritten', entry: kept.number, upTo: kept.number };
}
