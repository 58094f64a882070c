import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkDetached } from '../../../main/signing/detached.ts';
import { signingPair } from '../../fakes/update-feed.ts';

const script = join(import.meta.dirname, '../../../scripts/sign-update.mjs');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-sign-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const put = (name: string, content: string | Uint8Array) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const run = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
};

describe('scripts/sign-update.mjs', () => {
  it('writes a signature beside each manifest that a desk believes', async () => {
    const { privateJwk, publicJwk } = await signingPair();
    const key = put('key.json', JSON.stringify(privateJwk));
    const manifests = ['latest-linux.yml', 'latest.yml'].map((name) => put(name, `version: 1.0.0 # ${name}\n`));
    const { status, stdout } = run(...manifests, '--key', key);
    expect(status).toBe(0);
    expect(stdout).toContain(await calculateJwkThumbprint(publicJwk));
    for (const path of manifests) {
      expect(await checkDetached(readFileSync(`${path}.sig`, 'latin1'), readFileSync(path), publicJwk)).toBe('valid');
    }
  });

  it('says how it is used, and signs nothing, where it is called otherwise', () => {
    const manifest = put('latest.yml', 'version: 1.0.0\n');
    for (const args of [[], [manifest], ['--key', manifest], [manifest, '--key', manifest, '--force']]) {
      expect(run(...args)).toMatchObject({ status: 1, stderr: expect.stringContaining('Usage:') });
    }
    expect(readdirSync(folder)).toEqual(['latest.yml']);
  });

  it('signs with no other key, and prints none of it', async () => {
    const manifest = put('latest.yml', 'version: 1.0.0\n');
    const { privateJwk, publicJwk } = await signingPair();
    const broken = JSON.stringify(privateJwk).slice(0, -2);
    const keys: readonly (string | JWK)[] = [publicJwk, { kty: 'oct', k: 'AAAA' }, broken, ''];
    for (const one of keys) {
      const said = run(manifest, '--key', put('key.json', typeof one === 'string' ? one : JSON.stringify(one)));
      expect(said).toMatchObject({ status: 1, stderr: expect.stringContaining('Nothing was signed') });
      expect(said.stderr).not.toContain(privateJwk.d?.slice(0, 12) ?? '');
    }
    expect(readdirSync(folder).sort()).toEqual(['key.json', 'latest.yml']);
  });
});
