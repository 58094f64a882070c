import { approvalsTable } from './approvals.ts';
import type { Database } from './database.ts';
import { deliveriesTable } from './deliveries.ts';
import { rejectionsTable } from './rejections.ts';

/** Approvals not yet signed, tokens not yet known to be at the service, and deletions not yet made there. */
export const countUnfinished = (database: Database): number =>
  approvalsTable(database).countPending() +
  deliveriesTable(database).undelivered() +
  rejectionsTable(database).pending();
