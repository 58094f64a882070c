import { describe, expect, it } from 'vitest';
import { postedBy } from '../../../main/intake/posting.ts';
import { readRequest } from '../../../main/intake/request-token.ts';
import { trackReach } from '../../../main/jobs/reach.ts';
import type { Exchange } from '../../../main/jobs/scope-api.ts';
import { ManualClock } from '../../fakes/clock.ts';
import { hostileTokens, lowOrderToken } from '../../fakes/hostile-token.ts';
import { compactJws, makeAuthorityKey, makeSubject } from '../../fakes/subject.ts';

const ada = makeSubject('ada');
const claims = { scope: 'email', email: 'ada@example.org' };
const now = Date.parse('2026-11-02T09:00:00Z');
const own = makeAuthorityKey('this desk');
const trusted = makeAuthorityKey('a colleague');
const keys = { own: [own.publicJwk], trusted: [trusted.publicJwk] };
const previewOf = async (pasted: string) => (await readRequest(pasted, keys, now)).preview;
const codes = (findings: readonly { readonly code: string }[]) => findings.map(({ code }) => code);
const textOf = (shown: { readonly runs: readonly object[] } | undefined) =>
  (shown?.runs ?? []).map((run) => ('text' in run ? run.text : JSON.stringify(run))).join('');

describe('a pasted request', () => {
  it('is shown claim by claim, in the order in which they were signed', async () => {
    const { claims: shown, signature, obstacles, warnings } = await previewOf(ada.requestToken(claims));
    expect(shown.map(({ name, value }) => [textOf(name), textOf(value)])).toEqual([
      ['sub', ada.sub],
      ['scope', 'email'],
      ['email', 'ada@example.org'],
    ]);
    expect({ signature, obstacles, warnings }).toEqual({
      signature: { verdict: 'valid', reason: null },
      obstacles: [],
      warnings: [],
    });
  });

  it.each<[string, (token: string) => string]>([
    ['blank lines', (token) => `\n\t ${token}\r\n\n`],
    ['quotes', (token) => `"${token}"`],
    ['the word Bearer', (token) => `Bearer ${token}\n`],
  ])('is taken out of the %s that were copied along', async (_, wrapped) => {
    const token = ada.requestToken(claims);
    const read = await readRequest(wrapped(token), keys, now);
    expect(read.token).toBe(token);
    expect(read.preview.obstacles).toEqual([]);
  });

  it.each<[string, (token: string) => string]>([
    ['nothing', () => ' \n'],
    ['a line break inside', (token) => `${token.slice(0, 40)}\n${token.slice(40)}`],
    ['a job ID before it', (token) => `AAAAAAAAAAAAAAAAAAAA ${token}`],
    ['two tokens', (token) => `${token}\n${token}`],
    ['one quote only', (token) => `"${token}`],
    ['JSON around it', (token) => JSON.stringify({ jwt: token })],
    ['its claims alone', () => JSON.stringify({ sub: ada.sub, ...claims })],
  ])('with %s is no token', async (_, spoilt) => {
    const preview = await previewOf(spoilt(ada.requestToken(claims)));
    expect(preview).toEqual({
      claims: [],
      signature: { verdict: 'invalid', reason: { code: 'token-malformed' } },
      obstacles: [{ code: 'token-malformed' }],
      warnings: [],
    });
  });

  it.each<[string, Record<string, unknown>, object[]]>([
    ['no scope', { email: 'a@b.c' }, [{ code: 'claim-missing', values: { claim: 'scope' } }]],
    ['a scope that is no text', { scope: 7 }, [{ code: 'claim-not-text', values: { claim: 'scope' } }]],
    ['no value for its scope', { scope: 'phone' }, [{ code: 'claim-missing', values: { claim: 'phone' } }]],
    ['a sub that is no key', { ...claims, sub: 'ada' }, [{ code: 'subject-key-invalid' }]],
    [
      'no sub',
      { ...claims, sub: undefined },
      [{ code: 'subject-key-invalid' }, { code: 'claim-missing', values: { claim: 'sub' } }],
    ],
  ])('with %s cannot be sent', async (_, odd, obstacles) => {
    expect((await previewOf(ada.requestToken(odd))).obstacles).toEqual(obstacles);
  });

  it('cannot be sent where it is not what it seems', async () => {
    const harmless = ['a line break at the end', 'a __proto__ claim'];
    for (const [name, token] of Object.entries(hostileTokens(ada, claims))) {
      const { obstacles } = await previewOf(token);
      expect([name, obstacles.length > 0]).toEqual([name, !harmless.includes(name)]);
    }
    expect(codes((await previewOf(lowOrderToken(claims))).obstacles)).toEqual(['subject-key-invalid']);
  });

  it('that has run out, or is not valid yet, can be sent with a warning', async () => {
    const seconds = now / 1000;
    const late = await previewOf(ada.requestToken({ ...claims, exp: seconds }));
    const early = await previewOf(ada.requestToken({ ...claims, nbf: seconds + 1 }));
    const inTime = await previewOf(ada.requestToken({ ...claims, exp: seconds + 1, nbf: seconds }));
    expect([late, early, inTime].map(({ warnings }) => codes(warnings))).toEqual([
      ['subject-expired'],
      ['subject-not-yet-valid'],
      [],
    ]);
    expect([late, early].flatMap(({ obstacles }) => obstacles)).toEqual([]);
  });

  it('has its misleading characters marked, and warned of by their claim', async () => {
    const preview = await previewOf(ada.requestToken({ scope: 'email', email: 'ada\u202e@example.org' }));
    expect(textOf(preview.claims[2]?.value)).toContain('U+202E');
    expect(preview.warnings).toEqual([{ code: 'bidi-control', values: { claim: 'email' } }]);
  });

  it('in the name of its own subject as issuer is the subject’s', async () => {
    const preview = await previewOf(ada.requestToken({ ...claims, iss: ada.sub }));
    expect(preview).toMatchObject({ signature: { verdict: 'valid' }, obstacles: [], warnings: [] });
  });
});

