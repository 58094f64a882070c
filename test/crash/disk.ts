import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import type { RecordEntry } from '../../preload/contract.ts';
import { entriesOf } from './keychain-entries.ts';

/** A job's row beside what the other tables hold of it. */
export interface JobOnDisk {
  readonly id: string;
  readonly status: string;
  readonly approvals: number;
  readonly pending: number;
  readonly signed: number;
  readonly token: string | null;
  readonly tokenDigest: string | null;
  readonly approvedDigest: string | null;
  readonly stage: string | null;
  readonly rejected: number;
}

/** What a killed process left behind. */
export interface Disk {
  /** What SQLite itself finds wrong. */
  readonly problems: readonly string[];
  readonly record: readonly RecordEntry[];
  readonly jobs: readonly JobOnDisk[];
}

/** Reads a copy of the data folder, so that what the next start finds is what the kill left; null before there is any. */
export function readDisk(folder: string, keychain: string): Disk | null {
  const path = join(folder, 'countersign.db');
  if (!existsSync(join(folder, 'keys.json')) || !existsSync(path) || statSync(path).size === 0) return null;
  const { installation } = JSON.parse(readFileSync(join(folder, 'keys.json'), 'utf8')) as { installation: string };
  const key = entriesOf(keychain)[`${installation}/database`];
  const copy = mkdtempSync(join(tmpdir(), 'countersign-crash-disk-'));
  try {
    cpSync(folder, copy, { recursive: true });
    return read(join(copy, 'countersign.db'), String(key));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function read(path: string, key: string): Disk | null {
  const database = new Libsql(path, { encryptionCipher: 'aes256cbc', encryptionKey: key } as Libsql.Options);
  const all = <Row>(sql: string) => database.prepare(sql).all() as Row[];
  try {
    const found = all<{ integrity_check: string }>('PRAGMA integrity_check').map((row) => row.integrity_check);
    const loose = all<{ table: string }>('PRAGMA foreign_key_check').map(({ table }) => `a loose row in ${table}`);
    const problems = [...found.filter((one) => one !== 'ok'), ...loose];
    const [{ made } = { made: 0 }] = all<{ made: number }>(
      `SELECT count(*) AS made FROM sqlite_schema WHERE name = 'record'`,
    );
    if (made === 0) return { problems, record: [], jobs: [] };
    return {
      problems,
      record: all<RecordEntry>(
        `SELECT form, number, at, monotonic, event, job_id AS jobId, operator, kid, detail, personal, '{}' AS "values", hash
         FROM record ORDER BY number`,
      ),
      jobs: all<JobOnDisk>(`
        SELECT jobs.id, jobs.status, tokens.token, tokens.digest AS tokenDigest, deliveries.stage,
          (SELECT count(*) FROM approvals WHERE job_id = jobs.id) AS approvals,
          (SELECT count(*) FROM approvals WHERE job_id = jobs.id AND outcome IS NULL) AS pending,
          (SELECT count(*) FROM approvals WHERE job_id = jobs.id AND outcome = 'signed') AS signed,
          (SELECT digest FROM approvals WHERE id = tokens.approval_id) AS approvedDigest,
          (SELECT count(*) FROM rejections WHERE job_id = jobs.id) AS rejected
        FROM jobs LEFT JOIN tokens ON tokens.job_id = jobs.id LEFT JOIN deliveries ON deliveries.job_id = jobs.id`),
    };
  } finally {
    database.close();
  }
}
