import type { ActionAnswer, Finding, UpdateStanding } from '../../preload/contract.ts';
import type { Clock } from '../clock.ts';
import { finding, findingOf } from '../errors.ts';
import type { Log } from '../log.ts';
import {
  firstCheckMs,
  isCheckDue,
  nextCheckMs,
  type Offer,
  verdictOn,
  whyNotCheck,
  whyNotRestart,
} from './decision.ts';
import type { Installer } from './installer.ts';
import type { ReadFeed } from './reading.ts';
import type { PendingWork, UpdateSource } from './source.ts';
import type { Told } from './told.ts';

/** Keeps the app current, where an administrator gave a feed, without ever ending it by itself. */
export interface Upkeep {
  start(): void;
  /** What is under way comes to nothing; nobody waits for a slow feed to quit. */
  stop(): void;
  /** Null where no feed is given. */
  standing(): UpdateStanding | null;
  /** Asks the feed now, because the operator wants it. */
  checkNow(): ActionAnswer;
  /** Ends the app and starts the downloaded version, unless something is unsent or undecided. */
  restart(): ActionAnswer;
}

export interface UpkeepParts {
  /** As the administrator's file has it now; null for none. */
  readonly source: () => UpdateSource | null;
  /** The version that runs. */
  readonly running: string;
  readonly platform: string;
  readonly arch: string;
  readonly replacesItself: boolean;
  readonly read: ReadFeed;
  /** Made when there is something to ask it, and not before: it is large. */
  readonly installer: () => Promise<Installer>;
  readonly pendingWork: () => PendingWork;
  readonly paused: () => boolean;
  readonly online: () => boolean;
  readonly told: Told;
  /** Something that a person should know. */
  readonly tell: (finding: Finding) => void;
  /** What was told holds no more. */
  readonly untell: () => void;
  readonly onChange: () => void;
  /** Ends the app in order. */
  readonly quit: () => void;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

/** Timers may sleep with the machine, and the file be read anew: due or not is asked this often. */
const LOOK_EVERY_MS = 60_000;

type Known = Pick<UpdateStanding, 'state' | 'version' | 'fault'>;
const unasked: Known = { state: 'unasked', version: null, fault: null };

export function keepUpdated(parts: UpkeepParts): Upkeep {
  const { source, clock, random, log } = parts;
  let known = unasked;
  /** What stands ready to be put in place. It stays so while a later check fails. */
  let ready: string | null = null;
  let checkedAt: number | null = null;
  let faults = 0;
  let dueAt = Number.POSITIVE_INFINITY;
  let underWay: Promise<void> | null = null;
  let installer: Installer | null = null;
  let askedOf = '';
  let stopped = false;
  let cancel = () => {};

  const circumstances = () => ({
    source: source() !== null,
    busy: underWay !== null,
    online: parts.online(),
    paused: parts.paused(),
    now: clock.now(),
    dueAt,
  });

  const become = (next: Known) => {
    if (stopped) return;
    known = next;
    parts.onChange();
  };

  /** Whatever was found out from one feed says nothing about another. */
  const forgetOtherFeed = (from: UpdateSource | null) => {
    const now = JSON.stringify(from);
    if (now === askedOf) return;
    askedOf = now;
    known = unasked;
    checkedAt = null;
    dropDownload();
    parts.untell();
  };

  const dropDownload = () => {
    if (ready === null) return;
    log('info', 'update-dropped', { version: ready });
    ready = null;
    installer?.atEnd('nothing');
  };

  const look = () => {
    cancel();
    if (stopped) return;
    if (!underWay) forgetOtherFeed(source());
    if (isCheckDue(circumstances())) begin();
    cancel = clock.after(LOOK_EVERY_MS, look);
  };

  const begin = () => {
    const from = source();
    if (!from) return;
    forgetOtherFeed(from);
    become({ ...known, state: 'asking', fault: null });
    underWay = check(from)
      .catch((thrown: unknown) => fail('failed', findingOf(thrown)))
      .finally(() => {
        underWay = null;
        if (stopped) return;
        checkedAt = clock.now();
        dueAt = checkedAt + nextCheckMs(faults, random());
        parts.onChange();
      });
  };

  const fail = (state: 'failed' | 'refused', fault: Finding, version: string | null = null) => {
    faults += 1;
    become({ state, version, fault });
    log('warn', `update-${state}`, { code: fault.code, ...fault.values });
  };

  const check = async (from: UpdateSource): Promise<void> => {
    // Loaded with the first check: without a feed nothing of it takes up memory.
    const [{ readUpdateFeed }, { compareVersions }] = await Promise.all([import('./feed.ts'), import('./manifest.ts')]);
    const answer = await readUpdateFeed(from, parts);
    if (answer.kind !== 'manifest') return fail(answer.kind, answer.fault);
    const { manifest } = answer;
    const { version } = manifest;
    const order = compareVersions(version, parts.running);
    let forThisDesk: Offer['forThisDesk'] = 'yes';
    if (order > 0) {
      installer ??= await parts.installer();
      forThisDesk = await installer.offers(from.feed, manifest);
    }
    const verdict = verdictOn({
      order,
      forThisDesk,
      replacesItself: parts.replacesItself,
      downloaded: ready === version,
    });
    if (stopped) return;
    log('info', 'update-checked', { version, verdict });
    if (verdict !== 'ready') dropDownload();
    if (verdict !== 'ready' && verdict !== 'announced') parts.untell();
    if (verdict === 'download') return download(version);
    faults = 0;
    become({ state: verdict, version, fault: null });
    if (verdict === 'announced') tellOnce(finding('update-announced', { version }), version);
  };

  const download = async (version: string): Promise<void> => {
    become({ state: 'downloading', version, fault: null });
    try {
      await installer?.download();
    } catch (thrown) {
      return fail('failed', findingOf(thrown), version);
    }
    if (stopped) return;
    faults = 0;
    ready = version;
    installer?.atEnd('replace');
    become({ state: 'ready', version, fault: null });
    log('info', 'update-ready', { version });
    tellOnce(finding('update-ready', { version }), version);
  };

  const tellOnce = (what: Finding, version: string) => {
    if (parts.told.version() === version) return;
    parts.told.remember(version);
    parts.tell(what);
  };

  return {
    start: () => {
      dueAt = clock.now() + firstCheckMs(random());
      look();
    },
    stop: () => {
      stopped = true;
      cancel();
      installer?.stop();
    },
    standing: () => {
      const from = source();
      if (!from) return null;
      return { feed: shownFeed(from.feed), channel: from.channel, ...known, ready, checkedAt };
    },
    checkNow: () => {
      const reason = whyNotCheck(circumstances());
      if (reason) return { outcome: 'refused', reason };
      begin();
      return { outcome: 'done' };
    },
    restart: () => {
      const reason = whyNotRestart({ ready: ready !== null, busy: underWay !== null }, parts.pendingWork());
      if (reason) return { outcome: 'refused', reason };
      installer?.atEnd('restart');
      parts.quit();
      return { outcome: 'done' };
    },
  };
}

/** A feed's query may be what lets one read it, which is nobody's to see. */
const shownFeed = (feed: string): string => feed.replace(/\?.*$/, '');
