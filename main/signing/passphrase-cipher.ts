import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';

/** The fewest characters of a new passphrase; how good a longer one is the page estimates as it is typed. */
export const SHORTEST_PASSPHRASE = 12;

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);

/** How a text is closed with a passphrase, as the header of what holds it says: nothing in it is for whoever reads it to choose. */
export const closing = z.strictObject({
  kdf: z.strictObject({
    name: z.literal('scrypt'),
    n: z.literal(131_072),
    r: z.literal(8),
    p: z.literal(1),
    salt: base64url.length(43),
  }),
  cipher: z.strictObject({ name: z.literal('A256GCM'), nonce: base64url.length(16) }),
});
export type Closing = z.infer<typeof closing>;

const TAG_BYTES = 16;

/** For one text, once: salt and nonce are drawn anew. */
export const newClosing = (): Closing => ({
  kdf: { name: 'scrypt', n: 131_072, r: 8, p: 1, salt: randomBytes(32).toString('base64url') },
  cipher: { name: 'A256GCM', nonce: randomBytes(12).toString('base64url') },
});

/**
 * @param header what the cipher authenticates beside the text
 * @returns the ciphertext with its tag of 16 bytes at the end
 */
export async function close(text: string, passphrase: string, how: Closing, header: string): Promise<Buffer> {
  const key = await keyFrom(passphrase, how.kdf.salt);
  const nonce = Buffer.from(how.cipher.nonce, 'base64url');
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(header));
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

/** Null where it does not open: another passphrase, another header, or other bytes. */
export async function open(sealed: Buffer, passphrase: string, how: Closing, header: string): Promise<string | null> {
  const key = await keyFrom(passphrase, how.kdf.salt);
  const nonce = Buffer.from(how.cipher.nonce, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(header));
  try {
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

/** RFC 7914. What two keyboards write differently for one and the same text is one passphrase (Unicode's NFKC). */
const keyFrom = (passphrase: string, salt: string): Promise<Buffer> =>
  promisify<string, Buffer, number, object, Buffer>(scrypt)(
    passphrase.normalize('NFKC'),
    Buffer.from(salt, 'base64url'),
    32,
    // 128 MiB are needed for N and r, and a little beside.
    { N: 2 ** 17, r: 8, p: 1, maxmem: 192 * 1024 * 1024 },
  );
