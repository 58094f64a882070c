import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRACTICE_ISSUER } from '../../../main/config.ts';
import type { Content } from '../../../main/jobs/job.ts';
import { judge, type Question } from '../../../main/policy/policy.ts';
import { noPolicy, type Rules } from '../../../main/policy/rules.ts';
import { readContent } from '../../../main/review/subject-token.ts';
import { type JobStatus, jobStatuses } from '../../../preload/contract.ts';
import { makeSubject, type TokenOverrides } from '../../fakes/subject.ts';

const subject = makeSubject('ada');
const rules: Rules = {
  ...noPolicy,
  issuer: 'https://authority.example.org',
  lifetimeDays: 365,
  undoSeconds: 5,
  pollSeconds: 5,
  acceptServiceStatements: false,
  mayConfirm: false,
  feed: '',
  trustedKeys: [],
  practice: false,
};

const about = async (
  content: Content | null,
  change: Partial<Rules> = {},
  status: JobStatus = 'ready',
): Promise<Question> => ({
  status,
  content,
  read: content && (await readContent(content)),
  rules: { ...rules, ...change },
  lately: { approvalsInHour: 0, approvalsInDay: 0 },
});
const token = (
  claims: Readonly<Record<string, unknown>> = { scope: 'email', email: 'a@b.c' },
  overrides?: TokenOverrides,
): Content => ({
  kind: 'subject-token',
  text: subject.requestToken(claims, overrides),
});
const statement = (claims: Readonly<Record<string, unknown>>): Content => ({
  kind: 'service-statement',
  text: JSON.stringify(claims),
});
const reasonsOf = (question: Question) => {
  const verdict = judge(question);
  return verdict.allow ? [] : verdict.reasons;
};
const codesOf = (question: Question) => reasonsOf(question).map(({ code }) => code);

describe('a job may be approved', () => {
  it('when it is ready, its subject signed it, and every claim that its scope names is there', async () => {
    expect(judge(await about(token()))).toEqual({ allow: true });
  });

  it('whatever else it claims, for a scope that vouches for no claim of its name', async () => {
    expect(judge(await about(token({ scope: 'address', address: { city: 'Rotterdam' }, age: 7 })))).toEqual({
      allow: true,
    });
  });

  it('as a statement of the service, where the administrator allows that and nothing else is wrong', async () => {
    const stated = statement({ sub: subject.sub, scope: 'email', email: 'a@b.c' });
    expect(judge(await about(stated, { acceptServiceStatements: true }))).toEqual({ allow: true });
  });

  it('under the practice issuer, in practice', async () => {
    expect(judge(await about(token(), { practice: true, issuer: PRACTICE_ISSUER }))).toEqual({ allow: true });
  });
});

