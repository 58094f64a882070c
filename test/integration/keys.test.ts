import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifies } from '../../main/signing/verification.ts';
import { keyAlgorithms } from '../../preload/contract.ts';
import { type PlainScopeService, startPlainScopeService } from '../fakes/plain-scope-service.ts';
import { Workplace } from '../fakes/workplace.ts';
import { request } from './scene.ts';

let service: PlainScopeService;
let workplace: Workplace;

beforeEach(async () => {
  service = await startPlainScopeService();
  workplace = new Workplace({ address: service.address, settings: { undoSeconds: 5 } });
});
afterEach(async () => {
  await workplace.stop();
  await service.stop();
  rmSync(workplace.home, { recursive: true, force: true });
});

const keyOf = (standing: string) => workplace.authority.keys().find((key) => key.standing === standing);
const rotateTo = (kid: string | undefined) => workplace.desk.rotate({ kid: kid ?? '' });

async function ready(): Promise<string> {
  const jobId = service.addJob({ content: request });
  workplace.authority.addJobs(jobId, 'window');
  await workplace.until('the first read', () => workplace.events(jobId).length > 1);
  service.confirm(jobId);
  await workplace.reaches(jobId, 'ready');
  return jobId;
}

describe.each(keyAlgorithms)('a desk whose key is made for %s', (algorithm) => {
  it('signs and proves delivery with it', async () => {
    await workplace.desk.start();
    expect(await workplace.desk.createKey(algorithm)).toEqual({ outcome: 'done' });
    const jobId = await ready();
    await workplace.approve(jobId);
    const { token, delivery } = await workplace.reaches(jobId, 'delivered');
    expect(delivery?.proof).toBe('read-back');
    expect(await verifies(String(token?.compact), JSON.parse(keyOf('current')?.publicJwk ?? '{}'))).toBe(true);
    expect(keyOf('current')).toMatchObject({
      signatures: 1,
      firstUsedAt: token?.signedAt,
      lastUsedAt: token?.signedAt,
    });
  });
});

describe('an approval under a key that another took over from', () => {
  it('is signed by exactly the key that was shown', async () => {
    await workplace.start();
    const shown = keyOf('current')?.kid;
    const jobId = await ready();
    await workplace.approve(jobId);
    expect(await workplace.desk.addKey('ES256')).toEqual({ outcome: 'done' });
    expect(await rotateTo(keyOf('waiting')?.kid)).toEqual({ outcome: 'done' });
    const { token } = await workplace.reaches(jobId, 'delivered');
    expect(token?.kid).toBe(shown);
    expect(keyOf('superseded')).toMatchObject({ kid: shown, signatures: 1 });
  });

  it('keeps that key from being retired', async () => {
    await workplace.start();
    const jobId = await ready();
    await workplace.approve(jobId);
    const { kid = '' } = keyOf('current') ?? {};
    expect(await workplace.desk.retire(kid)).toMatchObject({ reason: { code: 'key-is-current' } });
    await workplace.desk.rotate({ algorithm: 'Ed25519' });
    expect(await workplace.desk.retire(kid)).toEqual({
      outcome: 'refused',
      reason: { code: 'key-has-approvals', values: { count: 1 } },
    });
    expect(keyOf('superseded')?.kid).toBe(kid);
    await workplace.reaches(jobId, 'delivered');
    expect(await workplace.desk.retire(kid)).toEqual({ outcome: 'done' });
    expect(keyOf('retired')).toMatchObject({ kid, signatures: 1 });
    expect(workplace.events().slice(-1)).toEqual(['key-retired']);
  });

  it('is void with its reason where that key is lost, and no other signs in its place', async () => {
    await workplace.start();
    const jobId = await ready();
    await workplace.approve(jobId);
    const shown = keyOf('current')?.kid ?? '';
    await workplace.desk.rotate({ algorithm: 'Ed25519' });
    for (const account of [...workplace.keychain.entries.keys()]) {
      if (account.includes(shown)) workplace.keychain.entries.delete(account);
    }
    await workplace.restart();
    expect(keyOf('lost')?.kid).toBe(shown);
    const review = await workplace.reaches(jobId, 'ready');
    expect(review.reason).toEqual({ code: 'approved-key-gone' });
    expect(review.token).toBeNull();
    expect(workplace.events(jobId)).toContain('approval-void');
  });

  it('is shown again before it can be approved when it was only shown', async () => {
    await workplace.start();
    const jobId = await ready();
    const { proposal } = await workplace.authority.review(jobId, 'frame');
    await workplace.desk.addKey('Ed25519');
    expect(await rotateTo(keyOf('waiting')?.kid)).toEqual({ outcome: 'done' });
    const ask = { jobId, digest: proposal?.digest ?? '', nonce: proposal?.nonce ?? '' };
    expect(await workplace.authority.approve(ask, 'frame')).toMatchObject({ reason: { code: 'stale' } });
    const next = await workplace.authority.review(jobId, 'frame');
    expect(JSON.parse(next.proposal?.header ?? '{}')).toMatchObject({ kid: keyOf('current')?.kid });
  });
});

describe('the name of an Ed25519 key’s algorithm', () => {
  it('is in the next token as it is set, and an approval keeps the one that was shown', async () => {
    await workplace.start();
    const first = await ready();
    await workplace.approve(first);
    const { kid = '' } = keyOf('current') ?? {};
    expect(await workplace.desk.nameAlgorithm(kid, 'Ed25519')).toEqual({ outcome: 'done' });
    const headerIn = (compact: string | undefined) =>
      JSON.parse(Buffer.from(String(compact).split('.')[0] ?? '', 'base64url').toString()) as { alg: string };
    expect(headerIn((await workplace.reaches(first, 'delivered')).token?.compact).alg).toBe('EdDSA');
    const second = await ready();
    await workplace.approve(second);
    expect(headerIn((await workplace.reaches(second, 'delivered')).token?.compact).alg).toBe('Ed25519');
    expect(workplace.events()).toContain('key-algorithm-named');
  });
});

describe('the record', () => {
  it('begins with the first key, and has every later one', async () => {
    await workplace.start();
    await workplace.desk.addKey('ES256');
    await workplace.restart();
    const events = workplace.events().filter((event) => event.startsWith('key-') || event === 'app-started');
    expect(events).toEqual(['key-created', 'app-started', 'key-created', 'app-started']);
  });
});
