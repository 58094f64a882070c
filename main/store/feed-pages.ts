import { z } from 'zod';
import type { Database } from './database.ts';

/** What a feed's page was when its jobs were taken in. */
export interface FeedPageRow {
  readonly url: string;
  /** Validators (RFC 9110, 8.8), to the letter. */
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** URL of the page after it. */
  readonly next: string | null;
}

const row = z
  .strictObject({
    url: z.string(),
    etag: z.string().nullable(),
    last_modified: z.string().nullable(),
    next: z.string().nullable(),
  })
  .transform(
    (columns): FeedPageRow => ({
      url: columns.url,
      etag: columns.etag,
      lastModified: columns.last_modified,
      next: columns.next,
    }),
  );

export interface FeedPagesTable {
  find(url: string): FeedPageRow | null;
  save(page: FeedPageRow): void;
  count(): number;
  /** Forgets all pages but these. */
  keepOnly(urls: ReadonlySet<string>): void;
}

export function feedPagesTable(database: Database): FeedPagesTable {
  return {
    find: (url) => {
      const [columns] = database.all('SELECT * FROM feed_pages WHERE url = ?', url);
      return columns ? row.parse(columns) : null;
    },
    save: ({ url, etag, lastModified, next }) => {
      database.run(
        `INSERT INTO feed_pages (url, etag, last_modified, next) VALUES (?, ?, ?, ?)
         ON CONFLICT (url) DO UPDATE SET etag = excluded.etag, last_modified = excluded.last_modified, next = excluded.next`,
        url,
        etag,
        lastModified,
        next,
      );
    },
    count: () => {
      const [columns] = database.all('SELECT count(*) AS n FROM feed_pages');
      return (columns as { n: number }).n;
    },
    keepOnly: (urls) =>
      database.transaction(() => {
        for (const columns of database.all('SELECT * FROM feed_pages')) {
          const { url } = row.parse(columns);
          if (!urls.has(url)) database.run('DELETE FROM feed_pages WHERE url = ?', url);
        }
      }),
  };
}
