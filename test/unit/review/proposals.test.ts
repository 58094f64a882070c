import { beforeEach, describe, expect, it } from 'vitest';
import { noPolicy } from '../../../main/policy/rules.ts';
import { createProposals, type Proposals, STALE_AFTER_MS, stillStands } from '../../../main/review/proposals.ts';
import { buildAssertion } from '../../../main/signing/claims.ts';
import { ManualClock } from '../../fakes/clock.ts';

const jobId = 'AAAAAAAAAAAAAAAAAAAA';
const frame = '1:2:3';
const what = (id = jobId, at = frame, email = 'a@b.c') => ({
  jobId: id,
  frame: at,
  kid: 'k',
  content: 'content',
  assertion: buildAssertion({
    jobId: id,
    claims: { email },
    issuer: 'https://a.example',
    kid: 'k',
    algorithm: 'EdDSA',
    now: 0,
    lifetimeDays: 1,
  }),
});

describe('SECURITY 11: a proposal can be approved', () => {
  let clock: ManualClock;
  let proposals: Proposals;
  const ask = (shown: ReturnType<Proposals['show']>, change: object = {}) =>
    proposals.take({
      jobId: shown.jobId,
      digest: shown.assertion.digest,
      nonce: shown.nonce,
      frame: shown.frame,
      ...change,
    });
  const problem = (code: string) => ({ problem: { code } });

  beforeEach(() => {
    clock = new ManualClock();
    proposals = createProposals(clock);
  });

  it('as it was shown, where it was shown', () => {
    const shown = proposals.show(what());
    expect(shown.nonce).toMatch(/^[A-Za-z0-9_-]{32}$/);
    expect(ask(shown)).toEqual(shown);
  });

  it('once', () => {
    const shown = proposals.show(what());
    ask(shown);
    expect(ask(shown)).toEqual(problem('nonce-unknown'));
  });

  it('by its own nonce only', () => {
    const shown = proposals.show(what());
    for (const nonce of [
      '',
      'A'.repeat(32),
      shown.nonce.toLowerCase(),
      proposals.show(what('BBBBBBBBBBBBBBBBBBBB')).nonce,
    ]) {
      if (nonce !== shown.nonce) expect(ask(shown, { nonce })).toEqual(problem('nonce-unknown'));
    }
    expect(ask(shown)).toEqual(shown);
  });

  it('in its own frame only', () => {
    const shown = proposals.show(what());
    expect(ask(shown, { frame: '1:2:4' })).toEqual(problem('nonce-unknown'));
  });

  it('for its own job only', () => {
    const shown = proposals.show(what());
    expect(ask(shown, { jobId: 'BBBBBBBBBBBBBBBBBBBB' })).toEqual(problem('nonce-unknown'));
  });

  it('under its own digest only, and a wrong one costs the nonce', () => {
    const shown = proposals.show(what());
    expect(ask(shown, { digest: '0'.repeat(64) })).toEqual(problem('digest-mismatch'));
    expect(ask(shown)).toEqual(problem('nonce-unknown'));
  });

  it('for five minutes, to the millisecond', () => {
    const [early, late] = [proposals.show(what()), proposals.show(what('BBBBBBBBBBBBBBBBBBBB'))];
    clock.jump(STALE_AFTER_MS);
    expect(ask(early)).toEqual(early);
    clock.jump(1);
    expect(ask(late)).toEqual(problem('stale'));
    expect(ask(late)).toEqual(problem('nonce-unknown'));
  });

  it('not any more once another proposal of the same job was taken', () => {
    const [one, other] = [proposals.show(what()), proposals.show(what(jobId, '9:9:9'))];
    ask(other);
    expect(ask(one)).toEqual(problem('nonce-unknown'));
  });

  it('not by a mix of two: the nonce of one with the digest of the other', () => {
    const [one, other] = [proposals.show(what()), proposals.show(what(jobId, frame, 'x@y.z'))];
    expect(ask(one, { digest: other.assertion.digest })).toEqual(problem('digest-mismatch'));
  });

  it('with a nonce that no other one has', () => {
    const nonces = Array.from({ length: 500 }, () => proposals.show(what()).nonce);
    expect(new Set(nonces).size).toBe(500);
  });

  it('is given again to the same frame for two minutes, while it still stands', () => {
    const shown = proposals.show(what());
    expect(proposals.recent(jobId, frame, () => true)).toEqual(shown);
    expect(proposals.recent(jobId, '9:9:9', () => true)).toBeNull();
    expect(proposals.recent(jobId, frame, () => false)).toBeNull();
    clock.jump(2 * 60_000 - 1);
    expect(proposals.recent(jobId, frame, () => true)).toEqual(shown);
    clock.jump(1);
    expect(proposals.recent(jobId, frame, () => true)).toBeNull();
  });

  it('is forgotten, the oldest first, before memory is', () => {
    const ids = Array.from({ length: 1_300 }, (_, at) => `job-${String(at).padStart(16, '0')}`);
    const shown = ids.map((id) => proposals.show(what(id)));
    const alive = shown.filter((one) => !('problem' in ask(one)));
    expect(alive).toEqual(shown.slice(-1_200));
    const many = Array.from({ length: 20 }, () => proposals.show(what()));
    expect(many.map((one) => proposals.recent(jobId, frame, (kept) => kept === one)).filter(Boolean)).toHaveLength(1);
    expect(ask(many[0] as (typeof many)[0])).toEqual(problem('nonce-unknown'));
  });
});

describe('SECURITY 11: what was shown still stands', () => {
  const rules = {
    ...noPolicy,
    issuer: 'https://a.example',
    lifetimeDays: 1,
    undoSeconds: 5,
    pollSeconds: 5,
    acceptServiceStatements: false,
    mayConfirm: false,
    requestsPerSecond: 5,
    feed: '',
    trustedKeys: [],
    practice: false,
  };
  const now = new ManualClock().now();
  const shown = createProposals(new ManualClock()).show(what());
  const key = { kid: 'k', algorithm: 'EdDSA' } as const;

  it('while the key, the issuer and the lifetime are the ones it was built with', () => {
    expect(stillStands(shown, { ...rules, undoSeconds: 30, pollSeconds: 1 }, key, now)).toBe(true);
  });

  it('and no longer once it was shown too long ago', () => {
    expect(stillStands(shown, rules, key, now + STALE_AFTER_MS)).toBe(true);
    expect(stillStands(shown, rules, key, now + STALE_AFTER_MS + 1)).toBe(false);
  });

  it('and no longer when one of them changed', () => {
    expect(stillStands(shown, rules, { ...key, kid: 'other' }, now)).toBe(false);
    expect(stillStands(shown, rules, { ...key, algorithm: 'Ed25519' }, now)).toBe(false);
    expect(stillStands(shown, { ...rules, issuer: 'https://b.example' }, key, now)).toBe(false);
    expect(stillStands(shown, { ...rules, lifetimeDays: 2 }, key, now)).toBe(false);
  });

  it('and not where its header names another key than the one it was shown for', () => {
    const other = { ...shown, kid: 'other' };
    expect(stillStands(other, rules, { ...key, kid: 'other' }, now)).toBe(false);
  });
});
