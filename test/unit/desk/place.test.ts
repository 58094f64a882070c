import { describe, expect, it } from 'vitest';
import { keepPlace } from '../../../main/place.ts';
import { notNarrowed } from '../../../preload/contract.ts';
import { memorySettings } from '../../fakes/workplace.ts';

const plain = { narrowing: notNarrowed } as const;
const searched = { narrowing: { ...notNarrowed, search: 'ada@' } } as const;

describe("the operator's place in the window", () => {
  it('is kept when the page has gone there by itself, without taking it anywhere', () => {
    const place = keepPlace(memorySettings({}));
    place.keep({ ...plain, section: 'history', filter: 'done', jobId: 'j' }, 0);
    expect(place.current()).toEqual({ ...plain, section: 'history', filter: 'done', jobId: 'j', moves: 0 });
  });

  it('moves when main takes the operator somewhere, each time anew', () => {
    const place = keepPlace(memorySettings({}));
    place.goTo({ section: 'health' });
    place.goTo({ section: 'queue', jobId: 'j' });
    place.goTo({ section: 'queue', jobId: 'j' });
    expect(place.current()).toEqual({ ...plain, section: 'queue', filter: 'open', jobId: 'j', moves: 3 });
  });

  it('does not take what the page told before it heard of a move for where it wants to be', () => {
    const place = keepPlace(memorySettings({}));
    place.goTo({ section: 'queue', jobId: 'summoned' });
    place.keep({ ...plain, section: 'history', filter: 'open', jobId: 'before' }, 0);
    expect(place.current()).toMatchObject({ section: 'queue', jobId: 'summoned' });
    place.keep({ ...plain, section: 'history', filter: 'open', jobId: 'after' }, 1);
    expect(place.current()).toMatchObject({ section: 'history', jobId: 'after' });
  });

  it('remembers section and filter beyond this run, and neither job nor search', () => {
    const settings = memorySettings({});
    keepPlace(settings).keep({ ...searched, section: 'keys', filter: 'all', jobId: 'j' }, 0);
    expect(keepPlace(settings).current()).toEqual({ ...plain, section: 'keys', filter: 'all', jobId: null, moves: 0 });
    expect(JSON.stringify(settings.read())).not.toContain('ada@');
  });

  it('writes nothing while the operator moves about the queue', () => {
    const settings = memorySettings({});
    const place = keepPlace(settings);
    const before = settings.read();
    place.keep({ ...plain, section: 'queue', filter: 'open', jobId: 'a' }, 0);
    place.keep({ ...plain, section: 'queue', filter: 'open', jobId: 'b' }, 0);
    expect(settings.read()).toBe(before);
  });

  it('narrows nothing where main takes the operator to a job or a filter, and leaves the search alone elsewhere', () => {
    const place = keepPlace(memorySettings({}));
    place.keep({ ...searched, section: 'queue', filter: 'open', jobId: 'a' }, 0);
    place.goTo({ section: 'health' });
    expect(place.current().narrowing).toEqual(searched.narrowing);
    place.goTo({ section: 'queue', jobId: 'b' });
    expect(place.current()).toMatchObject({ ...plain, jobId: 'b' });
  });

  it("forgets the job when another service's jobs are shown", () => {
    const place = keepPlace(memorySettings({}));
    place.keep({ ...plain, section: 'queue', filter: 'open', jobId: 'a' }, 0);
    place.forgetJob();
    expect(place.current().jobId).toBeNull();
  });
});
