import { type Glance, type GlanceState, graveGlances, type Pause, type ServiceLine } from '../preload/contract.ts';

/** What tells a service from the others. */
export type ServiceName = Pick<ServiceLine, 'id' | 'name'>;

/** All services in one line, for the tray, notifications and the command line. */
export interface Overview {
  /** Everything that waits, added up; the state is the gravest there is. */
  readonly glance: Glance;
  /** Name of the service that is in this state, where there are several and not all are. */
  readonly where: string | null;
  /** The pause that the state speaks of, or the first there is. */
  readonly paused: Pause | null;
  readonly services: readonly ServiceLine[];
}

/**
 * The gravest first. A service that can't be worked for hides more than one that can't be seen, and one that can't be
 * seen more than one that nobody has set up yet; what waits for a decision is told beside all of them. One that starts
 * is soon something else.
 */
const byGravity: readonly GlanceState[] = [
  'stopped',
  'locked',
  'fault',
  'blind',
  'setup',
  'signing-stopped',
  'limited',
  'paused',
  'decide',
  'trouble',
  'starting',
  'asking',
  'clear',
];

const ofOne: ReadonlySet<GlanceState> = new Set(graveGlances);

/** @param otherwise what holds while there is no service yet */
export function overviewOf(services: readonly ServiceLine[], otherwise: Glance): Overview {
  const [first] = services;
  if (!first) return { glance: otherwise, where: null, paused: null, services };
  const gravity = ({ glance }: ServiceLine) => byGravity.indexOf(glance.state);
  const worst = services.reduce((held, one) => (gravity(one) < gravity(held) ? one : held));
  const { state } = worst.glance;
  const sum = (of: 'toDecide' | 'attention') => services.reduce((total, { glance }) => total + glance[of], 0);
  return {
    glance: {
      state,
      toDecide: sum('toDecide'),
      attention: sum('attention'),
      troubled: services.some(({ glance }) => glance.troubled),
      signingStopped: services.some(({ glance }) => glance.signingStopped),
      keyLocked: services.some(({ glance }) => glance.keyLocked),
      practice: worst.glance.practice,
    },
    where: ofOne.has(state) && services.some(({ glance }) => glance.state !== state) ? worst.name : null,
    paused: worst.paused ?? services.find(({ paused }) => paused)?.paused ?? null,
    services,
  };
}

/** Whether jobs can be added and watching paused. */
export const atWork = ({ state }: Glance): boolean => !['starting', 'setup', 'stopped', 'locked'].includes(state);
