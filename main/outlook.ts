import {
  type ElectronStanding,
  type Finding,
  type Glance,
  type Health,
  type JobStatus,
  jobStatuses,
  type Reach,
  type Settings,
  type Situation,
  type Snapshot,
  type Surroundings,
} from '../preload/contract.ts';
import type { UndoableHere } from './authority.ts';
import { PRACTICE_ISSUER } from './config.ts';
import { findingOf } from './errors.ts';
import { glanceOf } from './glance.ts';
import { troublesOf, type VitalsWatch } from './health.ts';
import { watchedStatuses } from './jobs/transitions.ts';
import { backupReminder } from './signing/backup-age.ts';
import type { Workspace } from './workspace.ts';

/** What the window shows of a service: all of a snapshot that is one service's own. */
export type View = Pick<
  Snapshot,
  | 'counts'
  | 'fresh'
  | 'paused'
  | 'signingStop'
  | 'record'
  | 'fault'
  | 'service'
  | 'reach'
  | 'glance'
  | 'troubles'
  | 'undoableMore'
  | 'batch'
> & { readonly undoable: readonly UndoableHere[] };

/** How the desk stands for one service, as the window, the tray and the command line show it. */
export interface Outlook {
  view(): View;
  /** Approvals, tokens and deletions that the service does not have yet, and decisions that are still to be made. */
  pending(): { readonly unsent: number; readonly undecided: number };
  /** Keychain and disk are asked anew. */
  health(surroundings: Surroundings): Promise<Omit<Health, 'version' | 'electron' | 'update'>>;
}

export interface OutlookParts {
  readonly electron: () => ElectronStanding;
  readonly vitals: VitalsWatch;
  readonly situation: () => Situation;
  readonly practising: () => boolean;
  /** The settings in force. */
  readonly values: () => Settings;
  readonly workspace: () => Workspace | null;
  readonly now: () => number;
}

export function createOutlook(parts: OutlookParts): Outlook {
  const { vitals, situation, practising, values, workspace } = parts;

  let last = { of: null as Workspace | null, work: noWork };
  /** What the authority has; the last that could be read, and the reason, where its database does not answer. */
  const work = (): Work => {
    const now = workspace();
    if (last.of !== now) last = { of: now, work: noWork };
    if (!now) return noWork;
    const { authority } = now;
    try {
      const read = {
        counts: authority.counts(),
        fresh: authority.fresh(),
        paused: authority.paused(),
        signingStop: authority.signingStop(),
        record: authority.recordKeeping.standing(),
        undoable: authority.undoable(),
        undoableMore: authority.undoableMore(),
        batch: authority.batches.progress(),
        unfinished: authority.unfinished(),
        unread: authority.unread(),
        fault: authority.fault(),
      };
      last = { of: now, work: read };
      return read;
    } catch (thrown) {
      return { ...last.work, fault: findingOf(thrown) };
    }
  };

  const reach = (): Reach => workspace()?.authority.reach() ?? noReach;

  const troublesAt = ({ unread, record }: Work): Finding[] =>
    troublesOf({
      recordBarred: record?.unread != null,
      keySet: workspace()?.published.fault() ?? null,
      vitals: vitals.latest(),
      electron: parts.electron(),
      reach: reach(),
      inbox: workspace()?.inbox() ?? null,
      feed: workspace()?.authority.feed() ?? null,
      unread,
    });

  /** What a person may do in their own time is told, and is no reason to doubt what else is shown. */
  const told = (work: Work): Finding[] => {
    const ring = practising() ? undefined : workspace()?.ring;
    const reminder = ring ? backupReminder(ring.keys(), ring.current().kid, parts.now()) : null;
    return [...troublesAt(work), ...(reminder ? [reminder] : [])];
  };

  const glanceAt = (work: Work): Glance =>
    glanceOf({
      ...work,
      situation: situation(),
      practice: practising(),
      reach: reach(),
      troubles: troublesAt(work),
      unreadSource: [workspace()?.inbox(), workspace()?.authority.feed()].some((source) => source?.state === 'asking'),
    });

  const service = (): Snapshot['service'] => {
    const { serviceName, address, issuer } = values();
    if (practising()) return { name: '', address: workspace()?.address ?? '', issuer: PRACTICE_ISSUER };
    return address ? { name: serviceName, address, issuer } : null;
  };

  return {
    pending: () => {
      const now = work();
      // What can still be undone is among the unfinished.
      return { unsent: now.unfinished, undecided: glanceAt(now).toDecide };
    },

    view: () => {
      const now = work();
      const { unfinished: _unfinished, unread: _unread, ...shown } = now;
      return { ...shown, service: service(), reach: reach(), glance: glanceAt(now), troubles: told(now) };
    },

    health: async (surroundings) => {
      await vitals.check();
      const now = work();
      const glance = glanceAt(now);
      const authority = workspace()?.authority;
      const at = service();
      return {
        glance,
        troubles: told(now),
        service: at && { name: at.name, address: at.address, reach: reach() },
        paused: now.paused,
        feed: authority?.feed() ?? null,
        inbox: workspace()?.inbox() ?? null,
        ...vitals.latest(),
        watched: watchedStatuses.reduce((sum, status) => sum + now.counts[status], 0),
        toDecide: glance.toDecide,
        oldestToDecideAt: now.fault ? null : (authority?.oldestToDecideAt() ?? null),
        unfinished: now.unfinished,
        surroundings,
      };
    },
  };
}

interface Work extends Pick<Snapshot, 'counts' | 'fresh' | 'paused' | 'signingStop' | 'record' | 'fault'> {
  readonly undoable: readonly UndoableHere[];
  readonly undoableMore: number;
  readonly batch: Snapshot['batch'];
  readonly unfinished: number;
  readonly unread: number;
}

const noWork: Work = {
  counts: Object.fromEntries(jobStatuses.map((status) => [status, 0])) as Record<JobStatus, number>,
  fresh: 0,
  paused: null,
  signingStop: null,
  record: null,
  undoable: [],
  undoableMore: 0,
  batch: null,
  unfinished: 0,
  unread: 0,
  fault: null,
};
const noReach: Reach = { state: 'unknown', since: 0, lastAnswerAt: null, until: null, fault: null, clockAheadMs: null };
