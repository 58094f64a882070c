import { z } from 'zod';
import { AuthorityError } from '../errors.ts';
import { parseStrictJson } from '../strict-json.ts';
import type { SecretStore } from './key-store.ts';
import { installationOf } from './provision.ts';

/** What a header may carry (RFC 9110, 5.5), and nothing at either end that a proxy would take off. */
const headerValue = /^[\x21-\x7e]+( +[\x21-\x7e]+)*$/;

/** With its origin, and in base64url, no longer than what an entry holds. */
export const LONGEST_SERVICE_SECRET = 640;

export const isServiceSecret = (text: string): boolean =>
  headerValue.test(text) && text.length <= LONGEST_SERVICE_SECRET;

const entry = z.strictObject({ origin: z.string(), secret: z.string() });

/**
 * What a service knows this desk by, in the keychain and nowhere else; null where there is none for it. It was entered for
 * one origin: with another address set, nobody meant it to go there.
 */
export async function readServiceSecret(folder: string, secrets: SecretStore, address: string): Promise<string | null> {
  const account = accountIn(folder);
  const kept = account && (await secrets.read(account));
  if (!kept) return null;
  const json = parseStrictJson(Buffer.from(kept, 'base64url').toString('utf8'));
  const parsed = entry.safeParse('value' in json ? json.value : null);
  return parsed.success && parsed.data.origin === new URL(address).origin ? parsed.data.secret : null;
}

/**
 * @param secret null to take it away
 * @throws AuthorityError `keychain` where it could not be stored, `not-ready` before there is a key
 */
export async function keepServiceSecret(
  folder: string,
  secrets: SecretStore,
  address: string,
  secret: string | null,
): Promise<void> {
  const account = accountIn(folder);
  if (!account) throw new AuthorityError('not-ready', 'a secret is kept beside a key, and there is none yet');
  if (secret === null) return secrets.remove(account);
  const { origin } = new URL(address);
  await secrets.write(account, Buffer.from(JSON.stringify({ origin, secret })).toString('base64url'));
}

const accountIn = (folder: string): string | null => {
  const installation = installationOf(folder);
  return installation && `${installation}/service`;
};