describe('a request signed by an issuer', () => {
  const issuer = makeAuthorityKey('some issuer');
  const issued = { iss: 'https://issuer.example', sub: ada.sub, ...claims };

  it('can be sent, with the warning that nobody here can check it', async () => {
    const preview = await previewOf(issuer.sign(issued));
    expect(preview.signature).toEqual({ verdict: 'invalid', reason: { code: 'issuer-signed' } });
    expect(preview.obstacles).toEqual([]);
    expect(codes(preview.warnings)).toEqual(['request-issuer-signed']);
  });

  it.each(['ES256', 'RS256', 'PS512'])('may be signed with another algorithm that has a key pair: %s', async (alg) => {
    const preview = await previewOf(issuer.sign(issued, { alg }));
    expect([codes(preview.obstacles), codes(preview.warnings)]).toEqual([[], ['request-issuer-signed']]);
  });

  it.each(['none', 'HS256', 'es256', ''])('is not taken for one with the algorithm “%s”', async (alg) => {
    expect(codes((await previewOf(issuer.sign(issued, { alg }))).obstacles)).toEqual(['alg-not-allowed']);
  });

  it('is not taken without a signature, or without an issuer', async () => {
    const [header, payload] = issuer.sign(issued, { alg: 'ES256' }).split('.');
    expect(codes((await previewOf(`${header}.${payload}.`)).obstacles)).toEqual(['alg-not-allowed']);
    const nobody = compactJws('{"alg":"ES256"}', JSON.stringify({ sub: ada.sub, ...claims }), issuer.privateKey);
    expect(codes((await previewOf(nobody)).obstacles)).toEqual(['alg-not-allowed']);
  });

  it('must hold the claims of a request all the same', async () => {
    const preview = await previewOf(issuer.sign({ iss: 'https://issuer.example', sub: ada.sub }));
    expect(preview.obstacles).toEqual([{ code: 'claim-missing', values: { claim: 'scope' } }]);
  });

  it.each([
    ['this desk', own],
    ['a trusted authority', trusted],
  ])('who is %s, is the answer to a request and not one', async (_, authority) => {
    expect(codes((await previewOf(authority.sign(issued))).obstacles)).toEqual(['request-signed-by-authority']);
  });
});

describe('a POST', () => {
  const answer = (status: number): Exchange => ({
    kind: 'answer',
    status,
    body: '{}',
    retryAfterMs: null,
    location: null,
  });
  const clock = new ManualClock();
  const posted = (exchange: Exchange) => postedBy(exchange, trackReach(clock), clock.now());

  it.each([200, 201, 202, 204])('answered with %d took effect', (status) => {
    expect(posted(answer(status))).toMatchObject({ outcome: 'taken', status });
  });

  it.each([301, 303, 307])('answered with %d may have', (status) => {
    expect(posted(answer(status))).toMatchObject({ outcome: 'unknown', status });
  });

  it.each([400, 401, 404, 405, 409, 415])('answered with %d did not', (status) => {
    expect(posted(answer(status))).toMatchObject({ outcome: 'refused', status });
  });

  it.each([500, 502, 503, 504])('answered with %d may have', (status) => {
    expect(posted(answer(status))).toMatchObject({ outcome: 'unknown', status });
  });

  it('without an answer may have, unless it never left', () => {
    const fault = { code: 'network', values: { detail: 'ECONNRESET' } };
    expect(posted({ kind: 'fault', fault, sent: true })).toMatchObject({ outcome: 'unknown', status: null });
    const refused = { outcome: 'refused', status: null };
    expect(posted({ kind: 'fault', fault, sent: false })).toEqual({
      ...refused,
      reason: { ...fault, code: 'not-sent' },
    });
    expect(posted({ kind: 'fault', fault: { code: 'timeout' }, sent: false })).toEqual({
      ...refused,
      reason: { code: 'not-sent-in-time' },
    });
    const tls = { code: 'tls', values: { detail: 'SELF_SIGNED' } };
    expect(posted({ kind: 'fault', fault: tls, sent: false })).toEqual({ ...refused, reason: tls });
  });

  it('answered with 429 says how long to wait, a second at least', () => {
    const reach = trackReach(clock);
    const limited = { ...(answer(429) as Extract<Exchange, { kind: 'answer' }>), retryAfterMs: 1_200 };
    reach.answered(limited);
    const seconds = (at: number) => {
      const outcome = postedBy(limited, reach, at);
      return outcome.outcome === 'refused' ? outcome.reason : null;
    };
    expect(seconds(clock.now())).toEqual({ code: 'service-asks-to-wait', values: { seconds: 2 } });
    expect(seconds(clock.now() + 5_000)).toEqual({ code: 'service-asks-to-wait', values: { seconds: 1 } });
  });
});
