import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeyRing } from '../../../main/signing/key-ring.ts';
import { openVault, provision } from '../../../main/signing/provision.ts';
import { generateSigningKey } from '../../../main/signing/signer.ts';
import { objectionToResuming } from '../../../main/signing-stop.ts';
import type { Stop } from '../../../main/store/signing-stops.ts';
import { MemoryKeychain } from '../../fakes/keychain.ts';

const PASSPHRASE = 'seven green lighthouses';
const DAY = 24 * 3_600_000;

let folder: string;
let ring: KeyRing;
let stop: Stop;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-resuming-'));
  const keychain = new MemoryKeychain();
  await provision(folder, keychain, 1);
  const vault = await openVault(folder, keychain);
  if (vault.state !== 'open') throw new Error(`it is ${vault.state}`);
  ring = vault.ring;
  stop = { since: 1, kid: ring.current().kid };
});
afterEach(() => rmSync(folder, { recursive: true }));

const typing = (typed: string) => objectionToResuming(stop, ring, { typed, passphrase: PASSPHRASE }, 5);
const giving = (passphrase: string, now: number) =>
  objectionToResuming(stop, ring, { typed: 'resume', passphrase }, now);

describe('what resuming takes', () => {
  it('is the word where the key in use has no passphrase, however it is written', async () => {
    for (const typed of ['resume', ' RESUME\t', 'Resume']) expect(await typing(typed)).toBeNull();
    for (const typed of ['', 'resum', 'resume now', PASSPHRASE]) {
      expect(await typing(typed)).toEqual({ code: 'resume-word-wrong', values: { word: 'resume' } });
    }
  });

  it('is the passphrase of the key in use where it has one, locked or not, and the word is worth nothing', async () => {
    expect(await ring.setPassphrase(ring.current().kid, '', PASSPHRASE, 2)).toBeNull();
    expect(await giving('', 10)).toMatchObject({ code: 'passphrase-wrong' });
    expect(await giving(PASSPHRASE, DAY)).toBeNull();
    ring.lock();
    expect(await giving(PASSPHRASE, 2 * DAY)).toBeNull();
    expect(ring.signer(ring.current().kid)).toBeNull();
  });

  it('is the passphrase of the key that was in use when it was stopped, whatever takes over meanwhile', async () => {
    await ring.setPassphrase(ring.current().kid, '', PASSPHRASE, 2);
    await ring.add(await generateSigningKey('Ed25519'), 'made', 3, true);
    expect(ring.hasPassphrase(ring.current().kid)).toBe(false);
    expect(await giving('', 10)).toMatchObject({ code: 'passphrase-wrong' });
    expect(await giving(PASSPHRASE, DAY)).toBeNull();
  });

  it('is asked ever more slowly, of whoever does not know it', async () => {
    await ring.setPassphrase(ring.current().kid, '', PASSPHRASE, 2);
    const codes = new Set<string | undefined>();
    for (let tries = 0; tries < 12; tries += 1) codes.add((await giving('seven green lighthouse', 10))?.code);
    expect([...codes]).toEqual(['passphrase-wrong', 'passphrase-pause']);
    expect(await giving(PASSPHRASE, 10)).toMatchObject({ code: 'passphrase-pause' });
    expect(await giving(PASSPHRASE, DAY)).toBeNull();
  }, 30_000);
});
