import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { claimRows } from '../../../main/review/claim-rows.ts';
import type { JsonObject } from '../../../main/review/compact-token.ts';
import { readContent } from '../../../main/review/subject-token.ts';
import { summaryOf } from '../../../main/review/summary.ts';
import { buildAssertion } from '../../../main/signing/claims.ts';
import type { Shown } from '../../../preload/contract.ts';
import { makeSubject } from '../../fakes/subject.ts';

const textOf = (shown: Shown | null) =>
  shown === null ? null : shown.runs.map((run) => ('mark' in run ? `[${run.mark}]` : run.text)).join('');
const lines = (signed: JsonObject, asserted: JsonObject | null) =>
  claimRows(signed, asserted).map((row) => [textOf(row.name), textOf(row.signed), textOf(row.asserted), row.change]);

describe('the table of claims', () => {
  it("stands the subject's claims beside ours: theirs in their order, then what we add", () => {
    const signed = { sub: 'S', exp: 1, email: 'a@b.c', iss: 'S' };
    const asserted = { sub: 'S', email: 'a@b.c', iss: 'https://a.example', iat: 2, jti: 'J' };
    expect(lines(signed, asserted)).toEqual([
      ['sub', 'S', 'S', 'same'],
      ['exp', '1', null, 'dropped'],
      ['email', 'a@b.c', 'a@b.c', 'same'],
      ['iss', 'S', 'https://a.example', 'replaced'],
      ['iat', null, '2', 'added'],
      ['jti', null, 'J', 'added'],
    ]);
  });

  it('asserts nothing while there is nothing to assert', () => {
    expect(lines({ sub: 'S', exp: 1 }, null)).toEqual([
      ['sub', 'S', null, 'same'],
      ['exp', '1', null, 'same'],
    ]);
  });

  it('tells the text 1 from the number 1, and null from nothing', () => {
    expect(lines({ a: '1', b: null }, { a: 1 })).toEqual([
      ['a', '1', '1', 'replaced'],
      ['b', 'null', null, 'dropped'],
    ]);
    const [row] = claimRows({ a: '1' }, { a: 1 });
    expect([row?.signed?.kind, row?.asserted?.kind]).toEqual(['string', 'json']);
  });

  it('SECURITY 14: marks what hides in a name as well as in a value', () => {
    expect(lines({ 'em\u200bail': 'a\u202eb' }, null)).toEqual([['em[U+200B]ail', 'a[U+202E]b', null, 'same']]);
  });

  it('lists a claim named __proto__ or constructor like any other', () => {
    const signed = JSON.parse('{"__proto__":{"admin":true},"constructor":1}') as JsonObject;
    expect(lines(signed, { sub: 'S' })).toEqual([
      ['__proto__', '{"admin":true}', null, 'dropped'],
      ['constructor', '1', null, 'dropped'],
      ['sub', null, 'S', 'added'],
    ]);
    expect(lines({}, signed).map(([name, , , change]) => [name, change])).toEqual([
      ['__proto__', 'added'],
      ['constructor', 'added'],
    ]);
  });

  it('holds every claim that is signed over, exactly once: nothing is asserted that has no row', () => {
    const claims = fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom('sub', 'exp', 'iss', '__proto__')),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(claims, (signed) => {
        const { claims: asserted } = buildAssertion({
          jobId: 'J',
          claims: signed as JsonObject,
          issuer: 'https://a.example',
          kid: 'k',
          algorithm: 'EdDSA',
          now: 0,
          lifetimeDays: 1,
        });
        const rows = claimRows(signed as JsonObject, asserted);
        expect(rows).toHaveLength(new Set([...Object.keys(signed), ...Object.keys(asserted)]).size);
        const shown = rows.filter((row) => row.asserted !== null).map((row) => row.name.sha256);
        expect(new Set(shown).size).toBe(Object.keys(asserted).length);
      }),
    );
  });
});

describe("a job's line in the queue", () => {
  const subject = makeSubject('ada');
  const summary = async (claims: object, tamper = false) =>
    summaryOf(await readContent({ kind: 'subject-token', text: subject.requestToken({ ...claims }, { tamper }) }));

  it.each<[string, object, string | null]>([
    ['the value that the scope names', { scope: 'phone', email: 'a@b.c', phone: '+1' }, '+1'],
    ['the first such value of several scopes', { scope: 'name phone', phone: '+1', email: 'a@b.c' }, '+1'],
    ['the email where the scope names nothing', { scope: 'address', email: 'a@b.c' }, 'a@b.c'],
    ['nothing where there is nothing', { scope: 'address' }, null],
    ['no inherited member', { scope: 'constructor toString __proto__' }, null],
    ['nothing that is no text', { scope: 'email', email: { a: 1 } }, null],
  ])('shows %s', async (_, claims, value) => {
    expect(await summary(claims)).toMatchObject({ subject: subject.sub, value, flagged: false });
  });

  it('is flagged for a bad signature, for hidden characters anywhere, and for what cannot be read', async () => {
    expect((await summary({ scope: 'email' }, true)).flagged).toBe(true);
    expect((await summary({ scope: 'email', 'no\u200bte': 'x' })).flagged).toBe(true);
    expect((await summary({ scope: 'email', note: ['x\u202e'] })).flagged).toBe(true);
    const unread = await readContent({ kind: 'service-statement', text: '{"sub":1,"sub":2}' });
    expect(summaryOf(unread)).toEqual({ scope: null, subject: null, value: null, flagged: true });
  });
});
