import { describe, expect, it } from 'vitest';
import { hostileTokens, lowOrderToken } from '../fakes/hostile-token.ts';
import { makeAuthorityKey } from '../fakes/subject.ts';
import { ada, request, type Scene, scenes } from './scene.ts';

const open = scenes();
const claims = { scope: 'email', email: 'ada@example.org' };

/** Why each of them is refused. `null`: the service may hold it, but it is not even content. */
const reasons: Readonly<Record<string, string | null>> = {
  'alg none, no signature': 'alg-not-allowed',
  'alg none over a good signature': 'alg-not-allowed',
  'HS256 keyed with the public key': 'alg-not-allowed',
  'alg in other letters': 'alg-not-allowed',
  'no alg': 'alg-not-allowed',
  'alg given twice': 'json-duplicate-key',
  'unknown crit': 'header-not-allowed',
  'empty crit': 'header-not-allowed',
  'b64 false (RFC 7797)': 'header-not-allowed',
  'a key of its own in jwk': 'header-not-allowed',
  'wrong key': 'signature-invalid',
  'altered signature': 'signature-invalid',
  'payload of another token': 'signature-invalid',
  'a claim given twice': 'json-duplicate-key',
  'the same claim once in escapes': 'json-duplicate-key',
  'an integer no double can hold': 'json-unsafe-number',
  'a number beyond all doubles': 'json-unsafe-number',
  'a lone surrogate': 'json-lone-surrogate',
  'payload is not UTF-8': 'token-malformed',
  'payload opens with a byte order mark': 'json-syntax',
  'payload is a list': 'json-not-object',
  'payload is not JSON': 'json-syntax',
  'stray bits in the signature': 'token-malformed',
  'short signature': 'token-malformed',
  'padded signature': null,
  'a fourth part': null,
  'two parts': null,
};
/** What HTTP carries but no token needs: taken off before it is read. */
const harmless = ['a line break at the end'];
/** Signed by its subject, and honest but for its name: it stays a claim, and is shown. */
const unusual = ['a __proto__ claim'];

/** A job with this content, confirmed, and what has been made of it. */
async function confirmedWith(scene: Scene, content: string): Promise<string> {
  const jobId = scene.service.addJob({ content });
  scene.authority.addJobs(jobId, 'window');
  await scene.workplace.until('a look', () => scene.asked('HEAD', jobId) > 1);
  scene.service.confirm(jobId);
  await scene.workplace.until('the confirmation', () => scene.workplace.events(jobId).includes('job-confirmed'));
  return jobId;
}

describe('SECURITY 15, 16: a request that is not what it seems', () => {
  const tokens = hostileTokens(ada, claims);

  it('is of a kind that is known here', () => {
    expect(Object.keys(tokens).sort()).toEqual([...Object.keys(reasons), ...harmless, ...unusual].sort());
  });

  it.each(Object.entries(reasons))('%s: not approvable', async (name, code) => {
    const scene = await open();
    const jobId = await confirmedWith(scene, tokens[name] ?? '');
    const review = await scene.review(jobId);
    expect(review.actions).not.toContain('approve');
    expect(review.proposal?.nonce ?? null).toBeNull();
    expect(review.status).toBe(code === null ? 'content-unknown' : 'ready');
    expect(review.obstacles.map((obstacle) => obstacle.code)).toContain(code ?? 'content-unknown');
    if (code !== null) expect(review.content?.signature.verdict).toBe('invalid');
    const ask = { jobId, digest: review.proposal?.digest ?? '', nonce: '' };
    expect(await scene.authority.approve(ask, 'test-frame')).toMatchObject({ outcome: 'refused' });
    await scene.workplace.pass(5_000, 500);
    expect(scene.asked('PUT')).toBe(0);
    const row = scene.authority.queue('all', 0, 1).rows[0];
    expect(row?.flagged).toBe(code !== null);
  });

  it('with a key of low order, under which one signature fits everything: not approvable', async () => {
    const scene = await open();
    const jobId = await confirmedWith(scene, lowOrderToken(claims));
    expect((await scene.review(jobId)).obstacles.map(({ code }) => code)).toContain('subject-key-invalid');
  });

  it.each([...harmless, ...unusual])('%s: what is signed is what was shown', async (name) => {
    const scene = await open();
    const jobId = await confirmedWith(scene, tokens[name] ?? '');
    const { proposal } = await scene.review(jobId);
    await scene.workplace.approve(jobId);
    const { token } = await scene.workplace.reaches(jobId, 'delivered');
    const payload = Buffer.from(token?.compact.split('.')[1] ?? '', 'base64url').toString();
    expect(payload).toBe(proposal?.payload);
    expect(payload.includes('__proto__')).toBe(unusual.includes(name));
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['no scope', { email: 'ada@example.org' }, 'claim-missing'],
    ['a scope that is no text', { ...claims, scope: ['email'] }, 'claim-not-text'],
    ['an empty scope', { ...claims, scope: ' ' }, 'claim-not-text'],
    ['no value for its scope', { scope: 'email phone', email: 'ada@example.org' }, 'claim-missing'],
    ['somebody else’s sub', { ...claims, sub: 'A'.repeat(43) }, 'subject-key-invalid'],
  ])('with %s: not approvable', async (_name, odd, code) => {
    const scene = await open();
    const jobId = await confirmedWith(scene, ada.requestToken(odd));
    const review = await scene.review(jobId);
    expect(review.obstacles.map((obstacle) => obstacle.code)).toContain(code);
    expect(review.actions).not.toContain('approve');
  });
});

