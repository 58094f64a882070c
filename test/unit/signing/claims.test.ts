import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildAssertion, notCarriedOver, signingInputOf } from '../../../main/signing/claims.ts';
import type { Json } from '../../../main/strict-json.ts';

const build = (claims: Readonly<Record<string, Json>>, now = 1_300_819_380_999, lifetimeDays = 365) =>
  buildAssertion({
    jobId: 'AbCdEfGhIjKlMnOpQr_-',
    claims,
    issuer: 'https://authority.example.org',
    kid: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
    algorithm: 'EdDSA',
    now,
    lifetimeDays,
  });

describe('the bytes that would be signed', () => {
  it('are the signing input of RFC 7515, A.1.1, for its header and payload', () => {
    expect(
      signingInputOf(
        '{"typ":"JWT",\r\n "alg":"HS256"}',
        '{"iss":"joe",\r\n "exp":1300819380,\r\n "http://example.com/is_root":true}',
      ),
    ).toBe(
      'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ',
    );
  });

  it('are the signing input of RFC 8037, A.4, for its header and payload', () => {
    expect(signingInputOf('{"alg":"EdDSA"}', 'Example of Ed25519 signing')).toBe(
      'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc',
    );
  });

  it('are exactly these for a plain request', () => {
    const assertion = build({ sub: 'S', scope: 'email', email: 'zoë@example.org' });
    expect(assertion.header).toBe('{"alg":"EdDSA","kid":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k","typ":"JWT"}');
    expect(assertion.payload).toBe(
      '{"sub":"S","scope":"email","email":"zoë@example.org","iss":"https://authority.example.org",' +
        '"iat":1300819380,"exp":1332355380,"jti":"AbCdEfGhIjKlMnOpQr_-"}',
    );
    expect(assertion.signingInput).toBe(signingInputOf(assertion.header, assertion.payload));
    expect([assertion.issuedAt, assertion.expiresAt]).toEqual([1_300_819_380_000, 1_332_355_380_000]);
  });

  it('have a header of alg, kid and typ, in this order and with nothing else', () => {
    expect(Object.keys(JSON.parse(build({}).header))).toEqual(['alg', 'kid', 'typ']);
  });

  it("carry none of the subject's own iss, iat, exp, nbf, jti and aud", () => {
    const theirs = Object.fromEntries([...notCarriedOver].map((name) => [name, `subject's ${name}`]));
    const { claims, payload } = build({ ...theirs, sub: 'S' });
    expect(Object.keys(claims)).toEqual(['sub', 'iss', 'iat', 'exp', 'jti']);
    expect(payload).not.toContain("subject's");
  });

  it('keep the order in which the subject gave the claims, and put ours last', () => {
    const { claims } = build({ phone: '1', iss: 'theirs', sub: 'S', exp: 1, email: 'e', scope: 'x' });
    expect(Object.keys(claims)).toEqual(['phone', 'sub', 'email', 'scope', 'iss', 'iat', 'exp', 'jti']);
  });

  it('keep a claim named __proto__ a claim', () => {
    const { payload, claims } = build(JSON.parse('{"__proto__":{"iss":"evil"},"sub":"S"}'));
    expect(payload).toMatch(/^\{"__proto__":\{"iss":"evil"\},"sub":"S",/);
    expect(claims.iss).toBe('https://authority.example.org');
  });

  it('expire after whole seconds, also where the lifetime is a broken number of days', () => {
    const { issuedAt, expiresAt } = build({}, 1_300_819_380_999, 0.333333);
    expect(expiresAt - issuedAt).toBe(28_800_000);
  });

  it('hold every other claim unchanged, whatever it is', () => {
    const names = fc
      .string({ unit: 'grapheme' })
      .filter((name) => !(notCarriedOver as readonly string[]).includes(name));
    fc.assert(
      fc.property(fc.dictionary(names, fc.jsonValue({ noUnicodeString: false })), (claims) => {
        const parsed = JSON.parse(build(claims as Readonly<Record<string, Json>>).payload) as Record<string, unknown>;
        const { iss: _iss, iat: _iat, exp: _exp, jti: _jti, ...carried } = parsed;
        expect(JSON.stringify(carried)).toBe(JSON.stringify({ ...claims }));
      }),
    );
  });
});

describe('SECURITY 11: the digest', () => {
  it('is the SHA-256 of the signing input, in lower-case hexadecimal', () => {
    const { digest, signingInput } = build({ sub: 'S', email: 'zoë@example.org' });
    expect(digest).toBe(createHash('sha256').update(signingInput, 'ascii').digest('hex'));
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(signingInput).toMatch(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/);
  });

  it('differs as soon as anything does: a claim, the issuer, the time, the lifetime, the key, the job', () => {
    const base = {
      jobId: 'AbCdEfGhIjKlMnOpQr_-',
      claims: { sub: 'S', email: 'a@b' },
      issuer: 'https://a.example',
      kid: 'k',
      algorithm: 'EdDSA',
      now: 1_000_000,
      lifetimeDays: 1,
    };
    const digests = [
      base,
      { ...base, jobId: 'AbCdEfGhIjKlMnOpQr__' },
      { ...base, claims: { sub: 'S', email: 'a@c' } },
      { ...base, claims: { email: 'a@b', sub: 'S' } },
      { ...base, claims: { sub: 'S', email: 'a@b\u200b' } },
      { ...base, issuer: 'https://b.example' },
      { ...base, kid: 'l' },
      { ...base, now: 1_001_000 },
      { ...base, lifetimeDays: 2 },
    ].map((of) => buildAssertion(of).digest);
    expect(new Set(digests).size).toBe(digests.length);
  });
});
