import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ed25519Thumbprint, readContent, subjectJwk } from '../../../main/review/subject-token.ts';
import { hostileTokens, lowOrderToken } from '../../fakes/hostile-token.ts';
import { base64url, compactJws, makeAuthorityKey, makeSubject } from '../../fakes/subject.ts';

const subject = makeSubject('ada');
const claims = { scope: 'email', email: 'ada@example.org' };
const read = (text: string) => readContent({ kind: 'subject-token', text });

/** RFC 8037, A.2 and A.3. */
const rfcX = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';
const rfcThumbprint = 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k';

describe("a subject's request", () => {
  it('verifies with nothing but the token: sub is the key', async () => {
    expect(await read(subject.requestToken(claims))).toEqual({
      claims: { sub: subject.sub, ...claims },
      problem: null,
      signature: { verdict: 'valid', reason: null },
    });
  });

  it.each(['EdDSA', 'Ed25519'])('may name its algorithm %s (RFC 8037, RFC 9864)', async (alg) => {
    expect((await read(subject.requestToken(claims, { header: { alg } }))).signature.verdict).toBe('valid');
  });

  it('may name its key by itself or by its RFC 7638 thumbprint, and by nothing else', async () => {
    const verdictFor = async (kid: unknown) =>
      (await read(subject.requestToken(claims, { header: { kid } }))).signature;
    expect((await verdictFor(subject.sub)).verdict).toBe('valid');
    expect((await verdictFor(ed25519Thumbprint(subject.sub))).verdict).toBe('valid');
    for (const kid of ['', 'other', makeSubject('stranger').sub, null, 7, [subject.sub]]) {
      expect(await verdictFor(kid)).toEqual({ verdict: 'invalid', reason: { code: 'kid-mismatch' } });
    }
  });

  it('has the thumbprint that RFC 8037, A.3 computes', () => {
    expect(ed25519Thumbprint(rfcX)).toBe(rfcThumbprint);
  });

  it("verifies as RFC 8037, A.4 signs, with that document's own key", async () => {
    const key = createPrivateKey({
      format: 'jwk',
      key: { kty: 'OKP', crv: 'Ed25519', x: rfcX, d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A' },
    });
    const token = compactJws('{"alg":"EdDSA"}', JSON.stringify({ sub: rfcX, scope: 'email' }), key);
    expect((await read(token)).signature.verdict).toBe('valid');
  });

  it('of an issuer is told apart from a broken one, and valid for neither', async () => {
    const issuer = makeAuthorityKey('issuer');
    const issued = issuer.sign({ sub: subject.sub, ...claims, iss: 'https://issuer.example' }, { kid: undefined });
    expect((await read(issued)).signature).toEqual({ verdict: 'invalid', reason: { code: 'issuer-signed' } });
    const selfIssued = subject.requestToken({ ...claims, iss: subject.sub });
    expect((await read(selfIssued)).signature.verdict).toBe('valid');
  });

  it('that can be read but is not signed well keeps its claims, to be shown', async () => {
    const tampered = await read(subject.requestToken(claims, { tamper: true }));
    expect(tampered.claims).toEqual({ sub: subject.sub, ...claims });
    expect(tampered.signature).toEqual({ verdict: 'invalid', reason: { code: 'signature-invalid' } });
  });

  it('SECURITY 15: that cannot be read safely has no claims at all, only the reason', async () => {
    const text = `{"sub":"${subject.sub}","scope":"email","scope":"phone"}`;
    const problem = { code: 'json-duplicate-key', values: { key: 'scope' } };
    expect(await read(subject.requestToken({}, { payloadText: text }))).toEqual({
      claims: null,
      problem,
      signature: { verdict: 'invalid', reason: problem },
    });
  });
});

describe('SECURITY 16: a hostile request token never reads as signed by its subject', () => {
  const { 'a __proto__ claim': honestlySigned = '', ...hostile } = hostileTokens(subject, claims);

  it.each(Object.entries(hostile))('%s', async (_, token) => {
    const { signature } = await read(token);
    expect(signature.verdict).toBe('invalid');
    expect(signature.reason).not.toBeNull();
  });

  it('a claim named __proto__ is signed like any other and stays a claim of its own', async () => {
    const { claims: found, signature } = await read(honestlySigned);
    expect(signature.verdict).toBe('valid');
    expect(Object.keys(found ?? {})).toContain('__proto__');
    expect((found as { admin?: unknown } | null)?.admin).toBeUndefined();
  });

  it.each(['crit', 'b64', 'jwk', 'jku', 'x5c', 'x5u', 'zip'])('%s in the header, whatever its value', async (name) => {
    for (const value of [null, false, true, [], {}, 'x']) {
      const { signature } = await read(subject.requestToken(claims, { header: { [name]: value } }));
      expect(signature.reason).toEqual({ code: 'header-not-allowed', values: { name } });
    }
  });

  it('names the algorithm that it does not take', async () => {
    const { signature } = await read(subject.requestToken(claims, { header: { alg: 'HS256' } }));
    expect(signature.reason).toEqual({ code: 'alg-not-allowed', values: { alg: 'HS256' } });
  });

  it('the neutral point as a key, under which one signature fits every message', async () => {
    const { signature } = await read(lowOrderToken(claims));
    expect(signature).toEqual({ verdict: 'invalid', reason: { code: 'subject-key-invalid' } });
  });

  const smallOrder = [
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0100000000000000000000000000000000000000000000000000000000000000',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  ];
  it.each(smallOrder)('a key of small order: %s, with either sign', async (hex) => {
    for (const sign of [0, 0x80]) {
      const point = Buffer.from(hex, 'hex');
      point[31] = (point[31] ?? 0) | sign;
      const sub = point.toString('base64url');
      expect(subjectJwk(sub)).toBeNull();
      // The forgery: R is the neutral point and S is zero, which holds for a key of small order every so many messages.
      const neutral = Buffer.alloc(32);
      neutral[0] = 1;
      const signature = Buffer.concat([neutral, Buffer.alloc(32)]).toString('base64url');
      for (let attempt = 0; attempt < 16; attempt += 1) {
        const payload = base64url(JSON.stringify({ sub, ...claims, attempt }));
        const token = `${base64url('{"alg":"EdDSA"}')}.${payload}.${signature}`;
        expect((await read(token)).signature.verdict).toBe('invalid');
      }
    }
  });

  it('a sub that is no key', () => {
    const twin = `${rfcX.slice(0, -1)}p`;
    expect(Buffer.from(twin, 'base64url')).toEqual(Buffer.from(rfcX, 'base64url'));
    for (const sub of [twin, `${rfcX}=`, rfcX.slice(1), `${rfcX}A`, '', 7, null, undefined, [rfcX], { x: rfcX }]) {
      expect(subjectJwk(sub)).toBeNull();
    }
    expect(subjectJwk(rfcX)).toEqual({ kty: 'OKP', crv: 'Ed25519', x: rfcX });
  });

  it('a good signature by a key that sub does not name', async () => {
    const input = subject.requestToken(claims).split('.').slice(0, 2).join('.');
    const other = makeSubject('other').privateKey;
    const token = `${input}.${sign(null, Buffer.from(input), other).toString('base64url')}`;
    expect(createPublicKey(other).export({ format: 'jwk' }).x).not.toBe(subject.sub);
    expect((await read(token)).signature.reason).toEqual({ code: 'signature-invalid' });
  });
});

describe('what the service states without a token', () => {
  it('has claims and no signature, and says so', async () => {
    const text = JSON.stringify({ sub: subject.sub, ...claims });
    expect(await readContent({ kind: 'service-statement', text })).toEqual({
      claims: { sub: subject.sub, ...claims },
      problem: null,
      signature: { verdict: 'none', reason: { code: 'signature-missing' } },
    });
  });

  it('SECURITY 15: is read as strictly as what is signed', async () => {
    const { claims: none, problem } = await readContent({ kind: 'service-statement', text: '{"sub":"a","sub":"b"}' });
    expect([none, problem?.code]).toEqual([null, 'json-duplicate-key']);
  });
});
