import { describe, expect, it } from 'vitest';
import type { Evidence, EvidenceDecision, ProvedEntry } from '../../../main/evidence/form.ts';
import { allHolds, judgeEvidence } from '../../../main/evidence/judging.ts';
import { auditFingerprint } from '../../../main/evidence/record-proof.ts';
import { type About, sentences, type Verdict } from '../../../main/evidence/statements.ts';
import {
  approvedAs,
  authority,
  deliveredPlan,
  entryOf,
  evidenceOf,
  NOON,
  otherRequest,
  type Plan,
  payloadFor,
  rejectedPlan,
  request,
  signedHeader,
  strangersKey,
} from '../../fakes/evidence.ts';
import { makeSubject, withFlippedBit } from '../../fakes/subject.ts';

type Said = `${Verdict} ${About}`;

const judge = (evidence: Evidence, auditKey: string | null = null) => judgeEvidence(evidence, auditKey);
const saidOf = (evidence: Evidence, auditKey: string | null = null): Said[] =>
  judge(evidence, auditKey).flatMap(({ statements }) =>
    statements.map(({ verdict, about }): Said => `${verdict} ${about}`),
  );
const failuresOf = (evidence: Evidence, auditKey: string | null = null): string[] =>
  saidOf(evidence, auditKey)
    .filter((said) => said.startsWith('fails '))
    .map((said) => said.slice('fails '.length));

/** Planned as it should be, and then otherwise: all hashes, proofs and the checkpoint are right over what came of it. */
const planned = (change: (plan: Plan) => void, plan = deliveredPlan()): Evidence => {
  change(plan);
  return evidenceOf(plan);
};
type Open<T> = { -readonly [Name in keyof T]: T[Name] extends object | null ? Open<T[Name]> : T[Name] };
/** Put together as it should be, and then altered by somebody without the audit key. */
const altered = (
  change: (
    evidence: Open<Evidence>,
    decision: Open<EvidenceDecision>,
    entry: (event: string) => Open<ProvedEntry>,
  ) => void,
  plan = deliveredPlan(),
): Evidence => {
  const evidence = structuredClone(evidenceOf(plan)) as Open<Evidence>;
  const decision = evidence.decisions[0] as Open<EvidenceDecision>;
  const all = [...evidence.context, ...decision.entries] as Open<ProvedEntry>[];
  change(evidence, decision, (event) => all.find((one) => one.entry.event === event) as Open<ProvedEntry>);
  return evidence as Evidence;
};
const without = (plan: Plan, event: string) => {
  plan.record = plan.record.filter((entry) => entry !== entryOf(plan, event));
};
/** Delivered by a desk of before, whose entries said less. */
function ofFirstForm(): Plan {
  const plan = deliveredPlan();
  entryOf(plan, 'job-shown').detail = { digest: entryOf(plan, 'job-shown').detail.digest };
  for (const entry of plan.record) Object.assign(entry, { first: true, personal: {} });
  return plan;
}
const swap = (plan: Plan, one: string, other: string) => {
  const [a, b] = [plan.record.indexOf(entryOf(plan, one)), plan.record.indexOf(entryOf(plan, other))];
  [plan.record[a], plan.record[b]] = [plan.record[b] as never, plan.record[a] as never];
};
const signed = (payload: string, header = signedHeader, key = authority) =>
  deliveredPlan(approvedAs(payload, header, key));
const flipHex = (text: string) => (text.startsWith('0') ? '1' : '0') + text.slice(1);
const flipBase64 = (text: string) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);

const sound = evidenceOf(deliveredPlan());
const fingerprint = auditFingerprint(sound.auditKey) ?? '';

