import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PlainScopeService, startPlainScopeService } from '../fakes/plain-scope-service.ts';
import { Workplace } from '../fakes/workplace.ts';

let service: PlainScopeService;
let workplace: Workplace;
let folder: string;
let taken: number;

beforeEach(async () => {
  service = await startPlainScopeService();
  workplace = new Workplace({ address: service.address });
  folder = mkdtempSync(join(tmpdir(), 'countersign-import-'));
  taken = 0;
  await workplace.desk.start();
});
afterEach(async () => {
  await workplace.stop();
  await service.stop();
  for (const path of [workplace.home, folder]) rmSync(path, { recursive: true, force: true });
});

const { privateKey } = generateKeyPairSync('ed25519');
const jwk = JSON.stringify(privateKey.export({ format: 'jwk' }));
const passphrase = 'a passphrase of the key';
const closed = privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase }) as string;
const ask = { passphrase: '', rsa: 'RS256', overwrite: false } as const;
const pasted = (text: string) => ({
  text,
  onTaken: () => {
    taken += 1;
  },
});
const fileWith = (text: string) => {
  const path = join(folder, 'key.json');
  writeFileSync(path, text);
  return path;
};

describe('a key that is imported', () => {
  it('in setup is the first, and signs', async () => {
    expect(workplace.desk.readKey(pasted(jwk))).toEqual({ outcome: 'read', form: 'jwk', mayBeRsa: false, file: null });
    expect(await workplace.desk.importKey(ask)).toMatchObject({ outcome: 'imported', file: 'none' });
    expect(taken).toBe(1);
    const [key] = workplace.authority.keys();
    expect(key).toMatchObject({ standing: 'current', origin: 'imported' });
    expect(JSON.parse(key?.publicJwk ?? '{}').x).toBe(JSON.parse(jwk).x);
    expect(workplace.events()[0]).toBe('key-imported');
  });

  it('later waits to take over, and its file stays unless it is asked for', async () => {
    await workplace.desk.createKey();
    const path = fileWith(closed);
    expect(workplace.desk.readKey({ path })).toMatchObject({ form: 'encrypted-pkcs8', file: 'key.json' });
    expect(await workplace.desk.importKey(ask)).toMatchObject({ reason: { code: 'key-passphrase-wrong' } });
    expect(await workplace.desk.importKey({ ...ask, passphrase })).toMatchObject({ outcome: 'imported', file: 'kept' });
    expect(readFileSync(path, 'utf8')).toBe(closed);
    expect(workplace.authority.keys().map(({ standing }) => standing)).toEqual(['current', 'waiting']);
    workplace.desk.readKey({ path });
    expect(await workplace.desk.importKey({ ...ask, passphrase })).toMatchObject({ reason: { code: 'key-known' } });
  });

  it('has its file overwritten and deleted where that is asked for, but no other file that took its place', async () => {
    await workplace.desk.createKey();
    const path = fileWith(jwk);
    workplace.desk.readKey({ path });
    writeFileSync(path, 'something else by now');
    expect(await workplace.desk.importKey({ ...ask, overwrite: true })).toMatchObject({ file: 'not-overwritten' });
    expect(readFileSync(path, 'utf8')).toBe('something else by now');
    const other = JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }));
    workplace.desk.readKey({ path: fileWith(other) });
    expect(await workplace.desk.importKey({ ...ask, overwrite: true })).toMatchObject({ file: 'overwritten' });
    expect(existsSync(path)).toBe(false);
  });

  it('is forgotten when it is called off, and after ten minutes', async () => {
    const nothing = { outcome: 'refused', reason: { code: 'key-nothing-there' } };
    workplace.desk.readKey(pasted(jwk));
    workplace.desk.forgetKey();
    expect(await workplace.desk.importKey(ask)).toEqual(nothing);
    workplace.desk.readKey(pasted(jwk));
    workplace.clock.advance(10 * 60_000 + 1);
    expect(await workplace.desk.importKey(ask)).toEqual(nothing);
    expect(taken).toBe(0);
  });

  it('is not read from what is no file, is empty or is a heap', () => {
    mkdirSync(join(folder, 'dir'));
    const read = (path: string) => workplace.desk.readKey({ path });
    expect(read(join(folder, 'dir'))).toMatchObject({ reason: { code: 'key-file-unreadable' } });
    expect(read(join(folder, 'none'))).toMatchObject({ reason: { code: 'key-file-unreadable' } });
    expect(read(fileWith(' \n'))).toMatchObject({ reason: { code: 'key-nothing-there' } });
    expect(read(fileWith('x'.repeat(1_000_000)))).toMatchObject({ reason: { code: 'key-form-unknown' } });
  });

  it('SECURITY 21: is in no answer, no log and no file, whatever its form and whatever came of it', async () => {
    await workplace.desk.createKey();
    const answers: unknown[] = [];
    for (const [text, given] of [
      [jwk, ''],
      [closed, 'wrong'],
      [closed, passphrase],
      [jwk.replace('"OKP"', '"oct"'), ''],
      [JSON.stringify({ ...JSON.parse(jwk), x: 'AAAA' }), ''],
    ] as const) {
      answers.push(workplace.desk.readKey(pasted(text)));
      answers.push(await workplace.desk.importKey({ ...ask, passphrase: given }));
    }
    answers.push(workplace.authority.keys(), workplace.wholeRecord(), workplace.desk.snapshot(), workplace.log);
    const seen = JSON.stringify(answers) + readFileSync(join(workplace.home, 'live', 'keys.json'), 'utf8');
    const { d } = JSON.parse(jwk) as { d: string };
    for (const secret of [d, Buffer.from(d, 'base64url').toString('hex'), passphrase]) {
      expect(seen).not.toContain(secret);
      expect(`${seen}${secret}`).toContain(secret);
    }
  });
});
