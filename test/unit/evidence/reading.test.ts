import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../../main/evidence/form.ts';
import { allHolds, judgeEvidence } from '../../../main/evidence/judging.ts';
import { LARGEST_EVIDENCE, readEvidence } from '../../../main/evidence/reading.ts';
import { reportLines, unjudgedLines } from '../../../main/evidence/report.ts';
import { deliveredPlan, evidenceOf, rejectedPlan } from '../../fakes/evidence.ts';

const bytesOf = (value: unknown) => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
const sound = evidenceOf(deliveredPlan());
const withMember = (name: string, value: unknown) => bytesOf({ ...sound, [name]: value });
const decision = (change: object) => withMember('decisions', [{ ...sound.decisions[0], ...change }]);
const [entry] = sound.decisions[0]?.entries ?? [];
const entryWith = (change: object) => decision({ entries: [{ ...entry, ...change }] });

/** What nobody vouches for: texts for whoever opens the file, which docs/evidence-format.md names. */
const free = ({ about: _about, verify: _verify, made: _made, ...rest }: Evidence) => rest;

/** Whether bytes that were altered are noticed: they can't be read, something does not hold, or nothing that counts differs. */
function noticed(bytes: Buffer, original: Evidence): boolean {
  const read = readEvidence(bytes);
  if ('code' in read) return true;
  if (!allHolds(judgeEvidence(read.evidence, null))) return true;
  return JSON.stringify(free(read.evidence)) === JSON.stringify(free(original));
}

