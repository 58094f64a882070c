import type { Finding } from '../../preload/contract.ts';
import { inclusionProof, type Subtrees } from '../audit/merkle.ts';
import { openCheckpoint, parseNoteKey } from '../audit/note.ts';
import type { RecordFile } from '../audit/record-file.ts';
import { finding } from '../errors.ts';
import { looksLikeCompactToken } from '../review/compact-token.ts';
import type { HeldKey } from '../signing/keys-file.ts';
import type { Store } from '../store/store.ts';
import {
  decidingNumber,
  detailOf,
  type Evidence,
  type EvidenceDecision,
  FORMAT,
  lacksIn,
  outcomeIn,
  type ProvedEntry,
  VERSION,
  wordOf,
} from './form.ts';
import { auditFingerprint } from './record-proof.ts';
import { bareJwk } from './signatures.ts';

/** Where evidence is gathered from. */
export interface EvidenceParts {
  readonly store: Pick<Store, 'record' | 'jobs' | 'approvals' | 'tokens' | 'transaction'>;
  readonly file: RecordFile;
  readonly keys: () => readonly HeldKey[];
  readonly version: string;
  readonly now: () => number;
  /** Lets other work have its turn. */
  readonly breathe: () => Promise<void>;
}

const about =
  'Evidence of decisions made with Countersign, a desktop signing authority. It can be checked without Countersign, on any computer with Node.js.';
const verify = [
  'Take verify.mjs from a release of Countersign (it lies in the folder resources), not from whoever gave you this file.',
  'With Node.js 20.19 or newer: node verify.mjs <this file>',
  'Where Countersign is installed: countersign verify <this file>',
  'To hold it to whose record it is: add --audit-key <fingerprint>, as its owner told it to you by another way.',
];

const auditKeyEvents = ['record-key-made', 'record-key-rotated', 'record-key-lost'] as const;
const arrivals = ['key-created', 'key-imported', 'backup-restored'] as const;
const standings = ['app-started', 'rules-in-force'] as const;

/**
 * Gathers evidence of what was decided about each of these jobs, against the newest checkpoint.
 * @returns the file's text, and the fingerprint of the audit key that it is held to; a finding where one of them has not been decided here, or no checkpoint covers them
 */
export async function makeEvidence(
  parts: EvidenceParts,
  jobIds: readonly string[],
): Promise<{ readonly text: string; readonly auditKey: string } | { readonly problem: Finding }> {
  const { store, file, version } = parts;
  const sealed = newestCheckpoint(file);
  const numbersOf = (jobId: string) => store.record.ofJob(jobId).map(({ number }) => number);
  const unsealed = jobIds.some((jobId) => (numbersOf(jobId).at(-1) ?? 0) > (sealed?.size ?? 0));
  if (!sealed || unsealed) return { problem: finding('evidence-unsealed') };
  const { size, vkey, note } = sealed;
  const subtree = remembered(file.subtree);
  const prove = (numbers: readonly number[]): ProvedEntry[] =>
    numbers.flatMap((number) => {
      const entry = number <= size ? file.entry(number) : null;
      if (!entry) return [];
      const proof = inclusionProof(number - 1, size, subtree).map((hash) => hash.toString('base64'));
      return [{ entry, values: file.values(number - 1, number).get(number) ?? [], proof }];
    });

  const decisions: EvidenceDecision[] = [];
  for (const jobId of new Set(jobIds)) {
    if (decisions.length > 0) await parts.breathe();
    const decision = decisionOn(parts, jobId, prove(numbersOf(jobId)));
    if (!decision) return { problem: finding('evidence-undecided', { jobId }) };
    decisions.push(decision);
  }

  const kids = new Set(
    decisions.map(({ approved }) => approved && (JSON.parse(approved.header) as { kid: string }).kid),
  );
  const evidence: Evidence = {
    format: FORMAT,
    version: VERSION,
    about,
    verify,
    made: { at: new Date(parts.now()).toISOString(), by: `Countersign ${version}` },
    auditKey: vkey,
    checkpoint: note,
    signingKeys: parts
      .keys()
      .filter(({ kid }) => kids.has(kid))
      .map(({ publicJwk }) => bareJwk(publicJwk)),
    context: prove(contextOf(file, decisions, kids, vkey)),
    decisions,
  };
  return { text: `${JSON.stringify(evidence, null, 2)}\n`, auditKey: String(auditFingerprint(vkey)) };
}

/** The newest that is signed by a key which the record names. */
function newestCheckpoint(file: RecordFile) {
  const keys = file.about(auditKeyEvents).flatMap((entry) => parseNoteKey(wordOf(detailOf(entry).vkey)) ?? []);
  for (const { size, note } of file.checkpoints().reverse()) {
    const said = openCheckpoint(note, keys);
    if (said?.size === size) return { size, note, vkey: said.key.vkey };
  }
  return null;
}

/** Proofs of entries that are near each other share most of their subtrees. */
function remembered(subtree: Subtrees): Subtrees {
  const known = new Map<string, Buffer>();
  return (level, place) => {
    const name = `${level}/${place}`;
    const hash = known.get(name) ?? subtree(level, place);
    known.set(name, hash);
    return hash;
  };
}

/** Null where nothing has been decided about it that could be shown. */
function decisionOn({ store }: EvidenceParts, jobId: string, entries: readonly ProvedEntry[]): EvidenceDecision | null {
  const outcome = outcomeIn(entries);
  if (outcome === null) return null;
  const token = store.tokens.find(jobId);
  const approval = token && store.approvals.signed(jobId);
  const content = approval?.content ?? store.jobs.find(jobId)?.content?.text ?? null;
  const request = content === null ? null : { kind: kindOf(content), text: content };
  const approved = approval && { header: approval.header, payload: approval.payload, digest: approval.digest };
  const notKept = lacksIn({ request, approved, entries });
  return { jobId, outcome, request, approved, token: token?.token ?? null, notKept, entries };
}

const kindOf = (content: string): 'subject-token' | 'service-statement' =>
  looksLikeCompactToken(content) ? 'subject-token' : 'service-statement';

/** Numbers of the entries that a reader needs beside those of the jobs: about the keys, and about how the desk stood. */
function contextOf(
  file: RecordFile,
  decisions: readonly EvidenceDecision[],
  kids: ReadonlySet<string | null>,
  auditKey: string,
): number[] {
  const naming = file.about(auditKeyEvents).filter((entry) => detailOf(entry).vkey === auditKey);
  const coming = file.about(arrivals).filter((entry) => kids.has(wordOf(detailOf(entry).kid)));
  const standing = standings.flatMap((event) => {
    const numbers = file.about([event]).map(({ number }) => number);
    return decisions.map(({ entries }) => numbers.findLast((number) => number < decidingNumber(entries)));
  });
  const numbers = [...naming, ...coming].map(({ number }) => number);
  const all = new Set([...numbers, ...standing.filter((number) => number !== undefined)]);
  return [...all].sort((a, b) => a - b);
}