/** For each thing that is said to hold, evidence in which just that does not. */
const mutants: readonly [says: string, evidence: Evidence, failures: readonly About[], auditKey?: string][] = [
  [
    'a checkpoint over another root',
    altered((of) => {
      of.checkpoint = of.checkpoint.replace(/\n[A-Za-z0-9+/]{43}=\n/, (root) => `\n${flipBase64(root.trim())}\n`);
    }),
    ['checkpoint', 'context-included', 'entries-included'],
  ],
  [
    'a signature that is spelled in another way',
    altered((of) => {
      of.checkpoint = of.checkpoint.replace(
        /(.)=\n$/,
        (_, last: string) => `${String.fromCharCode(last.charCodeAt(0) + 1)}=\n`,
      );
    }),
    ['checkpoint', 'context-included', 'entries-included'],
  ],
  [
    'a line after the signature',
    altered((of) => {
      of.checkpoint += '\n';
    }),
    ['checkpoint', 'context-included', 'entries-included'],
  ],
  [
    'a text before the checkpoint',
    altered((of) => {
      of.checkpoint = `x\n\n${of.checkpoint}`;
    }),
    ['checkpoint', 'context-included', 'entries-included'],
  ],
  [
    'an audit key with another name',
    altered((of) => {
      of.auditKey = of.auditKey.replace('local', 'lokal');
    }),
    ['checkpoint', 'audit-key-named', 'context-included', 'entries-included'],
  ],
  [
    'an audit key that no entry names',
    planned((plan) => {
      plan.context = ({ event }) => event === 'key-created';
    }),
    ['audit-key-named'],
  ],
  ['an audit key that the reader did not expect', sound, ['audit-key-owner'], authority.kid],
  [
    'a start of the app that was altered',
    altered((_, __, entry) => {
      entry('app-started').entry.detail = '{}';
    }),
    ['context-hashes', 'context-included'],
  ],
  [
    'a start of the app that is not in the record',
    altered((_, __, entry) => {
      entry('app-started').proof.pop();
    }),
    ['context-included'],
  ],
  [
    'an entry whose hash is another one',
    altered((_, __, entry) => {
      entry('approved').entry.hash = flipHex(entry('approved').entry.hash);
    }),
    ['entry-hashes'],
  ],
  [
    'an entry with another operator',
    altered((_, __, entry) => {
      entry('approved').entry.operator = 'eve';
    }),
    ['entry-hashes', 'entries-included'],
  ],
  [
    'an entry that says to be of the first form',
    altered((_, __, entry) => {
      entry('delivered').entry.form = 1;
    }),
    ['entry-hashes', 'entries-included'],
  ],
  [
    'an entry of the first form that says more than it was hashed over',
    altered((_, __, entry) => {
      entry('approved').entry.kid = authority.kid;
    }, ofFirstForm()),
    ['entry-hashes'],
  ],
  [
    'an entry whose way to the root is another one',
    altered((_, __, entry) => {
      entry('signed').proof[0] = flipBase64(entry('signed').proof[0] ?? '');
    }),
    ['entries-included'],
  ],
  [
    'an entry at the place of another one',
    altered((_, decision) => {
      decision.entries[0] = { ...(decision.entries[0] as Open<ProvedEntry>), proof: [] };
    }),
    ['entries-included'],
  ],
  [
    'an entry about another job',
    planned((plan) => {
      plan.ofJob = ({ jobId }) => jobId !== null;
    }),
    ['entries-about'],
  ],
  [
    'an entry that stands twice',
    altered((_, decision) => {
      decision.entries.splice(1, 0, decision.entries[0] as Open<ProvedEntry>);
    }),
    ['entries-about'],
  ],
  [
    'entries in another order',
    altered((_, decision) => {
      decision.entries.reverse();
    }),
    ['entries-about'],
  ],
  [
    'a value that is not what the entry is committed to',
    altered((_, __, entry) => {
      (entry('job-shown').values[0] as Open<ProvedEntry['values'][number]>).value = '[]';
    }),
    ['personal-values'],
  ],
  [
    'a value with another salt',
    altered((_, __, entry) => {
      (entry('job-shown').values[0] as Open<ProvedEntry['values'][number]>).salt = 'x';
    }),
    ['personal-values'],
  ],
  [
    'a value that stands twice',
    altered((_, __, entry) => {
      entry('job-shown').values.push(entry('job-shown').values[0] as never);
    }),
    ['personal-values'],
  ],
  [
    'an outcome that the record does not tell of',
    planned((plan) => {
      without(plan, 'delivered');
    }),
    ['outcome'],
  ],
  [
    'an outcome that the record tells of otherwise',
    altered((_, decision) => {
      decision.outcome = 'signed';
    }),
    ['outcome'],
  ],
  [
    'another request',
    altered((_, decision) => {
      decision.request = { kind: 'subject-token', text: otherRequest };
    }),
    ['request', 'shown-request', 'claims'],
  ],
  [
    'a request of another kind',
    altered((_, decision) => {
      (decision.request as { kind: string }).kind = 'service-statement';
    }),
    ['request', 'claims'],
  ],
  [
    'a request that its subject did not sign',
    planned(() => {}, deliveredPlan(undefined, withFlippedBit(request))),
    ['request-signature'],
  ],
  [
    'a request of a subject that is no key',
    planned(
      () => {},
      deliveredPlan(
        approvedAs(payloadFor({ sub: 'x' })),
        makeSubject('evidence').requestToken({ sub: 'x', scope: 'email', email: 'ada@example.org' }),
      ),
    ),
    ['request-signature'],
  ],
  [
    'a request that names another key',
    planned(
      () => {},
      deliveredPlan(
        undefined,
        makeSubject('evidence').requestToken(
          { scope: 'email', email: 'ada@example.org' },
          { header: { kid: strangersKey.kid } },
        ),
      ),
    ),
    ['request-signature'],
  ],
  [
    'a digest of something else',
    altered((_, decision) => {
      (decision.approved as { digest: string }).digest = flipHex(decision.approved?.digest ?? '');
    }),
    ['digest', 'shown', 'approved', 'token-recorded'],
  ],
  [
    'a payload that was not approved',
    altered((_, decision) => {
      (decision.approved as { payload: string }).payload += ' ';
    }),
    ['digest', 'token-bytes'],
  ],
  [
    'an approval of another digest',
    planned((plan) => {
      entryOf(plan, 'approved').detail.digest = 'f'.repeat(64);
    }),
    ['approved', 'token-recorded'],
  ],
  [
    'an approval after the signature',
    planned((plan) => swap(plan, 'approved', 'signed')),
    ['approved', 'token-recorded', 'order'],
  ],
  ['nothing that was shown', planned((plan) => without(plan, 'job-shown')), ['shown']],
  [
    'something else that was shown',
    planned((plan) => {
      entryOf(plan, 'job-shown').detail.digest = 'f'.repeat(64);
    }),
    ['shown'],
  ],
  ['an approval before it was shown', planned((plan) => swap(plan, 'job-shown', 'approved')), ['shown', 'order']],
  [
    'checks over another request',
    planned((plan) => {
      entryOf(plan, 'job-shown').detail.content = 'f'.repeat(64);
    }),
    ['shown-request'],
  ],
  ['a claim that the request does not have', planned(() => {}, signed(payloadFor({ phone: '1' }))), ['claims']],
  ['a claim with another value', planned(() => {}, signed(payloadFor({ email: 'eve@example.org' }))), ['claims']],
  ['a claim left out', planned(() => {}, signed(payloadFor({ email: undefined }))), ['claims']],
  ['no date of expiry', planned(() => {}, signed(payloadFor({ exp: undefined }))), ['claims']],
  ['a token for another job', planned(() => {}, signed(payloadFor({ jti: 'evidence-job-0000002' }))), ['names-job']],
  [
    'an approval that was undone',
    planned((plan) => {
      plan.record.splice(plan.record.indexOf(entryOf(plan, 'signed')), 0, {
        ...entryOf(plan, 'approved'),
        event: 'approval-undone',
        at: NOON + 9_500,
      });
    }),
    ['not-undone'],
  ],
  [
    'an approval that was void',
    planned((plan) => {
      plan.record.splice(plan.record.indexOf(entryOf(plan, 'signed')), 0, {
        ...entryOf(plan, 'approved'),
        event: 'approval-void',
        at: NOON + 9_500,
      });
    }),
    ['not-undone'],
  ],
  [
    'a token over other bytes',
    altered((_, decision) => {
      decision.token = approvedAs(payloadFor({ exp: 3 })).token;
    }),
    ['token-bytes', 'token-recorded'],
  ],
  [
    'a token whose signature does not verify',
    altered((_, decision) => {
      decision.token = withFlippedBit(decision.token ?? '');
    }),
    ['token-signature', 'token-recorded'],
  ],
  [
    'a token under a stranger’s signature',
    planned(() => {}, deliveredPlan(approvedAs(payloadFor(), signedHeader, strangersKey))),
    ['token-signature'],
  ],
  [
    'a token with an algorithm that the key is not for',
    planned(() => {}, signed(payloadFor(), JSON.stringify({ alg: 'ES256', kid: authority.kid, typ: 'JWT' }))),
    ['token-signature'],
  ],
  [
    'a token that brings its own key',
    planned(() => {}, signed(payloadFor(), JSON.stringify({ alg: 'EdDSA', kid: authority.kid, typ: 'JWT', jwk: {} }))),
    ['token-signature'],
  ],
  [
    'a token that names another key',
    planned(() => {}, signed(payloadFor(), JSON.stringify({ alg: 'EdDSA', kid: strangersKey.kid, typ: 'JWT' }))),
    ['key-unused', 'token-signature', 'token-recorded'],
  ],
  [
    'a signing key that says more than it is',
    altered((of) => {
      (of.signingKeys[0] as Record<string, string>).use = 'sig';
    }),
    ['key-unused', 'token-signature', 'token-recorded'],
  ],
  [
    'a key that no token needs',
    altered((of) => {
      of.signingKeys.push({ kty: 'OKP', crv: 'Ed25519', x: strangersKey.publicJwk.x });
    }),
    ['key-unused'],
  ],
  [
    'a key that stands twice',
    altered((of) => {
      of.signingKeys.push(of.signingKeys[0] as never);
    }),
    ['key-unused'],
  ],
  [
    'another token on the record',
    planned((plan) => {
      entryOf(plan, 'signed').detail.token = 'f'.repeat(64);
    }),
    ['token-recorded'],
  ],
  [
    'another token that was sent',
    planned((plan) => {
      entryOf(plan, 'put-sent').detail.token = 'f'.repeat(64);
    }),
    ['token-recorded'],
  ],
  [
    'a second signature',
    planned((plan) => {
      plan.record.splice(plan.record.indexOf(entryOf(plan, 'put-sent')), 0, { ...entryOf(plan, 'signed') });
    }),
    ['token-recorded'],
  ],
  [
    'a signature with another key by the record',
    planned((plan) => {
      entryOf(plan, 'signed').detail.kid = strangersKey.kid;
    }),
    ['token-recorded'],
  ],
  [
    'an approval for another key by the record',
    planned((plan) => {
      entryOf(plan, 'approved').detail.kid = strangersKey.kid;
    }),
    ['token-recorded'],
  ],
  [
    'no token',
    altered((_, decision) => {
      decision.token = null;
    }),
    ['approved', 'token-recorded'],
  ],
  ['a token that was sent before it was signed', planned((plan) => swap(plan, 'signed', 'put-sent')), ['order']],
  ['a proof before anything was sent', planned((plan) => swap(plan, 'put-sent', 'delivered')), ['order']],
  [
    'a rejection with a token',
    altered((_, decision) => {
      decision.token = approvedAs(payloadFor()).token;
    }, rejectedPlan()),
    ['token-recorded'],
  ],
  [
    'a rejection of what was signed',
    planned((plan) => {
      plan.record.splice(plan.record.indexOf(entryOf(plan, 'rejected')), 0, { ...entryOf(deliveredPlan(), 'signed') });
    }, rejectedPlan()),
    ['token-recorded'],
  ],
  ['a deletion before the rejection', planned((plan) => swap(plan, 'rejected', 'deleted'), rejectedPlan()), ['order']],
  [
    'checks that are said to be lacking',
    altered((_, decision) => {
      decision.notKept.push('checks');
    }),
    ['not-kept'],
  ],
  [
    'a value that is not said to be lacking',
    altered((_, __, entry) => {
      entry('job-shown').values = [];
    }),
    ['not-kept'],
  ],
];

