import { z } from 'zod';
import { AuthorityError } from '../errors.ts';
import { type Closing, close, closing, newClosing, open } from './passphrase-cipher.ts';

/*
 * What the keychain holds of a key that has a passphrase, in place of its private half: one line, base64url of two. The
 * first says which key it is and how it is closed, and is what the cipher authenticates beside the key, so that the
 * entry of one key is never opened as another's; the second is the private half, closed.
 */
const header = closing.extend({
  format: z.literal('countersign-key'),
  version: z.literal(1),
  kid: z.string(),
  /** When it was closed with this passphrase, in milliseconds since the epoch. */
  setAt: z.number(),
});

export interface SealedKey {
  readonly kid: string;
  readonly setAt: number;
  readonly header: string;
  readonly how: Closing;
  readonly sealed: Buffer;
}

/** @param secret as the keychain would hold it @returns what it holds instead */
export async function sealKey(secret: string, kid: string, passphrase: string, setAt: number): Promise<string> {
  const how = newClosing();
  const first = JSON.stringify({
    format: 'countersign-key',
    version: 1,
    kid,
    setAt,
    ...how,
  } satisfies z.infer<typeof header>);
  const sealed = await close(secret, passphrase, how, first);
  return Buffer.from(`${first}\n${sealed.toString('base64url')}`).toString('base64url');
}

/**
 * @param entry of the keychain, its parts put together
 * @returns null for a private half that lies open
 * @throws AuthorityError `key-unavailable` where it is closed in a way that is not known here
 */
export function sealedKeyIn(entry: string): SealedKey | null {
  const [first = '', second = ''] = Buffer.from(entry, 'base64url').toString('utf8').split('\n');
  const found = jsonOf(first);
  if (!z.object({ format: z.literal('countersign-key') }).safeParse(found).success) return null;
  const parsed = header.safeParse(found);
  if (!parsed.success) throw new AuthorityError('key-unavailable', 'the keychain entry is closed in an unknown way');
  const { kid, setAt, kdf, cipher } = parsed.data;
  return { kid, setAt, header: first, how: { kdf, cipher }, sealed: Buffer.from(second, 'base64url') };
}

/** The private half, as the keychain would hold it open; null where the passphrase does not open it. */
export const openSealedKey = ({ sealed, how, header }: SealedKey, passphrase: string): Promise<string | null> =>
  open(sealed, passphrase, how, header);

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
