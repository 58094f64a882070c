import { describe, expect, it } from 'vitest';
import {
  type Arming,
  accepts,
  focused,
  isArmed,
  read,
  settleTime,
  shown,
  unarmed,
} from '../../../renderer/review/arming.ts';

const longAgo = -10_000;
const shownAndRead = (at: number): Arming => read(shown(unarmed(longAgo), 'email', at), 'email', at);

describe('SECURITY 13: when Approve may be pressed', () => {
  it('stays off while nothing is shown', () => {
    expect(isArmed(unarmed(longAgo), 1e9)).toBe(false);
  });

  it('stays off, however long, until all claims have been on screen', () => {
    const arming = shown(unarmed(longAgo), 'email', 0);
    expect(isArmed(arming, 1e9)).toBe(false);
    expect(isArmed(read(arming, 'email', 5_000), 5_000)).toBe(true);
  });

  it('stays off for 300 ms after the content came', () => {
    const arming = shownAndRead(1_000);
    expect(isArmed(arming, 1_000 + settleTime - 1)).toBe(false);
    expect(isArmed(arming, 1_000 + settleTime)).toBe(true);
  });

  it('starts anew, claims unread, when the content changes', () => {
    const changed = shown(shownAndRead(0), 'another email', 2_000);
    expect(isArmed(changed, 1e9)).toBe(false);
    expect(isArmed(read(changed, 'another email', 2_010), 2_299)).toBe(false);
    expect(isArmed(read(changed, 'another email', 2_010), 2_300)).toBe(true);
  });

  it('is left alone by the same content shown again', () => {
    const arming = shownAndRead(0);
    expect(shown(arming, 'email', 5_000)).toBe(arming);
  });

  it('takes no word of claims on screen for content that is not shown any more', () => {
    const changed = shown(unarmed(longAgo), 'new', 0);
    expect(read(changed, 'old', 10)).toBe(changed);
  });
});

describe('SECURITY 13: which press counts', () => {
  it('refuses a press that began before the button was on, whenever it ends', () => {
    const arming = shownAndRead(0);
    expect(accepts(arming, { content: 'email', startedAt: settleTime - 1, by: 'pointer' })).toBe(false);
    expect(accepts(arming, { content: 'email', startedAt: settleTime, by: 'pointer' })).toBe(true);
  });

  it('refuses a press that was meant for what was shown before', () => {
    const arming = read(shown(shownAndRead(0), 'new', 1_000), 'new', 1_000);
    expect(accepts(arming, { content: 'email', startedAt: 2_000, by: 'pointer' })).toBe(false);
  });

  it('refuses the key press that brought the window to the front', () => {
    const arming = focused(shownAndRead(0), 5_000);
    expect(accepts(arming, { content: 'email', startedAt: 5_000 + settleTime - 1, by: 'key' })).toBe(false);
    expect(accepts(arming, { content: 'email', startedAt: 5_000 + settleTime, by: 'key' })).toBe(true);
    expect(accepts(arming, { content: 'email', startedAt: 5_010, by: 'pointer' })).toBe(true);
  });
});