/** What is said, and is no failure, of evidence that is sound. */
const others: readonly [says: string, evidence: Evidence, said: readonly Said[], auditKey?: string][] = [
  ['an audit key that the reader expects', sound, ['holds audit-key-owner'], fingerprint],
  ['an audit key that the reader names in its own form', sound, ['holds audit-key-owner'], sound.auditKey],
  [
    'a request that the service only stated',
    planned((plan) => {
      const text = JSON.stringify({ sub: makeSubject('evidence').sub, scope: 'email', email: 'ada@example.org' });
      const { digest } = deliveredPlan(undefined, text).record[5]?.detail ?? {};
      Object.assign(entryOf(plan, 'content-read').detail, { digest, kind: 'service-statement' });
      entryOf(plan, 'job-shown').detail.content = digest;
      plan.decision = { ...plan.decision, request: { kind: 'service-statement', text } };
    }),
    ['note request-signature', 'holds claims', 'holds request'],
  ],
  [
    'a rejection of what nobody signed',
    planned(() => {}, rejectedPlan(withFlippedBit(request))),
    ['note request-signature', 'holds outcome', 'open shown-bytes-not-kept'],
  ],
  [
    'a request that was erased',
    planned((plan) => {
      plan.decision = { ...plan.decision, request: null };
    }),
    ['open request-not-kept', 'open claims'],
  ],
  [
    'a decision of a desk that kept no checks yet',
    planned((plan) => {
      entryOf(plan, 'job-shown').detail = { digest: entryOf(plan, 'job-shown').detail.digest };
    }),
    ['open checks-not-kept', 'holds shown'],
  ],
  [
    'entries that were written in the first form',
    evidenceOf(ofFirstForm()),
    ['holds entry-hashes', 'holds entries-included', 'holds token-recorded', 'open checks-not-kept'],
  ],
  [
    'values that were erased',
    altered((_, decision, entry) => {
      entry('job-shown').values = [];
      decision.notKept = ['personal-values'];
    }),
    ['open personal-values-not-kept'],
  ],
  [
    'a clock that was set back',
    planned((plan) => {
      entryOf(plan, 'put-sent').at = NOON;
    }),
    ['open clock'],
  ],
  [
    'an approval that was signed before its time by a clock that was set',
    planned((plan) => {
      entryOf(plan, 'approved').detail.undoUntil = NOON + 3_600_000;
    }),
    ['open undo-time'],
  ],
  [
    'a key whose arrival is not shown',
    planned((plan) => {
      plan.context = ({ event }) => event === 'record-key-made';
    }),
    ['open key-named'],
  ],
  [
    'a token that was approved a second time, after it was undone',
    planned((plan) => {
      const approved = entryOf(plan, 'approved');
      plan.record.splice(plan.record.indexOf(approved), 0, { ...approved }, { ...approved, event: 'approval-undone' });
    }),
    ['holds not-undone', 'holds approved'],
  ],
  [
    'a proof by the answer',
    planned((plan) => {
      entryOf(plan, 'delivered').detail.proof = 'answer';
    }),
    ['note proof'],
  ],
];

