import { describe, expect, it } from 'vitest';
import { notNarrowed, type Place, type Snapshot } from '../../../preload/contract.ts';
import { type Held, placeAfter } from '../../../renderer/held-place.ts';

const job = 'AAAAAAAAAAAAAAAAAAAA';
const other = 'BBBBBBBBBBBBBBBBBBBB';
const inQueue: Place = { section: 'queue', filter: 'done', narrowing: notNarrowed, jobId: job };

const told = (place: Place, moves: number, change: { service?: string; situation?: 'starting' | 'ready' } = {}) =>
  ({
    situation: { name: change.situation ?? 'ready' },
    inView: change.service ?? 'live',
    place: { ...place, moves },
  }) as Snapshot;

const held = (place: Place, moves = 0): Held => ({ place, moves, service: 'live', arrivals: 1 });

describe('where the page is', () => {
  it('takes over the place that main kept for it, once there are sections', () => {
    expect(placeAfter(null, told(inQueue, 3, { situation: 'starting' }), false)).toBeNull();
    expect(placeAfter(null, told(inQueue, 3), false)).toEqual(held(inQueue, 3));
  });

  it('stays where the operator went while main still tells an older place', () => {
    const here = held({ ...inQueue, section: 'keys', filter: 'open', jobId: null });
    expect(placeAfter(here, told(inQueue, 0), false)).toBe(here);
  });

  it('goes where main takes it, once for each move', () => {
    const here = held({ ...inQueue, section: 'settings', filter: 'open', jobId: null });
    const taken = placeAfter(here, told({ ...inQueue, jobId: other }, 1), false);
    expect(taken).toMatchObject({ place: { section: 'queue', filter: 'done', jobId: other }, moves: 1, arrivals: 2 });
    const gone = { ...(taken as Held), place: { ...inQueue, section: 'history' as const } };
    expect(placeAfter(gone, told({ ...inQueue, jobId: other }, 1), false)).toBe(gone);
  });

  it('waits with a move until nothing is being typed any more', () => {
    const here = held({ ...inQueue, jobId: other });
    expect(placeAfter(here, told(inQueue, 1), true)).toBe(here);
    expect(placeAfter(here, told(inQueue, 1), false)).toMatchObject({ place: inQueue, moves: 1 });
  });

  it('starts afresh at another service, and still follows a move made there', () => {
    const here = held(inQueue, 2);
    expect(placeAfter(here, told(inQueue, 2, { service: 'practice' }), false)).toMatchObject({
      place: { section: 'queue', filter: 'open', jobId: null },
      service: 'practice',
    });
    expect(placeAfter(here, told({ ...inQueue, jobId: other }, 3, { service: 'practice' }), true)).toMatchObject({
      place: { jobId: other },
      moves: 3,
    });
  });
});
