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
import { AuthorityError, faultText, finding } from './errors.ts';
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
  health(surroundings: Surroundings): Promise<Health>;
}

export interface OutlookParts {
  readonly version: string;
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

  let last = noWork;
  /** What the authority has; the last that could be read, and the reason, where its database does not answer. */
  const work = (): Work => {
    const authority = workspace()?.authority;
    if (!authority) return noWork;
    try {
      last = {
        counts: authority.counts(),
        fresh: authority.fresh(),
        paused: authority.paused(),
        undoable: authority.undoable(),
        fault: authority.fault(),
      };
      return last;
    } catch (thrown) {
      const code = thrown instanceof AuthorityError ? thrown.code : 'internal';
      return { ...last, fault: finding(code, { detail: faultText(thrown).slice(0, 300) }) };
    }
  };

  const reach = (): Reach => workspace()?.authority.reach() ?? noReach;

  const troubles = (): Finding[] =>
    troublesOf(vitals.latest(), reach(), workspace()?.inbox() ?? null, workspace()?.authority.feed() ?? null);

  const glanceAt = (work: Work): Glance =>
    glanceOf({ ...work, situation: situation(), practice: practising(), reach: reach(), troubles: troubles() });

  const service = (): Snapshot['service'] => {
    const { serviceName, address, issuer } = values();
    if (practising()) return { name: '', address: workspace()?.address ?? '', issuer: PRACTICE_ISSUER };
    return address ? { name: serviceName, address, issuer } : null;
  };

  return {
    glance: () => glanceAt(work()),

    snapshot: () => {
      const now = work();
      return {
        revision: parts.revision(),
        situation: situation(),
        practice: practising(),
        version: parts.version,
        now: clock.now(),
        ...now,
        service: service(),
        reach: reach(),
        glance: glanceAt(now),
        troubles: troubles(),
        messages: messages.all(),
        place: place.current(),
      };
    },

    health: async (surroundings) => {
      await vitals.check();
      const { counts, paused, ...rest } = work();
      const glance = glanceAt({ counts, paused, ...rest });
      const authority = workspace()?.authority;
      const at = service();
      return {
        glance,
        troubles: troubles(),
        service: at && { name: at.name, address: at.address, reach: reach() },
        paused,
        feed: authority?.feed() ?? null,
        inbox: workspace()?.inbox() ?? null,
        ...vitals.latest(),
        watched: watchedStatuses.reduce((sum, status) => sum + counts[status], 0),
        toDecide: glance.toDecide,
        oldestToDecideAt: authority?.oldestToDecideAt() ?? null,
        unfinished: authority?.unfinished() ?? 0,
        surroundings,
      };
    },
  };
}

type Work = Pick<Snapshot, 'counts' | 'fresh' | 'paused' | 'undoable' | 'fault'>;

const noWork: Work = {
  counts: Object.fromEntries(jobStatuses.map((status) => [status, 0])) as Record<JobStatus, number>,
  fresh: 0,
  paused: null,
  undoable: [],
  fault: null,
};
const noReach: Reach = { state: 'unknown', since: 0, lastAnswerAt: null, until: null, fault: null, clockAheadMs: null };
