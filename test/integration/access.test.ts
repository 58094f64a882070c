import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startPlainScopeService } from '../fakes/plain-scope-service.ts';
import { scenes } from './scene.ts';

const open = scenes();
const SECRET = 'Bearer canary-f3a91c77e2';

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());

describe('a service that wants to know who asks', () => {
  it('is told so with every request, once the operator has entered it, and no more once they took it away', async () => {
    const scene = await open({ settings: { authHeader: 'Authorization' } });
    const { workplace, service } = scene;
    const { desk } = workplace;
    await scene.readyJob();
    expect(desk.settings().serviceSecret).toBe(false);
    expect(service.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true);

    expect(await desk.keepServiceSecret(SECRET)).toEqual({ outcome: 'done' });
    expect(desk.settings().serviceSecret).toBe(true);
    let from = service.requests.length;
    await scene.readyJob();
    const told = service.requests.slice(from);
    expect(told.length).toBeGreaterThan(1);
    expect(told.every(({ headers }) => headers.authorization === SECRET)).toBe(true);

    expect(await desk.keepServiceSecret('')).toEqual({ outcome: 'done' });
    from = service.requests.length;
    await scene.readyJob();
    expect(service.requests.slice(from).some(({ headers }) => 'authorization' in headers)).toBe(false);
    expect([...workplace.keychain.entries.keys()].some((account) => account.endsWith('/service'))).toBe(false);
  });

  it('SECURITY 24: has its secret in the keychain, in no file and in nothing that the page is given', async () => {
    const scene = await open({ settings: { authHeader: 'X-Api-Key' } });
    const { workplace } = scene;
    await workplace.desk.keepServiceSecret(SECRET);
    const jobId = await scene.readyJob();
    const given = JSON.stringify([
      workplace.desk.snapshot(),
      workplace.desk.settings(),
      workplace.authority.history(0, 100),
      await workplace.authority.review(jobId, 'frame'),
    ]);
    expect(given).not.toContain('canary-f3a91c77e2');
    expect(given).toContain('service-secret-changed');
    for (const path of filesIn(workplace.home)) {
      expect(readFileSync(path).includes('canary-f3a91c77e2'), path).toBe(false);
    }
    const kept = [...workplace.keychain.entries].filter(([account]) => account.endsWith('/service'));
    expect(kept.map(([, entry]) => JSON.parse(Buffer.from(entry, 'base64url').toString()))).toEqual([
      { origin: scene.service.address, secret: SECRET },
    ]);
  });

  it('is told nothing that a header can not carry, and nothing changes then', async () => {
    const { workplace } = await open({ settings: { authHeader: 'X-Api-Key' } });
    for (const bad of ['a\r\nX-Other: b', ' a', 'a ', 'ä', 'x'.repeat(641), '\u0000']) {
      expect(await workplace.desk.keepServiceSecret(bad)).toMatchObject({
        outcome: 'refused',
        reason: { code: 'service-secret-invalid' },
      });
    }
    expect(workplace.desk.settings().serviceSecret).toBe(false);
  });

  it('keeps a secret that the keychain would not take out of everything', async () => {
    const { workplace } = await open({ settings: { authHeader: 'X-Api-Key' } });
    workplace.keychain.current = { state: 'locked' };
    expect(await workplace.desk.keepServiceSecret(SECRET)).toMatchObject({
      outcome: 'refused',
      reason: { code: 'keychain' },
    });
  });

  it('that lets nobody in is out of sight with words that lead to the secret, and in sight again with it', async () => {
    const scene = await open({ settings: { authHeader: 'Authorization' } });
    const { workplace, service } = scene;
    await workplace.desk.keepServiceSecret(SECRET);
    const jobId = await scene.waitingJob();
    service.failNext(Array.from({ length: 12 }, () => ({ kind: 'status', status: 401 }) as const));
    await workplace.until('the service is out of sight', () => workplace.authority.reach().state === 'unreachable');
    expect(workplace.authority.reach().fault).toMatchObject({ code: 'not-let-in', values: { status: 401 } });
    const asked = service.requests.length;
    await workplace.pass(20_000, 1_000);
    expect(service.faultsLeft).toBeGreaterThan(0);
    // One question in a while, and no job's.
    expect(service.requests.slice(asked).every(({ path }) => path === `/scope/${'0'.repeat(20)}`)).toBe(true);
    while (service.faultsLeft > 0) await workplace.pass(30_000, 1_000);
    service.confirm(jobId);
    await workplace.reaches(jobId, 'ready');
    expect(workplace.authority.reach().state).toBe('reachable');
  });

  it('is not known to another one whose address is set in its place', async () => {
    const { workplace } = await open({ settings: { authHeader: 'X-Api-Key' } });
    await workplace.desk.keepServiceSecret(SECRET);
    const other = await startPlainScopeService();
    try {
      expect(await workplace.desk.saveSettings({ address: other.address })).toEqual({ outcome: 'saved' });
      const jobId = other.addJob();
      workplace.authority.addJobs(jobId, 'window');
      await workplace.until('the other service is asked', () => other.requests.length > 0);
      expect(other.requests.some(({ headers }) => 'x-api-key' in headers)).toBe(false);
      expect(workplace.desk.settings().serviceSecret).toBe(false);
    } finally {
      await workplace.stop();
      await other.stop();
    }
  });
});
