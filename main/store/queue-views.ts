import { z } from 'zod';
import { jobStatuses, mostViews, type QueueView, queueAges, queueFilters, queueSorts } from '../../preload/contract.ts';
import type { Database } from './database.ts';

const query = z.strictObject({
  filter: z.enum(queueFilters),
  search: z.string(),
  statuses: z.array(z.enum(jobStatuses)),
  scopes: z.array(z.string()),
  age: z.enum(queueAges),
  flagged: z.boolean().nullable(),
  sort: z.enum(queueSorts),
});
const row = z.strictObject({ name: z.string(), query: z.string() }).transform(
  (columns): QueueView => ({
    name: z.string().parse(JSON.parse(columns.name)),
    query: query.parse(JSON.parse(columns.query)),
  }),
);

export interface QueueViewsTable {
  /** By their names, in no language's order. */
  all(): QueueView[];
  /** Takes the place of one of the same name; false when there are too many. */
  save(view: QueueView): boolean;
  delete(name: string): void;
}

export function queueViewsTable(database: Database): QueueViewsTable {
  const all = () =>
    database.all('SELECT name, query FROM queue_views ORDER BY name').map((columns) => row.parse(columns));
  return {
    all,
    save: (view) =>
      database.run(
        `INSERT INTO queue_views (name, query)
         SELECT ?, ? WHERE (SELECT count(*) FROM queue_views WHERE name <> ?) < ?
         ON CONFLICT (name) DO UPDATE SET query = excluded.query`,
        JSON.stringify(view.name),
        JSON.stringify(view.query),
        JSON.stringify(view.name),
        mostViews,
      ) === 1,
    delete: (name) => {
      database.run('DELETE FROM queue_views WHERE name = ?', JSON.stringify(name));
    },
  };
}
