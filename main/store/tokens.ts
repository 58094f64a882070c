import { z } from 'zod';
import type { Database } from './database.ts';

/** A signed token. Its table's primary key is the job: a second one can't be stored. */
export interface StoredToken {
  readonly jobId: string;
  readonly approvalId: number;
  /** JWS compact serialization. */
  readonly token: string;
  readonly digest: string;
  readonly kid: string;
  readonly signedAt: number;
}

const row = z
  .strictObject({
    job_id: z.string(),
    approval_id: z.number(),
    token: z.string(),
    digest: z.string(),
    kid: z.string(),
    signed_at: z.number(),
  })
  .transform(
    (columns): StoredToken => ({
      jobId: columns.job_id,
      approvalId: columns.approval_id,
      token: columns.token,
      digest: columns.digest,
      kid: columns.kid,
      signedAt: columns.signed_at,
    }),
  );

export interface KeyUsage {
  readonly signatures: number;
  readonly firstUsedAt: number | null;
  readonly lastUsedAt: number | null;
}

export interface TokensTable {
  insert(token: StoredToken): void;
  find(jobId: string): StoredToken | null;
  usage(kid: string): KeyUsage;
}

export function tokensTable(database: Database): TokensTable {
  return {
    insert: (token) => {
      database.run(
        'INSERT INTO tokens (job_id, approval_id, token, digest, kid, signed_at) VALUES (?, ?, ?, ?, ?, ?)',
        token.jobId,
        token.approvalId,
        token.token,
        token.digest,
        token.kid,
        token.signedAt,
      );
    },
    find: (jobId) => {
      const [columns] = database.all('SELECT * FROM tokens WHERE job_id = ?', jobId);
      return columns ? row.parse(columns) : null;
    },
    usage: (kid) => {
      const [columns] = database.all(
        'SELECT count(*) AS n, min(signed_at) AS first, max(signed_at) AS last FROM tokens WHERE kid = ?',
        kid,
      );
      const { n, first, last } = columns as { n: number; first: number | null; last: number | null };
      return { signatures: n, firstUsedAt: first, lastUsedAt: last };
    },
  };
}
