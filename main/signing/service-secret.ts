import { AuthorityError } from '../errors.ts';
import { LONGEST_SECRET, type SecretStore } from './key-store.ts';
import { installationOf } from './provision.ts';

/** What a header may carry (RFC 9110, 5.5), and nothing at either end that a proxy would take off. */
const headerValue = /^[\x21-\x7e]+( +[\x21-\x7e]+)*$/;

/** In base64url no longer than what an entry holds. */
export const LONGEST_SERVICE_SECRET = Math.floor((LONGEST_SECRET * 3) / 4);

export const isServiceSecret = (text: string): boolean =>
  headerValue.test(text) && text.length <= LONGEST_SERVICE_SECRET;

/** What a service knows this desk by, in the keychain and nowhere else; null where there is none. */
export async function readServiceSecret(folder: string, secrets: SecretStore): Promise<string | null> {
  const account = accountIn(folder);
  const kept = account && (await secrets.read(account));
  return kept ? Buffer.from(kept, 'base64url').toString('latin1') : null;
}

/**
 * @param text null to take it away
 * @throws AuthorityError `keychain` where it could not be stored, `not-ready` before there is a key
 */
export async function keepServiceSecret(folder: string, secrets: SecretStore, text: string | null): Promise<void> {
  const account = accountIn(folder);
  if (!account) throw new AuthorityError('not-ready', 'a secret is kept beside a key, and there is none yet');
  if (text === null) return secrets.remove(account);
  await secrets.write(account, Buffer.from(text, 'latin1').toString('base64url'));
}

const accountIn = (folder: string): string | null => {
  const installation = installationOf(folder);
  return installation && `${installation}/service`;
};