describe('a job may not be approved', () => {
  it.each(jobStatuses.filter((status) => status !== 'ready'))('while it is %s', async (status) => {
    const codes = codesOf(await about(token(), {}, status));
    const own: Partial<Record<JobStatus, string>> = { waiting: 'not-confirmed', 'content-unknown': 'content-unknown' };
    expect(codes).toEqual([own[status] ?? 'not-allowed-now']);
  });

  it('when nobody ever read its content, which is said once', async () => {
    expect(codesOf(await about(null))).toEqual(['content-unknown']);
    expect(codesOf(await about(null, {}, 'content-unknown'))).toEqual(['content-unknown']);
    expect(codesOf(await about(null, {}, 'waiting'))).toEqual(['not-confirmed']);
  });

  it.each<[string, Content, string[]]>([
    ['with a bad signature', token(undefined, { tamper: true }), ['signature-invalid']],
    ['with another key', token(undefined, { signWith: makeSubject('x').privateKey }), ['signature-invalid']],
    ['with alg none', token(undefined, { header: { alg: 'none' } }), ['alg-not-allowed']],
    ['with a key in its header', token(undefined, { header: { jwk: {} } }), ['header-not-allowed']],
    ['when it is no token', { kind: 'subject-token', text: 'x' }, ['token-malformed']],
    ['when JSON would lose a key', token({}, { payloadText: '{"a":1,"a":2}' }), ['json-duplicate-key']],
    ['without scope', token({ email: 'a@b.c' }), ['claim-missing']],
    ['with a scope that is no text', token({ scope: ['email'] }), ['claim-not-text']],
    ['with an empty scope', token({ scope: ' ' }), ['claim-not-text']],
    ['for an email that is not there', token({ scope: 'email' }), ['claim-missing']],
    ['for an email that is no text', token({ scope: 'email', email: { at: 'b.c' } }), ['claim-not-text']],
    ['for an email that is null', token({ scope: 'email', email: null }), ['claim-not-text']],
    ['for an empty phone', token({ scope: 'phone', phone: '' }), ['claim-not-text']],
    ['for two scopes of which one has no claim', token({ scope: 'email phone', email: 'a@b.c' }), ['claim-missing']],
    ['for two scopes with neither claim', token({ scope: 'email phone' }), ['claim-missing', 'claim-missing']],
    [
      'when only __proto__ has the claims',
      token({}, { payloadText: `{"sub":"${subject.sub}","__proto__":{"scope":"x"}}` }),
      ['claim-missing'],
    ],
    ['as a statement of the service', statement({ sub: subject.sub, scope: 'x' }), ['signature-missing']],
    ['as a statement about nobody', statement({ scope: 'x' }), ['signature-missing', 'claim-missing']],
    [
      'as a statement about no key',
      statement({ sub: 'bob', scope: 'x' }),
      ['signature-missing', 'subject-key-invalid'],
    ],
  ])('%s', async (_, content, codes) => {
    expect(codesOf(await about(content))).toEqual(codes);
  });

  it.each<[string, Partial<Rules>, string]>([
    ['without an issuer', { issuer: '' }, 'issuer-missing'],
    ['with an issuer that is no URI', { issuer: 'authority' }, 'issuer-invalid'],
    ['with the practice issuer in earnest', { issuer: PRACTICE_ISSUER }, 'issuer-is-practice'],
    ['with a live issuer in practice', { practice: true }, 'issuer-is-practice'],
    ['for longer than is allowed', { lifetimeDays: 3651 }, 'lifetime-too-long'],
    ['for no time at all', { lifetimeDays: 0 }, 'lifetime-too-long'],
    ['for a negative time', { lifetimeDays: -1 }, 'lifetime-too-long'],
    ['for a time that is no number', { lifetimeDays: Number.NaN }, 'lifetime-too-long'],
  ])('%s', async (_, change, code) => {
    expect(codesOf(await about(token(), change))).toContain(code);
  });

  it('and every reason is named, with the claim it is about', async () => {
    const question = await about(token({ scope: 'email', email: 7 }, { tamper: true }), { issuer: '' }, 'held');
    expect(reasonsOf(question)).toEqual([
      { code: 'not-allowed-now', values: { status: 'held' } },
      { code: 'signature-invalid' },
      { code: 'claim-not-text', values: { claim: 'email' } },
      { code: 'issuer-missing' },
    ]);
  });

  it('unless its subject signed it or the administrator waived that, whatever the claims are', async () => {
    const claims = fc.dictionary(
      fc.constantFrom('scope', 'email', 'phone', 'sub', 'iss'),
      fc.oneof(fc.string(), fc.jsonValue()),
    );
    await fc.assert(
      fc.asyncProperty(claims, fc.constantFrom(...jobStatuses), async (found, status) => {
        expect(judge(await about(statement(found), {}, status)).allow).toBe(false);
        expect(judge(await about(token(found, { tamper: true }), {}, status)).allow).toBe(false);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the administrator’s policy', () => {
  const email = (value: unknown) => token({ scope: 'email', email: value });

  it('requires claims, and lets only values pass that match as a whole', async () => {
    const claimRules = [
      { claim: 'email', required: false, pattern: '[^@]+@example\\.org' },
      { claim: 'name', required: true, pattern: null },
      { claim: 'phone', required: false, pattern: '\\+49\\d+' },
    ];
    expect(reasonsOf(await about(email('ada@elsewhere.org'), { claimRules }))).toEqual([
      { code: 'policy-pattern', values: { name: 'email', pattern: '[^@]+@example\\.org' } },
      { code: 'policy-claim-missing', values: { name: 'name' } },
    ]);
    const good = token({ scope: 'email', email: 'ada@example.org', name: 'Ada' });
    expect(judge(await about(good, { claimRules }))).toEqual({ allow: true });
    for (const odd of ['ada@example.org\n', 'ada@example.org.evil', 'xada@exampleXorg', '@example.org']) {
      expect([odd, codesOf(await about(email(odd), { claimRules: claimRules.slice(0, 1) }))]).toEqual([
        odd,
        ['policy-pattern'],
      ]);
    }
    const number = token({ scope: 'email', email: 'ada@example.org', name: 'Ada', phone: 49 });
    expect(codesOf(await about(number, { claimRules }))).toEqual(['policy-pattern']);
  });

  it('lets only its scopes pass, and names each that is not', async () => {
    const asked = token({ scope: 'email shoes hats', email: 'a@b.c' });
    expect(reasonsOf(await about(asked, { allowedScopes: ['email', 'phone'] }))).toEqual([
      { code: 'policy-scope', values: { scope: 'shoes', allowed: 'email, phone' } },
      { code: 'policy-scope', values: { scope: 'hats', allowed: 'email, phone' } },
    ]);
    expect(judge(await about(token(), { allowedScopes: ['email'] }))).toEqual({ allow: true });
    expect(codesOf(await about(token(), { allowedScopes: [] }))).toEqual(['policy-scope']);
  });

  it('has a longest lifetime', async () => {
    expect(codesOf(await about(token(), { longestLifetimeDays: 364 }))).toEqual(['policy-lifetime']);
    expect(judge(await about(token(), { longestLifetimeDays: 365 }))).toEqual({ allow: true });
  });

  it('allows so many approvals an hour and a day, and not one more', async () => {
    const allowed = await about(token());
    fc.assert(
      fc.property(
        fc.nat(50),
        fc.nat(50),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 50 }),
        (...all) => {
          const [approvalsInHour, approvalsInDay, approvalsPerHour, approvalsPerDay] = all;
          const question: Question = {
            ...allowed,
            rules: { ...rules, approvalsPerHour, approvalsPerDay },
            lately: { approvalsInHour, approvalsInDay },
          };
          expect(codesOf(question)).toEqual([
            ...(approvalsInHour >= approvalsPerHour ? ['policy-hour'] : []),
            ...(approvalsInDay >= approvalsPerDay ? ['policy-day'] : []),
          ]);
        },
      ),
    );
  });
});
