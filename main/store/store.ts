import { type AuditLog, auditLog } from '../audit/audit-log.ts';
import { type Decisions, decisionsOn } from '../audit/decisions.ts';
import type { Clock } from '../clock.ts';
import { type ApprovalsTable, approvalsTable } from './approvals.ts';
import type { Database } from './database.ts';
import { type DeliveriesTable, deliveriesTable } from './deliveries.ts';
import { type FeedPagesTable, feedPagesTable } from './feed-pages.ts';
import { type JobWords, jobWords } from './job-words.ts';
import { type JobsTable, jobsTable } from './jobs.ts';
import { type MemoryTable, memoryTable } from './memory.ts';
import { type PausesTable, pausesTable } from './pauses.ts';
import { type QueueViewsTable, queueViewsTable } from './queue-views.ts';
import { type RejectionsTable, rejectionsTable } from './rejections.ts';
import { type ServiceAddress, serviceAddress } from './service-address.ts';
import { type SigningStopsTable, signingStopsTable } from './signing-stops.ts';
import { type TokensTable, tokensTable } from './tokens.ts';

/** Everything that is kept, over one connection. */
export interface Store {
  readonly jobs: JobsTable;
  readonly words: JobWords;
  readonly approvals: ApprovalsTable;
  readonly tokens: TokensTable;
  readonly deliveries: DeliveriesTable;
  readonly rejections: RejectionsTable;
  readonly pauses: PausesTable;
  readonly signingStops: SigningStopsTable;
  readonly queueViews: QueueViewsTable;
  readonly serviceAddress: ServiceAddress;
  readonly feedPages: FeedPagesTable;
  readonly memory: MemoryTable;
  readonly record: AuditLog;
  readonly decisions: Decisions;
  transaction<T>(work: () => T): T;
}

export const storeOver = (database: Database, clock: Clock, operator: string): Store => ({
  jobs: jobsTable(database, clock),
  words: jobWords(database),
  approvals: approvalsTable(database),
  tokens: tokensTable(database),
  deliveries: deliveriesTable(database),
  rejections: rejectionsTable(database),
  pauses: pausesTable(database),
  signingStops: signingStopsTable(database),
  queueViews: queueViewsTable(database),
  serviceAddress: serviceAddress(database),
  feedPages: feedPagesTable(database),
  memory: memoryTable(database),
  record: auditLog(database, clock, operator),
  decisions: decisionsOn(database),
  transaction: (work) => database.transaction(work),
});
