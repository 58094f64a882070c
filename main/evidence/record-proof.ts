import { entryHash, entryText } from '../audit/chain.ts';
import { includes, leafHash } from '../audit/merkle.ts';
import { type CheckpointBody, checkpointText, openCheckpoint, parseNoteKey } from '../audit/note.ts';
import { commitmentOf } from '../audit/personal.ts';
import { ed25519Thumbprint } from '../review/subject-token.ts';
import { detailOf, type Evidence, membersOf, type ProvedEntry } from './form.ts';
import { type About, fails, holds, open, type Statement } from './statements.ts';

/** What holds of entries by the record that they are from. */

/** What a checkpoint says whose signature holds; null for one that proves nothing. */
export type Sealed = CheckpointBody | null;

/** What an audit key is named by to people: the RFC 7638 thumbprint of its JWK. Null for what is no such key. */
export function auditFingerprint(vkey: string): string | null {
  const { x } = parseNoteKey(vkey)?.key.export({ format: 'jwk' }) ?? {};
  return x === undefined ? null : ed25519Thumbprint(x);
}

/** @param named fingerprint of the audit key that the reader expects; null where they named none */
export function judgeCheckpoint(
  { auditKey, checkpoint, context }: Evidence,
  named: string | null,
): { readonly sealed: Sealed; readonly statements: Statement[] } {
  const key = parseNoteKey(auditKey);
  const fingerprint = auditFingerprint(auditKey) ?? '–';
  const said = key && isSpelledOnce(checkpoint) ? openCheckpoint(checkpoint, [key]) : null;
  // What was signed is the text: a checkpoint that could be read in two ways is none.
  const sealed = said && checkpoint.startsWith(`${checkpointText(said)}\n`) ? said : null;
  const naming = context.find(
    ({ entry }) => entry.event.startsWith('record-key-') && detailOf(entry).vkey === auditKey,
  );
  return {
    sealed,
    statements: [
      sealed ? holds('checkpoint', { size: sealed.size, key: fingerprint }) : fails('checkpoint'),
      naming ? holds('audit-key-named', { entry: naming.entry.number }) : fails('audit-key-named'),
      named === null
        ? open('audit-key-owner', { key: fingerprint })
        : named === fingerprint || named === auditKey
          ? holds('audit-key-owner')
          : fails('audit-key-owner', { key: fingerprint }),
    ],
  };
}

/** One signature after the text, in the one spelling of its bytes. */
function isSpelledOnce(checkpoint: string): boolean {
  const [, encoded = ''] = /\n\n\u2014 \S+ (\S+)\n$/.exec(checkpoint) ?? [];
  const body = checkpoint.slice(0, checkpoint.indexOf('\n\n'));
  const lines = checkpoint.slice(body.length).split('\n').length;
  return encoded !== '' && lines === 4 && Buffer.from(encoded, 'base64').toString('base64') === encoded;
}

/** That each entry is what it says, and where the record has it. */
export function judgeEntries(
  entries: readonly ProvedEntry[],
  sealed: Sealed,
  [hashes, included]: readonly [About, About],
): Statement[] {
  const altered = entries.find(({ entry }) => !isIntact(entry));
  const outside = entries.find((one) => sealed === null || !isIncluded(one, sealed));
  return [
    altered ? fails(hashes, { entry: altered.entry.number }) : holds(hashes, { count: entries.length }),
    outside ? fails(included, { entry: outside.entry.number }) : holds(included),
  ];
}

/** The first form had no room for what came later: nothing of it can have been hashed. */
const isIntact = (entry: ProvedEntry['entry']): boolean =>
  entryHash(entry) === entry.hash &&
  (entry.form === 2 || (entry.monotonic === null && entry.kid === null && entry.personal === '{}'));

const isIncluded = ({ entry, proof }: ProvedEntry, { size, root }: CheckpointBody): boolean =>
  includes(
    leafHash(entryText(entry)),
    entry.number - 1,
    size,
    proof.map((hash) => Buffer.from(hash, 'base64')),
    root,
  );

/** That entries are about one job, each once and in their order. */
export function judgeSubjectMatter(entries: readonly ProvedEntry[], jobId: string): Statement {
  const wrong = entries.find(
    ({ entry }, index) => entry.jobId !== jobId || entry.number <= (entries[index - 1]?.entry.number ?? 0),
  );
  return wrong ? fails('entries-about', { entry: wrong.entry.number }) : holds('entries-about');
}

/** That what is kept apart of entries is what they are committed to. */
export function judgePersonalValues(entries: readonly ProvedEntry[]): Statement[] {
  const names = new Set<string>();
  for (const { entry, values } of entries) {
    const commitments = membersOf(entry.personal);
    const own = new Set(values.map(({ name }) => name));
    if (own.size < values.length || values.some((value) => commitments[value.name] !== commitmentOf(value))) {
      return [fails('personal-values', { entry: entry.number })];
    }
    for (const name of own) names.add(`${entry.event}: ${name}`);
  }
  return names.size === 0 ? [] : [holds('personal-values', { names: [...names].join(', ') })];
}
