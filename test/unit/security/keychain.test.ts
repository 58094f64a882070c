import { afterEach, describe, expect, it } from 'vitest';
import { type Entries, secretsIn } from '../../../main/signing/keychain.ts';

const held = new Map<string, string>();
afterEach(() => held.clear());

/** Entries in memory, the way keytar holds them, with what is named done otherwise. */
const entries = (otherwise: Partial<Entries> = {}): Entries => ({
  getPassword: async (_service, account) => held.get(account) ?? null,
  setPassword: async (_service, account, password) => void held.set(account, password),
  deletePassword: async (_service, account) => held.delete(account),
  ...otherwise,
});
const soon = { readMs: 20, writeMs: 20 };
const never = () => new Promise<never>(() => {});

const refusal = (detail: unknown) => ({ name: 'AuthorityError', code: 'keychain', values: { detail } });

describe('SECURITY 17: a keychain that hangs', () => {
  it('is given up where it is read', async () => {
    const secrets = secretsIn(entries({ getPassword: never }), soon);
    await expect(secrets.read('a')).rejects.toMatchObject(refusal('no answer within 0.02 s'));
  });

  it('is given up where it is written, and where what was written is read back', async () => {
    await expect(secretsIn(entries({ setPassword: never }), soon).write('a', 'x')).rejects.toMatchObject(
      refusal('no answer within 0.02 s'),
    );
    await expect(secretsIn(entries({ getPassword: never }), soon).write('a', 'x')).rejects.toMatchObject(
      refusal('no answer within 0.02 s'),
    );
  });

  it('and one that fails says why, in words without the secret', async () => {
    const broken = () => Promise.reject(new Error('Object does not exist at path /collection/login'));
    const fault = await secretsIn(entries({ setPassword: broken }), soon)
      .write('a', 'a-secret')
      .catch((thrown: unknown) => thrown);
    expect(fault).toMatchObject(refusal('Object does not exist at path /collection/login'));
    expect(JSON.stringify(fault) + String((fault as Error).stack)).not.toContain('a-secret');
  });

  it('answers null for what it does not have, which is all that null says', async () => {
    expect(await secretsIn(entries(), soon).read('a')).toBeNull();
  });
});

describe('SECURITY 18: a secret', () => {
  it.each([
    ['with a line feed at its end', 'x\n'],
    ['of two lines', 'x\ny'],
    ['with a carriage return', 'x\ry'],
    ['with a NUL', 'x\0'],
    ['with a space', 'x y'],
    ['with a letter beyond ASCII', 'é'],
    ['that is empty', ''],
    ['longer than Windows holds', 'x'.repeat(1_281)],
  ])('%s is not written', async (_, secret) => {
    await expect(secretsIn(entries(), soon).write('a', secret)).rejects.toMatchObject(refusal('not one short line'));
    expect(held.size).toBe(0);
  });

  it('of the greatest length is written, and read back', async () => {
    const asked: string[] = [];
    const secrets = secretsIn(
      entries({
        getPassword: async (_service, account) => {
          asked.push(account);
          return held.get(account) ?? null;
        },
      }),
      soon,
    );
    await secrets.write('a', 'x'.repeat(1_280));
    expect(held.get('a')).toHaveLength(1_280);
    expect(asked).toEqual(['a']);
  });

  it.each([
    ['nothing', null],
    ['something else', 'y'],
    ['a part of it', 'x'.repeat(9)],
  ])('that reads back as %s counts as not written', async (_, found) => {
    const secrets = secretsIn(entries({ getPassword: async () => found }), soon);
    await expect(secrets.write('a', 'x'.repeat(10))).rejects.toMatchObject(refusal('read-back differs'));
  });
});
