import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CHECK_EVERY_MS,
  type Circumstances,
  firstCheckMs,
  type Installation,
  isCheckDue,
  nextCheckMs,
  type Offer,
  replacesItself,
  verdictOn,
  whyNotCheck,
  whyNotRestart,
} from '../../../main/updates/decision.ts';
import { findingWords } from '../../../main/words.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const idle: Circumstances = { source: true, busy: false, online: true, paused: false, now: 100, dueAt: 100 };

describe('the feed is asked', () => {
  const cases: readonly [string, Partial<Circumstances>, boolean][] = [
    ['when it falls due', {}, true],
    ['never before it falls due', { dueAt: 101 }, false],
    ['never without a feed', { source: false }, false],
    ['not while it is being asked', { busy: true }, false],
    ['not without a network', { online: false }, false],
    ['not while watching is paused', { paused: true }, false],
  ];
  it.each(cases)('%s', (_, differs, due) => {
    expect(isCheckDue({ ...idle, ...differs })).toBe(due);
  });

  it('for the first time one to ten minutes after the start', () => {
    expect([0, 0.5, 1].map(firstCheckMs)).toEqual([MINUTE, 5.5 * MINUTE, 10 * MINUTE]);
  });

  it('every six hours, give or take a tenth', () => {
    expect(CHECK_EVERY_MS).toBe(6 * HOUR);
    expect([0, 0.5, 1].map((random) => nextCheckMs(0, random))).toEqual([5.4 * HOUR, 6 * HOUR, 6.6 * HOUR]);
  });

  it('sooner after a check that failed, and ever more rarely while they go on failing', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 50].map((faults) => nextCheckMs(faults, 0.5) / MINUTE);
    expect(pauses).toEqual([15, 30, 60, 120, 240, 360, 360]);
  });
});

describe('the operator may have the feed asked', () => {
  const cases: readonly [string, Partial<Circumstances>, string | null][] = [
    ['at any time', { dueAt: 1e9 }, null],
    ['while watching is paused, since it is their wish', { paused: true }, null],
    ['but not without a feed', { source: false, online: false }, 'update-feed-not-set'],
    ['nor twice at once', { busy: true }, 'update-check-under-way'],
    ['nor without a network', { online: false }, 'update-offline'],
  ];
  it.each(cases)('%s', (_, differs, code) => {
    expect(whyNotCheck({ ...idle, ...differs })?.code ?? null).toBe(code);
  });
});

describe('a rightly signed offer', () => {
  const offer: Offer = { order: 1, forThisDesk: 'yes', replacesItself: true, downloaded: false };
  const cases: readonly [string, Partial<Offer>, ReturnType<typeof verdictOn>][] = [
    ['of a newer version is downloaded', {}, 'download'],
    ['that was downloaded stands ready', { downloaded: true }, 'ready'],
    ['of the running version changes nothing', { order: 0 }, 'newest'],
    ['of an older version is never taken', { order: -1 }, 'older'],
    ['of an older version is not taken where it was downloaded, either', { order: -1, downloaded: true }, 'older'],
    ['for other desks first is left', { forThisDesk: 'later' }, 'later'],
    ['that was taken back into stages is left, though downloaded', { forThisDesk: 'later', downloaded: true }, 'later'],
    ['for a newer system is left', { forThisDesk: 'system-too-old' }, 'system-too-old'],
    ['that somebody else installs is announced', { replacesItself: false }, 'announced'],
    ['in stages is not announced before its turn', { replacesItself: false, forThisDesk: 'later' }, 'later'],
  ];
  it.each(cases)('%s', (_, differs, verdict) => {
    expect(verdictOn({ ...offer, ...differs })).toBe(verdict);
  });

  it('leads to a download or a replacement only where it is newer, this desk’s turn, and replaces itself', () => {
    const offers = fc.record<Offer>({
      order: fc.constantFrom(-1, 0, 1),
      forThisDesk: fc.constantFrom('yes', 'later', 'system-too-old'),
      replacesItself: fc.boolean(),
      downloaded: fc.boolean(),
    });
    fc.assert(
      fc.property(offers, (one) => {
        const acts = ['download', 'ready'].includes(verdictOn(one));
        expect(acts).toBe(one.order === 1 && one.forThisDesk === 'yes' && one.replacesItself);
      }),
    );
  });
});

describe('a restart', () => {
  const ready = { ready: true, busy: false };

  it('is made when an update is ready and nothing waits', () => {
    expect(whyNotRestart(ready, { unsent: 0, undecided: 0 })).toBeNull();
  });

  it('is refused without an update, and while one is being fetched', () => {
    expect(whyNotRestart({ ready: false, busy: false }, { unsent: 0, undecided: 0 })?.code).toBe('update-not-ready');
    expect(whyNotRestart({ ready: true, busy: true }, { unsent: 0, undecided: 0 })?.code).toBe(
      'update-check-under-way',
    );
  });

  it('is refused while anything is unsent or undecided, whatever the numbers, and says what waits', () => {
    const numbers = fc.record({ unsent: fc.nat(), undecided: fc.nat() });
    fc.assert(
      fc.property(numbers, (pending) => {
        const waits = pending.unsent > 0 || pending.undecided > 0;
        expect(whyNotRestart(ready, pending) !== null).toBe(waits);
      }),
    );
    const said = (unsent: number, undecided: number) => {
      const reason = whyNotRestart(ready, { unsent, undecided });
      return reason ? findingWords(reason) : '';
    };
    expect(said(1, 0)).toMatch(/^1 decision is not at the service yet\./);
    expect(said(0, 3)).toMatch(/^3 jobs wait for your decision\./);
    expect(said(2, 1)).toMatch(/^Not at the service yet: 2\. Waiting for your decision: 1\./);
    for (const words of [said(1, 0), said(0, 3), said(2, 1)]) expect(words).toContain('nothing is lost');
  });
});

describe('what is installed puts its successor in place', () => {
  const deb: Installation = {
    platform: 'linux',
    executable: '/opt/Countersign/countersign',
    appImage: null,
    appDir: null,
    writable: false,
    ofUser: false,
  };
  const appImage: Partial<Installation> = {
    executable: '/tmp/.mount_Count/countersign',
    appImage: '/home/a/Countersign.AppImage',
    appDir: '/tmp/.mount_Count',
    writable: true,
  };
  const cases: readonly [string, Partial<Installation>, boolean][] = [
    ['as an AppImage in a folder of its user', appImage, true],
    ['not as an AppImage in a folder of root', { ...appImage, writable: false }, false],
    ['not when started from within another AppImage', { ...appImage, executable: deb.executable }, false],
    ['nor from beside its folder', { ...appImage, executable: '/tmp/.mount_Count2/countersign' }, false],
    ['nor where the folder is not told', { ...appImage, appDir: null }, false],
    ['nor where it is empty', { ...appImage, appDir: '' }, false],
    ['not as a .deb or .rpm, nor unpacked from an archive', { writable: true }, false],
    ['as a macOS bundle that can be written', { platform: 'darwin', writable: true }, true],
    ['not as a macOS bundle that can’t', { platform: 'darwin' }, false],
    ['as installed on Windows for one user', { platform: 'win32', ofUser: true, writable: true }, true],
    ['not as installed on Windows for the machine', { platform: 'win32' }, false],
    ['on no system that is not known', { platform: 'freebsd', writable: true, ofUser: true }, false],
  ];
  it.each(cases)('%s', (_, differs, does) => {
    expect(replacesItself({ ...deb, ...differs })).toBe(does);
  });
});