describe('a file of evidence', () => {
  it('is read as it was written', () => {
    expect(readEvidence(bytesOf(sound))).toEqual({ evidence: sound });
  });

  it.each([
    ['delivered', sound],
    ['rejected', evidenceOf(rejectedPlan())],
  ])('of a %s job does not hold with any byte flipped, but in the texts that nobody vouches for', (_, evidence) => {
    const bytes = bytesOf(evidence);
    expect(noticed(bytes, evidence) && allHolds(judgeEvidence(evidence, null))).toBe(true);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const altered = Buffer.from(bytes);
        altered[at] = (altered[at] ?? 0) ^ mask;
        return noticed(altered, evidence);
      }),
      { numRuns: 1_000 },
    );
  });

  it('does not hold with any bit of its tail, where the signatures’ last characters are, flipped', () => {
    const bytes = bytesOf(sound);
    const spots = [
      /"checkpoint": "[^"]*"/,
      /"auditKey": "[^"]*"/,
      /"token": "[^"]*"/,
      /"x": "[^"]*"/,
      /"salt": "[^"]*"/,
    ];
    for (const spot of spots) {
      const found = spot.exec(bytes.toString('latin1'));
      const end = (found?.index ?? 0) + (found?.[0].length ?? 0);
      for (let at = end - 8; at < end; at += 1) {
        for (let bit = 0; bit < 8; bit += 1) {
          const altered = Buffer.from(bytes);
          altered[at] = (altered[at] ?? 0) ^ (1 << bit);
          expect(noticed(altered, sound), `${spot} ${at - end} ${bit}`).toBe(true);
        }
      }
    }
  });

  it('is cut off anywhere, and can’t be judged', () => {
    const bytes = bytesOf(sound);
    for (let length = 0; length < bytes.length - 2; length += 97) {
      expect(readEvidence(bytes.subarray(0, length))).toHaveProperty('code');
    }
  });

  it.each([
    ['nothing at all', Buffer.alloc(0), 'not-json'],
    ['no JSON', Buffer.from('{"format": countersign}'), 'not-json'],
    ['JSON with a comment', Buffer.from('{} // evidence'), 'not-json'],
    ['other bytes than UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'not-utf8'],
    ['JSON that is a list', Buffer.from('[]'), 'not-evidence'],
    ['JSON that is null', Buffer.from('null'), 'not-evidence'],
    ['other JSON', Buffer.from('{"format":"other","version":1}'), 'not-evidence'],
    ['a later version', withMember('version', 2), 'other-version'],
    ['a version that is a text', withMember('version', '1'), 'other-version'],
    [
      'a name that stands twice',
      Buffer.from('{"format":"countersign-evidence","format":"countersign-evidence"}'),
      'json-twice',
    ],
    ['a number that loses digits', Buffer.from('{"version":9007199254740993}'), 'json-other'],
    ['half a character', Buffer.from('{"about":"\\ud800"}'), 'json-other'],
    ['100,000 lists in each other', Buffer.from(`${'['.repeat(100_000)}${']'.repeat(100_000)}`), 'json-too-deep'],
    [
      '100,000 objects in each other',
      Buffer.from(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`),
      'json-too-deep',
    ],
    ['more than is read', Buffer.alloc(LARGEST_EVIDENCE + 1, 0x20), 'too-large'],
    ['a member that nobody knows', withMember('more', 1), 'malformed'],
    ['a member missing', bytesOf({ ...sound, auditKey: undefined }), 'malformed'],
    ['a list for a text', withMember('checkpoint', []), 'malformed'],
    ['a text for a list', withMember('signingKeys', 'x'), 'malformed'],
    ['an object for a list', withMember('decisions', { 0: {} }), 'malformed'],
    ['a key that is a number', withMember('signingKeys', [1]), 'malformed'],
    ['a key with a list in it', withMember('signingKeys', [{ kty: [] }]), 'malformed'],
    ['no decision', withMember('decisions', []), 'malformed'],
    ['no entry', decision({ entries: [] }), 'malformed'],
    ['an outcome that there is not', decision({ outcome: 'approved' }), 'malformed'],
    ['a request that is a text', decision({ request: 'x' }), 'malformed'],
    ['an entry that is null', decision({ entries: [null] }), 'malformed'],
    ['an entry without a number', entryWith({ entry: { ...entry?.entry, number: 0 } }), 'malformed'],
    ['an entry with half a number', entryWith({ entry: { ...entry?.entry, number: 1.5 } }), 'malformed'],
    ['an entry with a time before all times', entryWith({ entry: { ...entry?.entry, at: -1 } }), 'malformed'],
    ['an entry of a form that there is not', entryWith({ entry: { ...entry?.entry, form: 3 } }), 'malformed'],
    ['a hash with other letters', entryWith({ proof: ['-'.repeat(43)] }), 'malformed'],
    ['a hash in another spelling', entryWith({ proof: [`${'A'.repeat(42)}B=`] }), 'malformed'],
    ['a short hash', entryWith({ proof: ['AAAA'] }), 'malformed'],
    [
      'a member that objects inherit',
      bytesOf({ ...sound, made: JSON.parse('{"__proto__":{"at":"","by":""}}') }),
      'malformed',
    ],
  ])('with %s can’t be judged, and says why', (_, bytes, code) => {
    const read = readEvidence(bytes);
    expect(read).toMatchObject({ code });
    if (!('code' in read)) throw new Error('it was read');
    expect(unjudgedLines('x', read).join('\n')).not.toMatch(/undefined|–|\{\w+\}/);
  });

  it('says where it is not formed as evidence is', () => {
    expect(decision({ entries: [entry, { ...entry, proof: [1] }] })).toSatisfy(
      (bytes: Buffer) =>
        JSON.stringify(readEvidence(bytes)) === '{"code":"malformed","at":"evidence.decisions[0].entries[1].proof[0]"}',
    );
  });

  it('that can be read can be judged, whatever its texts and numbers are', () => {
    const wild = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.constantFrom('', '.', 'a.b.c', '{}', '[]', '__proto__', 'constructor', 'toString'),
    );
    const paths = leavesOf(sound);
    fc.assert(
      fc.property(fc.constantFrom(...paths), wild, fc.maxSafeNat(), (path, text, number) => {
        const altered = structuredClone(sound) as unknown as Record<string, unknown>;
        const holder = path.slice(0, -1).reduce<Record<string, unknown>>((at, name) => at[name] as never, altered);
        const name = path.at(-1) as string;
        holder[name] = typeof holder[name] === 'number' ? number : text;
        const read = readEvidence(bytesOf(altered));
        if ('code' in read) return;
        const judgements = judgeEvidence(read.evidence, null);
        const lines = reportLines('x', read.evidence, judgements);
        expect(lines.join('\n')).not.toMatch(/undefined|\[object/);
      }),
      { numRuns: 500 },
    );
  });
});

function leavesOf(value: unknown, within: readonly string[] = []): string[][] {
  if (value === null || typeof value !== 'object') return [[...within]];
  return Object.entries(value).flatMap(([name, one]) => leavesOf(one, [...within, name]));
}

describe('what is printed', () => {
  it('has nothing that a terminal would obey, whoever wrote it', () => {
    const bad = '\u001b[2J\u001b]0;x\u0007\r\u202e\u200b\u2028\u0000';
    const evidence: Evidence = {
      ...sound,
      made: { at: bad, by: bad },
      signingKeys: [{ kty: bad }],
      context: sound.context.map((one) => ({
        ...one,
        entry: { ...one.entry, event: bad, detail: JSON.stringify({ version: bad, address: bad, issuer: bad }) },
      })),
      decisions: sound.decisions.map((one) => ({
        ...one,
        jobId: bad,
        entries: one.entries.map((each) => ({
          ...each,
          values: each.values.map((value) => ({ ...value, name: bad })),
          entry: {
            ...each.entry,
            operator: bad,
            detail: JSON.stringify({ warned: [bad], signature: bad, status: bad }),
          },
        })),
      })),
    };
    const lines = [
      ...reportLines(bad, evidence, judgeEvidence(evidence, bad)),
      ...unjudgedLines(bad, { code: 'not-read', detail: bad }),
      ...unjudgedLines(bad, { code: 'malformed', at: bad }),
    ].join('\n');
    expect(lines).toContain('U+001B');
    expect(lines.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });
});
