import { z } from 'zod';
import type { Database } from './database.ts';

/** @property kid of the key in use when it began; null of a stop from before that was kept */
const row = z.strictObject({ since: z.number(), kid: z.string().nullable() });
export type Stop = z.infer<typeof row>;

/** Whether the operator has stopped all signing: kept beside what would be signed, so that no start can miss it. */
export interface SigningStopsTable {
  read(): Stop | null;
  begin(stop: Stop): void;
  end(): void;
}

export function signingStopsTable(database: Database): SigningStopsTable {
  return {
    read: () => {
      const [columns] = database.all('SELECT since, kid FROM signing_stop');
      return columns ? row.parse(columns) : null;
    },
    begin: ({ since, kid }) => {
      database.run('INSERT INTO signing_stop (only, since, kid) VALUES (1, ?, ?)', since, kid);
    },
    end: () => {
      database.run('DELETE FROM signing_stop');
    },
  };
}
