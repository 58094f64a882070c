import { createPrivateKey, sign } from 'node:crypto';
import { z } from 'zod';
import { type NoteKey, noteKey } from '../audit/note.ts';
import { AuthorityError } from '../errors.ts';
import { generateSigningKey } from './signer.ts';

/** The key that checkpoints of the record are signed with. It never signs a token, and no signing key signs a checkpoint. */
export interface RecordKey {
  /** Its public half, under the record's own name. */
  named(origin: string): NoteKey;
  sign(text: string): Buffer;
}

const privateJwk = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().length(43),
  d: z.string().length(43),
});

/** A new one, as the keychain and backups hold it: base64url of its private JWK (RFC 8037), on one line. */
export const makeRecordKey = async (): Promise<string> => (await generateSigningKey('Ed25519')).secret;

/** @throws AuthorityError `key-unavailable` where the secret is none of these keys */
export function openRecordKey(secret: string): RecordKey {
  try {
    const jwk = privateJwk.parse(JSON.parse(Buffer.from(secret, 'base64url').toString('utf8')));
    const key = createPrivateKey({ key: jwk, format: 'jwk' });
    const raw = Buffer.from(jwk.x, 'base64url');
    return { named: (origin) => noteKey(origin, raw), sign: (text) => sign(null, Buffer.from(text), key) };
  } catch {
    // The cause is left out: it could quote the secret.
    throw new AuthorityError('key-unavailable', 'the keychain entry is not a key of the record');
  }
}
