import type { Finding } from '../../preload/contract.ts';
import { finding } from '../errors.ts';
import type { HeldKey } from './keys-file.ts';

const DAY_MS = 24 * 3_600_000;
/** A backup that nobody has opened for so long may well not open any more. */
const PROVED_EVERY_MS = 90 * DAY_MS;

/** Whether it is time to prove a backup of the key in use, for the first time or again; null where it is not. */
export function backupReminder(keys: readonly HeldKey[], current: string, now: number): Finding | null {
  const key = keys.find(({ kid }) => kid === current);
  if (!key) return null;
  const since = key.provedAt ?? key.createdAt;
  if (now - since < PROVED_EVERY_MS) return null;
  return finding(key.provedAt === undefined ? 'backup-never-proved' : 'backup-proof-old', {
    days: Math.floor((now - since) / DAY_MS),
  });
}
