import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hmacToken, hostileTokens, lowOrderToken } from '../../fakes/hostile-token.ts';
import { compactJws, makeAuthorityKey, makeSubject } from '../../fakes/subject.ts';

const RFC8037_SEED = Buffer.from('nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A', 'base64url');
const RFC8037_X = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';
const CLAIMS = { scope: 'email', email: 'alice@example.org' };

describe('the RFC 8037 vectors', () => {
  it('give the public key of A.1 and the thumbprint of A.3', () => {
    const key = makeAuthorityKey(RFC8037_SEED);
    expect(makeSubject(RFC8037_SEED).sub).toBe(RFC8037_X);
    expect(key.kid).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
    expect(key.publicJwk).toEqual({ kty: 'OKP', crv: 'Ed25519', x: RFC8037_X, kid: key.kid });
  });

  it('give the compact signature of A.4', () => {
    const { privateKey } = makeSubject(RFC8037_SEED);
    expect(compactJws('{"alg":"EdDSA"}', 'Example of Ed25519 signing', privateKey)).toBe(
      'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.' +
        'hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg',
    );
  });
});

describe('a subject', () => {
  it('is the same for the same name and a new one without a name', () => {
    expect(makeSubject('alice').sub).toBe(makeSubject('alice').sub);
    expect(makeSubject('alice').sub).not.toBe(makeSubject('bob').sub);
    expect(makeSubject().sub).not.toBe(makeSubject().sub);
    expect(makeSubject().sub).toMatch(/^[\w-]{43}$/);
  });

  it('signs its claims so that its sub verifies them', () => {
    const subject = makeSubject('alice');
    const token = subject.requestToken(CLAIMS);
    expect(verifies(token, subject.sub)).toBe(true);
    expect(part(token, 0)).toBe('{"alg":"EdDSA","typ":"JWT"}');
    expect(part(token, 1)).toBe(`{"sub":"${subject.sub}","scope":"email","email":"alice@example.org"}`);
  });

  it('signs payload text and header members exactly as told', () => {
    const subject = makeSubject('alice');
    const payloadText = '{"scope":"a","scope":"b","n":9007199254740993}';
    const token = subject.requestToken({}, { payloadText, header: { crit: ['x'], typ: undefined } });
    expect(part(token, 0)).toBe('{"alg":"EdDSA","crit":["x"]}');
    expect(part(token, 1)).toBe(payloadText);
    expect(verifies(token, subject.sub)).toBe(true);
  });

  it('makes tokens that do not verify, when tampered with or signed with a wrong key', () => {
    const subject = makeSubject('alice');
    const { privateKey } = makeSubject('bob');
    expect(verifies(subject.requestToken(CLAIMS, { tamper: true }), subject.sub)).toBe(false);
    expect(verifies(subject.requestToken(CLAIMS, { signWith: privateKey }), subject.sub)).toBe(false);
  });
});

describe('an authority key', () => {
  it('names itself in the header and lets the header be overruled', () => {
    const key = makeAuthorityKey('elsewhere');
    const token = key.sign({ iss: 'https://elsewhere.example' });
    expect(part(token, 0)).toBe(`{"alg":"EdDSA","kid":"${key.kid}","typ":"JWT"}`);
    expect(verifies(token, key.publicJwk.x)).toBe(true);
    expect(part(key.sign('{"a":1,"a":2}', { kid: undefined }), 1)).toBe('{"a":1,"a":2}');
  });
});

describe('hostile tokens', () => {
  const subject = makeSubject('alice');
  const tokens = hostileTokens(subject, CLAIMS);

  it('differ from the honest token and from one another', () => {
    const all = [subject.requestToken(CLAIMS), ...Object.values(tokens)];
    expect(new Set(all).size).toBe(all.length);
  });

  it.each([
    'alg none over a good signature',
    'unknown crit',
    'b64 false (RFC 7797)',
    'a claim given twice',
    'an integer no double can hold',
    'payload is not UTF-8',
    'stray bits in the signature',
  ])('carry a signature that holds where the trick lies elsewhere: %s', (name) => {
    expect(verifies(tokens[name] ?? '', subject.sub)).toBe(true);
  });

  it.each(['wrong key', 'altered signature', 'payload of another token', 'a key of its own in jwk', 'short signature'])(
    'carry a signature that fails where the trick is the signature: %s',
    (name) => {
      expect(verifies(tokens[name] ?? '', subject.sub)).toBe(false);
    },
  );

  it('include a MAC under the public key, and a token nobody signed that still verifies', () => {
    expect(hmacToken(subject, CLAIMS).split('.')[2]).toHaveLength(43);
    const token = lowOrderToken(CLAIMS);
    const { sub } = JSON.parse(part(token, 1)) as { sub: string };
    expect(verifies(token, sub)).toBe(true);
  });
});

function part(token: string, index: number): string {
  return Buffer.from(token.split('.')[index] ?? '', 'base64url').toString();
}

function verifies(token: string, x: string): boolean {
  const dot = token.lastIndexOf('.');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return verify(null, Buffer.from(token.slice(0, dot)), key, Buffer.from(token.slice(dot + 1), 'base64url'));
}
