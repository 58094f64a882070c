import { createPublicKey } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type PlainScopeService, startPlainScopeService } from '../fakes/plain-scope-service.ts';
import { Workplace } from '../fakes/workplace.ts';

let service: PlainScopeService;
let workplace: Workplace;
let folder: string;

beforeEach(async () => {
  service = await startPlainScopeService();
  folder = mkdtempSync(join(tmpdir(), 'countersign-jwks-'));
  workplace = await new Workplace({ address: service.address }).start();
});
afterEach(async () => {
  await workplace.stop();
  await service.stop();
  for (const path of [workplace.home, folder]) rmSync(path, { recursive: true, force: true });
});

const path = () => join(folder, 'jwks.json');
const kidsIn = (text: string): string[] => JSON.parse(text).keys.map(({ kid }: { kid: string }) => kid);
const published = () => kidsIn(readFileSync(path(), 'utf8'));
const kidOf = (standing: string) => workplace.authority.keys().find((key) => key.standing === standing)?.kid ?? '';
const troubles = () => workplace.desk.snapshot().troubles.map(({ code }) => code);

it('the public set has every key but the retired, the one in use first, and public halves alone', async () => {
  const first = kidOf('current');
  for (const algorithm of ['ES256', 'RS256'] as const) await workplace.desk.addKey(algorithm);
  await workplace.desk.rotate({ algorithm: 'PS256' });
  const { text } = workplace.desk.publicKeys();
  expect(kidsIn(text)[0]).toBe(kidOf('current'));
  expect(kidsIn(text)).toHaveLength(4);
  for (const { kid: _kid, alg, use, ...jwk } of JSON.parse(text).keys) {
    expect(createPublicKey({ key: jwk, format: 'jwk' }).type).toBe('public');
    expect([use, typeof alg]).toEqual(['sig', 'string']);
    for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi']) expect(jwk).not.toHaveProperty(secret);
  }
  await workplace.desk.retire(first);
  expect(kidsIn(workplace.desk.publicKeys().text)).not.toContain(first);
});

it('is written once where it is saved, for everybody to read', async () => {
  expect(await workplace.desk.saveJwks(path(), false)).toEqual({ outcome: 'done' });
  expect(readFileSync(path(), 'utf8')).toBe(workplace.desk.publicKeys().text);
  expect(statSync(path()).mode & 0o777).toBe(0o644);
  const before = published();
  await workplace.desk.addKey('ES256');
  expect(published()).toEqual(before);
  expect(workplace.desk.publicKeys().file).toBeNull();
});

it('is kept up to date in a file, with every change and over a restart, until that is stopped', async () => {
  await workplace.desk.saveJwks(path(), true);
  const first = kidOf('current');
  await workplace.desk.rotate({ algorithm: 'ES256' });
  expect(published()).toEqual([kidOf('current'), first]);
  await workplace.desk.retire(first);
  expect(published()).toEqual([kidOf('current')]);
  writeFileSync(path(), 'somebody else’s');
  await workplace.restart();
  expect(published()).toEqual([kidOf('current')]);
  expect(readdirSync(folder)).toEqual(['jwks.json']);
  await workplace.desk.stopJwks();
  rmSync(path());
  await workplace.desk.addKey('ES256');
  expect(existsSync(path())).toBe(false);
  expect(workplace.events().filter((event) => event === 'key-set-file')).toHaveLength(2);
});

it('that can not be written is told of, and written again when it can be', async () => {
  const inner = join(folder, 'www');
  mkdirSync(inner);
  await workplace.desk.saveJwks(join(inner, 'jwks.json'), true);
  rmSync(inner, { recursive: true });
  expect(await workplace.desk.addKey('ES256')).toEqual({ outcome: 'done' });
  expect(troubles()).toContain('key-set-not-written');
  mkdirSync(inner);
  chmodSync(inner, 0o755);
  await workplace.desk.addKey('ES256');
  expect(troubles()).not.toContain('key-set-not-written');
  expect(kidsIn(readFileSync(join(inner, 'jwks.json'), 'utf8'))).toHaveLength(3);
});

it('that could not be written is written by itself as soon as it can be', async () => {
  const inner = join(folder, 'www');
  mkdirSync(inner);
  await workplace.desk.saveJwks(join(inner, 'jwks.json'), true);
  rmSync(inner, { recursive: true });
  // A file stands where the folder was: nobody can write into that, not even a user who may do everything.
  writeFileSync(inner, '');
  await workplace.desk.rotate({ algorithm: 'ES256' });
  expect(troubles()).toContain('key-set-not-written');
  await workplace.pass(10 * 60_000, 5_000);
  expect(troubles()).toContain('key-set-not-written');
  rmSync(inner);
  mkdirSync(inner);
  await workplace.until('the file', () => existsSync(join(inner, 'jwks.json')), 10 * 60_000);
  expect(readFileSync(join(inner, 'jwks.json'), 'utf8')).toBe(workplace.desk.publicKeys().text);
  expect(troubles()).not.toContain('key-set-not-written');
});

it('that somebody else changed or deleted is put right within a minute or so, and left alone once it is not kept', async () => {
  await workplace.desk.saveJwks(path(), true);
  const { text } = workplace.desk.publicKeys();
  for (const meddle of [() => writeFileSync(path(), '{"keys":[]}'), () => rmSync(path())]) {
    meddle();
    await workplace.until('the file', () => existsSync(path()) && readFileSync(path(), 'utf8') === text, 3 * 60_000);
  }
  await workplace.desk.stopJwks();
  rmSync(path());
  await workplace.pass(5 * 60_000, 5_000);
  expect(existsSync(path())).toBe(false);
});
