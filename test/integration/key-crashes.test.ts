import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVault, provision } from '../../main/signing/provision.ts';
import { collectBackup } from '../../main/signing/restore.ts';
import { generateSigningKey } from '../../main/signing/signer.ts';
import { FileKeychain } from '../crash/file-keychain.ts';
import { type KeyTask, PASSPHRASE } from '../crash/key-task.ts';
import { buildKeyProgram } from '../crash/program.ts';

let base: string;
let program: string;

/** A folder with a key in use, one before it, a keychain, and a backup of both. */
beforeAll(async () => {
  program = await buildKeyProgram();
  base = mkdtempSync(join(tmpdir(), 'countersign-key-crash-'));
  const secrets = new FileKeychain(join(base, 'keychain.json'));
  await provision(join(base, 'live'), secrets, 1);
  const vault = await openVault(join(base, 'live'), secrets);
  if (vault.state !== 'open') throw new Error(vault.state);
  await vault.ring.add(await generateSigningKey('RS256'), 'made', 2, true);
  const service = { name: '', address: '', issuer: '' };
  const content = await collectBackup(join(base, 'live'), secrets, service, 3);
  writeFileSync(join(base, 'backup'), JSON.stringify(content));
  writeFileSync(join(base, 'key'), JSON.stringify(await generateSigningKey('PS256')));
  const closed = mkdtempSync(join(tmpdir(), 'countersign-key-crash-'));
  cpSync(base, closed, { recursive: true });
  const theirs = await openVault(join(closed, 'live'), new FileKeychain(join(closed, 'keychain.json')));
  if (theirs.state !== 'open') throw new Error(theirs.state);
  await theirs.ring.setPassphrase(theirs.ring.current().kid, '', PASSPHRASE, 4);
  renameSync(closed, join(base, 'closed'));
}, 60_000);
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** What a person finds at the next start. */
async function stateOf(place: string): Promise<string> {
  const vault = await openVault(join(place, 'live'), new FileKeychain(join(place, 'keychain.json')));
  if (vault.state !== 'open') return vault.state;
  const { ring } = vault;
  const able = ring
    .keys()
    .map(({ kid, retiredAt }) => [retiredAt === undefined, ring.signer(kid) !== null, ring.hasPassphrase(kid)]);
  const { kid, algorithm } = ring.current();
  if (ring.isLocked(kid)) expect(await ring.unlock(PASSPHRASE, 10)).toBeNull();
  expect(ring.signer(kid)).not.toBeNull();
  return JSON.stringify([algorithm, able, vault.databaseKey.length]);
}

/** Entries of the keychain that nothing names: parts of a secret that was there before, or was never whole. */
function leftParts(place: string): string[] {
  const entries = JSON.parse(readFileSync(join(place, 'keychain.json'), 'utf8')) as Record<string, string>;
  return Object.keys(entries).filter((account) => {
    const [, whole, letter, number] = /^(.*)\/([ab])(\d+)$/.exec(account) ?? [];
    if (whole === undefined) return false;
    const [, named, count] = /^split:1:([ab]):(\d+):/.exec(entries[whole] ?? '') ?? [];
    return letter !== named || Number(number) > Number(count);
  });
}

describe.each(['import', 'rotate', 'retire', 'restore', 'set passphrase', 'remove passphrase'] as const)(
  '%s',
  (what) => {
    it('killed at any step leaves the old state or the new one, and can be done again', async () => {
      const found = new Set<string>();
      let killed = 0;
      for (let step = 1; ; step += 1) {
        const place = mkdtempSync(join(tmpdir(), 'countersign-key-crash-'));
        cpSync(base, place, { recursive: true });
        // What is restored has been lost before.
        if (what === 'restore') writeFileSync(join(place, 'keychain.json'), '{}');
        if (what === 'remove passphrase') cpSync(join(place, 'closed'), place, { recursive: true });
        const before = await stateOf(place);
        const run = async (at: number): Promise<NodeJS.Signals | null> => {
          const task: KeyTask = {
            folder: join(place, 'live'),
            keychain: join(place, 'keychain.json'),
            what,
            backup: join(place, 'backup'),
            key: join(place, 'key'),
            step: at,
          };
          const child = spawn(process.execPath, [program, JSON.stringify(task)], {
            stdio: ['ignore', 'ignore', 'inherit'],
          });
          const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
          if (signal === null) expect(code).toBe(0);
          return signal;
        };
        const signal = await run(step);
        const after = await stateOf(place);
        if (what.endsWith('passphrase')) expect(leftParts(place)).toEqual([]);
        const done = signal === null;
        if (done) {
          expect(after).not.toBe(before);
          for (const one of found) expect([before, after]).toContain(one);
        } else {
          killed += 1;
          found.add(after);
          // Where nothing came of it, it is done as if for the first time.
          if (after === before && step % 7 === 0) {
            expect(await run(0)).toBeNull();
            expect(await stateOf(place)).not.toBe(before);
          }
        }
        expect(readFileSync(join(place, 'live', 'keys.json'), 'utf8')).toMatch(/^\{[\s\S]*\}\n$/);
        rmSync(place, { recursive: true, force: true });
        if (done) break;
      }
      expect(killed).toBeGreaterThan(7);
    }, 180_000);
  },
);
