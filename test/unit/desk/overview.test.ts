import { describe, expect, it } from 'vitest';
import { overviewOf } from '../../../main/overview.ts';
import { type Glance, type GlanceState, glances, type Pause, type ServiceLine } from '../../../preload/contract.ts';

const glance = (state: GlanceState, change: Partial<Glance> = {}): Glance => ({
  state,
  toDecide: 0,
  attention: 0,
  troubled: false,
  signingStopped: false,
  practice: false,
  ...change,
});
const line = (
  id: string,
  state: GlanceState,
  change: Partial<Glance> = {},
  paused: Pause | null = null,
): ServiceLine => ({
  id,
  name: id.toUpperCase(),
  glance: glance(state, change),
  paused,
});
const starting = glance('starting');
const together = (...states: GlanceState[]) =>
  overviewOf(
    states.map((state, index) => line(`s${index}`, state)),
    starting,
  );

describe('all services in one line', () => {
  it('are what holds for the desk while there are none', () => {
    expect(overviewOf([], glance('stopped'))).toMatchObject({
      glance: { state: 'stopped' },
      where: null,
      services: [],
    });
  });

  it.each(glances)('are that of the only one there is: %s', (state) => {
    expect(together(state)).toMatchObject({ glance: { state }, where: null });
  });

  it.each<[GlanceState, GlanceState[], string | null]>([
    ['stopped', ['locked', 'stopped', 'fault'], 'S1'],
    ['locked', ['clear', 'locked'], 'S1'],
    ['fault', ['blind', 'decide', 'fault'], 'S2'],
    ['blind', ['setup', 'blind'], 'S1'],
    ['setup', ['limited', 'setup'], 'S1'],
    ['limited', ['paused', 'limited'], 'S1'],
    ['paused', ['decide', 'paused'], 'S1'],
    ['decide', ['trouble', 'decide', 'clear'], null],
    ['trouble', ['starting', 'trouble'], 'S1'],
    ['starting', ['asking', 'starting'], null],
    ['asking', ['clear', 'asking'], null],
    ['clear', ['clear', 'clear'], null],
    ['blind', ['blind', 'blind'], null],
    ['blind', ['clear', 'blind', 'blind'], 'S1'],
  ])('have the gravest state, %s of %j, and name whose it is', (state, states, where) => {
    expect(together(...states)).toMatchObject({ glance: { state }, where });
  });

  it('put every state in its place: of any two one is graver, whichever comes first', () => {
    for (const one of glances) {
      for (const other of glances) {
        expect(together(one, other).glance.state).toBe(together(other, one).glance.state);
      }
    }
  });

  it('never say nothing is to do while one of them says anything else', () => {
    for (const state of glances) expect(together('clear', state).glance.state).toBe(state);
  });

  it('add up what waits, and are troubled where one is', () => {
    const east = line('east', 'decide', { toDecide: 2, attention: 1 });
    const west = line('west', 'blind', { toDecide: 3, troubled: true });
    expect(overviewOf([east, west], starting).glance).toEqual({
      state: 'blind',
      toDecide: 5,
      attention: 1,
      troubled: true,
      signingStopped: false,
      practice: false,
    });
  });

  it('never leave out that one of them signs nothing, whatever the gravest is', () => {
    const stopped = line('east', 'signing-stopped', { signingStopped: true });
    expect(overviewOf([stopped, line('west', 'clear')], starting)).toMatchObject({
      glance: { state: 'signing-stopped', signingStopped: true },
      where: 'EAST',
    });
    expect(overviewOf([stopped, line('west', 'blind')], starting).glance).toMatchObject({
      state: 'blind',
      signingStopped: true,
    });
  });

  it('speak of the pause of the one that is paused', () => {
    const pause = { since: 1, until: 2 };
    const lines = [line('east', 'blind'), line('west', 'paused', {}, pause)];
    expect(overviewOf(lines, starting).paused).toEqual(pause);
    const both = [line('east', 'paused', {}, { since: 0, until: null }), line('west', 'paused', {}, pause)];
    expect(overviewOf(both, starting)).toMatchObject({ paused: { until: null }, where: null });
  });
});