describe('evidence', () => {
  it('that is sound holds, and what it can’t tell is said', () => {
    for (const plan of [deliveredPlan(), rejectedPlan()]) {
      const evidence = evidenceOf(plan);
      expect(failuresOf(evidence)).toEqual([]);
      expect(allHolds(judge(evidence))).toBe(true);
      expect(saidOf(evidence)).toEqual(
        expect.arrayContaining(['open audit-key-owner', 'open desk-word', 'open more-entries', 'open times']),
      );
    }
  });

  it.each(mutants)('with %s does not hold, and says so of just that', (_, evidence, failures, auditKey) => {
    expect([...new Set(failuresOf(evidence, auditKey))].sort()).toEqual([...failures].sort());
    expect(allHolds(judge(evidence, auditKey ?? null))).toBe(false);
  });

  it.each(others)('with %s holds, and says so', (_, evidence, said, auditKey) => {
    expect(failuresOf(evidence, auditKey)).toEqual([]);
    expect(saidOf(evidence, auditKey)).toEqual(expect.arrayContaining([...said]));
  });

  it('has a test for every sentence in which it is said', () => {
    const all = [...mutants, ...others, ['', evidenceOf(rejectedPlan())] as const].flatMap(([, evidence, , key]) =>
      saidOf(evidence, (key as string | undefined) ?? null),
    );
    const sayable = Object.entries(sentences).flatMap(([about, said]) =>
      Object.keys(said).map((verdict) => `${verdict} ${about}`),
    );
    expect(sayable.filter((one) => !all.includes(one as Said))).toEqual([]);
  });
});
