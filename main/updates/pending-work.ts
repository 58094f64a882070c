import type { Desk } from '../desk.ts';
import type { PendingWork } from './source.ts';

/** What waits at the authority that is at work. Where none is, nothing can be decided or sent, and nothing waits for it. */
export function pendingWorkOf(desk: Pick<Desk, 'snapshot' | 'authority' | 'glance'>): PendingWork {
  if (desk.snapshot().situation.name !== 'ready') return { unsent: 0, undecided: 0 };
  return { unsent: desk.authority().unfinished(), undecided: desk.glance().toDecide };
}