describe('a request signed by an issuer whose key nobody has', () => {
  const content = makeAuthorityKey('some issuer').sign({ iss: 'https://issuer.example', sub: ada.sub, ...claims });

  it('is content while it is confirmed and unsigned, and not approvable', async () => {
    const scene = await open({ service: { unconfirmed: '202', confirmedContent: 'content' } });
    const jobId = await scene.readyJob(content);
    expect((await scene.review(jobId)).obstacles.map(({ code }) => code)).toEqual(['issuer-signed']);
  });

  it('behind a plain 200 cannot be told from a signature by a stranger, so a person must look', async () => {
    const scene = await open();
    const jobId = scene.service.addJob({ content });
    scene.authority.addJobs(jobId, 'window');
    expect((await scene.workplace.reaches(jobId, 'attention')).reason).toEqual({ code: 'unknown-signer' });
  });
});

describe('SECURITY 15: claims that only the service states', () => {
  const stated = { sub: ada.sub, ...claims };

  it.each<[string, string | object]>([
    ['JSON', stated],
    ['the payload of a request', request],
  ])('(%s) cannot be approved', async (_name, content) => {
    const scene = await open({ service: { unconfirmed: 'json' } });
    const jobId = await scene.readyJob(content);
    const review = await scene.review(jobId);
    expect(review.content).toMatchObject({ source: 'service-statement', signature: { verdict: 'none' } });
    expect(review.obstacles.map(({ code }) => code)).toEqual(['signature-missing']);
    expect(review.warnings.map(({ code }) => code)).toContain('service-statement');
    expect(review.proposal?.nonce).toBeNull();
  });

  it('can be approved where the administrator allows it, with the warning in view', async () => {
    const config = { service: { acceptServiceStatements: true } };
    const scene = await open({ service: { unconfirmed: 'json', afterSigning: 'jwt' }, config });
    const jobId = await scene.readyJob(stated);
    const review = await scene.review(jobId);
    expect(review.obstacles).toEqual([]);
    expect(review.warnings.map(({ code }) => code)).toContain('service-statement');
    await scene.workplace.approve(jobId);
    await scene.workplace.reaches(jobId, 'delivered');
  });

  it.each([
    ['duplicate members', '{"sub":"x","scope":"phone","scope":"email"}', 'json-duplicate-key'],
    ['an unsafe integer', '{"sub":"x","scope":"email","n":9007199254740993}', 'json-unsafe-number'],
    ['a lone surrogate', '{"sub":"x","scope":"email","note":"\\ud800"}', 'json-lone-surrogate'],
  ])('with %s cannot be approved even then', async (_name, body, code) => {
    const config = { service: { acceptServiceStatements: true } };
    const scene = await open({ service: { unconfirmed: 'json' }, config });
    const jobId = await scene.readyJob(`e30.${Buffer.from(body).toString('base64url')}.e30`);
    const review = await scene.review(jobId);
    expect(review.obstacles.map((obstacle) => obstacle.code)).toEqual([code]);
    expect(review.proposal).toBeNull();
  });
});
