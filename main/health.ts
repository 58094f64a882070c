import { statfs } from 'node:fs/promises';
import type { ElectronStanding, Finding, Health, Reach, Source } from '../preload/contract.ts';
import type { Clock } from './clock.ts';
import { electronFinding } from './electron-lines.ts';
import { finding } from './errors.ts';
import type { SecretStore } from './signing/key-store.ts';

const CHECK_EVERY_MS = 60_000;
const FEWEST_FREE_BYTES = 200 * 1024 * 1024;
/** A token's times are whole seconds and verifiers allow for a minute or so; beyond that they begin to refuse. */
const CLOCK_OFF_MS = 60_000;

/** What can only be found out by asking the machine, as of the last check. */
export interface Vitals {
  readonly keychain: Health['keychain'];
  readonly disk: Health['disk'];
}

export interface VitalsWatch {
  latest(): Vitals;
  check(): Promise<void>;
  start(): void;
  stop(): void;
}

/** Looks at keychain and disk once a minute: what they are needed for happens rarely, and then must not be the first to find out. */
export function watchVitals(parts: {
  readonly home: string;
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly onChange: () => void;
}): VitalsWatch {
  const { home, secrets, clock, onChange } = parts;
  let latest: Vitals = { keychain: null, disk: null };
  let running = false;
  let callOff = () => {};

  const check = async () => {
    const [{ state }, disk] = await Promise.all([secrets.state(), spaceOf(home)]);
    const before = vitalTroubles(latest);
    latest = { keychain: { state, checkedAt: clock.now() }, disk };
    if (JSON.stringify(before) !== JSON.stringify(vitalTroubles(latest))) onChange();
  };
  const again = () => {
    if (!running) return;
    callOff = clock.after(CHECK_EVERY_MS, () => void check().then(again, again));
  };

  return {
    latest: () => latest,
    check,
    start: () => {
      if (running) return;
      running = true;
      void check().then(again, again);
    },
    stop: () => {
      running = false;
      callOff();
    },
  };
}

async function spaceOf(home: string): Promise<Health['disk']> {
  try {
    const { bavail, blocks, bsize } = await statfs(home);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    // A folder that can't be asked is reported by the store, which needs it.
    return null;
  }
}

function vitalTroubles({ keychain, disk }: Vitals): Finding[] {
  const troubles: Finding[] = [];
  if (disk && disk.freeBytes < FEWEST_FREE_BYTES) {
    troubles.push(finding('disk-nearly-full', { megabytes: Math.floor(disk.freeBytes / 1024 / 1024) }));
  }
  if (keychain?.state === 'locked') troubles.push(finding('keychain-locked-meanwhile'));
  if (keychain?.state === 'unavailable') troubles.push(finding('keychain-gone-meanwhile'));
  return troubles;
}

/** What is not well beside the service's reach, the worst first. */
export function troublesOf({
  vitals,
  electron,
  reach,
  inbox,
  feed,
  unread,
  keySet = null,
  recordBarred = false,
}: TroublesOf): Finding[] {
  const troubles = [...(recordBarred ? [finding('record-barred')] : []), ...vitalTroubles(vitals)];
  if (unread > 0) troubles.push(finding('jobs-not-read', { count: unread }));
  const off = reach.clockAheadMs;
  if (off !== null && Math.abs(off) > CLOCK_OFF_MS) troubles.push(clockFinding(off));
  if (inbox?.state === 'faulty') troubles.push(finding('inbox-not-read', { folder: inbox.where }));
  if (feed?.state === 'faulty') troubles.push(finding('feed-not-read', { address: feed.where }));
  if (keySet) troubles.push(keySet);
  const unsafe = electron.packaged ? electronFinding(electron) : null;
  if (unsafe) troubles.push(unsafe);
  return troubles;
}

export interface TroublesOf {
  readonly vitals: Vitals;
  readonly electron: ElectronStanding;
  readonly reach: Reach;
  readonly inbox: Source | null;
  readonly feed: Source | null;
  /** Watched jobs that could not be read several times in a row. */
  readonly unread: number;
  /** What keeps the file with the public set from being written. */
  readonly keySet?: Finding | null;
  /** Whether a check of the record found something that nobody has read. */
  readonly recordBarred?: boolean;
}

/** In the unit that a person would use. */
function clockFinding(aheadMs: number): Finding {
  const minutes = Math.round(Math.abs(aheadMs) / 60_000);
  const [unit, count] =
    minutes < 120
      ? (['minutes', minutes] as const)
      : minutes < 2_880
        ? (['hours', Math.round(minutes / 60)] as const)
        : (['days', Math.round(minutes / 1_440)] as const);
  return { code: `clock-${aheadMs > 0 ? 'behind-service' : 'ahead-of-service'}-${unit}`, values: { count } };
}
