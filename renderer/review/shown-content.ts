import type { ClaimRow, Review, Shown } from '../../preload/contract.ts';

// These two move with the clock each time the proposal is built anew; their distance does not.
const timed = new Set(['iat', 'exp']);

const hashOf = (shown: Shown | null): string | null => shown && `${shown.kind}:${shown.sha256}`;

/** The value as text; null where it is empty or holds marks. */
export const plainText = ({ runs }: Shown): string | null => {
  const [first, second] = runs;
  return first && !second && 'text' in first ? first.text : null;
};

/** The value as one line of text, with a code point's name for every mark. */
export const marksAsText = ({ runs }: Shown): string =>
  runs.map((run) => ('text' in run ? run.text : run.mark)).join('');

const claimOf = (claim: ClaimRow) => [
  hashOf(claim.name),
  hashOf(claim.signed),
  timed.has(plainText(claim.name) ?? '') ? claim.asserted !== null : hashOf(claim.asserted),
  claim.change,
];

/**
 * Stands for everything shown that a decision is about. Two reviews with the same key look the same to the person but
 * for the times that the proposal carries; any other difference has to be read again.
 */
export const shownContent = (review: Review): string =>
  JSON.stringify([
    review.jobId,
    review.status,
    review.content && [
      review.content.source,
      review.content.signature.verdict,
      review.content.signature.reason,
      review.content.raw.sha256,
    ],
    review.claims.map(claimOf),
    review.proposal && [
      review.proposal.issuer,
      review.proposal.header,
      review.proposal.expiresAt - review.proposal.issuedAt,
    ],
    review.obstacles,
    review.warnings,
    review.actions.includes('approve'),
  ]);
