import { generateKeyPairSync, sign } from 'node:crypto';
import { canonicalJson, type Entry, entryHash, entryText, GENESIS } from '../../main/audit/chain.ts';
import { growTree, inclusionProof, leafHash, type Subtrees } from '../../main/audit/merkle.ts';
import { checkpointText, noteKey, signedNote } from '../../main/audit/note.ts';
import { commitmentOf } from '../../main/audit/personal.ts';
import { type Evidence, type EvidenceDecision, FORMAT, lacksIn, type ProvedEntry } from '../../main/evidence/form.ts';
import { sha256Hex } from '../../main/review/digest.ts';
import { signingInputOf } from '../../main/signing/claims.ts';
import { compactJws, makeAuthorityKey, makeSubject } from './subject.ts';

/** An entry as a test writes it down: it gets its number, its hashes and its proof when the evidence is put together. */
export interface PlannedEntry {
  event: string;
  jobId: string | null;
  at: number;
  detail: Record<string, unknown>;
  personal?: Record<string, unknown>;
  /** As it was written before there was a second form. */
  first?: boolean;
}

/** Everything that evidence is made of, to be changed by a liar who has every key and can hash. */
export interface Plan {
  record: PlannedEntry[];
  /** Which entries are handed out as context and as the job's. */
  context: (entry: PlannedEntry) => boolean;
  ofJob: (entry: PlannedEntry) => boolean;
  decision: Omit<EvidenceDecision, 'entries' | 'notKept'>;
}

export const JOB = 'evidence-job-0000001';
const OTHER_JOB = 'evidence-job-0000002';
const subject = makeSubject('evidence');
export const authority = makeAuthorityKey('evidence');
export const strangersKey = makeAuthorityKey('a stranger');
export const request = subject.requestToken({ scope: 'email', email: 'ada@example.org' });
export const otherRequest = subject.requestToken({ scope: 'email', email: 'eve@example.org' });
const pair = generateKeyPairSync('ed25519');
const raw = Buffer.from(String(pair.publicKey.export({ format: 'jwk' }).x), 'base64url');
export const NOON = Date.UTC(2026, 10, 2, 12);

export const signedHeader = JSON.stringify({ alg: 'EdDSA', kid: authority.kid, typ: 'JWT' });
export const payloadFor = (claims: object = {}) =>
  JSON.stringify({
    sub: subject.sub,
    scope: 'email',
    email: 'ada@example.org',
    iss: 'https://authority.example.org',
    iat: 1,
    exp: 2,
    jti: JOB,
    ...claims,
  });

/** Approved bytes and what a key makes of them. */
export function approvedAs(payload: string, header = signedHeader, key = authority) {
  const digest = sha256Hex(signingInputOf(header, payload));
  return { approved: { header, payload, digest }, token: compactJws(header, payload, key.privateKey) };
}

/** A job that was shown, approved, signed and delivered as it should be. */
export function deliveredPlan(bytes = approvedAs(payloadFor()), asked = request): Plan {
  const { approved, token } = bytes;
  const { digest } = approved;
  const { kid } = authority;
  let seconds = 0;
  const entry = (event: string, detail: Record<string, unknown> = {}, jobId: string | null = JOB): PlannedEntry => {
    seconds += 1;
    return { event, jobId, at: NOON + seconds * 1_000, detail };
  };
  return {
    record: [
      entry('key-created', { kid, algorithm: 'EdDSA' }, null),
      entry('app-started', { version: '1', address: 'https://scope.example', issuer: 'https://a.example' }, null),
      entry('rules-in-force', { undoSeconds: 8 }, null),
      entry('job-added', { from: 'window' }),
      entry('job-added', { from: 'feed' }, OTHER_JOB),
      entry('content-read', { digest: sha256Hex(asked), kind: 'subject-token' }),
      entry('job-confirmed'),
      {
        ...entry('job-shown', { digest, content: sha256Hex(asked), signature: 'valid', warned: ['mixed-scripts'] }),
        personal: { warnings: [{ code: 'mixed-scripts', values: { claim: 'email' } }] },
      },
      entry('approved', { digest, kid, undoUntil: NOON + 9_500 }),
      entry('signed', { digest, kid, token: sha256Hex(token) }),
      entry('put-sent', { attempt: 1, token: sha256Hex(token) }),
      entry('put-answered', { status: 200 }),
      entry('delivered', { proof: 'read-back' }),
    ],
    context: ({ jobId }) => jobId === null,
    ofJob: ({ jobId }) => jobId === JOB,
    decision: {
      jobId: JOB,
      outcome: 'delivered',
      request: { kind: 'subject-token', text: asked },
      approved,
      token,
    },
  };
}

