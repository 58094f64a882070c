import { type Entry, jsonOf } from '../audit/chain.ts';
import type { PersonalValue } from '../audit/personal.ts';

/*
 * Evidence of decisions as it lies in a file: docs/evidence-format.md. What reads it needs nothing else of the app.
 */

export const FORMAT = 'countersign-evidence';
export const VERSION = 1;

/** An entry of the record, and what it takes to come from it to the checkpoint's root. */
export interface ProvedEntry {
  readonly entry: Entry & { readonly hash: string };
  /** Of its personal values those that are still there. */
  readonly values: readonly PersonalValue[];
  /** RFC 6962, 2.1.1: hashes as base64. */
  readonly proof: readonly string[];
}

export const outcomes = ['signed', 'delivered', 'sent-not-proved', 'rejected'] as const;
export type Outcome = (typeof outcomes)[number];

/** What evidence of a decision lacks, because the desk did not keep it, or does not keep it any more. */
export const lacks = ['request', 'shown-bytes', 'checks', 'personal-values'] as const;
export type Lack = (typeof lacks)[number];

export interface EvidenceDecision {
  readonly jobId: string;
  readonly outcome: Outcome;
  /** What was asked for, to the letter: the subject's own token, or what the service stated. */
  readonly request: { readonly kind: 'subject-token' | 'service-statement'; readonly text: string } | null;
  /** What was shown and approved: the two JSON texts whose UTF-8 bytes were signed, and the digest of both. */
  readonly approved: { readonly header: string; readonly payload: string; readonly digest: string } | null;
  readonly token: string | null;
  readonly notKept: readonly Lack[];
  /** Everything that the record has about the job, in its order. */
  readonly entries: readonly ProvedEntry[];
}

/** The members of a public key that its thumbprint is over (RFC 7638, 3.2; RFC 8037, 2), and no other. */
export type BareJwk = Readonly<Record<string, string>>;

export interface Evidence {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  /** Two texts for whoever opens the file. They prove nothing. */
  readonly about: string;
  readonly verify: readonly string[];
  readonly made: { readonly at: string; readonly by: string };
  /** C2SP signed-note public key of the record that the checkpoint is signed with. */
  readonly auditKey: string;
  /** C2SP tlog-checkpoint. */
  readonly checkpoint: string;
  readonly signingKeys: readonly BareJwk[];
  /** Entries about no single job: which key signs checkpoints, where signing keys came from, which service it was for. */
  readonly context: readonly ProvedEntry[];
  readonly decisions: readonly EvidenceDecision[];
}

/** The outcome that entries about a job tell of, in their order; null where they tell of none. */
export function outcomeIn(entries: readonly ProvedEntry[]): Outcome | null {
  const events = entries.map(({ entry }) => entry.event);
  if (events.includes('rejected')) return 'rejected';
  if (events.includes('delivered')) return 'delivered';
  if (!events.includes('signed')) return null;
  const last = events.findLast((event) => event === 'sent-not-proved' || event === 'retried' || event === 'attention');
  return last === 'sent-not-proved' ? 'sent-not-proved' : 'signed';
}

/** Number of the entry by which a job was decided; 0 where there is none. */
export const decidingNumber = (entries: readonly ProvedEntry[]): number =>
  entries.findLast(({ entry }) => entry.event === 'approved' || entry.event === 'rejected')?.entry.number ?? 0;

/** What a decision lacks, by what is there. */
export function lacksIn({
  request,
  approved,
  entries,
}: Pick<EvidenceDecision, 'request' | 'approved' | 'entries'>): Lack[] {
  const shown = entries.filter(({ entry }) => entry.event === 'job-shown');
  const without = (name: string) => shown.some(({ entry }) => !Object.hasOwn(detailOf(entry), name));
  const erased = ({ entry, values }: ProvedEntry) => Object.keys(membersOf(entry.personal)).length > values.length;
  return lacks.filter(
    (lack) =>
      ({
        request: request === null,
        'shown-bytes': approved === null && shown.length > 0,
        checks: without('warned'),
        'personal-values': entries.some(erased),
      })[lack],
  );
}

/** What an entry says beside its own members; nothing where that can't be read. */
export const detailOf = ({ detail }: Pick<Entry, 'detail'>): Readonly<Record<string, unknown>> => membersOf(detail);

/** A member as a word of a sentence; a dash where it is none. */
export const wordOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '–';

export function membersOf(json: string): Readonly<Record<string, unknown>> {
  const value = jsonOf(json);
  return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
}
