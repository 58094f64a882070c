import { describe, expect, it } from 'vitest';
import { looksLikeCompactToken, parseCompactToken, parseJsonObject } from '../../../main/review/compact-token.ts';
import { base64url, makeSubject } from '../../fakes/subject.ts';

const encode = (text: string | Uint8Array) => base64url(text);
const problemOf = (token: string): string | null => {
  const parsed = parseCompactToken(token);
  return 'problem' in parsed ? parsed.problem.code : null;
};

describe('a compact token', () => {
  it('reads as RFC 8037, A.4 writes it, but for a payload that is no JSON', () => {
    const token =
      'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg';
    expect(problemOf(token)).toBe('json-syntax');
  });

  it('reads as RFC 7519, 3.1 writes it: line breaks and spaces in the JSON are its own', () => {
    const token =
      'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
    expect(parseCompactToken(token)).toEqual({
      header: { typ: 'JWT', alg: 'HS256' },
      payload: { iss: 'joe', exp: 1300819380, 'http://example.com/is_root': true },
      signingInput: token.slice(0, token.lastIndexOf('.')),
    });
  });

  it('may lack its signature, and is then still recognised, to be refused by who checks it', () => {
    expect(looksLikeCompactToken('e30.e30.')).toBe(true);
    expect(problemOf(`${encode('{"alg":"none"}')}.${encode('{}')}.`)).toBeNull();
  });

  it.each([
    '',
    '.',
    '..',
    'e30',
    'e30.e30',
    '.e30.AA',
    'e30..AA',
    'e30.e30.AA.AA',
    'e30.e30.AA=',
    'e30.e30.A+',
    'e30.e30.A/',
    ' e30.e30.AA',
    'e30.e30.AA\n',
    'e30.e30.AA ',
    'e30\n.e30.AA',
    'é30.e30.AA',
  ])('is not %j', (text) => {
    expect(looksLikeCompactToken(text)).toBe(false);
    expect(problemOf(text)).toBe('token-malformed');
  });

  it('SECURITY 16: has one spelling only: base64url with stray bits in any part is refused', () => {
    // e30 are the bytes of {}; the last character's two low bits are spare (RFC 4648, 3.5).
    for (const stray of ['e31', 'e32', 'e33']) {
      expect(problemOf(`${stray}.e30.AA`)).toBe('token-malformed');
      expect(problemOf(`e30.${stray}.AA`)).toBe('token-malformed');
    }
    expect(problemOf('e30.e30.AA')).toBeNull();
    expect(problemOf('e30.e30.AB')).toBe('token-malformed');
    // A single character over whole groups of four encodes nothing at all.
    expect(problemOf('e30.e30.AAAAA')).toBe('token-malformed');
  });

  it('SECURITY 15: is UTF-8 without a byte order mark, and strict JSON in header and payload', () => {
    expect(problemOf(`e30.${encode(Buffer.from([0x22, 0xff, 0x22]))}.AA`)).toBe('token-malformed');
    expect(problemOf(`e30.${encode(Buffer.from([0xed, 0xa0, 0x80]))}.AA`)).toBe('token-malformed');
    expect(problemOf(`e30.${encode('\ufeff{}')}.AA`)).toBe('json-syntax');
    expect(problemOf(`${encode('{"alg":"none","alg":"EdDSA"}')}.e30.AA`)).toBe('json-duplicate-key');
    expect(problemOf(`e30.${encode('{"n":9007199254740993}')}.AA`)).toBe('json-unsafe-number');
    for (const other of ['[]', '"x"', 'null', '1', 'true']) {
      expect(problemOf(`e30.${encode(other)}.AA`)).toBe('json-not-object');
    }
  });

  it('gives the signing input as it came', () => {
    const token = makeSubject('ada').requestToken();
    expect(parseCompactToken(token)).toMatchObject({ signingInput: token.slice(0, token.lastIndexOf('.')) });
  });
});

describe('a JSON object', () => {
  it('is neither a list nor null', () => {
    expect(parseJsonObject('{"a":1}')).toEqual({ object: { a: 1 } });
    for (const text of ['[]', 'null', '"{}"']) {
      expect(parseJsonObject(text)).toEqual({ problem: { code: 'json-not-object' } });
    }
  });
});
