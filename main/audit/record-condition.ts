import type { RecordQuery } from '../../preload/contract.ts';
import type { Value } from '../store/database.ts';
import { eventsIn } from './event-groups.ts';

/** A query in SQL. Its text is one of a few dozen, whatever is looked for: statements are kept prepared. */
export interface RecordCondition {
  /** Begins with `AND`, or is empty for the whole record. */
  readonly sql: string;
  readonly values: readonly Value[];
}

/** As SQLite's LIKE reads it, anywhere in a text. */
const anywhere = (text: string): string => `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

/** As it stands inside canonical JSON. */
const asInJson = (text: string): string => JSON.stringify(text).slice(1, -1);

const like = (column: string) => `${column} LIKE ? ESCAPE '\\'`;

/** Which entries of the table `record` a query lists. */
export function conditionOf(query: RecordQuery): RecordCondition {
  const parts: (readonly [sql: string, ...values: Value[]])[] = [];
  if (query.groups.length > 0) {
    // By the entries in their order: the index by event would be gone through anew for each slice of them.
    parts.push(['+event IN (SELECT value FROM json_each(?))', JSON.stringify(eventsIn(query.groups))]);
  }
  if (query.jobId !== '') parts.push(['job_id = ?', query.jobId]);
  if (query.operator !== '') parts.push(['operator = ?', query.operator]);
  if (query.from !== null) parts.push(['at >= ?', query.from]);
  if (query.until !== null) parts.push(['at < ?', query.until]);
  if (query.search !== '') {
    const plain = anywhere(query.search);
    const inJson = anywhere(asInJson(query.search));
    parts.push([
      `(${['job_id', 'event', 'operator', 'kid', 'detail'].map(like).join(' OR ')}
        OR event IN (SELECT value FROM json_each(?))
        OR (personal <> '{}' AND EXISTS (
          SELECT 1 FROM personal_values WHERE personal_values.number = record.number AND ${like('value')})))`,
      plain,
      plain,
      plain,
      plain,
      inJson,
      JSON.stringify(query.spoken),
      inJson,
    ]);
  }
  return {
    sql: parts.map(([sql]) => ` AND ${sql}`).join(''),
    values: parts.flatMap(([, ...values]) => values),
  };
}
