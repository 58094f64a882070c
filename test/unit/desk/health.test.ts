import { describe, expect, it } from 'vitest';
import { troublesOf, type Vitals, watchVitals } from '../../../main/health.ts';
import { findingWords } from '../../../main/words.ts';
import type { ElectronStanding, Reach, Source } from '../../../preload/contract.ts';
import { ManualClock } from '../../fakes/clock.ts';
import { MemoryKeychain } from '../../fakes/keychain.ts';

const reach = (clockAheadMs: number | null): Reach => ({
  state: 'reachable',
  since: 0,
  lastAnswerAt: 0,
  until: null,
  fault: null,
  clockAheadMs,
});
const well: Vitals = {
  keychain: { state: 'available', checkedAt: 0 },
  disk: { freeBytes: 5e9, totalBytes: 9e9 },
};
const electron: ElectronStanding = {
  version: '45.4.1',
  support: 'supported',
  until: null,
  floor: null,
  packaged: true,
};
const source = (state: Source['state']): Source => ({
  where: '/in',
  state,
  since: 0,
  lastReadAt: null,
  fault: state === 'faulty' ? { code: 'disk' } : null,
});
const of = (ahead: number | null, vitals: Partial<Vitals> = {}, source: Source | null = null, unread = 0) =>
  troublesOf({ vitals: { ...well, ...vitals }, electron, reach: reach(ahead), inbox: source, feed: source, unread });
const codes = (vitals: Partial<Vitals> = {}, ahead: number | null = 0, source: Source | null = null) =>
  of(ahead, vitals, source).map(({ code }) => code);

describe('what is not well', () => {
  it('is nothing on a machine that works', () => {
    expect(codes({}, 2_000, source('working'))).toEqual([]);
    expect(codes({ keychain: null, disk: null }, null)).toEqual([]);
  });

  it('SECURITY 1: is an Electron out of support or below its floor, where it is packaged', () => {
    const troubles = (standing: Partial<ElectronStanding>) =>
      troublesOf({
        vitals: well,
        electron: { ...electron, ...standing },
        reach: reach(0),
        inbox: null,
        feed: null,
        unread: 0,
      }).map(({ code }) => code);
    expect(troubles({ support: 'out-of-support' })).toEqual(['electron-out-of-support']);
    expect(troubles({ support: 'below-floor', floor: '45.5.0' })).toEqual(['electron-below-floor']);
    for (const support of ['supported', 'ends-soon', 'unknown-newer'] as const)
      expect(troubles({ support })).toEqual([]);
    expect(troubles({ support: 'out-of-support', packaged: false })).toEqual([]);
  });

  it('is a clock that differs by more than a minute, named from this side', () => {
    expect(of(180_000)).toEqual([{ code: 'clock-behind-service-minutes', values: { count: 3 } }]);
    expect(of(-7_200_000)).toEqual([{ code: 'clock-ahead-of-service-hours', values: { count: 2 } }]);
    expect(of(20 * 86_400_000)).toEqual([{ code: 'clock-behind-service-days', values: { count: 20 } }]);
    for (const off of [180_000, -180_000, 9e6, -9e6, 2e9, -2e9]) {
      expect(findingWords(of(off)[0] ?? { code: '' })).toMatch(/clock is \d+ (minutes|hours|days) (behind|ahead of)/);
    }
  });

  it('is a disk with little room, a keychain that is locked or gone', () => {
    expect(codes({ disk: { freeBytes: 100 * 1024 * 1024, totalBytes: 9e9 } })).toEqual(['disk-nearly-full']);
    expect(codes({ keychain: { state: 'locked', checkedAt: 0 } })).toEqual(['keychain-locked-meanwhile']);
    expect(codes({ keychain: { state: 'unavailable', checkedAt: 0 } })).toEqual(['keychain-gone-meanwhile']);
  });

  it('is a job that cannot be read again and again', () => {
    expect(of(0, {}, null, 3)).toEqual([{ code: 'jobs-not-read', values: { count: 3 } }]);
  });

  it('is an inbox or a feed that cannot be read', () => {
    expect(codes({}, 0, source('faulty'))).toEqual(['inbox-not-read', 'feed-not-read']);
  });
});

describe('the minute by minute look at keychain and disk', () => {
  const settle = () => new Promise((resolve) => setTimeout(resolve, 20));

  it('tells only when something began or ceased to be wrong', async () => {
    const clock = new ManualClock();
    const secrets = new MemoryKeychain();
    let told = 0;
    const watch = watchVitals({ home: '/', secrets, clock, onChange: () => (told += 1) });
    watch.start();
    clock.advance(60_000);
    await settle();
    expect(watch.latest().keychain?.state).toBe('available');
    expect(watch.latest().disk?.totalBytes).toBeGreaterThan(0);
    const before = told;
    secrets.current = { state: 'locked' };
    clock.advance(60_000);
    await settle();
    expect(watch.latest().keychain?.state).toBe('locked');
    expect(told).toBe(before + 1);
    clock.advance(60_000);
    await settle();
    expect(told).toBe(before + 1);
    watch.stop();
  });

  it('looks no more once it is stopped', async () => {
    const clock = new ManualClock();
    const watch = watchVitals({ home: '/', secrets: new MemoryKeychain(), clock, onChange: () => {} });
    const asked = () => watch.latest().keychain?.checkedAt;
    watch.start();
    await settle();
    const before = asked();
    expect(before).toBe(clock.now());
    watch.stop();
    clock.advance(600_000);
    await settle();
    expect(asked()).toBe(before);
  });
});
