import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { describe, expect, it } from 'vitest';
import { bareJwk, requestProblem, thumbprintOf, tokenVerifies } from '../../../main/evidence/signatures.ts';
import { sha256Hex } from '../../../main/review/digest.ts';
import { readContent } from '../../../main/review/subject-token.ts';
import { signingInputOf } from '../../../main/signing/claims.ts';
import { generateSigningKey, importSigner } from '../../../main/signing/signer.ts';
import { keyAlgorithms } from '../../../preload/contract.ts';
import { hostileTokens } from '../../fakes/hostile-token.ts';
import { makeSubject, withFlippedBit } from '../../fakes/subject.ts';

describe('a token’s signature', () => {
  it.each(keyAlgorithms)(
    'that the desk made with %s verifies without the desk’s own library, and no altered one',
    async (algorithm) => {
      const { secret, publicJwk } = await generateSigningKey(algorithm);
      const signer = await importSigner(secret);
      const header = JSON.stringify({ alg: signer.algorithm, kid: signer.kid, typ: 'JWT' });
      const payload = JSON.stringify({ sub: 'x' });
      const token = await signer.sign({ header, payload, digest: sha256Hex(signingInputOf(header, payload)) });
      const jwk = bareJwk(publicJwk);
      expect(thumbprintOf(jwk)).toBe(signer.kid);
      expect(tokenVerifies(token, jwk)).toBe(true);
      expect(tokenVerifies(withFlippedBit(token), jwk)).toBe(false);
      const other = bareJwk((await generateSigningKey(algorithm)).publicJwk);
      expect(tokenVerifies(token, other)).toBe(false);
    },
    60_000,
  );

  it('is held to the thumbprint that RFC 7638 has for its example, and another library for others', async () => {
    const { publicKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(publicKey);
    expect(thumbprintOf(bareJwk(jwk as Record<string, unknown>))).toBe(await calculateJwkThumbprint(jwk, 'sha256'));
    // RFC 7638, 3.1.
    const n =
      '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw';
    expect(thumbprintOf({ kty: 'RSA', n, e: 'AQAB' })).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs');
    expect(thumbprintOf({ kty: 'RSA', n, e: 'AQAB', alg: 'RS256' })).toBeNull();
    for (const kty of ['oct', '__proto__', 'constructor']) expect(thumbprintOf({ kty, k: 'AA' })).toBeNull();
  });
});

describe('a request’s signature', () => {
  it('is worth the same to the verifier as to the desk, however hostile the token', async () => {
    const subject = makeSubject('verifier');
    const honest = subject.requestToken();
    const hostile = Object.values(hostileTokens(subject, { scope: 'email', email: 'ada@example.org' }));
    const tokens = [honest, withFlippedBit(honest), 'x', 'a.b.c', ...hostile];
    for (const text of tokens) {
      const { signature } = await readContent({ kind: 'subject-token', text });
      expect(requestProblem(text) === null, text.slice(0, 200)).toBe(signature.verdict === 'valid');
    }
  });
});
