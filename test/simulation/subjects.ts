import { createPrivateKey } from 'node:crypto';
import { type AuthorityKey, type Claims, makeAuthorityKey, makeSubject, type Subject } from '../fakes/subject.ts';

/** The same keys in every run: a signature is made once, and read many times. */
export const ourKey: AuthorityKey = makeAuthorityKey('simulated authority');
const trusted = makeAuthorityKey('simulated trusted authority');
const stranger = makeAuthorityKey('simulated stranger');
export const trustedKeys = [trusted.publicJwk];

export const ISSUER = 'https://authority.example.org';

const privateJwk = createPrivateKey(ourKey.privateKey.export({ format: 'pem', type: 'pkcs8' })).export({
  format: 'jwk',
}) as { kty: string; crv: string; x: string; d: string };

/** What lies in the keychain, as the product stores it. */
export const ourSecret = Buffer.from(
  JSON.stringify({ kty: privateJwk.kty, crv: privateJwk.crv, x: privateJwk.x, d: privateJwk.d }),
).toString('base64url');

/** The private key in every spelling in which it might get somewhere. */
export const ourKeyBytes: readonly Buffer[] = [
  Buffer.from(privateJwk.d, 'base64url'),
  Buffer.from(privateJwk.d),
  Buffer.from(Buffer.from(privateJwk.d, 'base64url').toString('hex')),
  Buffer.from(ourSecret),
];

const subjects = new Map<number, Subject>();
const tokens = new Map<string, string>();

const subjectOf = (number: number): Subject => {
  const subject = subjects.get(number) ?? makeSubject(`simulated subject ${number}`);
  subjects.set(number, subject);
  return subject;
};

const remembered = (name: string, make: () => string): string => {
  const token = tokens.get(name) ?? make();
  tokens.set(name, token);
  return token;
};

export const claimsOf = (number: number, version: number): Claims => ({
  scope: 'email',
  email: `person-${number}.${version}@example.org`,
});

/** A job's request as its subject signed it; another version says something else. `bad` has a signature that fits nothing. */
export const requestOf = (number: number, version: number, bad = false): string =>
  remembered(`${number} ${version} ${bad}`, () =>
    subjectOf(number).requestToken(claimsOf(number, version), { tamper: bad }),
  );

/** The same request as JSON that nobody signed. */
export const statementOf = (number: number, version: number): string => {
  const { scope, email } = claimsOf(number, version);
  return JSON.stringify({ sub: subjectOf(number).sub, field: scope, email });
};

export type Signatory = 'trusted' | 'stranger' | 'us elsewhere';

/** A token for the job that did not come from this desk. */
export const foreignToken = (jobId: string, number: number, by: Signatory): string =>
  remembered(`${jobId} ${by}`, () => {
    const key = by === 'trusted' ? trusted : by === 'stranger' ? stranger : ourKey;
    const iss = by === 'us elsewhere' ? ISSUER : 'https://other.example.org';
    return key.sign({
      sub: subjectOf(number).sub,
      ...claimsOf(number, 0),
      iss,
      iat: 1,
      exp: 9_999_999_999,
      jti: jobId,
    });
  });
