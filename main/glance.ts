import type { Finding, Glance, JobStatus, Pause, Reach, Situation } from '../preload/contract.ts';
import { toDecideStatuses } from './jobs/transitions.ts';

export interface GlanceOf {
  readonly situation: Situation;
  readonly practice: boolean;
  readonly counts: Readonly<Record<JobStatus, number>>;
  readonly reach: Reach;
  readonly paused: Pause | null;
  readonly fault: Finding | null;
  readonly troubles: readonly Finding[];
}

/** The whole app in a word, for the window, the tray and the command line alike: the gravest that holds. */
export function glanceOf(of: GlanceOf): Glance {
  const toDecide = toDecideStatuses.reduce((sum, status) => sum + of.counts[status], 0);
  return { state: stateOf(of, toDecide), toDecide, attention: of.counts.attention, practice: of.practice };
}

function stateOf({ situation, fault, reach, paused, troubles }: GlanceOf, toDecide: number): Glance['state'] {
  if (situation.name === 'starting' || situation.name === 'setup') return situation.name;
  if (situation.name === 'keychain-locked') return 'locked';
  if (situation.name !== 'ready') return 'stopped';
  if (fault) return 'fault';
  if (reach.state === 'unreachable') return 'blind';
  if (reach.state === 'rate-limited') return 'limited';
  // While watching is called off nobody knows whether there is nothing to do.
  if (paused) return 'paused';
  if (toDecide > 0) return 'decide';
  if (troubles.length > 0) return 'trouble';
  return reach.state === 'unknown' ? 'asking' : 'clear';
}
