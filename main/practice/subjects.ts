import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { SubjectKeys } from './data-file.ts';
import { type Person, persons } from './persons.ts';

/** A practice person with a key: what a phone with an Authentiq ID on it is to a real one. */
export interface Subject {
  readonly person: Person;
  /** The Ed25519 public key, base64url: the `sub` of every token this subject signs. */
  readonly sub: string;
  readonly privateKey: KeyObject;
}

/** Something that a subject would like to have verified. */
export interface Wish {
  readonly subject: Subject;
  readonly scope: 'email' | 'phone';
}

const TOKEN_LIFETIME_SECONDS = 24 * 60 * 60;

/** All practice people; those who have no key yet get one. `keys` are everybody's, for keeping. */
export function createSubjects(kept: SubjectKeys): {
  readonly subjects: readonly Subject[];
  readonly keys: SubjectKeys;
} {
  const keys: SubjectKeys = {};
  const subjects = persons.map((person) => {
    const key = kept[person.id] ?? generateKey();
    keys[person.id] = key;
    const privateKey = createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', ...key }, format: 'jwk' });
    return { person, sub: key.x, privateKey };
  });
  return { subjects, keys };
}

export const wishesOf = (subject: Subject): readonly Wish[] =>
  subject.person.phone
    ? [
        { subject, scope: 'email' },
        { subject, scope: 'phone' },
      ]
    : [{ subject, scope: 'email' }];

/** The request token for a wish: its claims, signed by the subject as a compact JWS. `now` in milliseconds. */
export function requestTokenFor({ subject, scope }: Wish, now: number): string {
  const { person, sub, privateKey } = subject;
  const iat = Math.floor(now / 1000);
  const contact = person[scope];
  const claims = {
    sub,
    scope,
    [scope]: contact?.value,
    type: contact?.type,
    iat,
    exp: iat + TOKEN_LIFETIME_SECONDS,
  };
  const signingInput = `${encode({ alg: person.algorithm, typ: 'JWT' })}.${encode(claims)}`;
  return `${signingInput}.${sign(null, Buffer.from(signingInput), privateKey).toString('base64url')}`;
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

function generateKey(): SubjectKeys[string] {
  const { x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  if (x === undefined || d === undefined) throw new Error('An Ed25519 key was exported without its values');
  return { x, d };
}