/** A job that was shown and rejected. */
export function rejectedPlan(asked = request): Plan {
  const plan = deliveredPlan();
  const [, read, shown] = ['job-added', 'content-read', 'job-shown'].map((event) => entryOf(plan, event));
  if (read && shown) {
    read.detail.digest = sha256Hex(asked);
    shown.detail.content = sha256Hex(asked);
  }
  const end = plan.record.findIndex(({ event }) => event === 'approved');
  plan.record.splice(
    end,
    plan.record.length,
    { event: 'rejected', jobId: JOB, at: NOON + 20_000, detail: {}, personal: { text: 'Not hers.' } },
    { event: 'deleted', jobId: JOB, at: NOON + 21_000, detail: { status: 200 } },
  );
  const rejected = { outcome: 'rejected' as const, request: { kind: 'subject-token' as const, text: asked } };
  return { ...plan, decision: { ...plan.decision, ...rejected, approved: null, token: null } };
}

export function entryOf({ record }: Plan, event: string): PlannedEntry {
  const found = record.find((entry) => entry.event === event && entry.jobId !== OTHER_JOB);
  if (!found) throw new Error(`no ${event}`);
  return found;
}

const salt = 'c2FsdHNhbHRzYWx0c2FsdHNhbHRzYWx0c2FsdHNhbHQ';

/** Numbers, chains and seals what was planned: everything that can be worked out is right, whatever it says. */
export function evidenceOf({ record, context, ofJob, decision }: Plan): Evidence {
  const origin = 'countersign.local/record/0123456789abcdef';
  const key = noteKey(origin, raw);
  const all: PlannedEntry[] = [
    ...record,
    { event: 'record-key-made', jobId: null, at: NOON + 60_000, detail: { to: key.id, vkey: key.vkey } },
  ];
  let previous = GENESIS;
  const nodes = new Map<string, Buffer>();
  const tree = growTree(undefined, (level, place, hash) => nodes.set(`${level}/${place}`, hash));
  const entries = all.map(({ event, jobId, at, detail, personal = {}, first = false }, index) => {
    const values = Object.entries(personal).map(([name, value]) => ({ name, salt, value: canonicalJson(value) }));
    const entry: Entry = {
      form: first ? 1 : 2,
      number: index + 1,
      at,
      monotonic: first ? null : index + 0.5,
      event,
      jobId,
      operator: 'ada',
      kid: !first && typeof detail.kid === 'string' ? detail.kid : null,
      detail: canonicalJson(detail),
      personal: canonicalJson(Object.fromEntries(values.map((value) => [value.name, commitmentOf(value)]))),
      previous,
    };
    previous = entryHash(entry);
    tree.add(leafHash(entryText(entry)));
    return { entry: { ...entry, hash: previous }, values };
  });
  const subtree: Subtrees = (level, place) => nodes.get(`${level}/${place}`) ?? Buffer.alloc(0);
  const proved = entries.map(
    (one, index): ProvedEntry => ({
      ...one,
      proof: inclusionProof(index, all.length, subtree).map((hash) => hash.toString('base64')),
    }),
  );
  const text = checkpointText({ origin, size: all.length, root: tree.root() });
  const own = proved.filter((_, index) => ofJob(all[index] as PlannedEntry));
  return {
    format: FORMAT,
    version: 1,
    about: 'about',
    verify: ['how'],
    made: { at: '2026-11-02T12:00:00.000Z', by: 'a test' },
    auditKey: key.vkey,
    checkpoint: signedNote(text, key, sign(null, Buffer.from(text), pair.privateKey)),
    signingKeys: decision.token === null ? [] : [{ kty: 'OKP', crv: 'Ed25519', x: authority.publicJwk.x }],
    context: proved.filter((_, index) => context(all[index] as PlannedEntry)),
    decisions: [{ ...decision, notKept: lacksIn({ ...decision, entries: own }), entries: own }],
  };
}
