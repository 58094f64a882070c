import {
  type Finding,
  type Glance,
  type JobStatus,
  type Pause,
  type Reach,
  type SigningStop,
  type Situation,
  toDecideStatuses,
} from '../preload/contract.ts';

export interface GlanceOf {
  readonly situation: Situation;
  readonly practice: boolean;
  readonly counts: Readonly<Record<JobStatus, number>>;
  readonly reach: Reach;
  readonly paused: Pause | null;
  readonly signingStop: SigningStop | null;
  readonly fault: Finding | null;
  readonly troubles: readonly Finding[];
  /** What was decided and the service does not have yet. */
  readonly unfinished: number;
  /** An inbox or a feed has not been read for the first time yet. */
  readonly unreadSource: boolean;
}

/** A service in a word, for the window, the tray and the command line alike: the gravest that holds. See overview.ts for all. */
export function glanceOf(of: GlanceOf): Glance {
  const toDecide = toDecideStatuses.reduce((sum, status) => sum + of.counts[status], 0);
  return {
    state: stateOf(of, toDecide),
    toDecide,
    attention: of.counts.attention,
    troubled: of.troubles.length > 0,
    signingStopped: of.signingStop !== null,
    practice: of.practice,
  };
}

function stateOf(
  { situation, fault, reach, paused, signingStop, troubles, unfinished, unreadSource }: GlanceOf,
  toDecide: number,
): Glance['state'] {
  if (situation.name === 'starting' || situation.name === 'setup') return situation.name;
  if (situation.name === 'keychain-locked') return 'locked';
  if (situation.name !== 'ready') return 'stopped';
  if (fault) return 'fault';
  // While watching is called off nobody finds out whether there is nothing to do, nor whether an outage is over; only
  // what is still to be delivered is sent all the same.
  if (paused && unfinished === 0) return signingStop ? 'signing-stopped' : 'paused';
  if (reach.state === 'unreachable') return 'blind';
  if (signingStop) return 'signing-stopped';
  if (reach.state === 'rate-limited') return 'limited';
  if (paused) return 'paused';
  if (toDecide > 0) return 'decide';
  if (troubles.length > 0) return 'trouble';
  return reach.state === 'unknown' || unreadSource ? 'asking' : 'clear';
}
