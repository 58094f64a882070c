import { describe, expect, it } from 'vitest';
import { keepPlace } from '../../../main/place.ts';
import { memorySettings } from '../../fakes/workplace.ts';

describe("the operator's place in the window", () => {
  it('is kept when the page has gone there by itself, without taking it anywhere', () => {
    const place = keepPlace(memorySettings({}));
    place.keep({ section: 'history', filter: 'done', jobId: 'j' }, 0);
    expect(place.current()).toEqual({ section: 'history', filter: 'done', jobId: 'j', moves: 0 });
  });

  it('moves when main takes the operator somewhere, each time anew', () => {
    const place = keepPlace(memorySettings({}));
    place.goTo({ section: 'health' });
    place.goTo({ section: 'queue', jobId: 'j' });
    place.goTo({ section: 'queue', jobId: 'j' });
    expect(place.current()).toEqual({ section: 'queue', filter: 'open', jobId: 'j', moves: 3 });
  });

  it('does not take what the page told before it heard of a move for where it wants to be', () => {
    const place = keepPlace(memorySettings({}));
    place.goTo({ section: 'queue', jobId: 'summoned' });
    place.keep({ section: 'history', filter: 'open', jobId: 'before' }, 0);
    expect(place.current()).toMatchObject({ section: 'queue', jobId: 'summoned' });
    place.keep({ section: 'history', filter: 'open', jobId: 'after' }, 1);
    expect(place.current()).toMatchObject({ section: 'history', jobId: 'after' });
  });

  it('remembers section and filter beyond this run, and no job', () => {
    const settings = memorySettings({});
    keepPlace(settings).keep({ section: 'keys', filter: 'all', jobId: 'j' }, 0);
    expect(keepPlace(settings).current()).toEqual({ section: 'keys', filter: 'all', jobId: null, moves: 0 });
  });

  it('writes nothing while the operator moves about the queue', () => {
    const settings = memorySettings({});
    const place = keepPlace(settings);
    const before = settings.read();
    place.keep({ section: 'queue', filter: 'open', jobId: 'a' }, 0);
    place.keep({ section: 'queue', filter: 'open', jobId: 'b' }, 0);
    expect(settings.read()).toBe(before);
  });

  it("forgets the job when another service's jobs are shown", () => {
    const place = keepPlace(memorySettings({}));
    place.keep({ section: 'queue', filter: 'open', jobId: 'a' }, 0);
    place.forgetJob();
    expect(place.current().jobId).toBeNull();
  });
});
