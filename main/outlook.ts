import {
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
import type { Clock } from './clock.ts';
import { PRACTICE_ISSUER } from './config.ts';
import { electronStanding } from './electron-lines.ts';
import { findingOf } from './errors.ts';
import { glanceOf } from './glance.ts';
import { troublesOf, type VitalsWatch } from './health.ts';
import { watchedStatuses } from './jobs/transitions.ts';
import type { Messages } from './messages.ts';
import type { PlaceKeeper } from './place.ts';
import type { Workspace } from './workspace.ts';

/** How the desk stands, as the window, the tray and the command line show it. */
export interface Outlook {
  snapshot(): Snapshot;
  glance(): Glance;
  /** Keychain and disk are asked anew. */
  health(surroundings: Surroundings): Promise<Omit<Health, 'update'>>;
}

export interface OutlookParts {
  readonly version: string;
  readonly runtime: { readonly electron: string; readonly packaged: boolean };
  readonly clock: Clock;
  readonly vitals: VitalsWatch;
  readonly messages: Messages;
  readonly place: PlaceKeeper;
  readonly situation: () => Situation;
  readonly revision: () => number;
  readonly practising: () => boolean;
  /** The settings in force. */
  readonly values: () => Settings;
  readonly workspace: () => Workspace | null;
}

export function createOutlook(parts: OutlookParts): Outlook {
  const { vitals, messages, place, clock, situation, practising, values, workspace } = parts;

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
        undoable: authority.undoable(),
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

  const electron = () => electronStanding(parts.runtime, clock.now());

  const reach = (): Reach => workspace()?.authority.reach() ?? noReach;

  const troublesAt = ({ unread }: Work): Finding[] =>
    troublesOf({
      vitals: vitals.latest(),
      electron: electron(),
      reach: reach(),
      inbox: workspace()?.inbox() ?? null,
      feed: workspace()?.authority.feed() ?? null,
      unread,
    });

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
    glance: () => glanceAt(work()),

    snapshot: () => {
      const now = work();
      const { unfinished: _unfinished, unread: _unread, ...shown } = now;
      return {
        revision: parts.revision(),
        situation: situation(),
        practice: practising(),
        version: parts.version,
        now: clock.now(),
        ...shown,
        service: service(),
        reach: reach(),
        glance: glanceAt(now),
        troubles: troublesAt(now),
        messages: messages.all(),
        place: place.current(),
      };
    },

    health: async (surroundings) => {
      await vitals.check();
      const now = work();
      const glance = glanceAt(now);
      const authority = workspace()?.authority;
      const at = service();
      return {
        version: parts.version,
        electron: electron(),
        glance,
        troubles: troublesAt(now),
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

interface Work extends Pick<Snapshot, 'counts' | 'fresh' | 'paused' | 'undoable' | 'fault'> {
  readonly unfinished: number;
  readonly unread: number;
}

const noWork: Work = {
  counts: Object.fromEntries(jobStatuses.map((status) => [status, 0])) as Record<JobStatus, number>,
  fresh: 0,
  paused: null,
  undoable: [],
  unfinished: 0,
  unread: 0,
  fault: null,
};
const noReach: Reach = { state: 'unknown', since: 0, lastAnswerAt: null, until: null, fault: null, clockAheadMs: null };
