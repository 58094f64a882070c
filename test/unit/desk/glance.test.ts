import { describe, expect, it } from 'vitest';
import { type GlanceOf, glanceOf } from '../../../main/glance.ts';
import { type JobStatus, jobStatuses, type Reach, type Situation } from '../../../preload/contract.ts';

const reach = (state: Reach['state']): Reach => ({
  state,
  since: 0,
  lastAnswerAt: null,
  until: null,
  fault: null,
  clockAheadMs: null,
});
const none = Object.fromEntries(jobStatuses.map((status) => [status, 0])) as Record<JobStatus, number>;
const well: GlanceOf = {
  situation: { name: 'ready' },
  practice: false,
  counts: none,
  reach: reach('reachable'),
  paused: null,
  signingStop: null,
  fault: null,
  troubles: [],
  unfinished: 0,
  unreadSource: false,
};
const waiting = { ...none, ready: 3, 'content-unknown': 2, attention: 1, waiting: 50, held: 7, delivered: 900 };
const state = (change: Partial<GlanceOf>) => glanceOf({ ...well, ...change }).state;

describe('the whole app in a word', () => {
  it('is clear only where the service answers and nothing waits for a decision', () => {
    expect(state({})).toBe('clear');
    expect(state({ counts: { ...none, waiting: 9, held: 1, delivering: 2 } })).toBe('clear');
  });

  it('counts what needs a decision, and what of it needs attention', () => {
    expect(glanceOf({ ...well, counts: waiting })).toEqual({
      state: 'decide',
      toDecide: 6,
      attention: 1,
      troubled: false,
      signingStopped: false,
      practice: false,
    });
  });

  it('never takes silence for success', () => {
    expect(state({ reach: reach('unknown') })).toBe('asking');
    expect(state({ unreadSource: true })).toBe('asking');
    expect(state({ reach: reach('unreachable') })).toBe('blind');
    expect(state({ reach: reach('rate-limited') })).toBe('limited');
    expect(state({ paused: { since: 0, until: null } })).toBe('paused');
  });

  it('keeps the count in view whatever else holds', () => {
    const blind = glanceOf({ ...well, counts: waiting, reach: reach('unreachable') });
    expect(blind).toMatchObject({ state: 'blind', toDecide: 6 });
    expect(glanceOf({ ...well, counts: waiting, paused: { since: 0, until: 5 } })).toMatchObject({
      state: 'paused',
      toDecide: 6,
    });
  });

  it('is not clear while something beside the service is not well', () => {
    const troubles = [{ code: 'feed-not-read' }];
    expect(state({ troubles })).toBe('trouble');
    expect(state({ troubles, reach: reach('unknown') })).toBe('trouble');
    expect(state({ troubles, counts: waiting })).toBe('decide');
    expect(state({ troubles, paused: { since: 0, until: null } })).toBe('paused');
  });

  it('names the gravest of several', () => {
    const fault = { code: 'disk' };
    expect(state({ fault, reach: reach('unreachable'), paused: { since: 0, until: null } })).toBe('fault');
    expect(state({ reach: reach('unreachable'), paused: { since: 0, until: null } })).toBe('paused');
    const pausedBlind = { reach: reach('unreachable'), paused: { since: 0, until: null } };
    expect(state({ ...pausedBlind, unfinished: 1 })).toBe('blind');
    expect(state({ paused: { since: 0, until: null }, unfinished: 1 })).toBe('paused');
  });

  it('tells that signing is stopped behind whatever else holds, and before what can wait', () => {
    const stopped = { signingStop: { since: 0, passphrase: false } };
    const paused = { paused: { since: 0, until: null } };
    expect(state({ ...stopped, counts: waiting })).toBe('signing-stopped');
    expect(state({ ...stopped, reach: reach('rate-limited') })).toBe('signing-stopped');
    expect(state({ ...stopped, ...paused })).toBe('signing-stopped');
    for (const graver of [{ fault: { code: 'disk' } }, { reach: reach('unreachable') }]) {
      const glance = glanceOf({ ...well, ...stopped, ...graver });
      expect(glance.state).not.toBe('signing-stopped');
      expect(glance.signingStopped).toBe(true);
    }
  });

  it.each<[Situation, string]>([
    [{ name: 'starting' }, 'starting'],
    [{ name: 'setup', step: 'key', draft: { name: '', address: '', issuer: '', fixed: [], setAside: null } }, 'setup'],
    [{ name: 'keychain-locked' }, 'locked'],
    [{ name: 'keychain-unavailable', detail: '' }, 'stopped'],
    [{ name: 'store-in-use' }, 'stopped'],
    [{ name: 'service-moved', strandedAt: 'a', to: 'b', unfinished: 1 }, 'stopped'],
  ])('takes the situation %j before anything of the service', (situation, expected) => {
    expect(state({ situation, reach: reach('unreachable') })).toBe(expected);
  });

  it('says whether any of it is real', () => {
    expect(glanceOf({ ...well, practice: true }).practice).toBe(true);
  });
});
