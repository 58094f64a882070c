import type { Finding } from '../../preload/contract.ts';
import type { Job } from '../jobs/job.ts';
import type { StoredDelivery } from '../store/deliveries.ts';

/**
 * Why a job stands where it stands. While something bars all signing, what was approved and what was signed and may have to
 * be sent wait for that, whatever they waited for before: it is told as it holds now, and kept with no job.
 */
export function reasonShown(
  { status, reason }: Pick<Job, 'status' | 'reason'>,
  delivery: Pick<StoredDelivery, 'stage'> | null,
  bar: Finding | null,
): Finding | null {
  if (!bar) return reason;
  const unsent = status === 'delivering' && delivery?.stage !== 'accepted';
  return status === 'approved' || unsent ? bar : reason;
}
