import { z } from 'zod';
import type { Pause } from '../../preload/contract.ts';
import type { Database } from './database.ts';

/** Whether the operator has called off the watching: kept, so that a restart doesn't lift it unseen. */
export interface PausesTable {
  read(): Pause | null;
  begin(pause: Pause): void;
  /** The wall clock was set back: a pause stays as long as it was meant to. */
  setBack(by: number): void;
  end(): void;
}

const row = z.strictObject({ since: z.number(), until: z.number().nullable() });

export function pausesTable(database: Database): PausesTable {
  return {
    read: () => {
      const [columns] = database.all('SELECT since, until FROM pause');
      return columns ? row.parse(columns) : null;
    },
    begin: ({ since, until }) => {
      database.run(
        `INSERT INTO pause (only, since, until) VALUES (1, ?, ?)
         ON CONFLICT (only) DO UPDATE SET since = excluded.since, until = excluded.until`,
        since,
        until,
      );
    },
    setBack: (by) => {
      database.run('UPDATE pause SET since = since - ?, until = until - ?', by, by);
    },
    end: () => {
      database.run('DELETE FROM pause');
    },
  };
}
