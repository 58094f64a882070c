import { AuthorityError } from '../errors.ts';
import { sha256Hex } from '../review/digest.ts';
import { LONGEST_SECRET, type SecretStore } from './key-store.ts';

/*
 * A secret that is longer than an entry lies in several: its parts under the account's name with a letter and a number, and
 * under the name itself a line that says how many there are and what they make together. Base64url and hexadecimal hold no
 * colon, so that line is never taken for a secret. The letter changes with every writing: the parts that the line
 * names stay as they are until it names the others.
 */
const manifest = /^split:1:([ab]):([1-9]\d?):([0-9a-f]{64})$/;

/** @throws AuthorityError `key-unavailable` where parts are missing, or are not those that were written together */
export async function readSecret(secrets: SecretStore, account: string): Promise<string | null> {
  const found = await secrets.read(account);
  const [, letter, count, digest] = manifest.exec(found ?? '') ?? [];
  if (letter === undefined) return found;
  const parts: string[] = [];
  for (const part of partsOf(account, letter, Number(count))) {
    const text = await secrets.read(part);
    // Locked since, or removed: whoever asks finds out which.
    if (text === null) return null;
    parts.push(text);
  }
  const whole = parts.join('');
  if (sha256Hex(whole) !== digest)
    throw new AuthorityError('key-unavailable', 'the parts of a secret do not fit together');
  return whole;
}

/** Until the last write is done, `readSecret` gives what was there before. @throws AuthorityError `keychain` */
export async function writeSecret(secrets: SecretStore, account: string, secret: string): Promise<void> {
  const before = manifest.exec((await secrets.read(account)) ?? '');
  if (secret.length <= LONGEST_SECRET) await secrets.write(account, secret);
  else {
    const letter = before?.[1] === 'a' ? 'b' : 'a';
    const texts = secret.match(new RegExp(`.{1,${LONGEST_SECRET}}`, 'g')) ?? [];
    for (const [at, part] of partsOf(account, letter, texts.length).entries()) {
      await secrets.write(part, texts[at] ?? '');
    }
    await secrets.write(account, `split:1:${letter}:${texts.length}:${sha256Hex(secret)}`);
  }
  await removeParts(secrets, account, before);
}

/** The line that names the parts goes last, so that a removal that broke off can be begun again and finds them all. */
export async function removeSecret(secrets: SecretStore, account: string): Promise<void> {
  await removeLeftParts(secrets, account);
  const before = manifest.exec((await secrets.read(account)) ?? '');
  await removeParts(secrets, account, before);
  await secrets.remove(account);
}

/**
 * Removes the parts that nothing names: of a writing that broke off, or of what was there before it. A part that is gone
 * ends the search, since parts are written from the first on and removed from the last on.
 */
export async function removeLeftParts(secrets: SecretStore, account: string): Promise<void> {
  const [, named] = manifest.exec((await secrets.read(account)) ?? '') ?? [];
  for (const letter of ['a', 'b'].filter((one) => one !== named)) {
    let count = 0;
    while ((await secrets.read(partOf(account, letter, count + 1))) !== null) count += 1;
    for (const part of partsOf(account, letter, count).toReversed()) await secrets.remove(part);
  }
}

async function removeParts(secrets: SecretStore, account: string, of: RegExpExecArray | null): Promise<void> {
  const [, letter = '', count = '0'] = of ?? [];
  for (const part of partsOf(account, letter, Number(count)).toReversed()) await secrets.remove(part);
}

const partOf = (account: string, letter: string, number: number): string => `${account}/${letter}${number}`;
const partsOf = (account: string, letter: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => partOf(account, letter, at + 1));
