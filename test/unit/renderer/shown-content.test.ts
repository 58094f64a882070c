import { describe, expect, it } from 'vitest';
import type { ClaimRow, Review, Shown } from '../../../preload/contract.ts';
import { shownContent } from '../../../renderer/review/shown-content.ts';

const value = (text: string): Shown => ({
  kind: 'string',
  runs: [{ text }],
  length: text.length,
  sha256: `of ${text}`,
  findings: [],
});

const claim = (name: string, signed: string | null, asserted: string | null): ClaimRow => ({
  name: value(name),
  signed: signed === null ? null : value(signed),
  asserted: asserted === null ? null : value(asserted),
  change: signed === asserted ? 'same' : 'replaced',
});

const review = (change: Partial<Review> = {}, issuedAt = 1_000): Review => ({
  jobId: 'AAAAAAAAAAAAAAAAAAAA',
  status: 'ready',
  reason: null,
  addedAt: 0,
  changedAt: 0,
  content: null,
  claims: [claim('email', 'a@example.org', 'a@example.org'), claim('iat', null, String(issuedAt))],
  proposal: {
    digest: `digest at ${issuedAt}`,
    nonce: `nonce at ${issuedAt}`,
    staleAt: issuedAt + 300_000,
    header: '{"alg":"EdDSA"}',
    payload: `{"iat":${issuedAt}}`,
    signingInput: '',
    issuer: 'https://authority.example',
    issuedAt,
    expiresAt: issuedAt + 86_400_000,
  },
  obstacles: [],
  warnings: [],
  locked: false,
  typing: null,
  seenBefore: null,
  hold: null,
  actions: ['approve'],
  undoUntil: null,
  token: null,
  delivery: null,
  rejection: null,
  record: [],
  ...change,
});

describe('what a decision is about', () => {
  it('is the same when only the clock of the proposal has moved on', () => {
    expect(shownContent(review({}, 9_000))).toBe(shownContent(review()));
  });

  it.each([
    ['a claim', { claims: [claim('email', 'b@example.org', 'b@example.org')] }],
    ['what the subject signed', { claims: [claim('email', 'b@example.org', 'a@example.org')] }],
    ['the status', { status: 'held' as const }],
    ['a warning', { warnings: [{ code: 'confusable' }] }],
    ['an obstacle', { obstacles: [{ code: 'signature-invalid' }] }],
    ['the job', { jobId: 'BBBBBBBBBBBBBBBBBBBB' }],
    ['what can be done', { actions: [] }],
  ])('changes with %s', (_what, change) => {
    expect(shownContent(review(change))).not.toBe(shownContent(review()));
  });

  it('changes when the token would be valid for another time', () => {
    const { proposal } = review();
    const longer = proposal && { ...proposal, expiresAt: proposal.expiresAt + 1 };
    expect(shownContent(review({ proposal: longer }))).not.toBe(shownContent(review()));
  });
});
