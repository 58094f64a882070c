import type { Review } from '../../preload/contract.ts';
import type { Store } from '../store/store.ts';

/** What has come of a job: its token and how far that is on its way, or its rejection. */
export function outcomeOf(store: Store, jobId: string): Pick<Review, 'token' | 'delivery' | 'rejection'> {
  const token = store.tokens.find(jobId);
  const delivery = store.deliveries.find(jobId);
  const rejection = store.rejections.find(jobId);
  return {
    token: token && { compact: token.token, kid: token.kid, digest: token.digest, signedAt: token.signedAt },
    delivery: delivery && {
      attempts: delivery.attempts,
      nextAttemptAt: delivery.nextAt,
      lastFault: delivery.lastFault,
      proof: delivery.proof,
    },
    rejection: rejection && { reason: rejection.reason, deletion: rejection.deletion, fault: rejection.lastFault },
  };
}
