import { randomBytes } from 'node:crypto';
import { type Finding, mostBatched } from '../../preload/contract.ts';
import type { Clock } from '../clock.ts';
import { finding } from '../errors.ts';
import type { Rules } from '../policy/rules.ts';
import { type Assertion, lifetimeMs } from '../signing/claims.ts';
import type { KnownKey } from '../signing/key-ring.ts';

/** A proposal that main has handed to one frame of the window: what was shown there, and nowhere else. */
export interface Shown {
  readonly jobId: string;
  readonly frame: string;
  readonly nonce: string;
  readonly assertion: Assertion;
  readonly kid: string;
  /** The content it was built from, to the letter. */
  readonly content: string;
  readonly shownAt: number;
}

export interface Proposals {
  /** The proposal last shown to this frame, while it is young and `same` says that it still stands; else null. */
  recent(jobId: string, frame: string, same: (shown: Shown) => boolean): Shown | null;
  show(shown: Omit<Shown, 'nonce' | 'shownAt'>): Shown;
  /** Takes a proposal for a decision. Its nonce, and every other one of the job, is worth nothing afterwards. */
  take(ask: { jobId: string; digest: string; nonce: string; frame: string }): Shown | { readonly problem: Finding };
  /** Nothing that was shown until now can be approved any more, what was taken for a decision that is under way included. */
  drop(): void;
  /** Whether nothing has been dropped since this was shown. */
  stands(shown: Shown): boolean;
}

/** Whether what was shown is still what would be built now, but for the moment it was built at, which is not long ago. */
export const stillStands = (
  { assertion, kid, shownAt }: Shown,
  rules: Rules,
  key: Pick<KnownKey, 'kid' | 'algorithm'>,
  now: number,
): boolean =>
  now - shownAt <= STALE_AFTER_MS &&
  kid === key.kid &&
  namesKey(assertion.header, key) &&
  assertion.claims.iss === rules.issuer &&
  assertion.expiresAt - assertion.issuedAt === lifetimeMs(rules.lifetimeDays);

/** What was shown longer ago than this is built and shown again before it can be approved. */
export const STALE_AFTER_MS = 5 * 60_000;
/** A page that asks again soon gets the very same proposal, so that what is on screen does not change under the reader. */
const REUSE_FOR_MS = 2 * 60_000;
const KEPT_PER_JOB = 8;
/** A whole batch beside what is reviewed one by one. */
const KEPT_JOBS = mostBatched + 200;

export function createProposals(clock: Clock): Proposals {
  const ofJob = new Map<string, Shown[]>();
  let undropped = new WeakSet<Shown>();
  return {
    recent: (jobId, frame, same) => {
      const shown = ofJob.get(jobId)?.findLast((one) => one.frame === frame);
      return shown && clock.now() - shown.shownAt < REUSE_FOR_MS && same(shown) ? shown : null;
    },
    show: (what) => {
      const shown = { ...what, nonce: randomBytes(24).toString('base64url'), shownAt: clock.now() };
      undropped.add(shown);
      const kept = [...(ofJob.get(what.jobId) ?? []), shown].slice(-KEPT_PER_JOB);
      ofJob.delete(what.jobId);
      ofJob.set(what.jobId, kept);
      // In the order in which they were last shown: what nobody can approve any more stands first.
      for (const [jobId, proposals] of ofJob) {
        const newest = proposals.at(-1);
        const stale = !newest || clock.now() - newest.shownAt > STALE_AFTER_MS;
        if (!stale && ofJob.size <= KEPT_JOBS) break;
        ofJob.delete(jobId);
      }
      return shown;
    },
    take: ({ jobId, digest, nonce, frame }) => {
      const shown = ofJob.get(jobId)?.find((one) => one.nonce === nonce && one.frame === frame);
      if (!shown) return { problem: finding('nonce-unknown') };
      ofJob.delete(jobId);
      if (shown.assertion.digest !== digest) return { problem: finding('digest-mismatch') };
      if (clock.now() - shown.shownAt > STALE_AFTER_MS) return { problem: finding('stale') };
      return shown;
    },
    drop: () => {
      ofJob.clear();
      undropped = new WeakSet();
    },
    stands: (shown) => undropped.has(shown),
  };
}

/** The header that would be signed names the key and its algorithm. */
const namesKey = (header: string, { kid, algorithm }: Pick<KnownKey, 'kid' | 'algorithm'>): boolean => {
  const said = JSON.parse(header) as { alg: unknown; kid: unknown };
  return said.alg === algorithm && said.kid === kid;
};
