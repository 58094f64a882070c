import { copyFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PlainScopeService, startPlainScopeService } from '../fakes/plain-scope-service.ts';
import { Workplace } from '../fakes/workplace.ts';
import { request } from './scene.ts';

let service: PlainScopeService;
let workplace: Workplace;

beforeEach(async () => {
  service = await startPlainScopeService();
  workplace = new Workplace({ address: service.address, settings: { undoSeconds: 1 } });
});
afterEach(async () => {
  await workplace.stop();
  await service.stop();
  rmSync(workplace.home, { recursive: true, force: true });
});

const situation = () => workplace.desk.snapshot().situation;
const inFolder = (name: string) => join(workplace.home, 'live', name);
const secretOf = (kind: 'signing' | 'database') =>
  [...workplace.keychain.entries.keys()].find((account) => account.includes(`/${kind}`)) ?? '';

describe('SECURITY 17, 19: a keychain that is not there when the app starts', () => {
  it.each([
    [{ state: 'locked' } as const, { name: 'keychain-locked' }],
    [{ state: 'unavailable', detail: 'no D-Bus' } as const, { name: 'keychain-unavailable', detail: 'no D-Bus' }],
  ])('(%o) stops it, in so many words, and it goes on by itself', async (state, named) => {
    await workplace.start();
    const keys = workplace.authority.keys();
    const jobId = service.addJob({ content: request });
    workplace.authority.addJobs(jobId, 'window');
    const entries = new Map(workplace.keychain.entries);
    await workplace.stop();
    workplace.keychain.current = state;
    await workplace.restart();
    expect(situation()).toEqual(named);
    expect(() => workplace.authority).toThrow();
    expect(await workplace.desk.createKey()).toMatchObject({ outcome: 'refused' });
    await workplace.pass(30_000, 500);
    expect(situation()).toEqual(named);
    workplace.keychain.current = { state: 'available' };
    await workplace.until('the app to go on', () => situation().name === 'ready');
    expect(workplace.authority.keys()).toEqual(keys);
    // What is kept for the record moves on with it.
    const kept = [...workplace.keychain.entries].filter(([account]) => !account.includes('/record-'));
    expect(kept).toEqual([...entries].filter(([account]) => !account.includes('/record-')));
    expect(workplace.status(jobId)).not.toBeNull();
  });

  it('is asked to show its own dialog when the person tries again', async () => {
    await workplace.start();
    await workplace.stop();
    workplace.keychain.current = { state: 'locked' };
    await workplace.restart();
    await workplace.desk.startAgain();
    expect(workplace.keychain.unlockAsked).toBe(1);
    expect(situation()).toEqual({ name: 'keychain-locked' });
    workplace.keychain.current = { state: 'available' };
    await workplace.desk.startAgain();
    expect(situation()).toEqual({ name: 'ready' });
  });

  it('turns from unavailable to locked as it comes up', async () => {
    await workplace.start();
    await workplace.stop();
    workplace.keychain.current = { state: 'unavailable', detail: 'no D-Bus' };
    await workplace.restart();
    workplace.keychain.current = { state: 'locked' };
    await workplace.until('the lock to be seen', () => situation().name === 'keychain-locked');
  });

  it('on a fresh machine stores nothing anywhere else', async () => {
    workplace.keychain.current = { state: 'unavailable', detail: 'no keyring' };
    await workplace.start();
    expect(situation()).toEqual({ name: 'keychain-unavailable', detail: 'no keyring' });
    expect(existsSync(inFolder('keys.json'))).toBe(false);
    expect(await workplace.desk.practise()).toEqual({ outcome: 'done' });
    expect(situation().name).toBe('keychain-unavailable');
    expect(readdirSync(workplace.home).filter((name) => existsSync(join(workplace.home, name, 'keys.json')))).toEqual(
      [],
    );
  });

  it('and fails while the key is made leaves nothing half made', async () => {
    await workplace.desk.start();
    workplace.keychain.current = { state: 'locked' };
    expect(await workplace.desk.createKey()).toMatchObject({ outcome: 'refused', reason: { code: 'keychain' } });
    expect(existsSync(inFolder('keys.json'))).toBe(false);
    workplace.keychain.current = { state: 'available' };
    expect(await workplace.desk.createKey()).toEqual({ outcome: 'done' });
    expect(situation()).toEqual({ name: 'ready' });
  });
});

describe('SECURITY 17: a key that is missing', () => {
  it.each(['signing', 'database'] as const)('from the keychain (%s) is never replaced by a new one', async (kind) => {
    await workplace.start();
    const [key] = workplace.authority.keys();
    await workplace.stop();
    const account = secretOf(kind);
    const secret = workplace.keychain.entries.get(account) ?? '';
    workplace.keychain.entries.delete(account);
    const before = new Map(workplace.keychain.entries);
    await workplace.restart();
    expect(situation()).toEqual({ name: 'key-missing', kid: key?.kid });
    expect(await workplace.desk.createKey()).toMatchObject({ outcome: 'refused' });
    await workplace.desk.startAgain();
    await workplace.pass(30_000, 1_000);
    expect(situation()).toEqual({ name: 'key-missing', kid: key?.kid });
    expect(workplace.keychain.entries).toEqual(before);
    // Brought back, everything is as it was.
    workplace.keychain.entries.set(account, secret);
    await workplace.desk.startAgain();
    expect(situation()).toEqual({ name: 'ready' });
    expect(workplace.authority.keys()).toEqual([key]);
  });

  it('because the keys file is gone while the database exists is never replaced either', async () => {
    await workplace.start();
    await workplace.stop();
    copyFileSync(inFolder('keys.json'), inFolder('aside'));
    rmSync(inFolder('keys.json'));
    const before = new Map(workplace.keychain.entries);
    await workplace.restart();
    expect(situation().name).toBe('keys-file-missing');
    expect(await workplace.desk.createKey()).toMatchObject({ outcome: 'refused' });
    expect(existsSync(inFolder('keys.json'))).toBe(false);
    expect(workplace.keychain.entries).toEqual(before);
    copyFileSync(inFolder('aside'), inFolder('keys.json'));
    await workplace.desk.startAgain();
    expect(situation()).toEqual({ name: 'ready' });
  });

  it('because the keychain holds another one under its name is not taken for it', async () => {
    await workplace.start();
    const [key] = workplace.authority.keys();
    await workplace.stop();
    const other = new Workplace({ address: service.address, keychain: workplace.keychain });
    await other.start();
    const foreign = [...workplace.keychain.entries].findLast(([account]) => account.includes('/signing/'))?.[1] ?? '';
    await other.stop();
    rmSync(other.home, { recursive: true });
    workplace.keychain.entries.set(secretOf('signing'), foreign);
    await workplace.restart();
    expect(situation()).toEqual({ name: 'key-missing', kid: key?.kid });
  });

  it('and a database that does not open with its key are told apart', async () => {
    await workplace.start();
    await workplace.stop();
    workplace.keychain.entries.set(secretOf('database'), '0'.repeat(64));
    await workplace.restart();
    expect(situation().name).toBe('store-unreadable');
  });
});
